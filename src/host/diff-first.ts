import path from 'node:path';
import * as vscode from 'vscode';
import type { CandidateDocuments } from './candidate-documents';
import { columnOf } from './editor-column';

/** A file as it would become. */
export interface ProposedText {
  readonly file: string;
  readonly after: string;
}

/** What is asked while the diff is on screen. */
export interface Question {
  /** Over the diff; the names of the files are put before it. */
  readonly title: string;
  /** What taking it does; the files are named behind it. */
  readonly accept: string;
  /** In place of *Accept*. */
  readonly label?: string;
  /** What a person should know before. */
  readonly detail?: string;
}

/** Shows what would change and asks. True when the person agrees; the diff is closed again either way. */
export async function agreedWithDiff(
  documents: CandidateDocuments,
  changes: readonly ProposedText[],
  question: (names: string) => Question,
): Promise<boolean> {
  const pairs = changes.map(({ file, after }) => {
    const original = vscode.Uri.file(file);
    return { original, modified: documents.add(original, after) };
  });
  const names = changes.map(({ file }) => path.basename(file)).join(', ');
  const { title, accept, label = vscode.l10n.t('Accept'), detail } = question(names);
  try {
    await showDiff(pairs, title);
    const answer = await vscode.window.showQuickPick(
      [
        { label, description: accept, ...(detail === undefined ? {} : { detail }) },
        { label: vscode.l10n.t('Cancel'), description: vscode.l10n.t('Leave the code as it is') },
      ],
      { title, ignoreFocusOut: true },
    );
    return answer?.label === label;
  } finally {
    await documents.close(pairs.map(({ modified }) => modified));
  }
}

export interface DiffPair {
  readonly original: vscode.Uri;
  readonly modified: vscode.Uri;
}

/** One file as a diff, several as a list of diffs. */
export async function showDiff(pairs: readonly DiffPair[], title: string): Promise<void> {
  const [first] = pairs;
  if (pairs.length === 1 && first) {
    const { original, modified } = first;
    const options = { viewColumn: columnOf(original), preview: true };
    await vscode.commands.executeCommand('vscode.diff', original, modified, title, options);
    return;
  }
  const resources = pairs.map(({ original, modified }) => [modified, original, modified]);
  await vscode.commands.executeCommand('vscode.changes', title, resources);
}
