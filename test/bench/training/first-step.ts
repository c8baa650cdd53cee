/** From a candidate's values to its first finished step, as the search sees it: an evaluator that has run others. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { buildSync } from 'esbuild';
import { createPool } from '../../../src/evaluate/pool';
import type { CandidateRequest } from '../../../src/evaluate/interface';
import { BATCH, CLASSES, models, type ModelName } from './models';
import { canPin, lineOf, pinned } from './pinned';

const TRIALS = 9;

/** Median milliseconds by model, of all candidates but the first two; Keras's are of a second model in one process. */
export async function firstSteps(
  names: readonly ModelName[],
  node: string,
  core: number,
  python?: string,
): Promise<{ name: ModelName; milliseconds: number; keras: number | undefined }[]> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'espalier-bench-'));
  const script = path.resolve(__dirname, '../../../dist/evaluator.js');
  const pool = createPool({ script, node, workers: 1, backend: 'embedded' });
  try {
    const results = [];
    for (const name of names) {
      writeBatch(name, folder);
      const times: number[] = [];
      for (let trial = 0; trial < TRIALS; trial++) {
        // A candidate's values differ from those before, so its source does too.
        const request = requestFor(name, folder, trial);
        const began = performance.now();
        let first = NaN;
        const report = (): 'continue' => {
          if (Number.isNaN(first)) first = performance.now() - began;
          return 'continue';
        };
        const outcome = await pool.evaluate(request, { report }, new AbortController().signal);
        if (outcome.state === 'failed') throw new Error(outcome.error.message);
        times.push(first);
        if (trial === 0) pin(pool.pids, core);
      }
      const warm = times.slice(2).sort((a, b) => a - b);
      const keras = python
        ? await lineOf<{ first: number }>(
            pinned(core, python, [path.join(__dirname, 'peers', 'keras_models.py'), name]),
          )
        : undefined;
      results.push({ name, milliseconds: warm[warm.length >> 1] as number, keras: keras?.first });
    }
    return results;
  } finally {
    await pool.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
}

const dataOf = (name: ModelName, folder: string): string => path.join(folder, `${name}.data`);

/** The batch that every candidate reads from a file; Keras's has its own ready, too. */
function writeBatch(name: ModelName, folder: string): void {
  const { input, vocabulary } = models[name];
  const size = BATCH * input.reduce((product, n) => product * n, 1);
  const x = Array.from({ length: size }, () =>
    vocabulary ? Math.floor(Math.random() * vocabulary) : 2 * Math.random() - 1,
  );
  const y = Array.from({ length: BATCH * CLASSES }, (_, i) =>
    Number(i % CLASSES === Math.floor(i / CLASSES) % CLASSES),
  );
  writeFileSync(dataOf(name, folder), new Float32Array([...x, ...y]));
}

/** A script with the model, one batch and one epoch: its report comes when the first step is finished. */
function requestFor(name: ModelName, folder: string, trial: number): CandidateRequest {
  const entry = path.join(folder, `${name}.js`);
  const source = `import * as tf from '@tensorflow/tfjs';
    import { readFileSync } from 'node:fs';
    import { models, BATCH, CLASSES } from ${JSON.stringify(path.join(__dirname, 'models.ts'))};
    const { build, input } = models[${JSON.stringify(name)}];
    const model = build(tf);
    model.compile({ optimizer: tf.train.adam(${0.001 + trial * 1e-6}), loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
    const data = new Float32Array(new Uint8Array(readFileSync(${JSON.stringify(dataOf(name, folder))})).buffer);
    const xs = tf.tensor(data.subarray(0, -BATCH * CLASSES), [BATCH, ...input]);
    const ys = tf.tensor(data.subarray(-BATCH * CLASSES), [BATCH, CLASSES]);
    model.fit(xs, ys, { epochs: 1, batchSize: BATCH });`;
  const built = buildSync({
    stdin: { contents: source, resolveDir: __dirname, loader: 'ts' },
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'node',
    external: ['@tensorflow/tfjs'],
  });
  const code = (built.outputFiles[0] as { text: string }).text;
  return {
    number: trial,
    point: {},
    program: {
      entry,
      directory: folder,
      files: [{ file: entry, code, isAsync: false, isModule: false, imports: ['@tensorflow/tfjs'] }],
    },
    seed: 1,
    epochs: 1,
    folder: path.join(folder, String(trial)),
    limits: { seconds: 60, megabytes: 2048 },
    bounds: [],
  };
}

function pin(pids: readonly number[], core: number): void {
  if (!canPin) return;
  for (const pid of pids) spawnSync('taskset', ['-acp', String(core), String(pid)]);
}
