/**
 * npm run bench:training -- [--models seven|others|cnn,mlp,…] [--parts steps,first,digits] [--rounds 2] [--core 1]
 *                           [--node PATH,…] [--python PATH] [--tfjs-node DIRECTORY] [--trials 12]
 *
 * Milliseconds of a training step of each model, each program on the same core, in turns, as the processor time of all
 * its threads (on a core of its own that is the time that passes): TensorFlow.js's WASM backend
 * as it comes, this engine with recorded steps and without, on the newest Node found and on the one that runs this;
 * tfjs-node of a directory and Keras of a Python where they are named. The limit is the step's products at the peak of
 * the engine's own matrix product in the same run. Then the time from a candidate's values to its first finished step
 * in a warm evaluator, and candidates a minute beside KerasTuner, in as many rounds of `--trials`.
 */
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { findNode } from '../../../src/evaluate/node';
import { digits } from './digits';
import { firstSteps } from './first-step';
import { models, sevenModels, type ModelName } from './models';
import { otherModels } from './other-models';
import { canPin } from './pinned';
import { timeModel, type Contestant } from './table';

const { values: options } = parseArgs({
  options: {
    models: { type: 'string', default: 'seven' },
    parts: { type: 'string', default: 'steps,first,digits' },
    rounds: { type: 'string', default: '2' },
    core: { type: 'string', default: String(os.availableParallelism() - 1) },
    node: { type: 'string' },
    python: { type: 'string' },
    'tfjs-node': { type: 'string' },
    trials: { type: 'string', default: '12' },
  },
});
const sets: Record<string, object> = { seven: sevenModels, others: otherModels };
const names = options.models
  .split(',')
  .flatMap((name) => (sets[name] ? Object.keys(sets[name]) : name)) as ModelName[];
for (const name of names) {
  if (models[name]) continue;
  throw new Error(`--models has no "${name}": ${[...Object.keys(sets), ...Object.keys(models)].join(', ')}`);
}
const parts = new Set(options.parts.split(','));
const core = Number(options.core);
const { python } = options;

const row = (...cells: readonly string[]): void => console.log(`| ${cells.join(' | ')} |`);
const head = (title: string, ...columns: readonly string[]): void => {
  console.log(`\n### ${title}\n`);
  row(...columns);
  row(...columns.map(() => '---'));
};
const fixed = (x: number | undefined): string =>
  x === undefined ? '–' : x.toFixed(x < 10 ? 2 : x < 100 ? 1 : 0);

async function steps(nodes: readonly { path: string; version: string }[]): Promise<void> {
  const newest = nodes[0] as { path: string; version: string };
  const contestants: Contestant[] = [
    { title: 'WASM as shipped', kind: 'shipped', node: newest.path },
    ...nodes.flatMap(({ path: node, version }): Contestant[] => {
      const [major] = version.split('.');
      return [
        { title: `Espalier, Node ${major}`, kind: 'traced', node },
        { title: 'untraced', kind: 'untraced', node },
      ];
    }),
    ...(options['tfjs-node']
      ? [{ title: 'tfjs-node', kind: 'tfjs-node', node: process.execPath, directory: path.resolve(options['tfjs-node']) } as const]
      : []),
    ...(python ? [{ title: 'Keras', kind: 'keras', python } as const] : []),
  ]; // prettier-ignore
  const last = python ? ['Keras ÷ Espalier'] : [];
  head(
    'Milliseconds of a training step',
    'model',
    'GFLOP',
    ...contestants.map(({ title }) => title),
    'limit',
    ...last,
  );
  const notes = new Map<string, Set<string>>();
  for (const name of names) {
    const { cells, peak } = await timeModel(name, contestants, Number(options.rounds), core);
    const { title, flops } = models[name];
    cells.forEach(({ note }, i) => {
      const { title, node = '' } = { node: '', ...contestants[i] } as { title: string; node?: string };
      const key = `${title}${title === 'untraced' ? ` (${node})` : ''}`;
      if (note) notes.set(key, (notes.get(key) ?? new Set()).add(note));
    });
    const keras = cells.at(-1)?.milliseconds;
    const ratio = keras && cells[1]?.milliseconds ? keras / cells[1].milliseconds : undefined;
    row(
      title,
      flops ? (flops / 1e9).toFixed(3) : '–',
      ...cells.map(({ milliseconds, replayed }, i) => {
        if (milliseconds === undefined) return contestants[i]?.kind === 'shipped' ? 'cannot train' : 'failed';
        return fixed(milliseconds) + (contestants[i]?.kind === 'traced' && !replayed ? ' (not traced)' : '');
      }),
      flops ? `${fixed(flops / 1e6 / peak)} at ${peak.toFixed(0)} GF/s` : '–',
      ...(python ? [`${ratio?.toFixed(2) ?? '–'}×`] : []),
    );
  }
  console.log();
  for (const [title, texts] of notes) console.log(`- ${title}: ${[...texts].join('; ')}`);
}

async function first(node: string): Promise<void> {
  head(
    'From a candidate’s values to its first finished step, ms',
    'model', 'Espalier, warm evaluator (median)', ...(python ? ['Keras, warm process'] : []),
  ); // prettier-ignore
  for (const { name, milliseconds, keras } of await firstSteps(names, node, core, python)) {
    row(models[name].title, fixed(milliseconds), ...(python ? [fixed(keras)] : []));
  }
}

async function compareDigits(node: string): Promise<void> {
  head(
    'Candidates a minute: a CNN on 8,000 digits, 3 epochs, random search, whole machine',
    'program',
    'candidates',
    'a minute',
    'with its start',
    'best',
  );
  const [trials, rounds] = [Number(options.trials), Number(options.rounds)];
  const results = await digits(node, trials, rounds, python);
  for (const { title, trials: done, minutes, withStart, best } of results) {
    row(title, String(done), (done / minutes).toFixed(1), (done / withStart).toFixed(1), best.toFixed(4));
  }
}

async function main(): Promise<void> {
  const newest = options.node ? undefined : await findNode();
  const given = options.node?.split(',') ?? [];
  const nodes = newest ? [newest] : await Promise.all(given.map((file) => findNode(file)));
  if (!nodes.some(({ version }) => version === process.versions.node)) {
    nodes.push({ path: process.execPath, version: process.versions.node, reason: 'runs this' });
  }
  const cpu = os.cpus()[0]?.model.trim() ?? 'unknown processor';
  const where = canPin ? `core ${core} of ${os.cpus().length}` : `${os.cpus().length} cores, not pinned`;
  console.log(`${cpu}, ${where}, ${Math.round(os.totalmem() / 2 ** 30)} GiB, ${os.type()} ${os.release()}`);
  console.log(
    `Node ${nodes.map(({ version }) => version).join(', ')}; batches of 64, Adam, the least of several epochs, processor time`,
  );
  const best = (nodes[0] as { path: string }).path;
  if (parts.has('steps')) await steps(nodes);
  if (parts.has('first')) await first(best);
  if (parts.has('digits')) await compareDigits(best);
}

void main();
