import * as vscode from 'vscode';
import type { HintFiles } from './hint-files';

/** Tells menus whether the editor on screen has hints. */
export function followEditor(files: HintFiles): vscode.Disposable {
  let last: boolean | undefined;
  const refresh = () => {
    const document = vscode.window.activeTextEditor?.document;
    const has = document !== undefined && files.hasHints(document);
    if (has === last) return;
    last = has;
    void vscode.commands.executeCommand('setContext', 'espalier.editorHasHints', has);
  };
  refresh();
  return vscode.Disposable.from(
    vscode.window.onDidChangeActiveTextEditor(refresh),
    files.onDidChange(refresh),
  );
}
