import * as vscode from 'vscode';
import type { CandidateDocuments } from '../candidate-documents';
import { agreedWithDiff } from '../diff-first';
import { analysis } from '../lazy';
import { toWorkspaceEdit } from './places';

/** *Suggest Search Space*: of the builder at an offset, else at the cursor. A diff first; one undo takes it back. */
export async function suggestSpace(
  documents: CandidateDocuments,
  uri?: vscode.Uri,
  offset?: number,
): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const document = uri ? await vscode.workspace.openTextDocument(uri) : editor?.document;
  if (!document) return;
  const at = offset ?? (editor ? document.offsetAt(editor.selection.active) : 0);
  const suggested = suggestionIn(document, at);
  if (!suggested) {
    const advice = vscode.l10n.t(
      'There is no model to suggest a search space for here. Put the cursor on the first line of a function that makes layers.',
    );
    void vscode.window.showInformationMessage(advice);
    return;
  }
  const after = analysis().applyEdits(document.getText(), suggested.edits);
  const agreed = await agreedWithDiff(documents, [{ file: document.uri.fsPath, after }], (names) => ({
    title: vscode.l10n.t('{0}: as written ↔ suggested search space', names),
    accept: vscode.l10n.t('Write the hints into {0}', names),
  }));
  // What was typed while the diff was open counts.
  const current = agreed ? suggestionIn(document, at) : undefined;
  if (!current) return;
  await vscode.workspace.applyEdit(toWorkspaceEdit(document, current.edits));
  await vscode.window.showTextDocument(document);
}

function suggestionIn(document: vscode.TextDocument, offset: number) {
  return analysis()
    .assist.actionsAt(document.uri.fsPath, document.getText(), offset)
    .find(({ name }) => name === 'suggest');
}
