/** Brings the WASM backend of TensorFlow.js up, makes it notice when memory runs out, and knows what is alive on it. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { OutOfMemory } from './device';
import {
  bytesPerElement,
  sizeOf,
  type DataId,
  type TensorFlow,
  type WasmBackend,
  type WasmModule,
} from './internals';

/** Whether this machine's WASM has SIMD, which the kernels are made of. */
export async function hasSimd(tf: TensorFlow): Promise<boolean> {
  return Boolean(await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT'));
}

/**
 * Selects the backend. `directory` holds tfjs-backend-wasm-simd.wasm.
 * @throws when another backend came up instead, with the reason as far as it is known.
 */
export async function startWasm(tf: TensorFlow, directory: string): Promise<WasmBackend> {
  const file = path.join(directory, 'tfjs-backend-wasm-simd.wasm');
  if (!existsSync(file)) throw new Error(`The WASM backend of TensorFlow.js is missing: ${file}. Reinstall.`);
  setWasmPaths(path.join(directory, path.sep));
  const selected = await tf.setBackend('wasm');
  await tf.ready();
  if (!selected || tf.getBackend() !== 'wasm') {
    throw new Error(
      `The WASM backend of TensorFlow.js did not start; "${tf.getBackend()}" is in use instead.`,
    );
  }
  return tf.backend() as unknown as WasmBackend;
}

/**
 * The stock backend takes address 0 for an answer when memory is out, and writes there. Replaces its allocation by one
 * that throws `OutOfMemory`, and keeps a list of what is alive, which the backend itself does not have.
 */
export function guardMemory(backend: WasmBackend): { readonly live: ReadonlySet<DataId> } {
  const live = new Set<DataId>();
  const { wasm } = backend;
  limitAllocations(wasm);
  const stockMove = backend.move;
  const stockDispose = backend.disposeData;
  backend.move = function (id, values, shape, dtype, refCount) {
    if (dtype === 'string') {
      stockMove.call(backend, id, values, shape, dtype, refCount);
    } else {
      const size = sizeOf(shape);
      const bytes = size * bytesPerElement(dtype);
      const address = wasm._malloc(bytes) >>> 0;
      if (address === 0 && bytes > 0) throw OutOfMemory.tensor(shape, dtype, wasm.HEAPU8.length);
      const number = backend.dataIdNextNumber++;
      backend.dataIdMap.set(id, { id: number, memoryOffset: address, shape, dtype, refCount });
      wasm.tfjs.registerTensor(number, size, address);
      if (values) {
        const { buffer, byteOffset } = values as Float32Array;
        wasm.HEAPU8.set(new Uint8Array(buffer, byteOffset, bytes), address);
      }
    }
    live.add(id);
  };
  backend.disposeData = function (id, force) {
    const gone = stockDispose.call(backend, id, force);
    if (gone) live.delete(id);
    return gone;
  };
  return { live };
}

/** The allocator takes a size from 2 GiB on for a negative one, gives memory back and damages what lies there. */
const MOST_BYTES = 2 ** 31 - 2 ** 20;

function limitAllocations(wasm: WasmModule): void {
  // The first call puts the real function in place of a stub.
  wasm._free(wasm._malloc(64));
  const malloc = wasm._malloc;
  wasm._malloc = (bytes) => (bytes <= MOST_BYTES ? malloc(bytes) : 0);
}
