import { existsSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { type StudyFile, listStudies, studiesFolder } from './studies';

/** The tree of studies in the workspace, the newest first. */
export class StudiesView implements vscode.TreeDataProvider<StudyFile>, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<undefined>();
  private readonly subscriptions: vscode.Disposable[];
  private timer: NodeJS.Timeout | undefined;
  readonly onDidChangeTreeData = this.changes.event;

  constructor(private readonly isOpen: (file: string) => boolean) {
    const watcher = vscode.workspace.createFileSystemWatcher(`**/${studiesFolder}/*.log`, false, true, false);
    this.subscriptions = [
      this.changes,
      watcher,
      watcher.onDidCreate(() => this.refresh()),
      watcher.onDidDelete(() => this.refresh()),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.refresh()),
      vscode.window.registerTreeDataProvider('espalier.studies', this),
    ];
  }

  /** Reads the folders again, soon. */
  refresh(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.changes.fire(undefined), 200);
  }

  getChildren(parent?: StudyFile): Promise<StudyFile[]> | StudyFile[] {
    return parent ? [] : workspaceStudies();
  }

  getTreeItem(study: StudyFile): vscode.TreeItem {
    const item = new vscode.TreeItem(study.name);
    item.id = study.file;
    item.description = describe(study);
    item.tooltip = study.file;
    item.iconPath = new vscode.ThemeIcon(this.isOpen(study.file) ? 'eye' : 'graph');
    item.contextValue = 'study';
    item.command = { command: 'espalier.openStudy', title: vscode.l10n.t('Open'), arguments: [study] };
    return item;
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}

function workspaceStudies(): Promise<StudyFile[]> {
  return listStudies((vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath));
}

/** Where it is, when not at the top of a folder, and when it was last worked on. */
function describe({ project, modified }: StudyFile): string {
  const place = vscode.workspace.asRelativePath(project, false);
  const when = new Date(modified).toLocaleString(vscode.env.language, {
    dateStyle: 'short',
    timeStyle: 'short',
  });
  return path.isAbsolute(place) ? when : `${place} · ${when}`;
}

/** Asks for one of the workspace's studies. */
export async function pickStudy(): Promise<StudyFile | undefined> {
  const studies = await workspaceStudies();
  if (studies.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There is no study in this workspace yet.'));
    return undefined;
  }
  const items = studies.map((study) => ({ label: study.name, description: describe(study), study }));
  return (await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Open a study') }))?.study;
}

/** Moves a study and what belongs to it to the trash, when the person agrees. */
export async function deleteStudy(study: StudyFile): Promise<void> {
  const move = vscode.l10n.t('Move to Trash');
  const message = vscode.l10n.t('Delete the study “{0}” with its candidates?', study.name);
  if ((await vscode.window.showWarningMessage(message, { modal: true }, move)) !== move) return;
  for (const file of [study.file, sideFolder(study.file)].filter(existsSync))
    await discard(vscode.Uri.file(file));
}

/** To the trash; for good where there is none, as on a remote machine. */
async function discard(uri: vscode.Uri): Promise<void> {
  try {
    await vscode.workspace.fs.delete(uri, { recursive: true, useTrash: true });
  } catch {
    const erase = vscode.l10n.t('Delete for Good');
    const message = vscode.l10n.t('There is no trash here. Delete {0} for good?', path.basename(uri.fsPath));
    const answer = await vscode.window.showWarningMessage(message, { modal: true }, erase);
    if (answer === erase) await vscode.workspace.fs.delete(uri, { recursive: true });
  }
}

/** Gives a study another name: its journal and what lies beside it. */
export async function renameStudy(study: StudyFile): Promise<void> {
  const name = await vscode.window.showInputBox({
    title: vscode.l10n.t('Rename “{0}”', study.name),
    value: study.name,
    validateInput: (value) => problemOfName(study, value.trim()),
  });
  const wanted = name?.trim();
  if (!wanted || wanted === study.name) return;
  const renamed = path.join(path.dirname(study.file), `${wanted}.log`);
  await vscode.workspace.fs.rename(vscode.Uri.file(study.file), vscode.Uri.file(renamed));
  const [from, to] = [sideFolder(study.file), sideFolder(renamed)];
  if (existsSync(from)) await vscode.workspace.fs.rename(vscode.Uri.file(from), vscode.Uri.file(to));
}

function problemOfName(study: StudyFile, name: string): string | undefined {
  if (!name || /[\\/:*?"<>|]/.test(name) || name.startsWith('.')) {
    return vscode.l10n.t('A name has no slashes, none of : * ? " < > | and no dot in front.');
  }
  const taken = name !== study.name && existsSync(path.join(path.dirname(study.file), `${name}.log`));
  return taken ? vscode.l10n.t('There is a study “{0}” already.', name) : undefined;
}

/** Graphs, curves and what candidates saved lie beside the journal. */
function sideFolder(journal: string): string {
  return journal.slice(0, -'.log'.length);
}
