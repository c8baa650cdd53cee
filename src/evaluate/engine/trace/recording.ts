/** One training step as it ran: kernels with their native calls, in order, over memory that stays where it was. */
import {
  byteLength,
  bytesPerElement,
  sizeOf,
  type DataId,
  type Kernel,
  type TensorInfo,
  type WasmBackend,
} from '../internals';
import type { NativeFunction } from '../native';
import { Arena } from './arena';

export type Inputs = Record<string, TensorInfo | TensorInfo[] | undefined>;
type Argument = number | boolean | null | undefined;

/** A native call: the function and its arguments, addresses among them. */
export interface NativeCall {
  fn: NativeFunction;
  args: readonly Argument[];
}

export interface Operation {
  readonly name: string;
  readonly inputs: Inputs;
  /** The kernel takes its inputs as a list. */
  readonly listed: boolean;
  readonly outputs: readonly TensorInfo[];
  readonly attrs: Record<string, unknown>;
  readonly calls: NativeCall[];
  /** The kernel's JavaScript read or wrote the heap, so that its calls alone do not repeat it. */
  usesHeap: boolean;
  /** Runs the kernel again where `usesHeap`, or the JavaScript of an effect. */
  readonly run: Kernel | (() => void);
  readonly kind: 'kernel' | 'effect';
}

/** What a kernel is told to be a snapshot of: shape and type without the tensor around it. */
const snapshot = ({ dataId, shape, dtype }: TensorInfo): TensorInfo => ({ dataId, shape: [...shape], dtype });

export function eachInput(inputs: Inputs): TensorInfo[] {
  return Object.values(inputs).flatMap((input) => input ?? []);
}

export class Recording {
  readonly operations: Operation[] = [];
  readonly arena: Arena;
  /** Bytes of the tensors that were made from JavaScript values, in order. */
  readonly uploads: Uint8Array[] = [];
  /** Why the step cannot be repeated from the recording. */
  refusal: string | undefined;
  private current: Operation | undefined;
  private readonly owned: number[] = [];
  private readonly made: { id: DataId; number: number }[] = [];
  /** Data whose memory is not used again: code of the trial may still hold it when it goes another way. */
  private readonly pinned = new Set<DataId>();
  private pinning = false;
  /** Data made in the step that nobody has disposed of. */
  private readonly alive = new Set<DataId>();

  constructor(private readonly backend: WasmBackend) {
    this.arena = new Arena(backend.wasm);
  }

  refuse(reason: string): void {
    this.refusal ??= reason;
  }

  get insideKernel(): boolean {
    return this.current !== undefined;
  }

  kernel(name: string, kernel: Kernel, args: Parameters<Kernel>[0]): ReturnType<Kernel> {
    const inputs: Inputs = {};
    for (const [key, input] of Object.entries(args.inputs as Inputs)) {
      inputs[key] = Array.isArray(input) ? input.map(snapshot) : input && snapshot(input);
    }
    const operation = {
      name, inputs, listed: Array.isArray(args.inputs), outputs: [] as TensorInfo[], attrs: args.attrs, calls: [], usesHeap: false, run: kernel,
      kind: 'kernel' as const,
    }; // prettier-ignore
    this.current = operation;
    let result: ReturnType<Kernel>;
    try {
      result = kernel(args);
    } finally {
      this.current = undefined;
    }
    operation.outputs.push(...[result].flat().map(snapshot));
    this.operations.push(operation);
    if (!repeatable(operation)) this.refuse(`kernel ${name} computes in JavaScript`);
    return result;
  }

  effect(run: () => void, reads: readonly TensorInfo[]): void {
    const inputs = Object.fromEntries(reads.map((info, i) => [i, snapshot(info)]));
    this.operations.push({
      name: 'effect', inputs, listed: false, outputs: [], attrs: {}, calls: [], usesHeap: false, run, kind: 'effect',
    }); // prettier-ignore
  }

  call(fn: NativeFunction, args: readonly Argument[]): void {
    this.current?.calls.push({ fn, args });
  }

  /** Something looked at, or wrote to, the heap from JavaScript. */
  heapAccess(): void {
    if (this.current) this.current.usesHeap = true;
    else this.refuse('the step reads or writes tensor data in JavaScript');
  }

