import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { EspalierApi } from '../../src/extension';
import { type Asked, answering, press } from './dialogs';
import { closeAll, espalier, inWorkspace, openFile, type, until } from './extension';

const text = `/* @nas search
budget: { trials: 3, epochs: 1 }
strategy: grid
workers: 1
*/
const tf = require('@tensorflow/tfjs');
/** @nas data */
exports.load = () => {
  const part = (rows) => ({ xs: tf.randomUniform([rows, 2]), ys: tf.ones([rows, 1]) });
  return { train: part(16), validation: part(8), test: part(8) };
};
/** @nas model */
exports.build = () => {
  const model = tf.sequential();
  model.add(tf.layers.dense({ inputShape: [2], units: /* @nas units: choice(1, 2, 4) */ 1 }));
  model.add(tf.layers.dense({ units: 1 }));
  model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
  return model;
};
`;

describe('an accepted candidate', () => {
  let api: EspalierApi;
  const name = 'accepted.js';
  const study = () => api.controller.session?.study;
  const write = async (strip: boolean, offer: string, changed?: string): Promise<readonly Asked[]> => {
    const editor = await vscode.window.showTextDocument(inWorkspace(name));
    await type(editor, changed ?? text);
    await editor.document.save();
    const number = study()?.all.find(({ params }) => params.units === 4)?.number ?? -1;
    const told: string[] = [];
    const showInformationMessage = (message: string, ...rest: unknown[]) => {
      told.push(message);
      if (rest.includes('Save and Run')) return press('Save and Run')(message, ...rest);
      return rest.includes(offer) ? offer : undefined;
    };
    return answering(
      {
        showInformationMessage: showInformationMessage as (...args: never[]) => unknown,
        showQuickPick: ((items: { label: string }[]) => items[0]) as (...args: never[]) => unknown,
      },
      async () => {
        assert.equal(await api.controller.accept(number, strip), true);
        await until(
          'the scores',
          () => told,
          (messages) =>
            messages.some((message) => /^Candidate \d+ (on the test set|after|has no)/.test(message)),
        );
      },
    );
  };
  const messages = (asked: readonly Asked[]) => asked.map(({ arguments: [message] }) => String(message));

  before(async function () {
    this.timeout(180_000);
    api = await espalier();
    await openFile(name, text);
    await vscode.commands.executeCommand('espalier.search', inWorkspace(name));
    await until(
      'the end of the search',
      () => study()?.progress.state,
      (state) => state === 'finished',
    );
    assert.deepEqual(
      study()?.all.map(({ state }) => state),
      ['complete', 'complete', 'complete'],
    );
  });
  after(closeAll);

  it('is scored on the test set when the person wants to, which the search never saw', async function () {
    this.timeout(180_000);
    const asked = messages(await write(false, 'Score on Test Set'));
    const told = asked.find((message) => / on the test set: /.test(message));
    assert.match(told ?? asked.join('\n'), /^Candidate \d+ on the test set: test_loss [\d.e-]+\.$/);
    const document = await vscode.workspace.openTextDocument(inWorkspace(name));
    assert.equal(document.getText(), text.replace('*/ 1', '*/ 4'));
  });

  it('is trained in full when the person wants to, also where its hints are gone', async function () {
    this.timeout(180_000);
    const asked = messages(await write(true, 'Train in Full'));
    const told = asked.find((message) => / epochs: /.test(message));
    assert.match(told ?? asked.join('\n'), /^Candidate \d+ after \d+ epochs: .*val_loss/);
    const document = await vscode.workspace.openTextDocument(inWorkspace(name));
    assert.ok(!document.getText().includes('@nas'), document.getText());
    assert.match(document.getText(), /units: 4 \}/);
  });

  it('is called a rebase where other code has changed since', async function () {
    this.timeout(180_000);
    const changed = text.replace('part(16)', 'part(24)');
    const asked = await write(false, 'Score on Test Set', changed);
    const question = asked.find(({ dialog }) => dialog === 'showQuickPick');
    const [first] = question?.arguments[0] as { label: string; detail?: string }[];
    assert.equal(first?.label, 'Rebase');
    assert.match(first?.detail ?? '', /^accepted\.js has changed since the candidate was scored/);
    const document = await vscode.workspace.openTextDocument(inWorkspace(name));
    assert.equal(document.getText(), changed.replace('*/ 1', '*/ 4'));
  });
});
