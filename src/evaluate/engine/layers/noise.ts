/**
 * The noise layers, from a generator on the heap: quick, and fresh in every step, also of a replayed one. The stock ones
 * draw each number in JavaScript.
 */
import type * as tf from '@tensorflow/tfjs';
import type { Device } from '../device';
import { sizeOf } from '../internals';
import type { TrialRandom } from '../random';
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

/** What SELU gives at −∞: its scale times its alpha (Klambauer et al. 2017). */
const SELU_LEAST = -1.0507009873554805 * 1.6732632423543772;

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
  const isRate = (rate: number): boolean => rate > 0 && rate < 1;

  fuse<GaussianNoise>(tf, 'GaussianNoise', (layer, x, { training }) => {
    if (!training || x.dtype !== 'float32') return undefined;
    return tf.add(normal(layer, x.shape, 0, layer.stddev), x);
  });
  fuse<GaussianDropout>(tf, 'GaussianDropout', (layer, x, { training }) => {
    const { rate } = layer;
    if (!training || !isRate(rate) || x.dtype !== 'float32') return undefined;
    return tf.mul(x, normal(layer, x.shape, 1, Math.sqrt(rate / (1 - rate))));
  });
  // What is dropped becomes SELU's least value (Klambauer et al. 2017, section 3); the stock layer has its sign wrong,
  // so that neither mean nor variance are kept.
  fuse<AlphaDropout>(tf, 'AlphaDropout', (layer, x, { training }) => {
    const { rate } = layer;
    if (!training || !isRate(rate) || x.dtype !== 'float32') return undefined;
    const attrs = { rate, state: random.stateFor(layer) };
    const ones = tf.ones(layer._getNoiseShape(x));
    const kept = tf.mul(device.invoke('EspalierDropout', { x: ones }, attrs)[1] as tf.Tensor, 1 - rate);
    const a = ((1 - rate) * (1 + rate * SELU_LEAST ** 2)) ** -0.5;
    const b = -a * SELU_LEAST * rate;
    const least = tf.mul(tf.sub(1, kept), SELU_LEAST);
    return tf.add(tf.mul(tf.add(tf.mul(x, kept), least), a), b);
  });
}
