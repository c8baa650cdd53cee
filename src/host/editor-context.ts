import * as vscode from 'vscode';
import type { HintFiles } from './hint-files';
import type { PanelView } from './panel';

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

/** Milliseconds that the cursor rests before the panel hears of it. */
const rest = 150;

/** Tells the panel where the cursor stands, so that the layers made there light up. */
export function followCursor(files: HintFiles, panel: PanelView): vscode.Disposable {
  let timer: NodeJS.Timeout | undefined;
  const subscription = vscode.window.onDidChangeTextEditorSelection(({ textEditor, selections }) => {
    if (!panel.isOpen || !files.isSource(textEditor.document)) return;
    clearTimeout(timer);
    const line = (selections[0]?.active.line ?? 0) + 1;
    timer = setTimeout(() => panel.cursor({ file: textEditor.document.uri.fsPath, line }), rest);
  });
  return vscode.Disposable.from(subscription, { dispose: () => clearTimeout(timer) });
}
