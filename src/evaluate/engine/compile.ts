/** What `model.compile` is told: which losses and metrics are not TensorFlow.js's own. */
import type * as tf from '@tensorflow/tfjs';
import type { Device } from './device';
import { fusedCrossEntropy, type LossFunction } from './losses/crossEntropy';

type LossName = string | LossFunction;
interface CompileOptions {
  optimizer: string | tf.Optimizer;
  loss: LossName | LossName[] | Record<string, LossName>;
  metrics?: unknown;
}
export interface CompiledModel {
  compile(options: CompileOptions): void;
  lossFunctions: LossFunction[];
}

/** Called with each model that is compiled, before and after. */
export interface CompileHooks {
  before(model: object): void;
  after(model: object, own: ReadonlySet<unknown>): void;
}

/** Puts the fused loss in place of the stock one, and tells which of what was given is the trial's own. */
export function watchCompile(device: Device, hooks: CompileHooks): void {
  const { tf } = device;
  const fused = fusedCrossEntropy(device);
  const known = new Set<unknown>([...Object.values(tf.metrics), ...Object.values(tf.losses)]);
  const prototype = tf.LayersModel.prototype as unknown as CompiledModel;
  const { compile } = prototype;
  prototype.compile = function (options) {
    hooks.before(this);
    compile.call(this, options);
    const losses = flat(options.loss);
    // With one loss for all outputs it is repeated; a loss by output name is found by the order of the outputs.
    const single = typeof options.loss === 'string' || typeof options.loss === 'function';
    const names = single ? this.lossFunctions.map(() => options.loss) : losses;
    const uniform = new Set(names).size === 1;
    if (uniform && names[0] === 'categoricalCrossentropy') this.lossFunctions = this.lossFunctions.map(fused);
    const given = [...losses, ...flat(options.metrics)];
    hooks.after(this, new Set(given.filter((item) => typeof item !== 'string' && !known.has(item))));
  };
}

/** The members of a value, of lists and of records, nested. */
function flat(value: unknown): unknown[] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) return value.flatMap(flat);
  if (typeof value === 'object') return Object.values(value).flatMap(flat);
  return [value];
}
