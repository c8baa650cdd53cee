import assert from 'node:assert/strict';
import path from 'node:path';
import { root } from './hosts';
import { Workbench } from './workbench';

describe('the workbench', () => {
  it('opens a folder and a file', async () => {
    const workbench = await Workbench.open({ fixture: path.join(root, 'test/fixtures/workspace') });
    try {
      await workbench.openFile('lookup.js');
      const text = await workbench.page.locator('.monaco-editor .view-lines').first().innerText();
      assert.match(text, /@nas/);
    } finally {
      await workbench.close();
    }
  });
});
