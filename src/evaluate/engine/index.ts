/** A training engine: TensorFlow.js on its WASM backend with own kernels, deterministic, to be reused by many trials. */
import * as tf from '@tensorflow/tfjs';
import { guardMemory, hasSimd, startWasm } from './backend';
import { watchCompile } from './compile';
import { Device } from './device';
import { resetFallback, startFallback } from './fallback';
import { registerGradients } from './gradients';
import { registerInitializers } from './initializers';
import { registerKernels } from './kernels';
import { registerLayers } from './layers';
import { loadNative, recordable, type StepRecorder } from './native';
import { registerOptimizers } from './optimizers';
import { seedEverything, seedMath, TrialRandom } from './random';
import { releaseTrial, reproduceLayerNames } from './reset';
import { TracedTraining } from './trace/fit';
import { Homes } from './trace/homes';
import { Recorder, wrapStockFunctions } from './trace/recorder';
import type { TraceStatistics } from './trace/step';

export { OutOfMemory } from './device';

export interface EngineOptions {
  /** Where kernels.wasm and the binaries of TensorFlow.js's WASM backend lie. */
  wasmDirectory: string;
  /** Seed of the first trial; 0 when left out. */
  seed?: number;
  /** Record training steps and replay them. On when left out. */
  trace?: boolean;
  /** Let V8 pair SIMD operations into wider ones where it can and a self-test agrees. On when left out. */
  revectorize?: boolean;
}

export interface Backend {
  /** `cpu` only where WASM has no SIMD. */
  readonly name: 'wasm' | 'cpu';
  /** One line for people and records: what runs, and what it lacks. */
  readonly description: string;
  /** What was switched on, in the words of the description. */
  readonly flags: readonly string[];
}

export interface Engine {
  /** The one TensorFlow.js of the process. */
  readonly tf: typeof tf;
  readonly backend: Backend;
  /** How steps were recorded and replayed so far, and why some were not. */
  readonly trace: Readonly<TraceStatistics>;
  /** Switches recording on or off from the next step on. On at first, unless the options say otherwise. */
  setTracing(on: boolean): void;
  /**
   * Takes the methods that stock classes have now for TensorFlow.js's: a program around the engine that puts its own in
   * their place calls this once it has, before code of a trial runs. Steps that use them are not recorded otherwise.
   */
  acceptMethods(): void;
  /** Starts the trial's generators anew: initialisers, shuffles, dropout and Math.random draw from them. */
  seed(seed: number): void;
  memory(): { tensors: number; bytes: number; heapBytes: number };
  /**
   * Ends a trial: frees every tensor, variable and recorded step that it left behind, except what `share` made, and
   * lets layer names count from 1 again.
   */
  reset(): void;
  /** Runs `make` and keeps the tensors it creates and returns over the ends of trials (data sets, for one). */
  share<T extends tf.TensorContainer>(make: () => T): T;
}

let started: Promise<Engine> | undefined;

/**
 * Starts the engine. There is one a process, since kernels and gradients are registered globally: a second call gives
 * the first one's engine.
 * @throws when the WASM backend or the kernels cannot be loaded.
 */
export function createEngine(options: EngineOptions): Promise<Engine> {
  started ??= start(options);
  return started;
}

async function start(options: EngineOptions): Promise<Engine> {
  seedEverything(tf);
  const names = reproduceLayerNames(tf);
  const shared = new Set<tf.Tensor>();
  const core = (await hasSimd(tf)) ? await startKernels(options) : await startWithoutSimd();
  core.seed(options.seed ?? 0);
  return {
    tf,
    backend: core.backend,
    trace: core.trace,
    setTracing: core.setTracing,
    acceptMethods: core.acceptMethods,
    seed: core.seed,
    memory: () => {
      const { numTensors, numBytes } = tf.memory();
      return { tensors: numTensors, bytes: numBytes, heapBytes: core.heapBytes() };
    },
    reset: () => {
      for (const tensor of shared) if (tensor.isDisposed) shared.delete(tensor);
      core.release(shared);
      names.restart();
    },
    share: (make) => {
      const result = tf.tidy(make);
      for (const tensor of tf.tensor_util.getTensorsInContainer(result)) shared.add(tf.keep(tensor));
      return result;
    },
  };
}

/** What differs between the kernels and the fallback. */
interface Core extends Pick<Engine, 'backend' | 'trace' | 'seed' | 'setTracing' | 'acceptMethods'> {
  heapBytes(): number;
  release(shared: ReadonlySet<tf.Tensor>): void;
}

async function startKernels(options: EngineOptions): Promise<Core> {
  const backend = await startWasm(tf, options.wasmDirectory);
  const memory = guardMemory(backend);
  const hooks: StepRecorder = {};
  wrapStockFunctions(tf, backend, hooks);
  const { native, flags } = loadNative(options.wasmDirectory, backend.wasm, options.revectorize ?? true);
  const device: Device = new Device(tf, backend, recordable(native, hooks), (variable) =>
    Number(homes.has(variable)),
  );
  const homes = new Homes(device);
  const random = new TrialRandom(device, native);
  registerInitializers(device, random);
  registerKernels(device);
  registerGradients(device);
  registerLayers(device, random);
  registerOptimizers(device, hooks);
  const training = new TracedTraining(device, new Recorder(tf, backend, hooks), homes);
  training.enabled = options.trace ?? true;
  watchCompile(device, {
    before: (model) => training.release(model),
    after: (model, own) => training.compiled(model, own),
  });
  const what = `TensorFlow.js ${tf.version_core} on WASM with Espalier's kernels`;
  return {
    backend: { name: 'wasm', description: `${what} (simd, ${flags.join(', ')})`, flags: ['simd', ...flags] },
    trace: training.statistics,
    seed: (seed) => random.seed(seed),
    setTracing: (on) => {
      training.enabled = on;
    },
    acceptMethods: () => training.acceptMethods(),
    heapBytes: () => device.heapBytes(),
    release: (shared) => {
      training.releaseAll();
      homes.clear();
      releaseTrial(device, memory.live, shared);
    },
  };
}

async function startWithoutSimd(): Promise<Core> {
  await startFallback(tf);
  const why = 'this machine has no SIMD in WebAssembly, which the quick kernels need';
  return {
    backend: {
      name: 'cpu',
      description: `TensorFlow.js ${tf.version_core} in JavaScript, a hundred times slower: ${why}`,
      flags: ['no simd'],
    },
    trace: { recorded: 0, replayed: 0, refused: [] },
    seed: (seed) => void seedMath(seed),
    setTracing: () => {},
    acceptMethods: () => {},
    heapBytes: () => process.memoryUsage().arrayBuffers,
    release: (shared) => resetFallback(tf, shared),
  };
}
