import * as vscode from 'vscode';
import type { Controller } from './controller';
import type { Output } from './output';
import { guarded } from './controller';
import type { PanelView } from './panel';
import type { StudyFile } from './studies';
import { StudiesView, deleteStudy, pickStudy, renameStudy } from './studies-view';

/** The tree of studies and what can be done with one. */
export function registerStudies(controller: Controller, panel: PanelView, output: Output): vscode.Disposable {
  const view = new StudiesView((file) => controller.session?.header?.study === file);
  const command = (name: string, run: (study: StudyFile) => Promise<unknown>) =>
    vscode.commands.registerCommand(
      `espalier.${name}`,
      guarded(output, async (given?: StudyFile) => {
        const study = given ?? (await pickStudy());
        if (!study) return;
        await run(study);
        view.refresh();
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
    controller.onDidChangeStudy(() => view.refresh()),
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
    command('deleteStudy', async (study) => {
      notWhileOpen(study);
      await deleteStudy(study);
    }),
  );
}
