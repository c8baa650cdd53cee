import { existsSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { type CandidateRef, differences, ranking, scoreText } from './candidate';
import { type StudyFile, listStudies, studiesFolder } from './studies';
import type { StudyModel } from './study-model';
import { errorText } from './text';

/** Candidates below a study. */
const shown = 5;

/** One of a study's best. */
export interface CandidateRow extends CandidateRef {
  readonly study: StudyModel;
}

/** What stands in place of candidates. */
interface Remark {
  readonly remark: string;
}

type Row = StudyFile | CandidateRow | Remark;

/** What the tree asks of the rest. */
export interface StudySource {
  isOpen(journal: string): boolean;
  read(journal: string): Promise<StudyModel>;
}

/** The tree of studies in the workspace, the newest first, each with its best candidates. */
export class StudiesTree implements vscode.TreeDataProvider<Row>, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<undefined>();
  private readonly subscriptions: vscode.Disposable[];
  private timer: NodeJS.Timeout | undefined;
  readonly onDidChangeTreeData = this.changes.event;

  constructor(private readonly source: StudySource) {
    const watcher = vscode.workspace.createFileSystemWatcher(`**/${studiesFolder}/*.log`, false, true, false);
    this.subscriptions = [
      this.changes,
      watcher,
      watcher.onDidCreate(() => this.refresh()),
      watcher.onDidDelete(() => this.refresh()),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.refresh()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.refresh()),
    ];
  }

  /** Reads the folders again, soon. */
  refresh(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.changes.fire(undefined);
    }, 200);
  }

  async getChildren(parent?: Row): Promise<Row[]> {
    if (!parent) return workspaceStudies();
    return isStudy(parent) ? this.best(parent) : [];
  }

  getTreeItem(row: Row): vscode.TreeItem {
    if (isStudy(row)) return this.studyItem(row);
    return 'remark' in row ? new vscode.TreeItem(row.remark) : candidateItem(row);
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private async best({ file }: StudyFile): Promise<Row[]> {
    try {
      const study = await this.source.read(file);
      const rows = ranking(study, shown).map(({ number }) => ({ journal: file, number, study }));
      return rows.length > 0 ? rows : [{ remark: vscode.l10n.t('No candidate has a score yet.') }];
    } catch (error) {
      return [{ remark: errorText(error) }];
    }
  }

  private studyItem(study: StudyFile): vscode.TreeItem {
    const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;
    const isOpen = this.source.isOpen(study.file);
    // Reading a study takes a process, and in an untrusted workspace nothing is run.
    const state = !vscode.workspace.isTrusted ? None : isOpen ? Expanded : Collapsed;
    const item = new vscode.TreeItem(study.name, state);
    // Another state is another item: what a person folds stays folded until the study is opened or left.
    item.id = `${study.file}${isOpen ? ' open' : ''}`;
    item.description = describe(study);
    item.tooltip = study.file;
    item.iconPath = new vscode.ThemeIcon(isOpen ? 'eye' : 'graph');
    item.contextValue = 'study';
    item.command = { command: 'espalier.openStudy', title: vscode.l10n.t('Open'), arguments: [study] };
    return item;
  }
}

function isStudy(row: Row): row is StudyFile {
  return 'file' in row;
}

function candidateItem(row: CandidateRow): vscode.TreeItem {
  const { study, number, journal } = row;
  const { header, progress } = study;
  const trial = study.trial(number);
  const item = new vscode.TreeItem(vscode.l10n.t('Candidate {0}', number));
  item.id = `${journal} ${number}`;
  if (trial) {
    const choices = differences(header, trial) || vscode.l10n.t('as written');
    item.description = `${scoreText(header, trial)} · ${choices}`;
    item.tooltip = [scoreText(header, trial), ...differences(header, trial).split(', ')].join('\n');
  }
  item.iconPath = new vscode.ThemeIcon(progress.best.includes(number) ? 'star-full' : 'circle-small');
  item.contextValue = 'candidate';
  item.command = { command: 'espalier.showCandidate', title: vscode.l10n.t('Show'), arguments: [row] };
  return item;
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

/** Moves studies and what belongs to them to the trash, when the person agrees. */
export async function deleteStudies(studies: readonly StudyFile[]): Promise<void> {
  const move = vscode.l10n.t('Move to Trash');
  const [first] = studies;
  const message =
    studies.length === 1 && first
      ? vscode.l10n.t('Delete the study “{0}” with its candidates?', first.name)
      : vscode.l10n.t('Delete {0} studies with their candidates?', studies.length);
  if ((await vscode.window.showWarningMessage(message, { modal: true }, move)) !== move) return;
  const files = studies.flatMap(({ file }) => [file, sideFolder(file)]);
  for (const file of files.filter((name) => existsSync(name))) await discard(vscode.Uri.file(file));
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
