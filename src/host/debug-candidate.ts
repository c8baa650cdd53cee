import * as vscode from 'vscode';
import { childEnvironment, type NodeProgram } from './node';

/**
 * Starts a candidate under VS Code's JavaScript debugger: breakpoints in the person's files are hit, the extension's
 * own code is stepped over. True when the session began.
 */
export function debugCandidate(
  extension: vscode.Uri,
  node: NodeProgram,
  study: { readonly journal: string; readonly name: string; readonly file: string },
  number: number,
): Thenable<boolean> {
  const program = vscode.Uri.joinPath(extension, 'dist', 'debug.js').fsPath;
  const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(study.file));
  const cleared = Object.keys(process.env).filter((name) => !(name in childEnvironment(node, process.env)));
  return vscode.debug.startDebugging(folder, {
    type: 'node',
    request: 'launch',
    name: vscode.l10n.t('Candidate {0} of {1}', number, study.name),
    program,
    args: [study.journal, String(number)],
    runtimeExecutable: node.file,
    cwd: folder?.uri.fsPath ?? vscode.Uri.joinPath(vscode.Uri.file(study.file), '..').fsPath,
    env: {
      // What the editor set for itself is not for the person's code.
      ...Object.fromEntries(cleared.map((name) => [name, null])),
      ...(node.isEditor ? { ELECTRON_RUN_AS_NODE: '1' } : {}),
    },
    console: 'internalConsole',
    skipFiles: ['<node_internals>/**', `${vscode.Uri.joinPath(extension, 'dist').fsPath}/**`],
    // The candidate's files carry their own source maps; those of the bundles are not for people.
    outFiles: [],
    resolveSourceMapLocations: ['**', `!${vscode.Uri.joinPath(extension, 'dist').fsPath}/**`],
    internalConsoleOptions: 'openOnSessionStart',
  });
}
