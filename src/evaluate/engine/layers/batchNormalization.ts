/** Batch normalization in training: one kernel each way, for any axis, with or without scale and center. */
import type * as tf from '@tensorflow/tfjs';
import type { Device } from '../device';
import { sizeOf, type TensorInfo } from '../internals';
import { fuse, type BaseLayer, type Weight } from './layer';

interface BatchNormalization extends BaseLayer {
  axis: number;
  scale: boolean;
  center: boolean;
  epsilon: number;
  momentum: number;
  gamma?: Weight;
  beta?: Weight;
  movingMean: Weight;
  movingVariance: Weight;
}

export function registerBatchNormalization(device: Device): void {
  registerKernels(device);
  const { tf } = device;
  fuse<BatchNormalization>(tf, 'BatchNormalization', (layer, x, { training }) => {
    if (!training || x.dtype !== 'float32') return undefined;
    const axis = (layer.axis + x.rank) % x.rank;
    if (axis === x.rank - 1) return normalize(device, layer, x);
    // The normalized axis goes last, and back.
    const perm = [...x.shape.keys()].filter((i) => i !== axis);
    perm.push(axis);
    const back = [...x.shape.keys()].map((i) => perm.indexOf(i));
    return tf.transpose(normalize(device, layer, tf.transpose(x, perm)), back);
  });
}

function normalize(device: Device, layer: BatchNormalization, x: tf.Tensor): tf.Tensor {
  const { tf } = device;
  const channels = [x.shape[x.rank - 1] as number];
  const gamma = layer.scale && layer.gamma ? layer.gamma.read() : tf.ones(channels);
  const beta = layer.center && layer.beta ? layer.beta.read() : tf.zeros(channels);
  const normalized = tf.customGrad((...args) => {
    const [input, scale, shift, save] = args as unknown as [tf.Tensor, tf.Tensor, tf.Tensor, tf.GradSaveFunc];
    const { epsilon } = layer;
    const forward = device.invoke('EspalierBatchNorm', { x: input, gamma: scale, beta: shift }, { epsilon });
    const [value, mean, variance, inverse] = forward as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    moveAverage(device, layer.movingMean, mean, layer.momentum);
    moveAverage(device, layer.movingVariance, variance, layer.momentum);
    save([input, scale, mean, inverse]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] => {
      const [input, gamma, mean, inverse] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
      return device.invoke('EspalierBatchNormGrad', { x: input, dy, gamma, mean, inverse });
    };
    return { value, gradFunc };
  });
  return normalized(x, gamma, beta);
}

function moveAverage(device: Device, weight: Weight, value: tf.Tensor, momentum: number): void {
  const [moved] = device.invoke(
    'EspalierMovingAverage',
    { old: weight.read(), value },
    { decay: 1 - momentum },
  );
  weight.write(moved as tf.Tensor);
}

function registerKernels(device: Device): void {
  const { native } = device;
  device.register('EspalierBatchNorm', ({ inputs, attrs }) => {
    const { x, gamma, beta } = inputs as Record<string, TensorInfo> as {
      x: TensorInfo;
      gamma: TensorInfo;
      beta: TensorInfo;
    };
    const [rows, channels] = matrix(x);
    const y = device.output(x.shape);
    const [mean, variance, inverse] = [0, 1, 2].map(() => device.output([channels])) as [
      TensorInfo,
      TensorInfo,
      TensorInfo,
    ];
    native.batchNormForward(
      device.address(x), rows, channels, device.address(gamma), device.address(beta), attrs.epsilon as number,
      ...[y, mean, variance, inverse].map((info) => device.address(info)), device.buffer(channels), 0,
    ); // prettier-ignore
    return [y, mean, variance, inverse];
  });
  device.register('EspalierBatchNormGrad', ({ inputs }) => {
    const { x, dy, gamma, mean, inverse } = inputs as Record<
      'x' | 'dy' | 'gamma' | 'mean' | 'inverse',
      TensorInfo
    >;
    const [rows, channels] = matrix(x);
    const dx = device.output(x.shape);
    const [dGamma, dBeta] = [device.output([channels]), device.output([channels])];
    native.batchNormGradient(
      device.address(x), device.address(dy), rows, channels,
      ...[gamma, mean, inverse, dx, dGamma, dBeta].map((info) => device.address(info)), device.buffer(4 * channels), 0,
    ); // prettier-ignore
    return [dx, dGamma, dBeta];
  });
  device.register('EspalierMovingAverage', ({ inputs, attrs }) => {
    const { old, value } = inputs as { old: TensorInfo; value: TensorInfo };
    const out = device.output(old.shape);
    const addresses = [old, value, out].map((info) => device.address(info));
    native.movingAverage(...addresses, attrs.decay as number, sizeOf(old.shape));
    return out;
  });
}

/** Rows and channels, the last axis being the channels. */
function matrix(x: TensorInfo): [number, number] {
  const channels = x.shape[x.shape.length - 1] as number;
  return [sizeOf(x.shape) / channels, channels];
}
