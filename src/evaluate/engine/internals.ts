/** The parts of TensorFlow.js that it does not declare and this engine builds on (version 4.22). */
import type * as tf from '@tensorflow/tfjs';

export type TensorFlow = typeof tf;
export type TensorInfo = tf.TensorInfo;
export type DataId = TensorInfo['dataId'];
export type DataType = tf.DataType;
export type TypedArray = Float32Array | Int32Array | Uint8Array;

/** The Emscripten module of the WASM backend. */
export interface WasmModule {
  _malloc(bytes: number): number;
  _free(address: number): void;
  /** A C function by name; `types` says which arguments are arrays to be copied in. */
  cwrap(name: string, returns: string | null, types: string[]): (...args: unknown[]) => unknown;
  readonly HEAPU8: Uint8Array;
  readonly HEAPF32: Float32Array;
  readonly HEAP32: Int32Array;
  readonly HEAPU32: Uint32Array;
  readonly asm: { readonly memory: WebAssembly.Memory };
  readonly tfjs: {
    registerTensor(id: number, size: number, address: number): void;
    disposeData(id: number): void;
  };
}

/** What the backend knows of one buffer. */
export interface BufferRecord {
  id: number;
  /** Address on the WASM heap; null for strings. */
  memoryOffset: number | null;
  shape: number[];
  dtype: DataType;
  refCount: number;
}

/** The WASM backend, as far as it is used here. */
export interface WasmBackend {
  readonly wasm: WasmModule;
  readonly dataIdMap: {
    get(id: DataId): BufferRecord;
    has(id: DataId): boolean;
    set(id: DataId, record: BufferRecord): void;
    delete(id: DataId): boolean;
  };
  dataIdNextNumber: number;
  move(id: DataId, values: tf.BackendValues | null, shape: number[], dtype: DataType, refCount: number): void;
  write(values: tf.BackendValues | null, shape: number[], dtype: DataType): DataId;
  readSync(id: DataId, start?: number, end?: number): tf.BackendValues;
  disposeData(id: DataId, force?: boolean): boolean;
  makeOutput(
    shape: number[],
    dtype: DataType,
    address?: number | null,
    values?: tf.BackendValues,
  ): TensorInfo;
  typedArrayFromHeap(info: TensorInfo): TypedArray;
  incRef(id: DataId): void;
  refCount(id: DataId): number;
}

/** Inputs and attributes as a kernel gets them; each kernel names its own. */
export interface KernelArguments {
  inputs: Record<string, TensorInfo>;
  attrs: Record<string, unknown>;
  backend: WasmBackend;
}
export type Kernel = (args: KernelArguments) => TensorInfo | TensorInfo[];
/** The registered form; the function may be replaced while a step is recorded. */
export interface KernelConfig {
  kernelName: string;
  backendName: string;
  kernelFunc: Kernel;
  setupFunc?: (backend: WasmBackend) => void;
}

/** The state of the engine of TensorFlow.js that a trial leaves behind. */
export interface EngineState {
  registeredVariables: Record<string, tf.Variable>;
  numBytes: number;
  numTensors: number;
  numStringTensors: number;
  numDataBuffers: number;
  gradientDepth: number;
  kernelDepth: number;
  activeTape: unknown[] | null;
  tensorInfo: WeakMap<DataId, { backend: unknown; dtype: DataType; shape: number[]; bytes: number }>;
}

export interface TfEngine {
  state: EngineState;
  readonly registeredVariables: Record<string, tf.Variable>;
  runKernel(
    name: string,
    inputs: Record<string, unknown>,
    attrs?: Record<string, unknown>,
  ): tf.Tensor | tf.Tensor[];
  makeTensor(values: TypedArray, shape: number[], dtype: DataType): tf.Tensor;
  makeTensorFromTensorInfo(info: TensorInfo): tf.Tensor;
  makeTensorFromDataId(id: DataId, shape: number[], dtype: DataType): tf.Tensor;
  disposeTensor(tensor: tf.Tensor): void;
  removeDataId(id: DataId, backend: WasmBackend): void;
  startTape(): void;
  endTape(): void;
  keep<T extends tf.Tensor>(tensor: T): T;
}

export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1);
export const sameShape = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((n, i) => n === b[i]);
export const bytesPerElement = (dtype: DataType): number =>
  dtype === 'bool' ? 1 : dtype === 'complex64' ? 8 : 4;

/** Bytes of a tensor's data. */
export const byteLength = ({ shape, dtype }: Pick<TensorInfo, 'shape' | 'dtype'>): number =>
  sizeOf(shape) * bytesPerElement(dtype);

/** The prototype of a stock class (a layer, an initialiser), by the name it is registered under. */
export function stockPrototype<T>(tf: TensorFlow, className: string): T {
  const constructor = tf.serialization.SerializationMap.getMap().classNameMap[className]?.[0];
  if (!constructor) throw new Error(`TensorFlow.js has no class "${className}".`);
  return (constructor as unknown as { prototype: T }).prototype;
}
