import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeAll, espalier, until } from '../extension';
import { openAt, withSetting } from './cursor';

async function actions({ document, selection }: vscode.TextEditor): Promise<vscode.CodeAction[]> {
  const found = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    selection,
  );
  return found.filter(
    ({ edit, command }) => edit !== undefined || command?.command === 'espalier.suggestSpace',
  );
}

async function take(editor: vscode.TextEditor, title: RegExp): Promise<string> {
  const found = await until(
    `an action ${title}`,
    () => actions(editor),
    (all) => all.some((action) => title.test(action.title)),
  );
  const action = found.find((candidate) => title.test(candidate.title));
  assert.ok(action?.edit);
  assert.ok(await vscode.workspace.applyEdit(action.edit));
  return editor.document.getText();
}

describe('lightbulb', () => {
  before(espalier);
  afterEach(closeAll);

  it('makes a literal searchable', async () => {
    const editor = await openAt('l1.js', 'm.add(tf.layers.dense({ units: 3|2 }));\n');
    assert.equal(
      await take(editor, /^Make searchable/),
      'm.add(tf.layers.dense({ units: /* @nas choice(16, 32, 64) */ 32 }));\n',
    );
  });

  it('makes layers optional, repeated, and one of several', async () => {
    const code = 'm.add(tf.layers.drop|out({ rate: 0.2 }));\n';
    assert.match(await take(await openAt('l2.js', code), /^Make optional/), /^\/\/ @nas optional\nm\.add/);
    assert.match(
      await take(await openAt('l3.js', code), /number of repetitions/),
      /^for \(let i = 0; i < \/\* @nas int/,
    );
    assert.match(await take(await openAt('l4.js', code), /similar layers/), /gaussianDropout/);
  });

  it('suggests a space for a builder, a diff first', async () => {
    const code =
      "function build|() {\n  const m = tf.sequential();\n  m.add(tf.layers.dense({ units: 8, activation: 'relu' }));\n  m.add(tf.layers.dense({ units: 1 }));\n  return m;\n}\n";
    const editor = await openAt('l5.js', code);
    const found = await actions(editor);
    const action = found.find(({ title }) => title === 'Suggest a search space for build');
    assert.ok(action?.command, found.map(({ title }) => title).join());
    const [uri, offset] = action.command.arguments as [vscode.Uri, number];
    const done = vscode.commands.executeCommand('espalier.suggestSpace', uri, offset);
    await until(
      'the diff',
      () => vscode.window.tabGroups.activeTabGroup.activeTab?.input,
      (input) => input instanceof vscode.TabInputTextDiff,
    );
    assert.equal(editor.document.getText(), code.replace('|', ''), 'nothing is written yet');
    await until(
      'the question',
      async () => {
        await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
        return editor.document.getText();
      },
      (text) =>
        /units: \/\* @nas choice\(4, 8, 16\) \*\/ 8/.test(text) && /@nas activation: choice/.test(text),
    );
    await done;
  });

  it('fixes problems', async () => {
    const editor = await openAt('l6.js', 'const units = /* @nas choi|se(1, 2) */ 1;\n');
    await until(
      'a problem',
      () => vscode.languages.getDiagnostics(editor.document.uri),
      (all) => all.some(({ source }) => source === 'Espalier'),
    );
    assert.equal(await take(editor, /^Write choice$/), 'const units = /* @nas choice(1, 2) */ 1;\n');
  });

  it('removes one hint or all', async () => {
    const code = 'f(/* @nas b|ool */ true, /* @nas choice */ [a, b][1]);\n';
    assert.equal(
      await take(await openAt('l7.js', code), /^Remove hint$/),
      'f(true, /* @nas choice */ [a, b][1]);\n',
    );
    assert.equal(await take(await openAt('l8.js', code), /^Remove all hints/), 'f(true, b);\n');
  });

  it('is silent when switched off, but for fixes', async () => {
    const editor = await openAt('l9.js', 'm.add(tf.layers.dense({ units: 3|2 }));\n');
    await withSetting('lightbulb', false, async () => {
      assert.ok(!(await actions(editor)).some(({ title }) => /searchable/.test(title)));
    });
  });
});
