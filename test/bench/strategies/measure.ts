import { Random } from '../../../src/space/random';
import { samplePoint } from '../../../src/space/points';
import type { SearchSpace } from '../../../src/space/space';
import { hypervolume } from '../../../src/strategy/pareto';
import { withDefault } from './nb201';
import type { ParetoProblem, Problem } from './problems';
import { searcher } from './searcher';

export interface Run {
  /** What each trial measured, in order. */
  readonly values: (readonly number[])[];
  /** What is reported of the best trial so far, after each. */
  readonly reported: number[];
  /** How many trials until the goal; undefined when missed. */
  readonly hit: number | undefined;
  readonly milliseconds: number;
}

export interface RunOptions {
  readonly trials: number;
  readonly seed: number;
  /** End at the goal. */
  readonly untilGoal?: boolean;
}

/** One search with one strategy, one trial after the other. The code as written is a random point of the run's own. */
export async function run(
  strategy: string,
  problem: Problem,
  { trials, seed, untilGoal }: RunOptions,
): Promise<Run> {
  const space = startingAnywhere(problem.space, seed);
  const search = await searcher(strategy, { space, objectives: problem.objectives, seed });
  const noise = new Random(seed, 77);
  const values: (readonly number[])[] = [];
  const reported: number[] = [];
  let best = Infinity;
  let hit: number | undefined;
  let milliseconds = 0;
  for (let number = 0; number < trials && !(untilGoal && hit); number++) {
    const asked = performance.now();
    const point = await search.ask(number);
    if (point === undefined) break;
    milliseconds += performance.now() - asked;
    const measured = problem.evaluate(point, () => noise.normal());
    const told = performance.now();
    search.tell(number, point, measured);
    milliseconds += performance.now() - told;
    values.push(measured);
    const better = (measured[0] ?? Infinity) < best;
    reported.push(better ? problem.report(point) : (reported.at(-1) ?? problem.worst ?? NaN));
    if (better) best = measured[0] as number;
    if (problem.goal !== undefined && best <= problem.goal) hit ??= number + 1;
  }
  return { values, reported, hit, milliseconds };
}

function startingAnywhere(space: SearchSpace, seed: number): SearchSpace {
  return withDefault(space, samplePoint(space, 1000 + seed));
}

/** The best first value after so many trials. */
export function bestAt({ values }: Run, trials: number): number {
  return Math.min(...values.slice(0, trials).map((value) => value[0] ?? Infinity));
}

/** The share of the whole front's hypervolume after so many trials. */
export function hypervolumeAt({ values }: Run, problem: ParetoProblem, trials: number): number {
  return hypervolume(values.slice(0, trials), problem.reference) / problem.most;
}

export interface Summary {
  readonly mean: number;
  /** Standard error of the mean. */
  readonly error: number;
  readonly quartiles: readonly [number, number, number];
}

export function summarise(numbers: readonly number[]): Summary {
  const n = numbers.length;
  const mean = numbers.reduce((a, b) => a + b, 0) / n;
  const variance = numbers.reduce((sum, x) => sum + (x - mean) ** 2, 0) / Math.max(1, n - 1);
  const sorted = [...numbers].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.round(share * (n - 1))] as number;
  return { mean, error: Math.sqrt(variance / n), quartiles: [at(0.25), at(0.5), at(0.75)] };
}
