/** Categorical cross-entropy of probabilities as one kernel each way. */
import type * as tf from '@tensorflow/tfjs';
import type { Device } from '../device';
import { sameShape, sizeOf, type TensorInfo } from '../internals';

export type LossFunction = (labels: tf.Tensor, predictions: tf.Tensor) => tf.Tensor;

/** The clip of probabilities away from 0 and 1, as in the stock loss. */
const EPSILON = 1e-7;

/** Registers its kernels. What it returns computes as the stock loss does, which it falls back to. */
export function fusedCrossEntropy(device: Device): (stock: LossFunction) => LossFunction {
  const { native, tf } = device;
  device.register('EspalierCrossEntropy', ({ inputs }) => {
    const { labels, predictions } = inputs as { labels: TensorInfo; predictions: TensorInfo };
    const [rows, classes] = matrix(predictions);
    const out = device.output(predictions.shape.slice(0, -1));
    native.crossEntropyForward(
      device.address(labels), device.address(predictions), rows, classes, EPSILON, device.address(out),
    ); // prettier-ignore
    return out;
  });
  device.register('EspalierCrossEntropyGrad', ({ inputs }) => {
    const { labels, predictions, dy } = inputs as {
      labels: TensorInfo;
      predictions: TensorInfo;
      dy: TensorInfo;
    };
    const [rows, classes] = matrix(predictions);
    const out = device.output(predictions.shape);
    const addresses = [labels, predictions, dy].map((info) => device.address(info));
    native.crossEntropyGradient(...addresses, rows, classes, EPSILON, device.address(out));
    return out;
  });
  return (stock) => (labels, predictions) => {
    const suits =
      labels.dtype === 'float32' && predictions.rank > 1 && sameShape(labels.shape, predictions.shape);
    return suits ? tf.tidy(() => crossEntropy(device, labels, predictions)) : stock(labels, predictions);
  };
}

function crossEntropy(device: Device, labels: tf.Tensor, predictions: tf.Tensor): tf.Tensor {
  const loss = device.tf.customGrad((...args) => {
    const [input, save] = args as unknown as [tf.Tensor, tf.GradSaveFunc];
    save([input, labels]);
    const [value] = device.invoke('EspalierCrossEntropy', { labels, predictions: input }) as [tf.Tensor];
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor => {
      const [predictions, labels] = saved as [tf.Tensor, tf.Tensor];
      return device.invoke('EspalierCrossEntropyGrad', { labels, predictions, dy })[0] as tf.Tensor;
    };
    return { value, gradFunc };
  });
  return loss(predictions);
}

function matrix(x: TensorInfo): [number, number] {
  const columns = x.shape[x.shape.length - 1] as number;
  return [sizeOf(x.shape) / columns, columns];
}
