import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeAll, espalier, inWorkspace, until } from './extension';

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

  it('has keys that nothing else has, or only in its own view', async () => {
    const defaults = await vscode.workspace.openTextDocument(
      vscode.Uri.parse('vscode://defaultsettings/keybindings.json'),
    );
    const bindings = (text: string) =>
      [...text.matchAll(/\{ "key": "([^"]+)",\s+"command": "([^"]+)"(?:,\s+"when": "([^"]*)")?/g)].map(
        ([, key, command = '', when = '']) => ({ key, command, when }),
      );
    const all = bindings(defaults.getText());
    assert.ok(all.length > 500, String(all.length));
    const own = all.filter(({ command }) => command.startsWith('espalier.'));
    assert.equal(own.length, 6);
    for (const { key, command, when } of own) {
      if (when.includes("focusedView == 'espalier.studies'")) continue;
      const others = all.filter((other) => other.key === key && other.command !== command);
      assert.deepEqual(others, [], key);
      // Nor does a chord begin with a key that does something by itself.
      const prefix = key?.split(' ')[0];
      const taken = all.filter((other) => other.key === prefix && other.when !== 'false');
      assert.deepEqual(taken, [], prefix);
    }
  });
});

describe('Report Issue', () => {
  after(closeAll);

  it('writes versions and counts into a document, and no source, name or path', async () => {
    await espalier();
    await vscode.commands.executeCommand('espalier.reportIssue');
    const { document } = await until(
      'the document',
      () => vscode.window.activeTextEditor,
      (editor) => editor?.document.languageId === 'markdown',
    ).then((editor) => ({ document: editor!.document }));
    const text = document.getText();
    for (const name of ['Espalier: 0.', `VS Code: ${vscode.version}`, 'Node: ', 'System: '])
      assert.ok(text.includes(`- ${name}`), text);
    assert.ok(document.isUntitled);
    assert.ok(!text.includes(inWorkspace('.').fsPath), text);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });
});
