import assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('activation', () => {
  it('happens in the extension host', async () => {
    assert.ok(vscode.workspace.workspaceFolders?.[0]);
    assert.ok(vscode.version);
    await Promise.resolve();
  });
});
