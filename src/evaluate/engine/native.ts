/** The module of training kernels: loaded over the backend's memory, its functions recordable. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { canRevectorize, compileOptimized } from './compiler';
import type { TensorInfo, WasmModule } from './internals';
import { chooseTiles, fusesMultiplyAdd, sameBits } from './selftest';

/** Names of the functions that kernels.wasm exports (assembly/index.ts). */
export type NativeName =
  | 'gemm' | 'batchGemm' | 'finishedGemm' | 'setWideTiles'
  | 'convForward' | 'convFilterGradient' | 'convInputGradient'
  | 'directForward' | 'directFilterGradient'
  | 'winogradForward' | 'winogradFilterGradient'
  | 'winograd4Forward' | 'winograd4FilterGradient' | 'winograd4InputGradient'
  | 'splitFilter' | 'winogradLineForward' | 'winogradLineFilterGradient' | 'winogradLine5Forward' | 'winogradLine5FilterGradient'
  | 'winogradPartsForward' | 'winogradPartsFilterGradient'
  | 'winograd5Forward' | 'winograd5FilterGradient' | 'winograd5InputGradient'
  | 'depthwiseForward' | 'depthwiseFilterGradient' | 'depthwiseInputGradient'
  | 'averagePoolGradient' | 'maxPoolGradient' | 'maxPool2x2' | 'maxPool2x2Gradient' | 'maxPool2x2Marked' | 'maxPool2x2FromMarks' | 'maxPoolLines' | 'maxPoolLinesGradient'
  | 'sumColumns' | 'sumRows' | 'segmentSum' | 'maxColumns' | 'maxColumnsGradient'
  | 'reluForward' | 'reluGradient' | 'addRow' | 'reluInPlace' | 'addRowRelu' | 'fillFloats'
  | 'boolToFloat' | 'intToFloat' | 'floatToInt' | 'boolToInt'
  | 'compare' | 'select' | 'logical'
  | 'repeatRow' | 'repeatColumn' | 'copyRows' | 'widenRows' | 'narrowRows' | 'transposeBatch' | 'copyBytes' | 'addInto' | 'multiply' | 'gatherRows' | 'copyRuns' | 'tileAxis' | 'permute'
  | 'batchNormForward' | 'batchNormGradient' | 'movingAverage'
  | 'layerNormForward' | 'layerNormGradient' | 'softmaxForward' | 'softmaxGradient'
  | 'preluForward' | 'tanhForward' | 'tanhGradient' | 'sigmoidGradient' | 'expForward' | 'rootForward' | 'swishForward' | 'swishGradient' | 'geluForward' | 'geluGradient' | 'erfForward' | 'eluForward' | 'softplusForward' | 'leaky' | 'eluGradient'
  | 'lstmCell' | 'lstmCellGradient' | 'lstmStep' | 'lstmStepGradient' | 'gruGates' | 'gruOutput' | 'gruCandidateGradient' | 'gruResetGradient'
  | 'repeatPixels' | 'sumPixels' | 'bilinearGradient'
  | 'dropoutForward' | 'drawNormal' | 'drawTruncatedNormal' | 'drawUniform' | 'orthonormalize' | 'adamStep' | 'dropSmall' | 'rmspropStep' | 'momentumStep' | 'descentStep'
  | 'stackPlanes' | 'addPlanes' | 'maxPoolForward3d' | 'maxPoolGradient3d' | 'averagePoolForward3d' | 'averagePoolGradient3d'
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

export interface LoadedNative {
  readonly native: NativeFunctions;
  /** What was switched on: `revectorized`, `fused multiply-add`, and the tiles of the matrix product. */
  readonly flags: readonly string[];
  /** Peak of the matrix product, measured at the start. */
  readonly gigaflops: number;
}

/** Compiles kernels.wasm of the directory over the backend's memory, the quickest way that this machine can. */
export function loadNative(directory: string, wasm: WasmModule, revectorize: boolean): LoadedNative {
  const file = path.join(directory, 'kernels.wasm');
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (cause) {
    throw new Error(`The training kernels are missing: ${file}. Reinstall, or run "npm run build:kernels".`, {
      cause,
    });
  }
  const load = (module: WebAssembly.Module): NativeFunctions =>
    new WebAssembly.Instance(module, { env: { memory: wasm.asm.memory } })
      .exports as unknown as NativeFunctions;
  const flags: string[] = [];
  let native: NativeFunctions | undefined;
  if (revectorize && canRevectorize()) {
    const paired = load(compileOptimized(bytes, true));
    // What it is compared with runs once, so that compiling it well would take longer than it does.
    if (sameBits(wasm, load(new WebAssembly.Module(bytes)), paired)) {
      native = paired;
      flags.push('revectorized');
    }
  }
  native ??= load(compileOptimized(bytes, false));
  if (fusesMultiplyAdd(wasm, native)) flags.push('fused multiply-add');
  const { wide, gigaflops } = chooseTiles(wasm, native);
  flags.push(wide ? 'wide tiles' : 'narrow tiles');
  return { native, flags, gigaflops };
}

const names = new WeakMap<NativeFunction, NativeName>();
/** The name of a function of the module; undefined for any other. */
export const nameOf = (fn: NativeFunction): NativeName | undefined => names.get(fn);

/** The same functions, each call told to the recorder first. */
export function recordable(native: NativeFunctions, recorder: StepRecorder): NativeFunctions {
  const wrap = (name: NativeName, fn: NativeFunction): NativeFunction => {
    const wrapped: NativeFunction = (...args) => {
      recorder.call?.(fn, args);
      return fn(...args);
    };
    names.set(fn, name).set(wrapped, name);
    return wrapped;
  };
  const entries = Object.entries(native) as [NativeName, NativeFunction][];
  return Object.fromEntries(entries.map(([name, fn]) => [name, wrap(name, fn)])) as NativeFunctions;
}
