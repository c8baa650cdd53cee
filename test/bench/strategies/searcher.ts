/** Espalier's strategies and Optuna's samplers behind the same two calls. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Point, SearchSpace } from '../../../src/space/space';
import { createStrategy } from '../../../src/strategy';

export interface Searcher {
  /** Undefined when the space is exhausted. */
  ask(number: number): Promise<Point | undefined> | Point | undefined;
  /** Values to be minimised; none when the trial failed. */
  tell(number: number, point: Point, values: readonly number[]): void;
}

export interface Task {
  readonly space: SearchSpace;
  readonly objectives: number;
  readonly seed: number;
}

/** A strategy by its name, or `optuna:SAMPLER` of `peers/serve.py`. */
export async function searcher(name: string, task: Task): Promise<Searcher> {
  const [peer, sampler] = name.split(':');
  return sampler === undefined ? own(name, task) : optuna(peer ?? '', sampler, task);
}

function own(name: string, task: Task): Searcher {
  const strategy = createStrategy(name, { ...task, options: {} });
  return {
    ask(number) {
      const point = strategy.ask(number);
      if (point !== undefined) strategy.begin(number, point);
      return point;
    },
    tell(number, point, values) {
      const state = values.length > 0 ? 'complete' : 'failed';
      strategy.tell({ number, point, state, values, constraints: [], curve: [] });
    },
  };
}

let server: { process: ChildProcessWithoutNullStreams; lines: AsyncIterator<string> } | undefined;

/** The Python that has Optuna is named by the environment variable PYTHON. */
async function optuna(peer: string, sampler: string, { space, seed, objectives }: Task): Promise<Searcher> {
  if (peer !== 'optuna') throw new Error(`There is no peer ${peer}: write optuna:SAMPLER.`);
  server ??= startServer();
  const { process, lines } = server;
  const say = (message: unknown) => void process.stdin.write(`${JSON.stringify(message)}\n`);
  const line = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error('Optuna did not run; PYTHON must name a Python that has it.');
    return value;
  };
  say({ start: sampler, seed, objectives, variables: space.variables });
  await line();
  return {
    async ask() {
      say('ask');
      return JSON.parse(await line()) as Point;
    },
    tell: (_number, _point, values) => say({ tell: values }),
  };
}

function startServer() {
  const python = process.env['PYTHON'] ?? 'python3';
  const child = spawn(python, [path.join(__dirname, 'peers', 'serve.py')]);
  child.stderr.pipe(process.stderr);
  child.on('error', (error) => console.error(`${python}: ${error.message}`));
  return { process: child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() };
}

/** Ends what the peers run in. */
export function closePeers(): void {
  server?.process.stdin.end();
  server = undefined;
}
