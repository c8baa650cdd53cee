/**
 * Dropout from a generator on the heap: quick, and fresh in every step, also of a replayed one. A layer with a seed has
 * a generator of its own, which advances too (the stock layer drops the same units in every step).
 */
import type * as tf from '@tensorflow/tfjs';
import type { Device } from '../device';
import { sizeOf, type TensorInfo } from '../internals';
import type { TrialRandom } from '../random';
import { fuse, type BaseLayer } from './layer';

interface Dropout extends BaseLayer {
  rate: number;
  seed?: number;
  getNoiseShape(input: tf.Tensor): number[] | null | undefined;
}

export function registerDropout(device: Device, random: TrialRandom): void {
  const { tf, native } = device;
  device.register('EspalierDropout', ({ inputs, attrs }) => {
    const x = inputs.x as TensorInfo;
    const { rate, state } = attrs as DropAttributes;
    const [y, mask] = [device.output(x.shape), device.output(x.shape)];
    const threshold = Math.min(2 ** 32 - 1, Math.round(rate * 2 ** 32));
    const addresses = [x, y, mask].map((info) => device.address(info));
    native.dropoutForward(...addresses, sizeOf(x.shape), threshold, 1 / (1 - rate), state);
    return [y, mask];
  });

  for (const className of ['Dropout', 'SpatialDropout1D']) {
    fuse<Dropout>(tf, className, (layer, x, { training }) => {
      const { rate } = layer;
      if (!drops(rate, x, training)) return undefined;
      const attrs = { rate, state: random.stateFor(layer, layer.seed) };
      const shape = layer.getNoiseShape(x);
      if (!shape) return dropped(device, x, attrs);
      return tf.mul(x, dropMask(device, shape, attrs));
    });
  }
}

/** The rate, and the address of the generator. */
type DropAttributes = Record<'rate' | 'state', number>;

/** Whether a layer that drops with this rate does so here, by the engine's kernel. */
export function drops(rate: number, x: tf.Tensor, training?: boolean): boolean {
  return Boolean(training) && rate > 0 && rate < 1 && x.dtype === 'float32';
}

/** 1 / (1 − rate) where something is kept, 0 where it is dropped. */
export function dropMask(device: Device, shape: number[], attrs: DropAttributes): tf.Tensor {
  return device.invoke('EspalierDropout', { x: device.tf.ones(shape) }, attrs)[0] as tf.Tensor;
}

function dropped(device: Device, x: tf.Tensor, attrs: DropAttributes): tf.Tensor {
  const { tf } = device;
  const masked = tf.customGrad((...args) => {
    const [input, save] = args as unknown as [tf.Tensor, tf.GradSaveFunc];
    const [value, mask] = device.invoke('EspalierDropout', { x: input }, attrs) as [tf.Tensor, tf.Tensor];
    save([mask]);
    return { value, gradFunc: (dy: tf.Tensor, [mask]: tf.Tensor[]) => tf.mul(dy, mask as tf.Tensor) };
  });
  return device.operate('EspalierDropout', { x }, attrs, ({ x }) => masked(x));
}
