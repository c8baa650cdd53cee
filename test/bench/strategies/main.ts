/**
 * npm run bench:strategies -- [--strategies auto,tpe] [--seeds 30] [--parts tables,pareto,synthetic,cost] [--optuna]
 *
 * Every strategy on published tables and synthetic spaces, beside random search; with --optuna also Optuna's samplers,
 * by `peers/run.py` in the Python of the environment variable PYTHON.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { strategyNames } from '../../../src/strategy';
import { askCosts } from './ask-cost';
import { bestAt, hypervolumeAt, run, summarise } from './measure';
import { accuracyProblems, hasTables, paretoProblems, tablesFolder } from './nb201';
import { families, syntheticProblem } from './synthetic';

const { values: options } = parseArgs({
  options: {
    strategies: { type: 'string', default: strategyNames.filter((name) => name !== 'grid').join() },
    seeds: { type: 'string', default: '30' },
    parts: { type: 'string', default: 'tables,pareto,synthetic,cost' },
    devices: { type: 'string', default: 'pixel3,raspi4' },
    optuna: { type: 'boolean', default: false },
  },
});
const strategies = options.strategies.split(',');
const seeds = Array.from({ length: Number(options.seeds) }, (_, seed) => seed);
const parts = new Set(options.parts.split(','));
const marks = [25, 50, 100, 200];

const show = (...cells: readonly string[]) => console.log(`| ${cells.join(' | ')} |`);
const head = (title: string, ...columns: readonly string[]) => {
  console.log(`\n### ${title}\n`);
  show(...columns);
  show(...columns.map(() => '---'));
};
const fixed = (x: number, digits = 2) => x.toFixed(digits);
const quartiles = (numbers: readonly number[]) => {
  const [low, middle, high] = summarise(numbers).quartiles;
  return `${fixed(middle)} (${fixed(low)}–${fixed(high)})`;
};

/** Best so far, evaluations to within 0.2 points of the optimum (a run that misses counts as 200). */
function tables(): void {
  for (const problem of accuracyProblems()) {
    head(
      problem.name,
      'strategy',
      ...marks.map((n) => `best at ${n}`),
      'to the goal',
      'missed',
      'ms a trial',
    );
    for (const strategy of strategies) {
      const runs = seeds.map((seed) => run(strategy, problem, { trials: 200, seed }));
      const hits = summarise(runs.map(({ hit }) => hit ?? 200));
      show(
        strategy,
        ...marks.map((n) => quartiles(runs.map((each) => -bestAt(each, n)))),
        `${fixed(hits.mean, 1)} ± ${fixed(hits.error, 1)}`,
        String(runs.filter(({ hit }) => hit === undefined).length),
        fixed(summarise(runs.map(({ milliseconds }) => milliseconds / 200)).mean),
      );
    }
  }
}

function pareto(): void {
  for (const problem of paretoProblems(options.devices.split(','))) {
    head(`${problem.name}: hypervolume`, 'strategy', ...marks.slice(1).map(String), 'ms a trial');
    for (const strategy of strategies) {
      const runs = seeds.map((seed) => run(strategy, problem, { trials: 200, seed }));
      show(
        strategy,
        ...marks.slice(1).map((n) => {
          const { mean, error } = summarise(runs.map((each) => hypervolumeAt(each, problem, n)));
          return `${fixed(mean, 4)} ± ${fixed(error, 4)}`;
        }),
        fixed(summarise(runs.map(({ milliseconds }) => milliseconds / 200)).mean),
      );
    }
  }
}

/** How far the incumbent (the best measured) is from the optimum, without noise, in deviations over random points. */
function synthetic(): void {
  const at = [30, 60, 100, 150];
  for (const family of Object.keys(families)) {
    head(`${family}: regret`, 'strategy', ...at.map(String), 'ms a trial');
    for (const strategy of strategies) {
      const runs = seeds.map((seed) => run(strategy, syntheticProblem(family, seed), { trials: 150, seed }));
      show(
        strategy,
        ...at.map((n) => {
          const { mean, error } = summarise(runs.map(({ reported }) => reported[n - 1] as number));
          return `${fixed(mean)} ± ${fixed(error)}`;
        }),
        fixed(summarise(runs.map(({ milliseconds }) => milliseconds / 150)).mean),
      );
    }
  }
}

function cost(): void {
  const trials = [100, 1000, 10_000];
  head('ask + tell, ms (median, mean of the last 100)', 'strategy', ...trials.map(String));
  for (const strategy of strategies) {
    show(
      strategy,
      ...askCosts(strategy, trials).map(({ median, mean }) => `${fixed(median, 3)}, ${fixed(mean, 3)}`),
    );
  }
}

function optuna(): void {
  const python = process.env['PYTHON'] ?? 'python3';
  const script = path.join(__dirname, 'peers', 'run.py');
  const { status } = spawnSync(python, [script, tablesFolder, String(seeds.length), options.devices], {
    stdio: 'inherit',
  });
  if (status !== 0) console.log(`Optuna did not run; PYTHON must name a Python that has it (now ${python}).`);
}

if (!hasTables)
  console.log(`No tables in ${tablesFolder} (set ESPALIER_BENCHMARKS): only what needs none is measured.`);
if (parts.has('tables') && hasTables) tables();
if (parts.has('pareto') && hasTables) pareto();
if (parts.has('synthetic')) synthetic();
if (parts.has('cost')) cost();
if (options.optuna && hasTables) optuna();
