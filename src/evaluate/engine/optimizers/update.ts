/** What the fused optimizers share: which weights a step changes, and that a recorded step runs the same function again. */
import type * as tf from '@tensorflow/tfjs';
import type { Device } from '../device';
import type { StepRecorder } from '../native';

/** A running average of a weight, as the stock optimizers keep it. */
export interface Moment {
  originalName: string;
  variable: tf.Variable;
}
export type Gradients = Record<string, tf.Tensor> | { name: string; tensor: tf.Tensor }[];

export interface Optimizer {
  applyGradients(gradients: Gradients): void;
  incrementIterations(): void;
  readonly iterations: number;
}

/** A weight, its gradient and its moments. */
export interface Update {
  value: tf.Variable;
  gradient: tf.Tensor;
  moments: tf.Variable[];
}

/**
 * Replaces `applyGradients` of a stock optimizer. `momentsOf` gives its lists of moments with the end of their names, and
 * undefined where the stock function is to run; `update` changes one weight, `prepare` comes before all of them.
 */
export function fuseOptimizer<O extends Optimizer>(
  device: Device,
  recorder: StepRecorder,
  prototype: O,
  momentsOf: (optimizer: O) => [moments: (Moment | undefined)[], suffix: string][] | undefined,
  update: (optimizer: O, update: Update) => void,
  prepare?: (optimizer: O) => void,
): void {
  const stock = prototype.applyGradients;
  prototype.applyGradients = function (this: O, gradients) {
    const lists = momentsOf(this);
    if (!lists) return stock.call(this, gradients);
    const updates = updatesOf(device, lists, gradients);
    // The same function is what a replayed step runs, so that a changed learning rate counts.
    const step = (): void => {
      prepare?.(this);
      for (const each of updates) {
        for (const variable of [each.value, ...each.moments]) device.own(variable);
        update(this, each);
      }
      this.incrementIterations();
      if (this.iterations % SETTLING === 0) settle(device, updates);
    };
    step();
    recorder.effect?.(
      step,
      updates.map(({ gradient }) => gradient),
    );
  };
}

/**
 * Where a gradient stays 0 (units that are never active, words that no longer occur), moments shrink to denormal numbers,
 * which take sixty times as long, and stay there: native programs switch these off, WASM cannot. So every so many steps
 * what is far from counting, and cannot be denormal before the next time, becomes 0.
 */
const SETTLING = 64;
const LEAST_MOMENT = 1e-34;

function settle(device: Device, updates: readonly Update[]): void {
  for (const { moments } of updates)
    for (const moment of moments) device.native.dropSmall(device.address(moment), moment.size, LEAST_MOMENT);
}

function updatesOf(
  device: Device,
  lists: [moments: (Moment | undefined)[], suffix: string][],
  gradients: Gradients,
): Update[] {
  const named = Array.isArray(gradients)
    ? gradients
    : Object.entries(gradients).map(([name, tensor]) => ({ name, tensor }));
  return named.flatMap(({ name, tensor }, i) => {
    const value = device.engine.registeredVariables[name] as tf.Variable;
    const moments = lists.map(([list, suffix]) => moment(device, list, i, value, `${name}/${suffix}`));
    return tensor ? [{ value, gradient: tensor, moments }] : [];
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
