/** The engine of the test process. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createEngine, type Engine } from '../../../src/evaluate/engine/index';

const root = path.resolve(__dirname, '../../..');

/** A folder with the binaries as they lie beside the bundle. */
function wasmDirectory(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'espalier-engine-'));
  const stock = path.join(root, 'node_modules/@tensorflow/tfjs-backend-wasm/dist');
  for (const name of ['tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-simd.wasm']) {
    cpSync(path.join(stock, name), path.join(folder, name));
  }
  cpSync(path.join(root, 'src/evaluate/engine/kernels.wasm'), path.join(folder, 'kernels.wasm'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

let engine: Promise<Engine> | undefined;

export function testEngine(): Promise<Engine> {
  engine ??= createEngine({ wasmDirectory: wasmDirectory() });
  return engine;
}
