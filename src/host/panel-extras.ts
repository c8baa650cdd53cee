import path from 'node:path';
import * as vscode from 'vscode';

/** Asks where to keep a file and writes it. False when the person thought better of it. */
export async function saveFile(name: string, content: string, encoding: 'utf8' | 'base64'): Promise<boolean> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  // Only a name: where it goes is the person's to say.
  const base = path.basename(name.replaceAll('\\', '/'));
  const target = await vscode.window.showSaveDialog(
    folder ? { defaultUri: vscode.Uri.joinPath(folder, base) } : {},
  );
  if (!target) return false;
  await vscode.workspace.fs.writeFile(target, Buffer.from(content, encoding));
  return true;
}

export async function copyText(text: string): Promise<void> {
  await vscode.env.clipboard.writeText(text);
}
