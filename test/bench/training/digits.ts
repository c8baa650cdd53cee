/**
 * Candidates a minute on a real search, from the command line to its end, beside KerasTuner on the same space. Both draw
 * their own candidates, which may take twice as long as others, so that they take turns in rounds of other seeds.
 */
import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = path.resolve(__dirname, '../../..');

interface Round {
  title: string;
  trials: number;
  /** From the first candidate's start to the last one's end. */
  minutes: number;
  /** With the start of the programs and all that they load. */
  withStart: number;
  best: number;
}

/** One row for each program: all of its rounds. */
export async function digits(
  node: string,
  trials: number,
  rounds: number,
  python?: string,
): Promise<Round[]> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'espalier-bench-'));
  try {
    const results: Round[] = [];
    for (let seed = 1; seed <= rounds; seed++) {
      results.push(await espalier(node, trials, seed, folder));
      if (python) results.push(await kerasTuner(python, trials, seed, folder));
    }
    return [...new Set(results.map(({ title }) => title))].map((title) => {
      const own = results.filter((round) => round.title === title);
      const sum = (key: 'trials' | 'minutes' | 'withStart') =>
        own.reduce((total, round) => total + round[key], 0);
      const best = Math.max(...own.map((round) => round.best));
      return { title, trials: sum('trials'), minutes: sum('minutes'), withStart: sum('withStart'), best };
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function espalier(node: string, trials: number, seed: number, parent: string): Promise<Round> {
  const folder = mkdtempSync(path.join(parent, 'search-'));
  const file = path.join(folder, 'digits.cjs');
  copyFileSync(path.join(__dirname, 'digits.cjs'), file);
  symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
  const args = [
    'search',
    file,
    '--strategy',
    'random',
    '--trials',
    String(trials),
    '--seed',
    String(seed),
    '--json',
  ];
  const began = performance.now();
  const { stdout } = await run(node, [path.join(root, 'dist/cli.js'), ...args], { maxBuffer: 1 << 26 });
  const withStart = (performance.now() - began) / 60_000;
  const lines = stdout.trim().split('\n').map((line) => JSON.parse(line) as { event: string; state?: string; values?: Record<string, number> }); // prettier-ignore
  const done = lines.filter(({ event, state }) => event === 'trial' && state === 'complete');
  const scores = done.map(({ values }) => values?.val_accuracy ?? 0);
  return {
    title: 'Espalier',
    trials: done.length,
    minutes: searchMinutes(path.join(folder, '.espalier', 'digits.log')),
    withStart,
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

async function kerasTuner(python: string, trials: number, seed: number, folder: string): Promise<Round> {
  const mnist = createRequire(path.join(root, 'package.json'))('mnist') as {
    set(training: number, test: number): { training: { input: number[]; output: number[] }[] };
  };
  const { training } = mnist.set(10000, 0);
  const data = path.join(folder, 'digits.bin');
  writeFileSync(data, Float32Array.from(training.flatMap((digit) => [...digit.input, ...digit.output])));
  const script = path.join(__dirname, 'peers', 'kerastuner_digits.py');
  const began = performance.now();
  const { stdout } = await run(python, [script, data, String(trials), String(seed)], { maxBuffer: 1 << 26 });
  const withStart = (performance.now() - began) / 60_000;
  const found = JSON.parse(stdout.trim().split('\n').at(-1) as string) as { minutes: number; best: number };
  return { title: 'KerasTuner', trials, withStart, ...found };
}
