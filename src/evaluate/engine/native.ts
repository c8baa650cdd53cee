/** The module of training kernels: loaded over the backend's memory, its functions recordable. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { TensorInfo } from './internals';

/** Names of the functions that kernels.wasm exports (assembly/index.ts). */
export type NativeName =
  | 'gemm' | 'batchGemm' | 'setWideTiles'
  | 'convForward' | 'convFilterGradient' | 'convInputGradient'
  | 'winogradForward' | 'winogradFilterGradient'
  | 'depthwiseForward' | 'depthwiseFilterGradient' | 'depthwiseInputGradient'
  | 'averagePoolGradient' | 'maxPoolGradient' | 'maxPool2x2' | 'maxPool2x2Gradient'
  | 'sumColumns' | 'sumRows' | 'segmentSum'
  | 'reluGradient' | 'addRow' | 'reluInPlace' | 'addRowRelu' | 'fillFloats'
  | 'boolToFloat' | 'intToFloat' | 'floatToInt' | 'boolToInt'
  | 'repeatRow' | 'repeatColumn' | 'copyRows' | 'transposeBatch' | 'copyBytes' | 'addInto' | 'gatherRows' | 'copyRuns' | 'tileAxis'
  | 'batchNormForward' | 'batchNormGradient' | 'movingAverage'

  | 'layerNormForward' | 'layerNormGradient'
  | 'tanhForward'
  | 'lstmStep' | 'lstmStepGradient' | 'gruGates' | 'gruOutput' | 'gruCandidateGradient' | 'gruResetGradient'
  | 'dropoutForward' | 'adamStep'
  | 'convForward3d' | 'convFilterGradient3d' | 'convInputGradient3d' | 'maxPoolForward3d' | 'maxPoolGradient3d'
  | 'crossEntropyForward' | 'crossEntropyGradient'; // prettier-ignore

/** Addresses are bytes, counts elements, strides floats. What it returns, if anything, is a number. */
export type NativeFunction = (...args: number[]) => number | void;
export type NativeFunctions = Readonly<Record<NativeName, NativeFunction>>;

/** Told what happens while a training step is recorded; its members are undefined at any other time. */
export interface StepRecorder {
  /** A call of a native function within a kernel. */
  call?: (fn: NativeFunction, args: number[]) => void;
  /** Keeps bytes that a C function is given, and says where. */
  constant?: (bytes: Uint8Array) => number;
  /** JavaScript outside of any kernel that every replay must run again at its place, and what it reads. */
  effect?: (run: () => void, reads: readonly TensorInfo[]) => void;
}

/** Compiles kernels.wasm of the directory over `memory`. */
export function loadNative(directory: string, memory: WebAssembly.Memory): NativeFunctions {
  const file = path.join(directory, 'kernels.wasm');
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = new Uint8Array(readFileSync(file));
  } catch (cause) {
    throw new Error(`The training kernels are missing: ${file}. Reinstall, or run "npm run build:kernels".`, {
      cause,
    });
  }
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  return instance.exports as unknown as NativeFunctions;
}

/** The same functions, each call told to the recorder first. */
export function recordable(native: NativeFunctions, recorder: StepRecorder): NativeFunctions {
  const wrap = (fn: NativeFunction): NativeFunction => {
    return (...args) => {
      recorder.call?.(fn, args);
      return fn(...args);
    };
  };
  return Object.fromEntries(Object.entries(native).map(([name, fn]) => [name, wrap(fn)])) as NativeFunctions;
}
