import * as vscode from 'vscode';

/** The features of hints that can be switched off (inlay hints and hiding: on). */
export type Feature = 'completion' | 'hover' | 'lightbulb' | 'inlayHints' | 'hideHints';

/** Read anew each time, so that a change holds without a restart. */
export function isOn(feature: Feature, scope: vscode.Uri): boolean {
  return vscode.workspace.getConfiguration('espalier', scope).get<boolean>(feature) === true;
}

/** Calls back when one of the features may have been switched. */
export function onDidSwitch(features: readonly Feature[], listener: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((change) => {
    if (features.some((feature) => change.affectsConfiguration(`espalier.${feature}`))) listener();
  });
}
