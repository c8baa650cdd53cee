import path from 'node:path';
import * as vscode from 'vscode';
import type { RerunOptions, RerunResult } from '../protocol/search';
import { saveBefore } from './save';
import type { Session } from './session';
import { measure } from './text';

/**
 * After a candidate was written into the code: offers what comes next. Without its hints the code is run as it is. A
 * notification that nobody answers keeps nobody.
 */
export async function offerRuns(session: Session, number: number, stripped: boolean): Promise<void> {
  const score = vscode.l10n.t('Score on Test Set');
  const train = vscode.l10n.t('Train in Full');
  const message = vscode.l10n.t('Candidate {0} is in your code. Undo takes it back.', number);
  const answer = await vscode.window.showInformationMessage(message, score, train);
  if (answer === undefined) return;
  const accepted = stripped ? { accepted: true } : {};
  const full = answer === train ? { full: true } : {};
  await runCandidateAgain(session, number, { test: true, ...full, ...accepted });
}

/** A candidate once more, for a person: on the test set, or for as long as the code asks for. Says what came out. */
export async function runCandidateAgain(
  session: Session,
  number: number,
  options: RerunOptions,
): Promise<RerunResult | undefined> {
  const files = Object.keys(session.header?.hints ?? {});
  const question = vscode.l10n.t('Candidates run as the files are on disk.');
  if (!(await saveBefore(files, vscode.l10n.t('Save and Run'), question))) return undefined;
  const title = options.full
    ? vscode.l10n.t('Training candidate {0} in full…', number)
    : vscode.l10n.t('Scoring candidate {0} on the test set…', number);
  const result = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    async (_progress, token) => {
      token.onCancellationRequested(() => void session.cancelRerun().catch(() => undefined));
      try {
        return await session.rerun(number, options);
      } catch (error) {
        if (token.isCancellationRequested) return undefined;
        throw error;
      }
    },
  );
  if (result) void tell(number, options, result);
  return result;
}

async function tell(number: number, { test, full }: RerunOptions, result: RerunResult): Promise<void> {
  const { measures, epochs, folder } = result;
  const wanted = Object.entries(measures).filter(([name]) => isTold(name, full === true));
  const scores = wanted.map(([name, value]) => `${name} ${measure(value)}`).join(', ');
  if (test && !full && scores === '') {
    void vscode.window.showInformationMessage(
      vscode.l10n.t(
        'Candidate {0} has no test scores. A loader gives a test set as `test`; a script calls `evaluate` after training.',
        number,
      ),
    );
    return;
  }
  const message = full
    ? vscode.l10n.t('Candidate {0} after {1} epochs: {2}.', number, epochs, scores)
    : vscode.l10n.t('Candidate {0} on the test set: {1}.', number, scores);
  const show = vscode.l10n.t('Show What It Saved');
  const buttons = full && folder !== undefined ? [show] : [];
  if ((await vscode.window.showInformationMessage(message, ...buttons)) === show && folder !== undefined) {
    await vscode.commands.executeCommand('revealInExplorer', vscode.Uri.file(path.resolve(folder)));
  }
}

function isTold(name: string, full: boolean): boolean {
  return name.startsWith('test_') || (full && /loss$|acc|^val_/.test(name));
}
