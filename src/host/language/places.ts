import * as vscode from 'vscode';
import type { Edit, Range } from '../../hints/hint';

export function toRange(document: vscode.TextDocument, { start, end }: Range): vscode.Range {
  return new vscode.Range(document.positionAt(start), document.positionAt(end));
}

export function toTextEdits(document: vscode.TextDocument, edits: readonly Edit[]): vscode.TextEdit[] {
  return edits.map(({ range, text }) => vscode.TextEdit.replace(toRange(document, range), text));
}

/** Edits of one document, to be looked at first when `confirm` tells why. */
export function toWorkspaceEdit(
  document: vscode.TextDocument,
  edits: readonly Edit[],
  confirm?: vscode.WorkspaceEditEntryMetadata,
): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  for (const { range, newText } of toTextEdits(document, edits)) {
    if (confirm) edit.replace(document.uri, range, newText, confirm);
    else edit.replace(document.uri, range, newText);
  }
  return edit;
}
