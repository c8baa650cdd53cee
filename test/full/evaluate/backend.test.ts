import assert from 'node:assert/strict';
import { chooseBackend, installedNatives, type BackendName } from '../../../src/evaluate/backend';
import { coresOf } from '../../../src/evaluate/cores';
import { Harness } from './harness';

const times =
  (milliseconds: Partial<Record<BackendName, number>>) =>
  (name: BackendName): Promise<number> =>
    milliseconds[name] === undefined
      ? Promise.reject(new Error('its gradients are wrong'))
      : Promise.resolve(milliseconds[name]);

describe('the choice of a backend', () => {
  it('takes the embedded one where there is no other', async () => {
    const decision = await chooseBackend([], () => assert.fail('nothing is to be timed'));
    assert.equal(decision.name, 'embedded');
  });

  it('takes another only when it is clearly quicker', async () => {
    const choose = (native: number) =>
      chooseBackend(['tfjs-node'], times({ embedded: 10, 'tfjs-node': native }));
    assert.equal((await choose(30)).name, 'embedded');
    assert.equal((await choose(9)).name, 'embedded');
    const decision = await choose(5);
    assert.equal(decision.name, 'tfjs-node');
    assert.equal(decision.reason, 'embedded takes 10.0 ms a step; tfjs-node takes 5.0 ms a step');
    assert.deepEqual(decision.milliseconds, { embedded: 10, 'tfjs-node': 5 });
  });

  it('leaves out, with the reason, what cannot be used', async () => {
    const decision = await chooseBackend(
      ['tfjs-node', 'tfjs-node-gpu'],
      times({ embedded: 10, 'tfjs-node-gpu': 1 }),
    );
    assert.equal(decision.name, 'tfjs-node-gpu');
    assert.match(decision.reason, /tfjs-node cannot be used: its gradients are wrong/);
  });

  it('stays with the embedded one when the program cannot be timed', async () => {
    assert.equal((await chooseBackend(['tfjs-node'], times({ 'tfjs-node': 1 }))).name, 'embedded');
  });

  it('is made once, with a step of the model at hand, and a native package that does not load is left out', async () => {
    const told: string[] = [];
    const harness = new Harness({ onBackend: ({ name, reason }) => void told.push(`${name}: ${reason}`) });
    try {
      const name = 'node_modules/@tensorflow/tfjs-node';
      harness.write(`${name}/package.json`, '{ "name": "@tensorflow/tfjs-node", "version": "4.22.0" }');
      harness.write(`${name}/index.js`, 'throw new Error("no binary");');
      assert.deepEqual(installedNatives(harness.folder), ['tfjs-node']);
      const code = `const tf = require('@tensorflow/tfjs-node');
        const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
        model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
        model.fit(tf.ones([8, 2]), tf.ones([8, 1]), { epochs: 1 });`;
      for (let i = 0; i < 2; i++)
        assert.equal((await harness.run({ 'main.js': code })).outcome.state, 'complete');
      assert.match(
        told[0]!,
        /^embedded: embedded takes \d+\.\d ms a step; tfjs-node cannot be used: no binary$/,
      );
    } finally {
      await harness.end();
    }
  });
});

describe('physical cores', () => {
  it('counts each core once, on every socket', () => {
    const processor = (socket: number, core: number) =>
      `processor : 0\nphysical id : ${socket}\ncore id : ${core}\n`;
    assert.equal(coresOf([processor(0, 0), processor(0, 0), processor(0, 1), processor(1, 0)].join('\n')), 3);
    assert.equal(coresOf('processor : 0\nBogoMIPS : 50\n'), undefined);
  });
});
