/** Adam (Kingma & Ba 2015) as one pass over each weight, its moments updated where they lie. */
import type * as tf from '@tensorflow/tfjs';
import type { Device } from '../device';
import type { StepRecorder } from '../native';
import { fuseOptimizer, type Moment, type Optimizer } from './update';

interface Adam extends Optimizer {
  learningRate: number;
  beta1: number;
  beta2: number;
  epsilon: number;
  accBeta1: tf.Variable;
  accBeta2: tf.Variable;
  accumulatedFirstMoment: (Moment | undefined)[];
  accumulatedSecondMoment: (Moment | undefined)[];
}

/** Floats of hyperparameters: rate, β₁, β₂, 1/(1 − β₁ᵗ), 1/(1 − β₂ᵗ), ε. */
const PARAMETERS = 6;

export function registerAdam(device: Device, recorder: StepRecorder): void {
  const parameters = device.allocate(PARAMETERS * 4);
  fuseOptimizer(
    device,
    recorder,
    device.tf.AdamOptimizer.prototype as unknown as Adam,
    (adam) => [
      [adam.accumulatedFirstMoment, 'm'],
      [adam.accumulatedSecondMoment, 'v'],
    ],
    (_, { value, gradient, moments }) => {
      const addresses = [value, value, ...moments, gradient].map((tensor) => device.address(tensor));
      device.native.adamStep(...addresses, value.size, parameters);
    },
    (adam) => setParameters(device, adam, parameters),
  );
}

/** Writes the hyperparameters of this step, and takes β₁ᵗ and β₂ᵗ to the next one. */
function setParameters(device: Device, adam: Adam, parameters: number): void {
  const { HEAPF32 } = device.wasm;
  const [acc1, acc2] = [device.address(adam.accBeta1) >>> 2, device.address(adam.accBeta2) >>> 2];
  const [power1, power2] = [HEAPF32[acc1] as number, HEAPF32[acc2] as number];
  const { learningRate, beta1, beta2, epsilon } = adam;
  HEAPF32.set([learningRate, beta1, beta2, 1 / (1 - power1), 1 / (1 - power2), epsilon], parameters >>> 2);
  HEAPF32[acc1] = power1 * beta1;
  HEAPF32[acc2] = power2 * beta2;
}
