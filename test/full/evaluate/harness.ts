/** Programs, and a pool that runs them, for tests of evaluation. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { RunnableFile } from '../../../src/hints/language';
import type { CandidateEvents, CandidateRequest, Measures, Outcome } from '../../../src/evaluate/interface';
import { createPool, type Pool, type PoolOptions } from '../../../src/evaluate/pool';

export const script = path.resolve('dist/evaluator.js');

/** A file of a program as a candidate runs it, with what differs from plain CommonJS. */
export type Source = string | ({ readonly code: string } & Partial<RunnableFile>);

export interface Told {
  readonly outcome: Outcome;
  readonly reports: { step: number; measures: Measures }[];
  readonly lines: string[];
}

export type Asked = Partial<Omit<CandidateRequest, 'limits'>> & {
  readonly limits?: Partial<CandidateRequest['limits']>;
  readonly events?: CandidateEvents;
  readonly signal?: AbortSignal;
};

/** A pool and a folder for programs, both gone after `end`. */
export class Harness {
  readonly folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'espalier-evaluate-')));
  readonly pool: Pool;
  private number = 0;

  constructor(options: Partial<PoolOptions> = {}) {
    this.pool = createPool({ script, workers: 1, ...options });
  }

  async end(): Promise<void> {
    await this.pool.dispose();
    rmSync(this.folder, { recursive: true, force: true });
  }

  file(name: string): string {
    return path.join(this.folder, name);
  }

  /** A file on disk that is not part of the program. */
  write(name: string, text: string): string {
    mkdirSync(path.dirname(this.file(name)), { recursive: true });
    writeFileSync(this.file(name), text);
    return this.file(name);
  }

  read(name: string): string {
    return readFileSync(this.file(name), 'utf8');
  }

  /** The files by name, the first of which is the entry. */
  async run(files: Readonly<Record<string, Source>>, asked: Asked = {}): Promise<Told> {
    const { limits, events, signal, ...rest } = asked;
    const sources = Object.entries(files).map(([name, source]) => runnable(this.file(name), source));
    const told = { reports: [] as Told['reports'], lines: [] as string[] };
    const outcome = await this.pool.evaluate(
      {
        number: this.number,
        point: {},
        program: { entry: sources[0]!.file, files: sources, directory: this.folder },
        seed: 1,
        folder: path.join(this.folder, 'trials', String(this.number++)),
        bounds: [],
        ...rest,
        limits: { seconds: 20, megabytes: 2048, ...limits },
      },
      {
        ...events,
        report: (step, measures) => {
          told.reports.push({ step, measures });
          return events?.report?.(step, measures) ?? 'continue';
        },
        log: (line) => void told.lines.push(line),
      },
      signal ?? new AbortController().signal,
    );
    return { outcome, ...told };
  }
}

function runnable(file: string, source: Source): RunnableFile {
  const { code, ...rest } = typeof source === 'string' ? { code: source } : source;
  const imports = [...code.matchAll(/\brequire\('([^']+)'\)/g)].map((match) => match[1]!);
  return { file, code, isAsync: false, isModule: false, imports, ...rest };
}

/** The outcome's measures, once it is complete. */
export function completed({ outcome }: Told): Measures {
  assert.equal(
    outcome.state,
    'complete',
    outcome.state === 'failed' ? JSON.stringify(outcome.error) : undefined,
  );
  return outcome.measures;
}

/** Resolves once a process is gone. */
export async function gone(pid: number): Promise<void> {
  for (let tries = 0; isAlive(pid); tries++) {
    assert.ok(tries < 200, `process ${pid} still lives`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** A small network on made-up numbers; `name` is replaced to vary it. */
export const training = `const tf = require('@tensorflow/tfjs');
const model = tf.sequential();
model.add(tf.layers.dense({ units: 4, inputShape: [3], activation: 'relu' }));
model.add(tf.layers.dense({ units: 1 }));
model.compile({ optimizer: tf.train.adam(0.01), loss: 'meanSquaredError', metrics: ['acc'] });
const xs = tf.randomNormal([64, 3]);
const ys = xs.sum(1, true);
model.fit(xs, ys, { epochs: 50, validationSplit: 0.25 }).then(() => console.log('trained'));
`;
