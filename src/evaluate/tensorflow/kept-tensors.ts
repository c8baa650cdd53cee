/** Tensors that outlive a trial; copies share their numbers. */
import type * as tfjs from '@tensorflow/tfjs';
import type { KeptTensors } from '../child/tensorflow-interface';
import type { Instance } from './instance';

export function keptTensors(instance: Instance): KeptTensors {
  const { tf } = instance;
  return {
    is: (value) => value instanceof tf.Tensor && !(value instanceof tf.Variable) && !value.isDisposed,
    size: (tensor) => (tensor as tfjs.Tensor).size,
    keep: (tensor) => instance.share(() => (tensor as tfjs.Tensor).clone()),
    copy: (kept) => (kept as tfjs.Tensor).clone(),
    dispose: (kept) => (kept as tfjs.Tensor).dispose(),
  };
}
