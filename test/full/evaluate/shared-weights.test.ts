/** Weights that candidates share: the arithmetic of parts, the files, and candidates that go on where others ended. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { put, take, type Box } from '../../../src/evaluate/shared-weights/box';
import { readBox, writeBox } from '../../../src/evaluate/shared-weights/store';
import { Harness, completed } from './harness';

const size = (shape: readonly number[]) => shape.reduce((product, axis) => product * axis, 1);
const numbered = (shape: readonly number[], from = 1) =>
  Float32Array.from({ length: size(shape) }, (_, i) => from + i);

describe('shared weights', () => {
  it('takes the beginning of units and the middle of windows', () => {
    const dense: Box = { shape: [2, 3], values: numbered([2, 3]) };
    assert.deepEqual([...take(dense, [1, 2], new Float32Array(2), 0)], [1, 2]);
    assert.deepEqual([...take(dense, [3, 2], Float32Array.of(0, 0, 0, 0, 8, 9), 0)], [1, 2, 4, 5, 8, 9]);
    const window: Box = { shape: [5, 1], values: numbered([5, 1]) };
    assert.deepEqual([...take(window, [3, 1], new Float32Array(3), 1)], [2, 3, 4]);
    const small: Box = { shape: [3, 1], values: numbered([3, 1]) };
    assert.deepEqual([...take(small, [5, 1], Float32Array.of(7, 7, 7, 7, 7), 1)], [7, 1, 2, 3, 7]);
  });

  it('grows with what is trained, and leaves what nobody trained to the candidate', () => {
    const wide = put(undefined, [1, 3], numbered([1, 3]), 0);
    const both = put(wide, [3, 1], numbered([3, 1], 10), 0);
    assert.deepEqual(both.shape, [3, 3]);
    assert.deepEqual([...take(both, [3, 3], new Float32Array(9), 0)], [10, 2, 3, 11, 0, 0, 12, 0, 0]);
  });

  it('gives back what was put last, whatever was there', () => {
    const shapes = fc.tuple(
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 3 }),
    );
    fc.assert(
      fc.property(
        fc.array(shapes, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 0, max: 2 }),
        (list, centred) => {
          let box: Box | undefined;
          list.forEach((shape, i) => (box = put(box, shape, numbered(shape, 100 * i + 1), centred)));
          const last = list.at(-1)!;
          const taken = take(box!, last, new Float32Array(size(last)), centred);
          assert.deepEqual([...taken], [...numbered(last, 100 * (list.length - 1) + 1)]);
        },
      ),
    );
  });

  it('reads what it wrote, and nothing of a torn file', () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'espalier-weights-'));
    try {
      const box: Box = { shape: [2, 2], values: Float32Array.of(1, NaN, -0.5, 3) };
      writeBox(folder, 'Dense.0.0.kernel', box);
      assert.deepEqual(readBox(folder, 'Dense.0.0.kernel'), box);
      assert.equal(readBox(folder, 'Dense.1.0.kernel'), undefined);
      const file = path.join(folder, 'Dense.0.0.kernel.weight');
      const whole = readFileSync(file);
      for (let cut = 0; cut < whole.length; cut += 1) {
        writeFileSync(file, whole.subarray(0, cut));
        assert.equal(readBox(folder, 'Dense.0.0.kernel'), undefined, `${cut} bytes`);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  describe('of candidates', () => {
    const harness = new Harness();
    after(() => harness.end());
    const code = (units: number, flatten: boolean) => `
      const tf = require('@tensorflow/tfjs');
      const model = tf.sequential();
      model.add(tf.layers.dense({ units: ${units}, activation: 'tanh', inputShape: ${flatten ? '[2, 2]' : '[4]'} }));
      ${flatten ? 'model.add(tf.layers.flatten());' : ''}
      model.add(tf.layers.dense({ units: 1 }));
      model.compile({ optimizer: tf.train.adam(0.05), loss: 'meanSquaredError' });
      const xs = tf.randomUniform(${flatten ? '[64, 2, 2]' : '[64, 4]'}, -1, 1, 'float32', 1);
      const ys = xs.reshape([64, 4]).sum(1, true);
      model.fit(xs, ys, { epochs: 20, verbose: 0 });`;
    const losses = async (units: number, folder: string, flatten = false) => {
      const told = await harness.run(
        { 'main.js': code(units, flatten) },
        { sharedWeights: harness.file(folder) },
      );
      completed(told);
      return told.reports.map(({ measures }) => measures.loss!);
    };

    it('go on where others ended, smaller and larger', async () => {
      const first = await losses(8, 'one');
      const same = await losses(8, 'one');
      assert.ok(same[0]! < first[0]! / 4, `${same[0]} in place of ${first[0]}`);
      const alone = await losses(16, 'two');
      const larger = await losses(16, 'one');
      assert.ok(larger[0]! < alone[0]! / 2, `${larger[0]} of ${alone[0]}`);
    });

    it('take no part of a layer that reads flattened units of another size', async () => {
      const alone = await losses(3, 'three', true);
      await losses(6, 'four', true);
      const after = await losses(3, 'four', true);
      assert.notEqual(after[0], alone[0], 'the first layer is inherited');
      const same = await losses(3, 'four', true);
      assert.ok(same[0]! < after[0]!);
    });
  });
});
