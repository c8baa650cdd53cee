import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeAll, espalier, inWorkspace, openFile, type, until } from './extension';

const text = `/* @nas search
budget: { epochs: 1 }
*/
const tf = require('@tensorflow/tfjs');
const kernel = /* @nas kernel: choice(3, 5, 7) */ 3;
const model = tf.sequential();
model.add(tf.layers.conv2d({ inputShape: [12, 12, 1], filters: 2, kernelSize: kernel }));
for (let i = 0; i < /* @nas pools: int(0, 2) */ 1; i++) model.add(tf.layers.maxPooling2d({ poolSize: 2 }));
model.add(tf.layers.conv2d({ filters: 2, kernelSize: kernel }));
model.add(tf.layers.flatten());
model.add(tf.layers.dense({ units: /* @nas units: choice(1, 2) */ 1 }));
model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
model.fit(tf.ones([8, 12, 12, 1]), tf.ones([8, 1]), { epochs: 1000 });
`;

describe('the check of candidates', () => {
  const problems = () =>
    vscode.languages.getDiagnostics(inWorkspace('check.js')).filter(({ code }) => code === 'cannot-build');
  before(espalier);
  afterEach(closeAll);

  it('finds what cannot be built or trained when the file is saved, at the hints to blame', async function () {
    this.timeout(180_000);
    const editor = await openFile('check.js', '// Nothing yet.\n');
    await type(editor, text);
    await editor.document.save();
    const found = await until('problems', problems, (all) => all.length >= 3);
    const told = found.map(({ message, range }) => [message, editor.document.getText(range)] as const);
    const about = (hint: string) => told.filter(([, comment]) => comment.includes(hint));
    assert.ok(
      about('kernel:').some(([message]) => /^With kernel 7 the code fails on “embedded”/.test(message)),
    );
    assert.ok(about('units:').some(([message]) => /^With units 2 .*The data does not fit/.test(message)));
    const together = found.find(({ message }) => /kernel 5 and pools 2/.test(message));
    assert.ok(together, JSON.stringify(told));
    assert.match(together.message, /Negative dimension size/);
    const related = together.relatedInformation ?? [];
    const line = text
      .split('\n')
      .findIndex((of) => of.includes('filters: 2, kernelSize: kernel }));') && !of.includes('inputShape'));
    assert.ok(
      related.some(({ location }) => location.range.start.line === line),
      JSON.stringify(related),
    );
    await type(editor, `${text}// Changed.\n`);
    assert.deepEqual(await until('no problems', problems, (all) => all.length === 0), []);
  });

  it('is left out when it is switched off', async () => {
    const settings = vscode.workspace.getConfiguration('espalier', inWorkspace('.'));
    await settings.update('checkCandidates', false, vscode.ConfigurationTarget.Workspace);
    try {
      const marker = inWorkspace('ran.txt');
      const writes = `require('fs').writeFileSync(${JSON.stringify(marker.fsPath)}, /* @nas choice('a', 'b') */ 'a');\n`;
      const editor = await openFile('check-off.js', '');
      await type(editor, writes);
      await editor.document.save();
      // The command runs what a save does not.
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      await assert.rejects(async () => vscode.workspace.fs.stat(marker));
      await vscode.commands.executeCommand('espalier.checkCandidates');
      await vscode.workspace.fs.stat(marker);
    } finally {
      await settings.update('checkCandidates', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });
});
