import * as vscode from 'vscode';

/** The column where a file is open, so that it is not opened once more over the panel; else the first. */
export function columnOf(file: vscode.Uri): vscode.ViewColumn {
  const isOfFile = (tab: vscode.Tab): boolean =>
    tab.input instanceof vscode.TabInputText && tab.input.uri.toString() === file.toString();
  const visible = vscode.window.visibleTextEditors.find(
    ({ document }) => document.uri.toString() === file.toString(),
  );
  const group = vscode.window.tabGroups.all.find(({ tabs }) => tabs.some(isOfFile));
  return visible?.viewColumn ?? group?.viewColumn ?? vscode.ViewColumn.One;
}
