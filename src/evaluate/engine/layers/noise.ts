/**
 * The noise layers, from a generator on the heap: quick, and fresh in every step, also of a replayed one. The stock ones
 * draw each number in JavaScript.
 */
import type * as tf from '@tensorflow/tfjs';
import type { Device } from '../device';
import { sizeOf } from '../internals';
import { SELU_ALPHA, SELU_SCALE } from '../kernels/activations';
import type { TrialRandom } from '../random';
import { drops, dropMask } from './dropout';
import { fuse, type BaseLayer } from './layer';

interface GaussianNoise extends BaseLayer {
  stddev: number;
}
interface GaussianDropout extends BaseLayer {
  rate: number;
}
interface AlphaDropout extends BaseLayer {
  rate: number;
  _getNoiseShape(input: tf.Tensor): number[];
}

/** What SELU gives at −∞. */
const SELU_LEAST = -SELU_SCALE * SELU_ALPHA;

export function registerNoise(device: Device, random: TrialRandom): void {
  const { tf, native } = device;
  device.register('EspalierNormal', ({ attrs }) => {
    const { shape, mean, deviation, state } = attrs as {
      shape: number[];
      mean: number;
      deviation: number;
      state: number;
    };
    const out = device.output(shape);
    native.drawNormal(device.address(out), sizeOf(shape), mean, deviation, state);
    return out;
  });
  const normal = (layer: BaseLayer, shape: number[], mean: number, deviation: number): tf.Tensor => {
    const state = random.stateFor(layer);
    return device.invoke('EspalierNormal', {}, { shape, mean, deviation, state })[0] as tf.Tensor;
  };

  fuse<GaussianNoise>(tf, 'GaussianNoise', (layer, x, { training }) => {
    if (!training || x.dtype !== 'float32') return undefined;
    return tf.add(normal(layer, x.shape, 0, layer.stddev), x);
  });
  fuse<GaussianDropout>(tf, 'GaussianDropout', (layer, x, { training }) => {
    const { rate } = layer;
    if (!drops(rate, x, training)) return undefined;
    return tf.mul(x, normal(layer, x.shape, 1, Math.sqrt(rate / (1 - rate))));
  });
  // What is dropped becomes SELU's least value (Klambauer et al. 2017, section 3); the stock layer has its sign wrong,
  // so that neither mean nor variance are kept.
  fuse<AlphaDropout>(tf, 'AlphaDropout', (layer, x, { training }) => {
    const { rate } = layer;
    if (!drops(rate, x, training)) return undefined;
    const attrs = { rate, state: random.stateFor(layer) };
    const kept = tf.mul(dropMask(device, layer._getNoiseShape(x), attrs), 1 - rate);
    const a = ((1 - rate) * (1 + rate * SELU_LEAST ** 2)) ** -0.5;
    const b = -a * SELU_LEAST * rate;
    const least = tf.mul(tf.sub(1, kept), SELU_LEAST);
    return tf.add(tf.mul(tf.add(tf.mul(x, kept), least), a), b);
  });
}
