/** Adam (Kingma & Ba 2015) as one pass over each weight, its moments updated where they lie. */
import type * as tf from '@tensorflow/tfjs';
import type { Device } from '../device';
import type { StepRecorder } from '../native';

interface Moment {
  originalName: string;
  variable: tf.Variable;
}
interface Adam {
  learningRate: number;
  beta1: number;
  beta2: number;
  epsilon: number;
  accBeta1: tf.Variable;
  accBeta2: tf.Variable;
  accumulatedFirstMoment: (Moment | undefined)[];
  accumulatedSecondMoment: (Moment | undefined)[];
  applyGradients(gradients: Gradients): void;
  incrementIterations(): void;
}
type Gradients = Record<string, tf.Tensor> | { name: string; tensor: tf.Tensor }[];

interface Update {
  value: tf.Variable;
  gradient: tf.Tensor;
  first: tf.Variable;
  second: tf.Variable;
}

/** Floats of hyperparameters: rate, β₁, β₂, 1/(1 − β₁ᵗ), 1/(1 − β₂ᵗ), ε. */
const PARAMETERS = 6;

export function registerAdam(device: Device, recorder: StepRecorder): void {
  const prototype = device.tf.AdamOptimizer.prototype as unknown as Adam;
  const parameters = device.allocate(PARAMETERS * 4);
  prototype.applyGradients = function (gradients) {
    const updates = updatesOf(device, this, gradients);
    // The same function is what a replayed step runs, so that a changed learning rate counts.
    const step = (): void => {
      setParameters(device, this, parameters);
      for (const update of updates) apply(device, update, parameters);
      this.incrementIterations();
    };
    step();
    recorder.effect?.(
      step,
      updates.map((update) => update.gradient),
    );
  };
}

function updatesOf(device: Device, adam: Adam, gradients: Gradients): Update[] {
  const named = Array.isArray(gradients)
    ? gradients
    : Object.entries(gradients).map(([name, tensor]) => ({ name, tensor }));
  return named.flatMap(({ name, tensor }, i) => {
    const value = device.engine.registeredVariables[name] as tf.Variable;
    const first = moment(device, adam.accumulatedFirstMoment, i, value, `${name}/m`);
    const second = moment(device, adam.accumulatedSecondMoment, i, value, `${name}/v`);
    return tensor ? [{ value, gradient: tensor, first, second }] : [];
  });
}

function moment(
  device: Device,
  moments: (Moment | undefined)[],
  i: number,
  value: tf.Variable,
  name: string,
): tf.Variable {
  const { tf } = device;
  moments[i] ??= { originalName: name, variable: tf.tidy(() => tf.zerosLike(value).variable(false)) };
  return moments[i].variable;
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

function apply(device: Device, { value, gradient, first, second }: Update, parameters: number): void {
  for (const variable of [value, first, second]) device.own(variable);
  const [p, m, v, g] = [value, first, second, gradient].map((tensor) => device.address(tensor)) as [
    number,
    number,
    number,
    number,
  ];
  device.native.adamStep(p, p, m, v, g, value.size, parameters);
}
