/**
 * npm run bench:strategies -- [--strategies auto,tpe] [--seeds 30] [--parts tables,pareto,fronts,synthetic,cost]
 *   [--families shared12,branin2] [--devices pixel3] [--fronts zdt1] [--untilGoal]
 *
 * Every strategy on published tables and synthetic spaces, beside random search. Optuna's samplers run in the same
 * tables as strategies named optuna:tpe, optuna:tpe-group, optuna:gp, optuna:nsga2, by `peers/serve.py` in the Python of
 * the environment variable PYTHON.
 */
import { parseArgs } from 'node:util';
import { strategyNames } from '../../../src/strategy';
import { askCosts } from './ask-cost';
import { frontNames, frontProblem } from './fronts';
import { bestAt, hypervolumeAt, run, summarise, type Run } from './measure';
import { accuracyProblems, hasTables, paretoProblems, tablesFolder } from './nb201';
import type { ParetoProblem, Problem } from './problems';
import { closePeers } from './searcher';
import { families, syntheticProblem } from './synthetic';

const { values: options } = parseArgs({
  options: {
    strategies: { type: 'string', default: strategyNames.filter((name) => name !== 'grid').join() },
    seeds: { type: 'string', default: '30' },
    parts: { type: 'string', default: 'tables,pareto,fronts,synthetic,cost' },
    devices: { type: 'string', default: 'pixel3,raspi4' },
    fronts: { type: 'string', default: frontNames.join() },
    families: { type: 'string', default: Object.keys(families).join() },
    /** Tables only: runs end at the goal, which is all that is then told. */
    untilGoal: { type: 'boolean', default: false },
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

/** One run a seed. */
async function runsOf(strategy: string, problem: (seed: number) => Problem, trials: number): Promise<Run[]> {
  const runs: Run[] = [];
  for (const seed of seeds)
    runs.push(await run(strategy, problem(seed), { trials, seed, untilGoal: options.untilGoal }));
  return runs;
}

const timeOf = (runs: readonly Run[]) =>
  fixed(summarise(runs.map(({ milliseconds, values }) => milliseconds / values.length)).mean);

/** Best so far, evaluations to within 0.2 points of the optimum (a run that misses counts as 200). */
async function tables(): Promise<void> {
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
      const runs = await runsOf(strategy, () => problem, 200);
      const hits = summarise(runs.map(({ hit }) => hit ?? 200));
      show(
        strategy,
        ...marks.map((n) => quartiles(runs.map((each) => -bestAt(each, n)))),
        `${fixed(hits.mean, 1)} ± ${fixed(hits.error, 1)}`,
        String(runs.filter(({ hit }) => hit === undefined).length),
        timeOf(runs),
      );
    }
  }
}

/** Each run has an instance of its own, where a problem has several. */
async function pareto(name: string, problem: (seed: number) => ParetoProblem): Promise<void> {
  head(`${name}: hypervolume`, 'strategy', ...marks.slice(1).map(String), 'ms a trial');
  for (const strategy of strategies) {
    const runs = await runsOf(strategy, problem, 200);
    show(
      strategy,
      ...marks.slice(1).map((n) => {
        const { mean, error } = summarise(
          runs.map((each, i) => hypervolumeAt(each, problem(seeds[i] as number), n)),
        );
        return `${fixed(mean, 4)} ± ${fixed(error, 4)}`;
      }),
      timeOf(runs),
    );
  }
}

/** How far the incumbent (the best measured) is from the optimum, without noise, in deviations over random points. */
async function synthetic(): Promise<void> {
  const at = [30, 60, 100, 150];
  for (const family of options.families.split(',')) {
    head(`${family}: regret`, 'strategy', ...at.map(String), 'ms a trial');
    for (const strategy of strategies) {
      const runs = await runsOf(strategy, (seed) => syntheticProblem(family, seed), 150);
      show(
        strategy,
        ...at.map((n) => {
          const { mean, error } = summarise(runs.map(({ reported }) => reported[n - 1] as number));
          return `${fixed(mean, 3)} ± ${fixed(error)}`;
        }),
        timeOf(runs),
      );
    }
  }
}

function cost(): void {
  const trials = [100, 1000, 10_000];
  head('ask + tell, ms (median, mean of the last 100)', 'strategy', ...trials.map(String));
  for (const strategy of strategies.filter((name) => strategyNames.includes(name))) {
    show(
      strategy,
      ...askCosts(strategy, trials).map(({ median, mean }) => `${fixed(median, 3)}, ${fixed(mean, 3)}`),
    );
  }
}

async function main(): Promise<void> {
  if (!hasTables)
    console.log(`No tables in ${tablesFolder} (set ESPALIER_BENCHMARKS): only what needs none is measured.`);
  if (parts.has('tables') && hasTables) await tables();
  if (parts.has('pareto') && hasTables)
    for (const problem of paretoProblems(options.devices.split(',')))
      await pareto(problem.name, () => problem);
  if (parts.has('fronts'))
    for (const name of options.fronts.split(',')) await pareto(name, (seed) => frontProblem(name, seed));
  if (parts.has('synthetic')) await synthetic();
  if (parts.has('cost')) cost();
  closePeers();
}

void main();
