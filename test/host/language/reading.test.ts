import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { showStudy } from './insight';
import { closeAll, espalier, until } from '../extension';
import { openAt, withSetting } from './cursor';

async function hover({ document, selection }: vscode.TextEditor): Promise<string> {
  const found = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    selection.active,
  );
  return found
    .flatMap(({ contents }) => contents)
    .map((content) => (typeof content === 'string' ? content : content.value))
    .join('\n');
}

const nested = `const depth = 2;
for (let i = 0; i < /* @nas depth: int(1, 3) */ 2; i++) {
  f(/* @nas width: choice(1, 2) |*/ 1);
}
if (/* @nas deep: bool */ true) {
  f(/* @nas rate: float(0.1, 0.5) */ 0.2);
}
`;

describe('reading hints', () => {
  before(espalier);
  afterEach(closeAll);

  it('a hover tells domain, default, label and the effect on the number of architectures', async () => {
    const text = await hover(await openAt('h1.js', nested));
    assert.match(text, /`width`/);
    assert.match(text, /One of `1`, `2`/);
    assert.match(text, /As written: `1`/);
    assert.match(text, /Multiplies the architectures by 2; in all there are 204/);
  });

  it('a hover tells conditions in words', async () => {
    const text = await hover(await openAt('h2.js', nested.replace('|', '').replace('rate:', 'ra|te:')));
    assert.match(text, /Matters only when `deep` is `true`/);
  });

  it('a hover explains metrics and settings', async () => {
    assert.match(await hover(await openAt('h3.js', '/* @nas met|ric(score) */ f();\n')), /`score`/);
    const block = '/* @nas search\nbud|get: { trials: 3 }\n*/\nf(/* @nas bool */ true);\n';
    assert.match(await hover(await openAt('h4.js', block)), /When the search ends/);
  });

  it('hovers can be switched off', async () => {
    const editor = await openAt('h5.js', nested);
    await withSetting('hover', false, async () => assert.doesNotMatch(await hover(editor), /`width`/));
  });

  it('a study adds scores by choice, importance, and best values behind the code', async () => {
    const study = await showStudy();
    try {
      const editor = await openAt('h6.js', nested);
      const text = await hover(editor);
      assert.match(text, /█/);
      assert.match(text, /Importance: 60 %/);
      assert.match(text, /Best: `2`/);
      const { document } = editor;
      const inlays = async () => {
        const range = new vscode.Range(0, 0, document.lineCount, 0);
        const found = await vscode.commands.executeCommand<vscode.InlayHint[]>(
          'vscode.executeInlayHintProvider',
          document.uri,
          range,
        );
        return found.map(({ label }) => String(label));
      };
      assert.deepEqual(await inlays(), [], 'off by default');
      await withSetting('inlayHints', true, async () => {
        await until('a best value', inlays, (labels) => labels.includes('best: 2'));
      });
    } finally {
      study.dispose();
    }
  });

  it('the search block folds', async () => {
    const { document } = await openAt(
      'f1.js',
      '// a\n/* @nas search\nseed: 1\n*/\n|f(/* @nas bool */ true);\n',
    );
    const ranges = await vscode.commands.executeCommand<vscode.FoldingRange[]>(
      'vscode.executeFoldingRangeProvider',
      document.uri,
    );
    assert.ok(ranges.some(({ start, end }) => start === 1 && end === 3));
  });

  it('hints are hidden by a command that changes the setting, and the text stays', async () => {
    const editor = await openAt('f2.js', 'f(/* @nas bool */ true);\n|');
    const hidden = () => vscode.workspace.getConfiguration('espalier').get<boolean>('hideHints');
    await until(
      'the command to be enabled',
      async () => {
        await vscode.commands.executeCommand('espalier.toggleHints');
        return hidden();
      },
      (on) => on === true,
    );
    assert.equal(editor.document.getText(), 'f(/* @nas bool */ true);\n');
    await vscode.commands.executeCommand('espalier.toggleHints');
    assert.equal(hidden(), false);
    await vscode.workspace
      .getConfiguration('espalier')
      .update('hideHints', undefined, vscode.ConfigurationTarget.Global);
  });

  it('all hints go at a command, and one undo brings them back', async () => {
    const text = '/* @nas search\nseed: 1\n*/\nf(/* @nas bool */ true, /* @nas choice */ [a, b][1]);\n';
    const editor = await openAt('f3.js', `${text}|`);
    await vscode.commands.executeCommand('espalier.removeHints');
    assert.equal(editor.document.getText(), 'f(true, b);\n');
    await vscode.commands.executeCommand('undo');
    assert.equal(editor.document.getText(), text);
  });
});
