import path from 'node:path';
import * as vscode from 'vscode';

/** A search runs from disk: offers to save what is not. False when the person would rather not search. */
export function saveBeforeSearch(files: readonly string[]): Promise<boolean> {
  const detail = vscode.l10n.t('A search runs the files as they are on disk.');
  return saveBefore(files, vscode.l10n.t('Save and Search'), detail);
}

/** Offers to save what is not, by a button. False when the person would rather not. */
export async function saveBefore(files: readonly string[], button: string, detail: string): Promise<boolean> {
  const unsaved = vscode.workspace.textDocuments.filter(
    (document) => document.isDirty && files.includes(document.uri.fsPath),
  );
  if (unsaved.length === 0) return true;
  const names = unsaved.map((document) => path.basename(document.fileName)).join(', ');
  const message = vscode.l10n.t('Save {0} first?', names);
  const answer = await vscode.window.showInformationMessage(message, { modal: true, detail }, button);
  if (answer !== button) return false;
  const saved = await Promise.all(unsaved.map((document) => document.save()));
  if (saved.every(Boolean)) return true;
  throw new Error(vscode.l10n.t('Not every file could be saved, so nothing was run.'));
}