  /** Bytes for a C function, kept for the replays. */
  constant(bytes: Uint8Array): number {
    const address = this.wasm._malloc(Math.max(4, bytes.length)) >>> 0;
    this.wasm.HEAPU8.set(bytes, address);
    this.owned.push(address);
    return address;
  }

  /** Data for a tensor: of the arena, or for values from JavaScript in a place that no replay overwrites. */
  move(
    id: DataId,
    values: ArrayBufferView | null,
    shape: number[],
    dtype: TensorInfo['dtype'],
    refCount: number,
  ): void {
    const size = sizeOf(shape);
    const bytes = size * bytesPerElement(dtype);
    const number = this.backend.dataIdNextNumber++;
    let address: number;
    if (values) {
      const content = new Uint8Array(values.buffer, values.byteOffset, bytes);
      address = this.constant(content);
      if (this.current) this.current.usesHeap = true;
      else this.uploads.push(content.slice());
    } else {
      address = this.arena.allocate(bytes);
    }
    this.backend.dataIdMap.set(id, { id: number, memoryOffset: address, shape, dtype, refCount });
    this.wasm.tfjs.registerTensor(number, size, address);
    this.made.push({ id, number });
    this.alive.add(id);
    if (this.pinning) this.pin(id);
  }

  /** From now on, or no longer, what is made keeps its memory. */
  keepMemory(on: boolean): void {
    this.pinning = on;
  }

  pin(id: DataId): void {
    this.pinned.add(id);
  }

  owns(id: DataId): boolean {
    return this.alive.has(id);
  }

  /** True when the last reference is gone. Its memory may be used again by what the step makes later. */
  disposeData(id: DataId, force: boolean, recording: boolean): boolean {
    const record = this.backend.dataIdMap.get(id);
    record.refCount--;
    if (!force && record.refCount > 0) return false;
    this.alive.delete(id);
    if (recording && record.memoryOffset !== null && !this.pinned.has(id))
      this.arena.release(record.memoryOffset);
    return true;
  }

  /** How much of what the step made is still referred to. */
  get leftovers(): ReadonlySet<DataId> {
    return this.alive;
  }

  /** Gives data that outlives the step memory of its own. */
  evict(id: DataId): void {
    const record = this.backend.dataIdMap.get(id);
    const bytes = byteLength(record);
    const from = record.memoryOffset ?? 0;
    this.alive.delete(id);
    this.made.splice(
      this.made.findIndex((made) => made.id === id),
      1,
    );
    this.wasm.tfjs.disposeData(record.id);
    const { refCount, shape, dtype } = record;
    this.backend.move(id, this.wasm.HEAPU8.slice(from, from + bytes), shape, dtype, refCount);
  }

  dispose(): void {
    this.arena.destroy();
    for (const address of this.owned.splice(0)) this.wasm._free(address);
    for (const { id, number } of this.made.splice(0)) {
      this.wasm.tfjs.disposeData(number);
      this.backend.dataIdMap.delete(id);
    }
  }

  private get wasm() {
    return this.backend.wasm;
  }
}

/** Whether the native calls give the outputs: there are some, or the outputs are the inputs' own data, or empty. */
function repeatable({ calls, usesHeap, inputs, outputs }: Operation): boolean {
  if (usesHeap || calls.length > 0) return true;
  const shared = new Set(eachInput(inputs).map((input) => input.dataId));
  return outputs.every((output) => shared.has(output.dataId) || sizeOf(output.shape) === 0);
}

/** How two recordings of a step differ, or undefined: then a third step will be the same. */
export function difference(a: Recording, b: Recording): string | undefined {
  if (a.operations.length !== b.operations.length)
    return 'the number of operations changes from step to step';
  for (const [i, one] of a.operations.entries()) {
    const other = b.operations[i] as Operation;
    const same =
      one.name === other.name &&
      one.calls.length === other.calls.length &&
      JSON.stringify(one.attrs) === JSON.stringify(other.attrs);
    if (!same) return `operation ${one.name} changes from step to step`;
  }
  if (a.uploads.length !== b.uploads.length) return 'the number of constants changes from step to step';
  for (const [i, bytes] of a.uploads.entries()) {
    const other = b.uploads[i] as Uint8Array;
    if (Buffer.compare(bytes, other) !== 0)
      return `a constant of ${bytes.length} bytes changes from step to step`;
  }
  return undefined;
}
