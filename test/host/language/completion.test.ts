import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeAll, espalier, until } from '../extension';
import { openAt, withSetting } from './cursor';

async function complete({ document, selection }: vscode.TextEditor, trigger?: string) {
  const list = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    selection.active,
    trigger,
  );
  return list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
}

describe('completion of hints', () => {
  before(espalier);
  afterEach(closeAll);

  it('offers domains for the argument behind the hint', async () => {
    const editor = await openAt('c1.js', 'm.add(tf.layers.dense({ units: /* @nas | */ 32 }));\n');
    const items = await complete(editor, ' ');
    assert.ok(items.includes('choice(16, 32, 64)'), items.slice(0, 8).join());
    assert.ok(items.includes('int'));
  });

  it('offers labels of other files of the program', async () => {
    await openAt('c2-other.js', "exports.a = /* @nas act: choice('relu', 'elu') */ 'relu';|\n");
    const editor = await openAt('c2.js', "require('./c2-other');\nf({ activation: /* @nas | */ 'relu' });\n");
    const items = await until(
      'the label',
      () => complete(editor),
      (found) => found.includes("act: choice('relu', 'elu')"),
    );
    assert.ok(items.length > 3);
  });

  it('offers settings in the search block', async () => {
    const editor = await openAt('c3.js', '/* @nas search\nseed: 1\n|\n*/\nf(/* @nas bool */ true);\n');
    const items = await complete(editor);
    assert.ok(items.includes('budget') && items.includes('strategy'));
    assert.ok(!items.includes('seed'));
  });

  it('is written as a snippet where an item is taken', async () => {
    const editor = await openAt('c4.js', 'f({ rate: /* @| */ 0.25 });\n');
    await vscode.commands.executeCommand('editor.action.triggerSuggest');
    await until(
      'the text',
      async () => {
        await vscode.commands.executeCommand('acceptSelectedSuggestion');
        return editor.document.getText();
      },
      (text) => text === 'f({ rate: /* @nas float(0, 0.6) */ 0.25 });\n',
    );
  });

  it('says nothing outside of hints, and when it is switched off', async () => {
    const outside = await openAt('c5.js', 'const units = 32; /* note: | */\n');
    assert.ok(!(await complete(outside, ' ')).some((label) => label.startsWith('choice(')));
    const inside = await openAt('c6.js', 'f({ units: /* @nas | */ 32 });\n');
    await withSetting('completion', false, async () => {
      assert.ok(!(await complete(inside)).includes('choice(16, 32, 64)'));
    });
    assert.ok((await complete(inside)).includes('choice(16, 32, 64)'));
  });
});
