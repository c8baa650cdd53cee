/** Hooks of the backend that feed the recording in progress. Without one they do nothing but pass on. */
import type { Kernel, TensorFlow, WasmBackend, KernelConfig, DataId } from '../internals';
import type { NativeFunction, StepRecorder } from '../native';
import { Recording } from './recording';

/**
 * Makes the stock kernels recordable: their C functions are wrapped, and each kernel is told to fetch its function
 * again. To be called before any kernel is replaced.
 */
export function wrapStockFunctions(tf: TensorFlow, backend: WasmBackend, recorder: StepRecorder): void {
  const { wasm } = backend;
  const { cwrap } = wasm;
  wasm.cwrap = (name, returns, types) => {
    const fn = cwrap(name, returns, types);
    const raw = (wasm as unknown as Record<string, NativeFunction>)[`_${name}`] as NativeFunction;
    const arrays = types.flatMap((type, i) => (type === 'array' ? [i] : []));
    return (...args) => {
      if (recorder.call && recorder.constant) {
        const fixed = [...args] as number[];
        for (const i of arrays) fixed[i] = recorder.constant(args[i] as Uint8Array);
        recorder.call(raw, fixed);
      }
      return fn(...args);
    };
  };
  for (const kernel of tf.getKernelsForBackend('wasm') as unknown as KernelConfig[])
    kernel.setupFunc?.(backend);
  wasm.cwrap = cwrap;
}

/** Starts and ends recordings. One at a time. */
export class Recorder {
  private recording: Recording | undefined;
  private readonly wrapped = new WeakSet<Kernel>();
  /** Which recording a piece of data was made in. */
  private readonly makers = new WeakMap<DataId, Recording>();

  constructor(
    private readonly tf: TensorFlow,
    private readonly backend: WasmBackend,
    private readonly recorder: StepRecorder,
  ) {
    this.hookMemory();
    this.hookHeap();
  }

  /** Runs `step` and records what it does. Throws what it throws; then nothing is kept. */
  record<T>(step: (recording: Recording) => T): { recording: Recording; result: T } {
    this.wrapKernels();
    const recording = new Recording(this.backend);
    this.recording = recording;
    this.recorder.call = (fn, args) => recording.call(fn, args);
    this.recorder.constant = (bytes) => recording.constant(bytes);
    this.recorder.effect = (run, reads) => recording.effect(run, reads);
    try {
      return { recording, result: step(recording) };
    } catch (error) {
      this.stop();
      for (const id of [...recording.leftovers]) recording.evict(id);
      recording.dispose();
      throw error;
    } finally {
      this.stop();
    }
  }

  madeBy(id: DataId, recording: Recording): boolean {
    return this.makers.get(id) === recording;
  }

  private stop(): void {
    this.recording = undefined;
    this.recorder.call = undefined;
    this.recorder.constant = undefined;
    this.recorder.effect = undefined;
  }

  /** Kernels may be registered at any time, so this is done before each recording. */
  private wrapKernels(): void {
    for (const config of this.tf.getKernelsForBackend('wasm') as unknown as KernelConfig[]) {
      const { kernelFunc: kernel, kernelName } = config;
      if (this.wrapped.has(kernel)) continue;
      config.kernelFunc = (args) => {
        const { recording } = this;
        return recording && !recording.insideKernel
          ? recording.kernel(kernelName, kernel, args)
          : kernel(args);
      };
      this.wrapped.add(config.kernelFunc);
    }
  }

  private hookMemory(): void {
    const { backend } = this;
    const { move, disposeData, makeOutput } = backend;
    backend.move = (id, values, shape, dtype, refCount) => {
      const { recording } = this;
      if (!recording || dtype === 'string') return move.call(backend, id, values, shape, dtype, refCount);
      this.makers.set(id, recording);
      recording.move(id, values as unknown as ArrayBufferView | null, shape, dtype, refCount);
    };
    backend.disposeData = (id, force = false) => {
      const maker = this.makers.get(id);
      if (!maker?.owns(id)) return disposeData.call(backend, id, force);
      return maker.disposeData(id, force, maker === this.recording);
    };
    backend.makeOutput = (shape, dtype, address, values) => {
      // An address of C's own making: the next run would make another one.
      if (address !== undefined && address !== null)
        this.recording?.refuse('a kernel chooses where its output lies');
      return makeOutput.call(backend, shape, dtype, address, values);
    };
  }

  private hookHeap(): void {
    const { backend } = this;
    const { readSync, typedArrayFromHeap } = backend;
    backend.readSync = (...args) => {
      this.recording?.heapAccess();
      return readSync.apply(backend, args);
    };
    backend.typedArrayFromHeap = (info) => {
      this.recording?.heapAccess();
      return typedArrayFromHeap.call(backend, info);
    };
  }
}
