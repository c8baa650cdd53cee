import * as vscode from 'vscode';

/** True in a trusted workspace; otherwise says why nothing is run, with the way to change it. */
export function requireTrust(): boolean {
  if (vscode.workspace.isTrusted) return true;
  const manage = vscode.l10n.t('Manage Workspace Trust');
  const message = vscode.l10n.t(
    'A search runs the code of this workspace, which is not trusted. Hints are shown and checked all the same.',
  );
  void vscode.window.showWarningMessage(message, manage).then((answer) => {
    if (answer === manage) void vscode.commands.executeCommand('workbench.trust.manage');
  });
  return false;
}
