/**
 * Initialisers draw their numbers in a kernel where they have no seed of their own: the stock ones, which draw each by
 * several calls, are most of what building a model takes. With a seed they give the stock numbers.
 */
import type * as tf from '@tensorflow/tfjs';
import type { Device } from './device';
import { sizeOf, stockPrototype, type TensorInfo } from './internals';
import type { Draw, TrialRandom } from './random';

type Shape = readonly number[];
/** A kernel and its two numbers (assembly/random.ts). */
type Distribution = readonly [Draw, number, number];

interface Initializer {
  readonly seed?: number | null;
  apply(shape: number[], dtype?: tf.DataType): tf.Tensor;
}
interface Uniform extends Initializer {
  readonly minval: number;
  readonly maxval: number;
}
interface Normal extends Initializer {
  readonly mean: number;
  readonly stddev: number;
}
interface VarianceScaling extends Initializer {
  readonly scale: number;
  readonly mode: 'fanIn' | 'fanOut' | 'fanAvg';
  readonly distribution: string;
}
interface Orthogonal extends Initializer {
  readonly gain: number;
}

export function registerInitializers(device: Device, random: TrialRandom): void {
  const { tf, native } = device;
  const isSeeded = ({ seed }: Initializer): boolean => seed !== undefined && seed !== null;

  /** Takes the place of a stock initialiser where `own` gives a tensor. */
  function replace<T extends Initializer>(
    className: string,
    own: (initializer: T, shape: number[]) => tf.Tensor | undefined,
  ): void {
    const prototype = stockPrototype<T>(tf, className);
    const { apply } = prototype;
    prototype.apply = function (this: T, shape, dtype) {
      const made = (dtype ?? 'float32') === 'float32' ? own(this, shape) : undefined;
      return made ?? apply.call(this, shape, dtype);
    };
  }
  function draw<T extends Initializer>(
    className: string,
    distribution: (initializer: T, shape: Shape) => Distribution,
  ): void {
    replace<T>(className, (initializer, shape) => {
      if (isSeeded(initializer)) return undefined;
      const [kernel, a, b] = distribution(initializer, shape);
      return tf.tensor(random.draw(kernel, sizeOf(shape), a, b), shape);
    });
  }

  draw<Uniform>('RandomUniform', ({ minval, maxval }) => between(minval, maxval));
  draw<Normal>('RandomNormal', ({ mean, stddev }) => ['drawNormal', mean, stddev]);
  draw<Normal>('TruncatedNormal', ({ mean, stddev }) => ['drawTruncatedNormal', mean, stddev]);
  draw<VarianceScaling>('VarianceScaling', ({ scale, mode, distribution }, shape) => {
    const [fanIn, fanOut] = fansOf(shape);
    const fan = { fanIn, fanOut, fanAvg: (fanIn + fanOut) / 2 }[mode];
    const variance = scale / Math.max(1, fan);
    if (distribution === 'normal') return ['drawTruncatedNormal', 0, Math.sqrt(variance)];
    const limit = Math.sqrt(3 * variance);
    return between(-limit, limit);
  });

  device.register('EspalierOrthonormal', ({ inputs }) => {
    const { x } = inputs as { x: TensorInfo };
    const out = device.output(x.shape);
    native.copyBytes(device.address(out), device.address(x), sizeOf(x.shape) * 4);
    native.orthonormalize(device.address(out), x.shape[0]!, x.shape[1]!);
    return out;
  });
  // Stock: the Q of a QR factorisation of normal numbers, made of some thirty operations for each column.
  replace<Orthogonal>('Orthogonal', (initializer, shape) => {
    if (shape.length < 2) return undefined;
    const columns = shape.at(-1)!;
    const rows = sizeOf(shape) / columns;
    const [few, many] = [Math.min(rows, columns), Math.max(rows, columns)];
    return tf.tidy(() => {
      const x = isSeeded(initializer)
        ? tf.transpose(tf.randomNormal([many, few], 0, 1, 'float32', initializer.seed!))
        : tf.tensor(random.draw('drawNormal', few * many, 0, 1), [few, many]);
      const [q] = device.invoke('EspalierOrthonormal', { x }) as [tf.Tensor];
      return tf.mul(rows < columns ? q : tf.transpose(q), initializer.gain).reshape(shape);
    });
  });
}

const between = (low: number, high: number): Distribution => [
  'drawUniform',
  (low + high) / 2,
  (high - low) / 2,
];

/** Inputs and outputs of a unit, as TensorFlow.js counts them for a weight of this shape. */
function fansOf(shape: Shape): [number, number] {
  const [inputs, outputs] = shape.slice(-2) as [number, number];
  if (shape.length === 2) return [inputs, outputs];
  if (shape.length < 3 || shape.length > 5) return [Math.sqrt(sizeOf(shape)), Math.sqrt(sizeOf(shape))];
  const field = sizeOf(shape.slice(0, -2));
  return [inputs * field, outputs * field];
}
