/** Candidates a minute on a real search, from the command line to its end, beside KerasTuner on the same space. */
import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = path.resolve(__dirname, '../../..');

interface Digits {
  title: string;
  /** From the first candidate's start to the last one's end. */
  perMinute: number;
  /** With the start of the programs and all that they load. */
  withStart: number;
  best: number;
}

export async function digits(node: string, trials: number, python?: string): Promise<Digits[]> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'espalier-bench-'));
  try {
    const results = [await espalier(node, trials, folder)];
    if (python) results.push(await kerasTuner(python, trials, folder));
    return results;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function espalier(node: string, trials: number, folder: string): Promise<Digits> {
  const file = path.join(folder, 'digits.cjs');
  copyFileSync(path.join(__dirname, 'digits.cjs'), file);
  symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
  const args = ['search', file, '--strategy', 'random', '--trials', String(trials), '--seed', '1', '--json'];
  const began = performance.now();
  const { stdout } = await run(node, [path.join(root, 'dist/cli.js'), ...args], { maxBuffer: 1 << 26 });
  const minutes = (performance.now() - began) / 60_000;
  const lines = stdout.trim().split('\n').map((line) => JSON.parse(line) as { event: string; state?: string; values?: Record<string, number> }); // prettier-ignore
  const done = lines.filter(({ event, state }) => event === 'trial' && state === 'complete');
  const scores = done.map(({ values }) => values?.val_accuracy ?? 0);
  return {
    title: `Espalier (${done.length} complete)`,
    perMinute: done.length / searchMinutes(path.join(folder, '.espalier', 'digits.log')),
    withStart: done.length / minutes,
    best: Math.max(...scores),
  };
}

/** By the journal's times. */
function searchMinutes(journal: string): number {
  type Entry = { datetime_start?: string; datetime_complete?: string };
  const entries = readFileSync(journal, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Entry); // prettier-ignore
  const times = (key: keyof Entry): number[] => entries.flatMap((entry) => (entry[key] ? Date.parse(entry[key]) : [])); // prettier-ignore
  return (Math.max(...times('datetime_complete')) - Math.min(...times('datetime_start'))) / 60_000;
}

async function kerasTuner(python: string, trials: number, folder: string): Promise<Digits> {
  const mnist = createRequire(path.join(root, 'package.json'))('mnist') as {
    set(training: number, test: number): { training: { input: number[]; output: number[] }[] };
  };
  const { training } = mnist.set(10000, 0);
  const data = path.join(folder, 'digits.bin');
  writeFileSync(data, Float32Array.from(training.flatMap((digit) => [...digit.input, ...digit.output])));
  const script = path.join(__dirname, 'peers', 'kerastuner_digits.py');
  const began = performance.now();
  const { stdout } = await run(python, [script, data, String(trials)], { maxBuffer: 1 << 26 });
  const minutes = (performance.now() - began) / 60_000;
  const found = JSON.parse(stdout.trim().split('\n').at(-1) as string) as { perMinute: number; best: number };
  return { title: 'KerasTuner', withStart: trials / minutes, ...found };
}
