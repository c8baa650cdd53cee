import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { EspalierApi } from '../../src/extension';

/** The extension under test, activated. */
export async function espalier(): Promise<EspalierApi> {
  const extension = vscode.extensions.getExtension<EspalierApi>('espalier.espalier');
  assert.ok(extension, 'the extension is installed');
  return extension.activate();
}

/** A file of the workspace. */
export function inWorkspace(name: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder);
  return vscode.Uri.joinPath(folder.uri, name);
}

/** Writes a file and opens it in an editor. */
export async function openFile(name: string, text: string): Promise<vscode.TextEditor> {
  const uri = inWorkspace(name);
  await vscode.workspace.fs.writeFile(uri, Buffer.from(text));
  const document = await vscode.workspace.openTextDocument(uri);
  return vscode.window.showTextDocument(document);
}

/** Replaces the whole text of a document, unsaved. */
export async function type({ document }: vscode.TextEditor, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, document.validateRange(new vscode.Range(0, 0, document.lineCount, 0)), text);
  assert.ok(await vscode.workspace.applyEdit(edit));
}

/** Asks until the answer is there; fails with the last one and what was waited for. */
export async function until<T>(
  what: string,
  ask: () => T | Thenable<T>,
  good: (answer: T) => boolean,
): Promise<T> {
  let answer = await ask();
  for (const end = Date.now() + 45_000; !good(answer) && Date.now() < end; answer = await ask()) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  if (!good(answer)) assert.fail(`waited for ${what}; last seen: ${JSON.stringify(answer)}`);
  return answer;
}

/** Closes every editor without saving. */
export async function closeAll(): Promise<void> {
  while (vscode.window.activeTextEditor?.document.isDirty) {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}
