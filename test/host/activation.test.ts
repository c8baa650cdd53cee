import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { espalier } from './extension';

describe('activation', () => {
  before(espalier);

  it('registers every command that is contributed', async () => {
    const extension = vscode.extensions.getExtension('espalier.espalier');
    const { contributes } = extension?.packageJSON as { contributes: { commands: { command: string }[] } };
    const registered = new Set(await vscode.commands.getCommands(true));
    const missing = contributes.commands.filter(({ command }) => !registered.has(command));
    assert.ok(contributes.commands.length >= 6);
    assert.deepEqual(missing, []);
  });

  it('has a default and a description for every setting', () => {
    const extension = vscode.extensions.getExtension('espalier.espalier');
    const { contributes } = extension?.packageJSON as {
      contributes: { configuration: { properties: Record<string, Record<string, unknown>> } };
    };
    for (const [name, setting] of Object.entries(contributes.configuration.properties)) {
      assert.ok('default' in setting, name);
      // Descriptions are looked up in package.nls.json: what is not found stays between percent signs.
      const text = String(setting.markdownDescription ?? setting.description);
      assert.ok(text.length > 20 && !text.startsWith('%'), `${name}: ${text}`);
    }
  });
});
