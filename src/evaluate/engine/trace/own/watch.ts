/** Hooks of TensorFlow.js's engine that show what code of the trial does. Without a watcher they only pass on. */
import type * as tf from '@tensorflow/tfjs';
import type { Device } from '../../device';
import type { DataId, DataType, TypedArray } from '../../internals';
import type { KernelInputs, RunKernel } from './section';

export type Attributes = Record<string, unknown> | undefined;

/** Told of what is outermost: what a kernel does within itself is not seen. */
export interface Watcher {
  kernel(name: string, inputs: KernelInputs, attrs: Attributes, run: RunKernel): tf.Tensor | tf.Tensor[];
  constant(values: TypedArray, shape: number[], dtype: DataType): tf.Tensor;
  /** Before tensor data is read. */
  read(): void;
  keep(tensor: tf.Tensor): void;
  assign(variable: tf.Variable, value: tf.Tensor): void;
  /** The value to start a new variable from. */
  variable(initial: tf.Tensor): tf.Tensor;
  /** Before gradients are taken or a gradient of its own is used. Gives the inputs to take. */
  gradients<T>(inputs: T): T;
}

interface HookedEngine {
  runKernel(name: string, inputs: KernelInputs, attrs: Attributes): tf.Tensor | tf.Tensor[];
  runKernelFunc(parameters: { forwardFunc?: unknown; inputs: unknown }): unknown;
  makeTensor(values: unknown, shape: number[], dtype?: DataType, backend?: unknown): tf.Tensor;
  readSync(id: DataId): unknown;
  read(id: DataId): unknown;
  keep(tensor: tf.Tensor): tf.Tensor;
  makeVariable(initial: tf.Tensor, trainable?: boolean, name?: string, dtype?: DataType): tf.Variable;
  gradients(f: unknown, inputs: unknown, ...rest: unknown[]): unknown;
}

export class Watch {
  private watcher: Watcher | undefined;
  private readonly gradients: Map<string, unknown>;

  constructor(private readonly device: Device) {
    const { tf } = device;
    const names = tf.getKernelsForBackend('wasm').map(({ kernelName }) => kernelName);
    this.gradients = new Map(names.map((name) => [name, tf.getGradient(name)]));
    this.hook(device.engine as unknown as HookedEngine);
    this.hookVariables();
  }

  /** Runs `call` under the eyes of the watcher. */
  during<T>(watcher: Watcher | undefined, call: () => T): T {
    const outer = this.watcher;
    this.watcher = watcher;
    try {
      return call();
    } finally {
      this.watcher = outer;
    }
  }

  /** Runs `call` unseen. */
  unseen<T>(call: () => T): T {
    return this.during(undefined, call);
  }

  get watching(): boolean {
    return this.watcher !== undefined;
  }

  /** Whether the engine came with this kernel and its gradient. */
  isKnown(name: string): boolean {
    return this.gradients.has(name) && this.gradients.get(name) === this.device.tf.getGradient(name);
  }

  private hook(engine: HookedEngine): void {
    const stock = { ...methods(engine) };
    const seen = (): Watcher | undefined => this.watcher;
    engine.runKernel = (name, inputs, attrs) => {
      const watcher = seen();
      if (!watcher) return stock.runKernel(name, inputs, attrs);
      return watcher.kernel(name, inputs, attrs, (given) => stock.runKernel(name, given, attrs));
    };
    this.device.operate = (name, inputs, attrs, run) => {
      const watcher = seen();
      return watcher ? (watcher.kernel(name, inputs, attrs, run as RunKernel) as tf.Tensor) : run(inputs);
    };
    engine.runKernelFunc = (parameters) => {
      const watcher = parameters.forwardFunc ? seen() : undefined;
      if (!watcher) return stock.runKernelFunc(parameters);
      return stock.runKernelFunc({ ...parameters, inputs: watcher.gradients(parameters.inputs) });
    };
    engine.gradients = (f, inputs, ...rest) =>
      stock.gradients(f, seen()?.gradients(inputs) ?? inputs, ...rest);
    engine.makeTensor = (values, shape, dtype, backend) =>
      seen()?.constant(values as TypedArray, shape, dtype ?? 'float32') ??
      stock.makeTensor(values, shape, dtype, backend);
    engine.readSync = (id) => {
      seen()?.read();
      return this.unseen(() => stock.readSync(id));
    };
    engine.read = (id) => {
      seen()?.read();
      return this.unseen(() => stock.read(id));
    };
    engine.keep = (tensor) => {
      seen()?.keep(tensor);
      return stock.keep(tensor);
    };
    engine.makeVariable = (initial, ...rest) => {
      const start = seen()?.variable(initial) ?? initial;
      return this.unseen(() => stock.makeVariable(start, ...rest));
    };
  }

  private hookVariables(): void {
    const prototype = this.device.tf.Variable.prototype as unknown as {
      assign(this: tf.Variable, value: tf.Tensor): void;
    };
    const { assign } = prototype;
    const seen = (): Watcher | undefined => this.watcher;
    prototype.assign = function (value) {
      seen()?.assign(this, value);
      assign.call(this, value);
    };
  }
}

/** The engine's methods as they are, bound to it. */
function methods(engine: HookedEngine): HookedEngine {
  const names = ['runKernel', 'runKernelFunc', 'makeTensor', 'readSync', 'read', 'keep', 'makeVariable', 'gradients'] as const; // prettier-ignore
  return Object.fromEntries(
    names.map((name) => [name, (engine[name] as (...args: unknown[]) => unknown).bind(engine)]),
  ) as unknown as HookedEngine;
}
