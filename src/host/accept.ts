import path from 'node:path';
import * as vscode from 'vscode';
import type { FileDiff } from '../protocol/panel';
import { type HintFiles, readCurrent } from './hint-files';
import type { Acceptance, FileChange, Refusal } from './acceptance';
import type { CandidateDocuments } from './candidate-documents';
import { agreedWithDiff } from './diff-first';
import { columnOf } from './editor-column';
import type { StudyModel } from './study-model';
import { analysis } from './lazy';

type Planned = Extract<Acceptance, { accepted: true }>;

/** Writes candidates into the source: a diff first, then one edit over all files that one undo takes back. */
export class Acceptor {
  constructor(
    private readonly files: HintFiles,
    private readonly documents: CandidateDocuments,
  ) {}

  /** True when the candidate was written, and shows it. Throws one clear line when it cannot be. */
  async accept(study: StudyModel, number: number, strip = false): Promise<boolean> {
    const { changes: plan, rebased } = await this.plan(study, number, strip);
    if (plan.length === 0) {
      const message = vscode.l10n.t(
        'Candidate {0} is the code as it is written: there is nothing to change.',
        number,
      );
      void vscode.window.showInformationMessage(message);
      return false;
    }
    if (!(await this.agreed(plan, rebased, number))) return false;
    // What was typed while the diff was open counts.
    const { changes } = await this.plan(study, number, strip);
    if (!(await apply(changes))) throw new Error(vscode.l10n.t('The editor refused the change.'));
    const [first] = changes;
    if (first) {
      const file = vscode.Uri.file(first.file);
      await vscode.window.showTextDocument(file, { preview: false, viewColumn: columnOf(file) });
    }
    return true;
  }

  /** What the candidate changes in the code as it stands, one unified diff a file. */
  async diff(study: StudyModel, number: number): Promise<readonly FileDiff[]> {
    const { changes } = await this.plan(study, number, false);
    return changes.map(({ file, before, after }) => ({
      file,
      diff: analysis().unifiedDiff(file, before, after),
    }));
  }

  /**
   * The files of a candidate that differ from the code as it stands, else the file that was searched as it is. Throws
   * one clear line when the hints are not those that were searched.
   */
  async texts(study: StudyModel, number: number): Promise<readonly { file: string; text: string }[]> {
    const { changes } = await this.plan(study, number, false);
    if (changes.length > 0) return changes.map(({ file, after }) => ({ file, text: after }));
    const { file } = study.header;
    return [{ file, text: (await readCurrent(file)) ?? '' }];
  }

  private async plan(study: StudyModel, number: number, strip: boolean): Promise<Planned> {
    const { header } = study;
    const trial = study.trial(number);
    if (!trial) throw new Error(vscode.l10n.t('There is no candidate {0}.', number));
    const { planAcceptance, javascript } = analysis();
    const program = await this.files.program(vscode.Uri.file(header.file));
    const plan: Acceptance = planAcceptance(javascript, header, program.files, trial.params, strip);
    if (!plan.accepted) throw new Error(explain(plan.refusal));
    return plan;
  }

  /** Shows the diff and asks. Where other code has changed, what was scored is not quite what will run. */
  private agreed(
    changes: readonly FileChange[],
    rebased: readonly string[],
    number: number,
  ): Promise<boolean> {
    return agreedWithDiff(this.documents, changes, (names) => ({
      title: vscode.l10n.t('{0}: as written ↔ candidate {1}', names, number),
      accept: vscode.l10n.t('Write candidate {0} into {1}', number, names),
      ...(rebased.length > 0
        ? {
            label: vscode.l10n.t('Rebase'),
            detail: vscode.l10n.t(
              '{0} has changed since the candidate was scored, its hints have not. The score may differ now.',
              rebased.map((file) => path.basename(file)).join(', '),
            ),
          }
        : {}),
    }));
  }
}

/** One edit over all files; documents that are not open are opened by it, nothing is saved. */
async function apply(changes: readonly FileChange[]): Promise<boolean> {
  const edit = new vscode.WorkspaceEdit();
  for (const { file, edits, before } of changes) {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.file(file));
    // A BOM is no part of a document's text.
    const shift = before.charCodeAt(0) === 0xfeff && document.getText().charCodeAt(0) !== 0xfeff ? 1 : 0;
    for (const { range, text } of edits) {
      const start = document.positionAt(Math.max(0, range.start - shift));
      const end = document.positionAt(Math.max(0, range.end - shift));
      edit.replace(document.uri, new vscode.Range(start, end), text);
    }
  }
  return vscode.workspace.applyEdit(edit);
}

function explain({ reason, file, gone, added }: Refusal): string {
  const name = path.basename(file);
  if (reason === 'missing') {
    return vscode.l10n.t(
      '{0} is not part of the program any more, so the candidate cannot be written. Search again.',
      name,
    );
  }
  const parts = [
    gone.length > 0 ? vscode.l10n.t('gone: {0}', gone.join(', ')) : '',
    added.length > 0 ? vscode.l10n.t('new: {0}', added.join(', ')) : '',
  ].filter(Boolean);
  const what = parts.length > 0 ? ` (${parts.join('; ')})` : '';
  return vscode.l10n.t(
    'The hints of {0} have changed since the search{1}, so what was scored is not what would be written. Take the change back, or search again.',
    name,
    what,
  );
}
