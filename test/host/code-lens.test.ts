import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeAll, espalier, inWorkspace, openFile, type, until } from './extension';

const lenses = (uri: vscode.Uri) =>
  vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 100);
const titles = async (uri: vscode.Uri) => (await lenses(uri)).map(({ command }) => command?.title);

const text = `// A model.
const width = /* @nas choice(8, 16, 32) */ 16;
const depth = /* @nas int(1, 4) */ 2;
`;

describe('CodeLens', () => {
  before(espalier);
  afterEach(closeAll);

  it('tells the number of architectures above the first hint and offers to search', async () => {
    const { document } = await openFile('lens.js', text);
    const found = await lenses(document.uri);
    assert.deepEqual(
      found.map(({ command, range }) => [range.start.line, command?.title, command?.command]),
      [
        [1, '12 architectures', 'espalier.openPanel'],
        [1, '$(play) Search', 'espalier.search'],
      ],
    );
    assert.equal(String(found[1]?.command?.arguments?.[0]), String(document.uri));
  });

  it('counts the hints of imported files, unsaved ones too', async () => {
    const other = await openFile('imported.js', 'module.exports = /* @nas bool */ true;\n');
    const { document } = await openFile('importing.js', `require('./imported');\n${text}`);
    assert.equal((await titles(document.uri))[0], '24 architectures');
    await type(other, 'module.exports = /* @nas choice(1, 2, 3) */ 1;\n');
    await until(
      'the new count',
      () => titles(document.uri),
      ([first]) => first === '36 architectures',
    );
  });

  it('can be switched off without a restart', async () => {
    const { document } = await openFile('lens.js', text);
    const settings = vscode.workspace.getConfiguration('espalier', inWorkspace('.'));
    await settings.update('codeLens', false, vscode.ConfigurationTarget.Workspace);
    try {
      assert.deepEqual(await titles(document.uri), []);
    } finally {
      await settings.update('codeLens', undefined, vscode.ConfigurationTarget.Workspace);
    }
    assert.equal((await titles(document.uri)).length, 2);
  });

  it('is absent without hints', async () => {
    const { document } = await openFile('plain.js', 'const a = 1; // nothing here\n');
    assert.deepEqual(await titles(document.uri), []);
  });
});
