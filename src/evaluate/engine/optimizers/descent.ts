/** Gradient descent, with momentum (Polyak 1964) or Nesterov's, as one pass over each weight. */
import type * as tf from '@tensorflow/tfjs';
import type { Device } from '../device';
import type { StepRecorder } from '../native';
import { fuseOptimizer, type Moment, type Optimizer } from './update';

interface Descent extends Optimizer {
  /** The learning rate, negative. */
  c: tf.Scalar;
}
interface Momentum extends Descent {
  m: tf.Scalar;
  useNesterov: boolean;
  accumulations: (Moment | undefined)[];
}

export function registerDescent(device: Device, recorder: StepRecorder): void {
  const { tf, native } = device;
  const addressesOf = (...tensors: tf.Tensor[]): number[] => tensors.map((tensor) => device.address(tensor));
  fuseOptimizer(
    device,
    recorder,
    tf.MomentumOptimizer.prototype as unknown as Momentum,
    ({ accumulations }) => [[accumulations, 'momentum']],
    ({ c, m, useNesterov }, { value, gradient, moments }) =>
      native.momentumStep(
        ...addressesOf(value, ...moments, gradient),
        value.size,
        ...addressesOf(c, m),
        Number(useNesterov),
      ),
  );
  // After that of momentum, whose class extends this one.
  fuseOptimizer(
    device,
    recorder,
    tf.SGDOptimizer.prototype as unknown as Descent,
    () => [],
    ({ c }, { value, gradient }) =>
      native.descentStep(...addressesOf(value, gradient), value.size, ...addressesOf(c)),
  );
}
