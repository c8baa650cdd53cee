/**
 * The workspace's own tfjs-node. ESPALIER_NATIVE names a node_modules folder in which @tensorflow/tfjs-node loads;
 * without it there is nothing to test.
 */
import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import path from 'node:path';
import type { BackendDecision } from '../../../src/evaluate/backend';
import type { PoolOptions } from '../../../src/evaluate/pool';
import { Harness, completed, training } from './harness';

const modules = process.env.ESPALIER_NATIVE;

describe('the workspace’s tfjs-node', function () {
  this.timeout(60_000);
  before(function () {
    if (!modules) this.skip();
  });

  async function withNative(
    options: Partial<PoolOptions>,
    test: (harness: Harness) => Promise<void>,
  ): Promise<void> {
    const harness = new Harness(options);
    symlinkSync(path.resolve(modules!), harness.file('node_modules'));
    try {
      await test(harness);
    } finally {
      await harness.end();
    }
  }

  it('is timed on a step of the model at hand', async () => {
    const decisions: BackendDecision[] = [];
    await withNative({ onBackend: (decision) => void decisions.push(decision) }, async (harness) => {
      completed(await harness.run({ 'main.js': training }, { epochs: 1 }));
      completed(await harness.run({ 'main.js': training }, { epochs: 1 }));
    });
    assert.equal(decisions.length, 1);
    assert.deepEqual(Object.keys(decisions[0]!.milliseconds), ['embedded', 'tfjs-node']);
  });

  it('runs when it is set, the same for the same seed, and leaves nothing behind', async () => {
    await withNative({ backend: 'tfjs-node' }, async (harness) => {
      const code = `const tf = require('@tensorflow/tfjs-node');
        console.log(tf.memory().numTensors, tf.getBackend());
        tf.variable(tf.zeros([3]));
        ${training.replace(/^.*\n/, '')}`;
      const run = () => harness.run({ 'main.js': code }, { epochs: 2, seed: 3 });
      const [first, second] = [await run(), await run()];
      completed(first);
      assert.match(first.outcome.backend, /^tfjs-node 4/);
      assert.match(first.lines[0]!, /tensorflow$/);
      assert.equal(second.lines[0], first.lines[0]);
      assert.deepEqual(second.outcome.curve, first.outcome.curve);
    });
  });

  it('fails each trial with the reason when it is set and does not load', async () => {
    const harness = new Harness({ backend: 'tfjs-node-gpu' });
    const { outcome } = await harness.run({ 'main.js': training });
    await harness.end();
    assert.equal(outcome.state, 'failed');
    assert.match(outcome.error.message, /tfjs-node-gpu/);
  });
});
