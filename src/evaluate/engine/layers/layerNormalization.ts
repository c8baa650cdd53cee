/** Layer normalization over trailing axes: one kernel each way. */
import type * as tf from '@tensorflow/tfjs';
import type { Device } from '../device';
import { sizeOf, type TensorInfo } from '../internals';
import { fuse, type BaseLayer, type Weight } from './layer';

interface LayerNormalization extends BaseLayer {
  axis: number | number[];
  scale: boolean;
  center: boolean;
  epsilon: number;
  gamma?: Weight;
  beta?: Weight;
}

export function registerLayerNormalization(device: Device): void {
  registerKernels(device);
  const { tf } = device;
  fuse<LayerNormalization>(tf, 'LayerNormalization', (layer, x) => {
    const axes = [layer.axis]
      .flat()
      .map((axis) => (axis + x.rank) % x.rank)
      .sort((a, b) => a - b);
    const trailing = axes.every((axis, i) => axis === x.rank - axes.length + i);
    if (!trailing || x.dtype !== 'float32') return undefined;
    const shape = x.shape.slice(x.rank - axes.length);
    const gamma = layer.scale && layer.gamma ? layer.gamma.read() : tf.ones(shape);
    const beta = layer.center && layer.beta ? layer.beta.read() : tf.zeros(shape);
    return normalize(device, x, gamma, beta, layer.epsilon);
  });
}

function normalize(
  device: Device,
  x: tf.Tensor,
  gamma: tf.Tensor,
  beta: tf.Tensor,
  epsilon: number,
): tf.Tensor {
  const normalized = device.tf.customGrad((...args) => {
    const [input, scale, shift, save] = args as unknown as [tf.Tensor, tf.Tensor, tf.Tensor, tf.GradSaveFunc];
    const forward = device.invoke('EspalierLayerNorm', { x: input, gamma: scale, beta: shift }, { epsilon });
    const [value, mean, inverse] = forward as [tf.Tensor, tf.Tensor, tf.Tensor];
    save([input, scale, mean, inverse]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] => {
      const [input, gamma, mean, inverse] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
      return device.invoke('EspalierLayerNormGrad', { x: input, dy, gamma, mean, inverse });
    };
    return { value, gradFunc };
  });
  return device.operate('EspalierLayerNorm', { x, gamma, beta }, { epsilon }, ({ x, gamma, beta }) =>
    normalized(x, gamma, beta),
  );
}

function registerKernels(device: Device): void {
  const { native } = device;
  device.register('EspalierLayerNorm', ({ inputs, attrs }) => {
    const { x, gamma, beta } = inputs as Record<'x' | 'gamma' | 'beta', TensorInfo>;
    const columns = sizeOf(gamma.shape);
    const rows = sizeOf(x.shape) / columns;
    const [y, mean, inverse] = [device.output(x.shape), device.output([rows]), device.output([rows])];
    native.layerNormForward(
      device.address(x), rows, columns, device.address(gamma), device.address(beta), attrs.epsilon as number,
      device.address(y), device.address(mean), device.address(inverse), device.gemmWorkspace,
    ); // prettier-ignore
    return [y, mean, inverse];
  });
  device.register('EspalierLayerNormGrad', ({ inputs }) => {
    const { x, dy, gamma, mean, inverse } = inputs as Record<
      'x' | 'dy' | 'gamma' | 'mean' | 'inverse',
      TensorInfo
    >;
    const columns = sizeOf(gamma.shape);
    const rows = sizeOf(x.shape) / columns;
    const outputs = [device.output(x.shape), device.output(gamma.shape), device.output(gamma.shape)];
    const inner = [gamma, mean, inverse, ...outputs].map((info) => device.address(info));
    native.layerNormGradient(
      device.address(x), device.address(dy), rows, columns, ...inner, 0, device.gemmWorkspace,
    ); // prettier-ignore
    return outputs;
  });
}
