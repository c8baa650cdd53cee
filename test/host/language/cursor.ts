import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { openFile, type } from '../extension';

/** Code in an editor, the cursor where `|` stands in it. */
export async function openAt(name: string, code: string): Promise<vscode.TextEditor> {
  const offset = code.indexOf('|');
  assert.ok(offset >= 0, 'the code has a cursor');
  const text = code.slice(0, offset) + code.slice(offset + 1);
  const editor = await openFile(name, text);
  if (editor.document.getText() !== text) await type(editor, text);
  const position = editor.document.positionAt(offset);
  editor.selection = new vscode.Selection(position, position);
  return editor;
}

/** Switches a setting of the workspace for the time of a call. */
export async function withSetting(name: string, value: unknown, run: () => Promise<void>): Promise<void> {
  const settings = vscode.workspace.getConfiguration('espalier', null);
  await settings.update(name, value, vscode.ConfigurationTarget.Workspace);
  try {
    await run();
  } finally {
    await settings.update(name, undefined, vscode.ConfigurationTarget.Workspace);
  }
}
