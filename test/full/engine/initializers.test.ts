/** Initialisers without a seed: the right distributions, drawn from the trial's own generator. */
import assert from 'node:assert/strict';
import type * as tf from '@tensorflow/tfjs';
import type { Engine } from '../../../src/evaluate/engine/index';
import { testEngine } from './engine';

/** The deviation of normal numbers within two deviations of their mean. */
const WITHIN_TWO = 0.87962566;

interface Expected {
  readonly name: 'randomNormal';
  readonly config: object;
  readonly shape: number[];
  readonly mean: number;
  readonly deviation: number;
  /** None is further from the mean. */
  readonly limit: number;
}

/** Uniform and truncated normal numbers of these deviations before they are truncated. */
const uniform = (deviation: number) => ({ mean: 0, deviation, limit: Math.sqrt(3) * deviation });
const truncated = (deviation: number) => ({
  mean: 0,
  deviation: WITHIN_TWO * deviation,
  limit: 2 * deviation,
});

const scaling = { scale: 3, mode: 'fanOut', distribution: 'uniform' };
const cases = [
  { name: 'randomUniform', config: { minval: -1, maxval: 3 }, shape: [400, 300], mean: 1, deviation: 4 / Math.sqrt(12), limit: 2 },
  { name: 'randomNormal', config: { mean: 2, stddev: 3 }, shape: [120_000], mean: 2, deviation: 3, limit: 18 },
  { name: 'truncatedNormal', config: { mean: 2, stddev: 3 }, shape: [400, 300], mean: 2, deviation: 3 * WITHIN_TWO, limit: 6 },
  { name: 'glorotUniform', config: {}, shape: [300, 500], ...uniform(Math.sqrt(1 / 400)) },
  { name: 'glorotNormal', config: {}, shape: [3, 5, 80, 100], ...truncated(Math.sqrt(1 / (15 * 90))) },
  { name: 'heNormal', config: {}, shape: [9, 100, 120], ...truncated(Math.sqrt(2 / 900)) },
  { name: 'heUniform', config: {}, shape: [2, 3, 3, 60, 100], ...uniform(Math.sqrt(2 / (18 * 60))) },
  { name: 'leCunNormal', config: {}, shape: [10_000], ...truncated(Math.sqrt(1 / 100)) },
  { name: 'varianceScaling', config: scaling, shape: [3, 3, 90, 130], ...uniform(Math.sqrt(3 / (9 * 130))) },
] as unknown as Expected[]; // prettier-ignore

describe('engine: initialisers', function () {
  this.timeout(60_000);
  let engine: Engine;
  let t: Engine['tf'];

  before(async () => {
    engine = await testEngine();
    t = engine.tf;
  });
  beforeEach(() => {
    engine.reset();
    engine.seed(1);
  });

  for (const { name, config, shape, mean, deviation, limit } of cases)
    it(`${name} of [${shape.join(', ')}] has its mean and deviation, and keeps its limit`, () => {
      const initializer = t.initializers[name](config as never);
      const values = initializer.apply(shape).dataSync() as Float32Array;
      const average = values.reduce((sum, value) => sum + value, 0) / values.length;
      const square = values.reduce((sum, value) => sum + (value - average) ** 2, 0) / values.length;
      const close = 5 / Math.sqrt(values.length);
      assert.ok(Math.abs(average - mean) < close * deviation, `the mean is ${average}, not ${mean}`);
      const ratio = Math.sqrt(square) / deviation;
      assert.ok(Math.abs(ratio - 1) < close, `the deviation is ${ratio} of what it should be`);
      const furthest = values.reduce((most, value) => Math.max(most, Math.abs(value - mean)), 0);
      assert.ok(furthest <= limit * (1 + 1e-6) && furthest > deviation, `${furthest} lies beyond ${limit}`);
      assert.notDeepEqual(initializer.apply(shape).dataSync(), values);
    });

  it('truncated normal numbers lie where normal ones do', () => {
    const values = t.initializers.truncatedNormal({ stddev: 1 }).apply([200_000]).dataSync();
    // The parts of a standard normal distribution below these, of what lies within two.
    for (const [bound, part] of [
      [-1.5, 0.046157],
      [-0.5, 0.299412],
      [0.25, 0.603415],
      [1.9, 0.993745],
    ] as const) {
      // prettier-ignore
      const below = values.filter((value) => value < bound).length / values.length;
      assert.ok(Math.abs(below - part) < 0.005, `${below} of them are below ${bound}, not ${part}`);
    }
  });

  it('draw once from Math.random each, whatever stands there', () => {
    const { random } = Math;
    const draw = (value: number): Float32Array => {
      let draws = 0;
      Math.random = () => (draws++, value);
      const drawn = t.initializers.heNormal({}).apply([5000]).dataSync() as Float32Array;
      assert.equal(draws, 1);
      return drawn;
    };
    try {
      assert.deepEqual(draw(0.3), draw(0.3));
      assert.notDeepEqual(draw(0.3), draw(0.4));
    } finally {
      Math.random = random;
    }
  });

  for (const shape of [
    [70, 200],
    [200, 70],
    [60, 60],
    [3, 3, 10, 30],
    [5, 1],
  ])
    // prettier-ignore
    it(`orthogonal of [${shape.join(', ')}] is`, () => {
      const columns = shape.at(-1)!;
      const values = t.initializers.orthogonal({ gain: 2 } as never).apply(shape);
      const matrix = t.div(values, 2).reshape([-1, columns]) as tf.Tensor2D;
      const isWide = matrix.shape[0] < columns;
      const products = t.matMul(matrix, matrix, !isWide, isWide);
      const off = t.max(t.abs(t.sub(products, t.eye(products.shape[0]!)))).dataSync()[0]!;
      assert.ok(off < 2e-6, `${off} from orthonormal`);
    });
});
