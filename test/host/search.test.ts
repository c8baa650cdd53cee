import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { EspalierApi } from '../../src/extension';
import { closeAll, espalier, inWorkspace, openFile, type, until } from './extension';

/** Scored by a table that lies in another file, so that both have hints. */
const entry = `/* @nas search
budget: { trials: 12 }
seed: 1
workers: 1
*/
const depth = require('./searched-depth');
const width = /* @nas width: choice(8, 16, 32) */ 8;
const report = (value) => value;
report(/* @nas metric(score) */ width - Math.abs(depth - 3));
`;
const other = 'module.exports = /* @nas depth: int(1, 4) */ 1;\n';

describe('a search', () => {
  let api: EspalierApi;
  const study = () => api.controller.session?.study;
  const files = () =>
    Promise.all(
      ['searched.js', 'searched-depth.js'].map(async (name) =>
        (await vscode.workspace.openTextDocument(inWorkspace(name))).getText(),
      ),
    );
  const isAsking = () =>
    vscode.window.tabGroups.all.some(({ tabs }) => tabs.some(({ label }) => label.includes('↔')));

  /** Presses a key in the question that stands above the diff, as soon as it is there. */
  const answer = async (
    key: 'acceptSelectedQuickOpenItem' | 'closeQuickOpen',
    accepted: Promise<boolean>,
  ) => {
    let settled: boolean | undefined;
    const settle = accepted.then((yes) => (settled = yes));
    const press = async () => {
      await vscode.commands.executeCommand(`workbench.action.${key}`);
      return settled;
    };
    await until('the end of the question', press, (yes) => yes !== undefined);
    return settle;
  };

  before(async function () {
    this.timeout(180_000);
    api = await espalier();
    await openFile('searched-depth.js', other);
    await openFile('searched.js', entry);
    await vscode.commands.executeCommand('espalier.search');
    await until(
      'the end of the search',
      () => study()?.progress.state,
      (state) => state === 'finished',
    );
  });
  after(closeAll);

  it('runs in a process and ends with a best candidate', () => {
    const found = study();
    assert.ok(found);
    assert.equal(found.progress.done, 12);
    assert.equal(found.header.count, '12');
    const best = found.trial(found.progress.best[0] ?? -1);
    assert.deepEqual(best?.params, { depth: 3, width: 32 });
    assert.equal(best?.values.score, 32);
  });

  it('shows its panel, which may be closed and opened', async () => {
    assert.ok(api.panel.isOpen);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await until(
      'no panel',
      () => api.panel.isOpen,
      (open) => !open,
    );
    assert.equal(study()?.all.length, 12, 'the study outlives it');
    await vscode.commands.executeCommand('espalier.openPanel');
    assert.ok(api.panel.isOpen);
  });

  it('is told of by hovers: scores by choice, the best value and what matters', async () => {
    const { document } = await vscode.window.showTextDocument(inWorkspace('searched.js'));
    const position = document.positionAt(entry.indexOf('width: choice'));
    const hover = async () => {
      const found = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        document.uri,
        position,
      );
      return found
        .flatMap(({ contents }) => contents)
        .map((content) => (typeof content === 'string' ? content : content.value))
        .join('\n');
    };
    const text = await until('the importance', hover, (found) => found.includes('Importance'));
    assert.match(text, /\n32 +█+ +32 +4 trials/);
    assert.match(text, /Best: `32`/);
    const shares = (await api.controller.session?.importance('score')) ?? [];
    assert.deepEqual(
      shares.map(({ label }) => label),
      ['width', 'depth'],
    );
    assert.ok(Math.abs(shares.reduce((sum, { share }) => sum + share, 0) - 1) < 1e-9);
  });

  it('answers for a trial in detail', async () => {
    const detail = await api.controller.session?.trial(0);
    assert.equal(detail?.trial.number, 0);
    assert.deepEqual(detail?.trial.params, { depth: 1, width: 8 });
  });

  it('is opened again by the journal alone', async () => {
    const journal = study()?.header.study;
    assert.ok(journal);
    await api.controller.open(journal);
    assert.equal(study()?.all.length, 12);
  });

  it('is told from the file: a candidate is accepted over all files at once, and one undo takes it back', async () => {
    await vscode.window.showTextDocument(inWorkspace('searched.js'));
    const accepted = api.controller.accept(study()?.progress.best[0] ?? -1);
    await until('the diff', isAsking, Boolean);
    assert.deepEqual(await files(), [entry, other], 'nothing is written before the person agrees');
    assert.equal(await answer('acceptSelectedQuickOpenItem', accepted), true);
    const written = [entry.replace('*/ 8', '*/ 32'), other.replace('*/ 1', '*/ 3')];
    assert.deepEqual(await files(), written);
    await until('no diff', isAsking, (open) => !open);
    await vscode.commands.executeCommand('undo');
    await until('both files as they were', files, ([first, second]) => first === entry && second === other);
  });

  it('writes nothing when the person says no', async () => {
    const accepted = api.controller.accept(study()?.progress.best[0] ?? -1);
    await until('the diff', isAsking, Boolean);
    assert.equal(await answer('closeQuickOpen', accepted), false);
    assert.deepEqual(await files(), [entry, other]);
  });

  it('is rebased onto unsaved code that changed elsewhere', async () => {
    const editor = await vscode.window.showTextDocument(inWorkspace('searched.js'));
    const changed = `// A remark.\n${entry}`;
    await type(editor, changed);
    const accepted = api.controller.accept(study()?.progress.best[0] ?? -1);
    await until('the diff', isAsking, Boolean);
    assert.equal(await answer('acceptSelectedQuickOpenItem', accepted), true);
    assert.equal(editor.document.getText(), changed.replace('*/ 8', '*/ 32'));
    await type(editor, entry);
  });

  it('is refused with a reason when a hint has changed since', async () => {
    const editor = await vscode.window.showTextDocument(inWorkspace('searched.js'));
    await type(editor, entry.replace('choice(8, 16, 32)', 'choice(8, 16)'));
    await assert.rejects(
      api.controller.accept(study()?.progress.best[0] ?? -1),
      /hints of searched\.js have changed/,
    );
    await type(editor, entry);
  });
});
