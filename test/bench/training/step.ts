/** A process that times one model on one TensorFlow.js: `step.ts MODEL BACKEND [DIRECTORY]`. Answers by message. */
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createEngine } from '../../../src/evaluate/engine/index';
import { nativeInstance } from '../../../src/evaluate/tensorflow/native';
import { BATCH, examples, models, type BenchModel, type ModelName, type TensorFlow } from './models';

/** `shipped` is TensorFlow.js's WASM backend as it comes. */
export type BackendKind = 'shipped' | 'traced' | 'untraced' | 'tfjs-node';

export interface Timing {
  /** The least milliseconds of a step over several epochs, of processor time: what else runs counts little. */
  readonly milliseconds?: number;
  /** What is known beside: the flags of the engine, or why there is no time. */
  readonly note: string;
  /** Whether steps were replayed. */
  readonly replayed?: boolean;
  /** Peak of the engine's own matrix product in this process, GFLOP/s. */
  readonly peak?: number;
}

/** Epochs are timed until so many milliseconds have passed, at least three and at most so many. */
const TIME = 1500;
const [FEWEST, MOST] = [3, 40];

async function time(tf: TensorFlow, model: BenchModel): Promise<number> {
  const net = model.build(tf);
  net.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  const args = { batchSize: BATCH, shuffle: false, verbose: 0 as const };
  const [warmX, warmY] = examples(tf, model, 4);
  const began = performance.now();
  await net.fit(warmX, warmY, { ...args, epochs: 2 });
  // A slow backend gets fewer steps.
  const steps = (performance.now() - began) / 8 > 100 ? 4 : 24;
  const [x, y] = examples(tf, model, steps);
  let least = Infinity;
  const start = performance.now();
  for (let i = 0; i < FEWEST || (i < MOST && performance.now() - start < TIME); i++) {
    const from = process.cpuUsage();
    await net.fit(x, y, { ...args, epochs: 1 });
    const { user, system } = process.cpuUsage(from);
    least = Math.min(least, (user + system) / 1000 / steps);
  }
  return least;
}

/** The best of many products of square matrices. */
function peakOf(tf: TensorFlow): number {
  let peak = 0;
  for (const n of [256, 512]) {
    const [a, b] = [tf.randomNormal([n, n]), tf.randomNormal([n, n])];
    for (let i = 0; i < 60; i++) {
      const from = performance.now();
      const product = tf.matMul(a, b);
      peak = Math.max(peak, (2 * n ** 3) / 1e6 / (performance.now() - from));
      product.dispose();
    }
    tf.dispose([a, b]);
  }
  return peak;
}

const root = path.resolve(__dirname, '../../..');
const stock = path.join(root, 'node_modules/@tensorflow/tfjs-backend-wasm/dist');

async function shipped(model: BenchModel): Promise<Timing> {
  const tf = await import('@tensorflow/tfjs');
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  setWasmPaths(path.join(stock, path.sep));
  await tf.setBackend('wasm');
  await tf.ready();
  if (tf.getBackend() !== 'wasm') return { note: `${tf.getBackend()} came up instead of wasm` };
  return { milliseconds: await time(tf, model), note: `TensorFlow.js ${tf.version_core}` };
}

async function own(model: BenchModel, trace: boolean): Promise<Timing> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'espalier-bench-'));
  symlinkSync(path.join(root, 'src/evaluate/engine/kernels.wasm'), path.join(folder, 'kernels.wasm'));
  const binary = 'tfjs-backend-wasm-simd.wasm';
  symlinkSync(path.join(stock, binary), path.join(folder, binary));
  try {
    const engine = await createEngine({ wasmDirectory: folder, trace });
    const milliseconds = await time(engine.tf, model);
    return {
      milliseconds,
      note: engine.backend.flags.join(', '),
      replayed: engine.trace.replayed > 0,
      peak: peakOf(engine.tf),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function native(model: BenchModel, directory: string): Promise<Timing> {
  const { tf, description } = nativeInstance('tfjs-node', directory);
  return { milliseconds: await time(tf, model), note: description };
}

async function main(): Promise<void> {
  const [name, kind, directory = '.'] = process.argv.slice(2) as [ModelName, BackendKind, string?];
  const model = models[name];
  const warn = console.warn;
  console.warn = () => {};
  let timing: Timing;
  try {
    if (kind === 'shipped') timing = await shipped(model);
    else if (kind === 'tfjs-node') timing = await native(model, directory);
    else timing = await own(model, kind === 'traced');
  } catch (error) {
    timing = { note: (error as Error).message.split('\n')[0] ?? '' };
  }
  console.warn = warn;
  process.send?.(timing, () => process.exit());
}

void main();
