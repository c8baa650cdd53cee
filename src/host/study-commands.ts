import path from 'node:path';
import * as vscode from 'vscode';
import { type Controller, guarded } from './controller';
import type { Output } from './output';
import type { PanelView } from './panel';
import { type StudiesTree, type StudySource, deleteStudies, pickStudy, renameStudy } from './studies-view';
import type { StudyFile } from './studies';
import type { StudyReader } from './study-reader';
import { studyCsv, studyJson } from './study-table';
import { requireTrust } from './trust';

export interface StudyParts {
  readonly controller: Controller;
  readonly source: StudySource;
  readonly panel: PanelView;
  readonly output: Output;
}

/** The study that is open as it is now, others from their journal. */
export function studySource(controller: Controller, reader: StudyReader): StudySource {
  const open = (journal: string) => {
    const study = controller.session?.study;
    return study?.header.study === journal ? study : undefined;
  };
  return {
    isOpen: (journal) => open(journal) !== undefined,
    read: async (journal) => open(journal) ?? reader.read(journal),
  };
}

/** The view with the tree of studies, and what can be done with one. */
export function registerStudies(
  tree: StudiesTree,
  { controller, source, panel, output }: StudyParts,
): vscode.Disposable {
  const view = vscode.window.createTreeView('espalier.studies', {
    treeDataProvider: tree,
    canSelectMany: true,
    showCollapseAll: true,
  });
  /** A study is given, with those that are selected; by a key those that are selected; else it is asked for. */
  const command = (name: string, run: (study: StudyFile, all: readonly StudyFile[]) => Promise<unknown>) =>
    vscode.commands.registerCommand(
      `espalier.${name}`,
      guarded(output, async (given?: unknown, selected?: unknown) => {
        if (!requireTrust()) return;
        const chosen = given === 'selection' ? view.selection : Array.isArray(selected) ? selected : [];
        const studies = chosen.filter(isStudy);
        const study = isStudy(given) ? given : (studies[0] ?? (await pickStudy()));
        if (!study) return;
        await run(study, studies.some(({ file }) => file === study.file) ? studies : [study]);
        tree.refresh();
      }),
    );
  const notWhileOpen = (study: StudyFile) => {
    const open = controller.session;
    if (open?.header?.study !== study.file) return;
    if (open.isActive) throw new Error(vscode.l10n.t('“{0}” is being searched. Stop it first.', study.name));
    controller.close();
  };
  return vscode.Disposable.from(
    view,
    controller.onDidChangeStudy(() => tree.refresh()),
    controller.onDidChangeBest(() => tree.refresh()),
    command('openStudy', async ({ file }) => {
      await controller.show(file);
      panel.open();
    }),
    command('resumeStudy', async ({ file }) => {
      await controller.show(file);
      panel.open();
      await controller.resume();
    }),
    command('renameStudy', async (study) => {
      notWhileOpen(study);
      await renameStudy(study);
    }),
    command('deleteStudy', async (_study, all) => {
      all.forEach(notWhileOpen);
      await deleteStudies(all);
    }),
    command('exportStudy', async ({ file, name }) => {
      const target = await askTarget(file, name);
      if (!target) return;
      const study = await source.read(file);
      const text = target.path.endsWith('.json') ? studyJson(study) : studyCsv(study);
      await vscode.workspace.fs.writeFile(target, Buffer.from(text));
      await vscode.window.showTextDocument(target, { preview: true });
    }),
  );
}

function askTarget(journal: string, name: string): Thenable<vscode.Uri | undefined> {
  const project = path.dirname(path.dirname(journal));
  return vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export “{0}”', name),
    defaultUri: vscode.Uri.file(path.join(project, `${name}.csv`)),
    filters: { [vscode.l10n.t('Table')]: ['csv'], JSON: ['json'] },
  });
}

function isStudy(given: unknown): given is StudyFile {
  const { file, project } = (given ?? {}) as Partial<StudyFile>;
  return typeof file === 'string' && typeof project === 'string';
}
