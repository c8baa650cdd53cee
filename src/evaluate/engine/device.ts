/** What every kernel is written against: the backend's heap, the native functions and the kernel registry. */
import type * as tf from '@tensorflow/tfjs';
import {
  byteLength,
  type DataType,
  type Kernel,
  type KernelArguments,
  type KernelConfig,
  type TensorFlow,
  type TensorInfo,
  type TfEngine,
  type TypedArray,
  type WasmBackend,
  type WasmModule,
} from './internals';
import type { NativeFunctions } from './native';

/** Room that `gemm` needs: one fringe tile, one packed block of B, one packed block of A (assembly/gemm.ts). */
const GEMM_WORKSPACE_BYTES = 512 + 256 * 256 * 4 + 256 + 96 * 256 * 4;

export type Operate = <T extends Record<string, tf.Tensor>>(
  name: string,
  inputs: T,
  attrs: Record<string, unknown>,
  run: (inputs: T) => tf.Tensor,
) => tf.Tensor;

export class Device {
  readonly wasm: WasmModule;
  readonly engine: TfEngine;
  /** Address of the room that `gemm` and everything built on it need. */
  readonly gemmWorkspace: number;
  private bufferAddress = 0;
  private bufferFloats = 0;

  constructor(
    readonly tf: TensorFlow,
    readonly backend: WasmBackend,
    readonly native: NativeFunctions,
    /** References to a variable's data that belong to the engine itself. */
    private readonly ownReferences: (variable: tf.Variable) => number = () => 0,
  ) {
    this.wasm = backend.wasm;
    this.engine = tf.engine() as unknown as TfEngine;
    this.gemmWorkspace = this.allocate(GEMM_WORKSPACE_BYTES);
  }

  /** Memory that is never given back, aligned to 64 bytes. */
  allocate(bytes: number): number {
    const address = this.wasm._malloc(bytes + 64) >>> 0;
    if (!address) throw new OutOfMemory(`${formatBytes(bytes)} of working memory`, this.heapBytes());
    return (address + 63) & ~63;
  }

  heapBytes(): number {
    return this.wasm.HEAPU8.length;
  }

  /**
   * Address of a shared buffer of at least `floats` floats, for use within one kernel. It grows by moving; the old
   * place stays allocated, since recorded steps hold its address.
   */
  buffer(floats: number): number {
    if (floats > this.bufferFloats) {
      this.bufferFloats = Math.max(floats, 2 * this.bufferFloats, 1 << 17);
      this.bufferAddress = this.allocate(this.bufferFloats * 4 + 64);
    }
    return this.bufferAddress;
  }

  output(shape: readonly number[], dtype: DataType = 'float32'): TensorInfo {
    return this.backend.makeOutput([...shape], dtype);
  }

  /** Copies within the heap, outside of what is recorded. */
  readonly copyBytes = (to: number, from: number, bytes: number): void => {
    this.wasm.HEAPU8.copyWithin(to, from, from + bytes);
  };

  /** A view of another shape on the same data. */
  reshaped(info: TensorInfo, shape: readonly number[]): TensorInfo {
    return { dataId: info.dataId, shape: [...shape], dtype: info.dtype };
  }

  /** The same data once more: one reference is added. */
  share(info: TensorInfo, shape: readonly number[] = info.shape): TensorInfo {
    this.backend.incRef(info.dataId);
    return this.reshaped(info, shape);
  }

  address(info: TensorInfo): number {
    return this.backend.dataIdMap.get(info.dataId).memoryOffset ?? 0;
  }

  /** Gives a variable data of its own, to be changed in place: whoever shares it keeps what it was. */
  own(variable: tf.Variable): void {
    if (this.backend.refCount(variable.dataId) <= 1 + this.ownReferences(variable)) return;
    const copy = this.output(variable.shape, variable.dtype);
    this.copyBytes(this.address(copy), this.address(variable), byteLength(variable));
    this.tf.tidy(() => variable.assign(this.engine.makeTensorFromTensorInfo(copy)));
  }

  free(...infos: TensorInfo[]): void {
    for (const info of infos) this.backend.disposeData(info.dataId);
  }

  /** The values on the heap; valid until the next allocation. */
  view(info: TensorInfo): TypedArray {
    return this.backend.typedArrayFromHeap(info);
  }

  /** Registers a kernel in place of the stock one, which is returned when there is one. */
  register(name: string, kernel: Kernel): Kernel | undefined {
    const stock = this.find(name);
    if (stock) this.tf.unregisterKernel(name, 'wasm');
    this.tf.registerKernel({
      kernelName: name,
      backendName: 'wasm',
      kernelFunc: kernel as unknown as Parameters<TensorFlow['registerKernel']>[0]['kernelFunc'],
    });
    return stock?.kernelFunc;
  }

  /** Replaces a kernel that is known to exist; the new one gets the stock one to fall back on. */
  override(name: string, make: (stock: Kernel) => Kernel): void {
    const stock = this.find(name);
    if (!stock) throw new Error(`TensorFlow.js has no kernel "${name}" on its WASM backend.`);
    this.register(name, make(stock.kernelFunc));
  }

  /** Runs a kernel as an operation: on the tape, its outputs tensors. */
  invoke(name: string, inputs: Record<string, tf.Tensor>, attrs: Record<string, unknown> = {}): tf.Tensor[] {
    return [this.engine.runKernel(name, inputs, attrs)].flat();
  }

  /**
   * An operation of the engine with a gradient of its own: `run` depends on nothing but the inputs and attributes, so
   * that they and the name tell whether two are the same. Recorded steps look in here (trace/own/watch.ts).
   */
  operate: Operate = (_name, inputs, _attrs, run) => run(inputs);

  /** Runs a registered kernel from within a kernel. The result belongs to the caller. */
  run(
    name: string,
    inputs: Record<string, TensorInfo | undefined>,
    attrs: Record<string, unknown> = {},
  ): TensorInfo {
    const kernel = this.find(name);
    if (!kernel) throw new Error(`TensorFlow.js has no kernel "${name}" on its WASM backend.`);
    const args = { inputs, attrs, backend: this.backend } as KernelArguments;
    return kernel.kernelFunc(args) as TensorInfo;
  }

  private find(name: string): KernelConfig | undefined {
    return this.tf.getKernel(name, 'wasm') as unknown as KernelConfig | undefined;
  }
}

/** The WASM heap (at most 4 GiB) cannot hold what was asked for. */
export class OutOfMemory extends Error {
  constructor(what: string, heapBytes: number) {
    super(
      `Out of memory: no room for ${what} (the heap is ${formatBytes(heapBytes)} of at most 4.0 GiB). ` +
        'Use a smaller batch, or smaller layers.',
    );
    this.name = 'OutOfMemory';
  }

  static tensor(shape: readonly number[], dtype: DataType, heapBytes: number): OutOfMemory {
    const bytes = formatBytes(byteLength({ shape: [...shape], dtype }));
    return new OutOfMemory(`a ${dtype} tensor of shape [${shape.join(', ')}], ${bytes}`, heapBytes);
  }
}

export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB'];
  let unit = 0;
  while (bytes >= 1024 && unit < units.length - 1) {
    bytes /= 1024;
    unit++;
  }
  return `${unit === 0 ? bytes : bytes.toFixed(1)} ${units[unit]}`;
}
