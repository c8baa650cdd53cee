import * as vscode from 'vscode';
import type { Hints } from './documents';

/** More files than this are not looked through. */
const MOST = 400;

/**
 * The documents with hints that are part of a program with this one: what it imports, and the programs of files that
 * import it. Opens those that are on disk; cancelled, it answers with what it has.
 */
export async function filesAround(
  hints: Hints,
  document: vscode.TextDocument,
  token: vscode.CancellationToken,
): Promise<readonly vscode.TextDocument[]> {
  const files = new Set<string>([document.uri.fsPath]);
  const add = async (uri: vscode.Uri): Promise<void> => {
    const program = await hints.program(uri).catch(() => undefined);
    const names = program?.files.map(({ file }) => file) ?? [];
    if (names.includes(document.uri.fsPath)) for (const name of names) files.add(name);
  };
  await add(document.uri);
  const folder = vscode.workspace.getWorkspaceFolder(document.uri);
  const pattern = folder && new vscode.RelativePattern(folder, '**/*.{js,mjs,cjs,ts,mts,cts}');
  const found = pattern ? await vscode.workspace.findFiles(pattern, '**/node_modules/**', MOST, token) : [];
  for (const uri of found) {
    if (token.isCancellationRequested) break;
    if (uri.fsPath !== document.uri.fsPath) await add(uri);
  }
  const documents: vscode.TextDocument[] = [];
  for (const file of files) {
    const opened = await openSource(vscode.Uri.file(file));
    if (opened && hints.hasHints(opened)) documents.push(opened);
  }
  return documents;
}

async function openSource(uri: vscode.Uri): Promise<vscode.TextDocument | undefined> {
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch {
    return undefined;
  }
}
