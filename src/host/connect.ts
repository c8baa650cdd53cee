import * as vscode from 'vscode';
import { findNode, type NodeProgram } from './node';
import { SearchClient } from './search-client';
import type { Connect } from './session';
import { nodeSetting } from './settings';

/** The Node that is best at the time. */
export function currentNode(): Promise<NodeProgram> {
  return findNode({
    setting: nodeSetting(),
    path: process.env.PATH ?? '',
    editor: { file: process.execPath, version: process.versions.node },
  });
}

/** Starts search processes of this extension. */
export function connectTo(extension: vscode.Uri, report: (line: string) => void): Connect {
  const script = vscode.Uri.joinPath(extension, 'dist', 'search.js').fsPath;
  return async (cwd, host, onExit) => {
    const node = await currentNode();
    report(vscode.l10n.t('Searching with Node {0} ({1}).', node.version, node.file));
    return SearchClient.start({ node, script, cwd, host, onExit });
  };
}
