/** Every trial starts as the first one did: the same numbers from the same seed, the same names, nothing left over. */
import assert from 'node:assert/strict';
import type * as tf from '@tensorflow/tfjs';
import type { Engine } from '../../../src/evaluate/engine/index';
import { testEngine } from './engine';

describe('engine: trials', function () {
  this.timeout(60_000);
  let engine: Engine;
  let t: Engine['tf'];

  before(async () => {
    engine = await testEngine();
    t = engine.tf;
  });
  beforeEach(() => {
    engine.reset();
    engine.setTracing(true);
  });

  /** Initialisers, shuffles, dropout and noise, all unseeded. */
  async function train(seed: number): Promise<{ losses: number[]; names: string[] }> {
    engine.reset();
    engine.seed(seed);
    const model = t.sequential({
      layers: [
        t.layers.dense({ units: 8, inputShape: [4], activation: 'relu' }),
        t.layers.dropout({ rate: 0.3 }),
        t.layers.gaussianNoise({ stddev: 0.1 }),
        t.layers.dense({ units: 2, kernelInitializer: 'orthogonal', activation: 'softmax' }),
      ],
    });
    model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy' });
    const x = t.randomNormal([40, 4]);
    const y = t.oneHot(t.randomUniform([40], 0, 2, 'int32'), 2).toFloat();
    const first = await model.fit(x, y, { epochs: 2, batchSize: 8, shuffle: true, verbose: 0 });
    const rows = t.data.zip({
      xs: t.data.array((await x.array()) as number[][]),
      ys: t.data.array((await y.array()) as number[][]),
    });
    const batches = rows.shuffle(40).batch(8) as tf.data.Dataset<tf.TensorContainer>;
    const second = await model.fitDataset(batches, { epochs: 2, verbose: 0 });
    const names = [model.name, ...model.layers.map((layer) => layer.name)];
    return { losses: [...(first.history.loss as number[]), ...(second.history.loss as number[])], names };
  }

  it('gives the same losses bit for bit, and other ones for another seed; 0 is a seed', async () => {
    const [a, b, other] = [await train(0), await train(0), await train(1)];
    assert.deepEqual(a, b);
    assert.notDeepEqual(a.losses, other.losses);
    assert.deepEqual(a.names, other.names);
    assert.deepEqual(a.names, [
      'sequential_1',
      'dense_Dense1',
      'dropout_Dropout1',
      'gaussian_noise_GaussianNoise1',
      'dense_Dense2',
    ]);
  });

  it('leaves given names alone and numbers models', () => {
    const named = t.layers.dense({ units: 1, inputShape: [1], name: 'mine' });
    const inner = t.sequential({ name: 'inner', layers: [named] });
    const input = t.input({ shape: [1] });
    const model = t.model({ inputs: input, outputs: inner.apply(input) as tf.SymbolicTensor });
    assert.deepEqual([named.name, inner.name, model.name], ['mine', 'inner', 'model1']);
  });

  it('takes an initialiser with a seed of 0 at its word', () => {
    const draw = (seed: number) => [...t.initializers.glorotNormal({ seed }).apply([3, 3]).dataSync()];
    assert.deepEqual(draw(0), draw(0));
    assert.notDeepEqual(draw(0), draw(1));
  });

  it('drops what dropout should, with a fresh mask each time, with a seed too', () => {
    const x = t.ones([100, 100]);
    for (const layer of [t.layers.dropout({ rate: 0.25 }), t.layers.dropout({ rate: 0.25, seed: 3 })]) {
      const [a, b] = [0, 1].map(() => (layer.apply(x, { training: true }) as tf.Tensor).dataSync());
      assert.deepEqual(new Set(a), new Set([0, Math.fround(1 / 0.75)]));
      const kept = a?.filter((value) => value > 0).length as number;
      assert.ok(Math.abs(kept / 10_000 - 0.75) < 0.02, `${kept} of 10000 kept`);
      assert.notDeepEqual(a, b);
      assert.deepEqual((layer.apply(x, { training: false }) as tf.Tensor).dataSync(), x.dataSync());
    }
    const rows = t.layers
      .spatialDropout1d({ rate: 0.5 })
      .apply(t.ones([4, 6, 8]), { training: true }) as tf.Tensor;
    assert.deepEqual(rows.max(1).dataSync(), rows.min(1).dataSync());
  });

  for (const kind of ['lstm', 'gru'] as const) {
    const masks = kind === 'lstm' ? [undefined, 'masked'] : [undefined, 'masked inputs alone'];
    for (const masked of masks) {
      it(`drops inputs and states of ${kind} as its cells do, one mask a sequence, ${masked ?? 'without a mask'}`, () => {
        const states = masked === 'masked inputs alone' ? 0 : 0.4;
        const x = t.randomNormal([3, 5, 6]);
        const mask = t.tensor2d([1, 1, 0, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1, 0], [3, 5]);
        const weights = t.layers[kind]({ units: 4, inputShape: [5, 6] });
        weights.build([null, 5, 6]);
        /** The sum of squares and its gradients: by x, kernel, recurrent kernel, bias. */
        const run = (dropoutFunc?: (x: tf.Tensor, rate: number) => tf.Tensor): number[] => {
          const options = {
            units: 4,
            dropout: 0.3,
            recurrentDropout: states,
            returnSequences: true,
            dropoutFunc,
          };
          const layer = t.layers[kind](options);
          layer.build([null, 5, 6]);
          layer.setWeights(weights.getWeights());
          engine.seed(5);
          const call = { training: true, ...(masked ? { mask } : {}) };
          const loss = (x: tf.Tensor): tf.Scalar => t.sum(t.square(layer.call(x, call) as tf.Tensor));
          const dx = t.grad(loss)(x);
          engine.seed(5);
          const { value, grads } = t.variableGrads(() => loss(x));
          return [dx, value, ...Object.values(grads)].flatMap((tensor) => [...tensor.dataSync()]);
        };
        const own = run();
        // The stock cells ask for a mask a gate, and use the first one.
        let asked = 0;
        const drop = (x: tf.Tensor, rate: number): tf.Tensor =>
          asked++ % (kind === 'lstm' ? 4 : 3) === 0
            ? (t.layers.dropout({ rate }).apply(x, { training: true }) as tf.Tensor)
            : t.onesLike(x);
        const stock = run(drop);
        assert.ok(asked >= 6 && own.length === stock.length);
        const most = Math.max(...stock.map(Math.abs));
        for (const [i, value] of stock.entries()) {
          assert.ok(Math.abs(value - (own[i] as number)) <= 1e-5 * most, `${i}: ${value} and ${own[i]}`);
        }
      });
    }
  }

  const moment = (values: ArrayLike<number>, power: number): number =>
    Array.from(values).reduce((sum, value) => sum + value ** power, 0) / values.length;

  it('adds and multiplies by normal noise, fresh each time', () => {
    const x = t.ones([301, 333]); // no multiple of what is drawn at once
    const { gaussianNoise, gaussianDropout } = t.layers;
    for (const [layer, deviation] of [
      [gaussianNoise({ stddev: 0.5 }), 0.5],
      [gaussianDropout({ rate: 0.2 }), 0.5],
    ] as const) {
      const [a, b] = [0, 1].map(() => (layer.apply(x, { training: true }) as tf.Tensor).dataSync());
      assert.notDeepEqual(a, b);
      const normal = Array.from(a as Float32Array, (value) => (value - 1) / deviation);
      // Mean, variance, skewness and kurtosis of 100,000 normal numbers, each within five deviations.
      const expected = [0, 1, 0, 3];
      const within = [0.016, 0.023, 0.062, 0.16];
      expected.forEach((value, i) => {
        const found = moment(normal, i + 1);
        assert.ok(Math.abs(found - value) < (within[i] as number), `moment ${i + 1} is ${found}`);
      });
      const below = normal.filter((value) => Math.abs(value) < 0.6744898).length / normal.length;
      assert.ok(Math.abs(below - 0.5) < 0.008, `${below} are in the middle half`);
      for (const lag of [1, 4, 8]) {
        const product = normal.slice(lag).reduce((sum, value, i) => sum + value * (normal[i] as number), 0);
        assert.ok(Math.abs(product / normal.length) < 0.016, `lag ${lag}: ${product / normal.length}`);
      }
      assert.deepEqual((layer.apply(x, { training: false }) as tf.Tensor).dataSync(), x.dataSync());
    }
  });

  it('keeps mean and variance in alpha dropout, which the stock layer does not', () => {
    const x = t.randomNormal([300, 300], 0, 1, 'float32', 4);
    const y = t.layers.alphaDropout({ rate: 0.3 }).apply(x, { training: true }) as tf.Tensor;
    const values = y.dataSync();
    assert.ok(Math.abs(moment(values, 1)) < 0.02, `mean ${moment(values, 1)}`);
    assert.ok(Math.abs(moment(values, 2) - 1) < 0.03, `variance ${moment(values, 2)}`);
  });

  it('frees all that a trial leaks, but not what is shared', async () => {
    const shared = engine.share(() => ({ x: t.range(0, 6).reshape([2, 3]) }));
    const before = engine.memory();
    engine.seed(1);
    t.tensor([1, 2, 3]);
    t.variable(t.ones([4]));
    t.engine().startScope();
    const kept = t.keep(t.ones([5]));
    const model = t.sequential({ layers: [t.layers.dense({ units: 3, inputShape: [3] })] });
    model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
    await model.fit(shared.x, t.ones([2, 3]), { epochs: 8, verbose: 0 });
    assert.ok(engine.memory().tensors > before.tensors);
    engine.reset();
    assert.deepEqual(engine.memory(), { ...before, heapBytes: engine.memory().heapBytes });
    assert.deepEqual([...shared.x.dataSync()], [0, 1, 2, 3, 4, 5]);
    // A tensor of an ended trial is nobody's: disposing of it does nothing.
    kept.dispose();
    model.dispose();
    assert.equal(engine.memory().tensors, before.tensors);
    shared.x.dispose();
    engine.reset();
    assert.equal(engine.memory().tensors, before.tensors - 1);
  });

  it('does not grow the heap from trial to trial', async () => {
    await train(1);
    const { heapBytes } = engine.memory();
    for (let trial = 0; trial < 10; trial++) await train(trial);
    assert.equal(engine.memory().heapBytes, heapBytes);
  });
});
