/** The best trials so far: one with a single objective, the Pareto front with several. */
import type { Objective } from '../protocol/study';
import { minimisedValues } from './objectives';
import type { Trial } from './trial';

interface Entry {
  readonly number: number;
  /** Each to be minimised. */
  readonly values: readonly number[];
}

export class BestTrials {
  private front: Entry[] = [];

  constructor(private readonly objectives: readonly Objective[]) {}

  /** Numbers of the best, in order of the first objective. Of equals the earlier one is kept. */
  get numbers(): readonly number[] {
    return this.front.map(({ number }) => number);
  }

  add(trial: Trial): void {
    if (trial.state !== 'complete') return;
    const values = minimisedValues(this.objectives, trial.values);
    if (values.length === 0 || this.front.some((entry) => covers(entry.values, values))) return;
    this.front = [
      ...this.front.filter((entry) => !covers(values, entry.values)),
      { number: trial.number, values },
    ];
    this.front.sort((a, b) => (a.values[0] ?? 0) - (b.values[0] ?? 0) || a.number - b.number);
  }
}

/** Whether `a` is at least as good as `b` in every objective. */
const covers = (a: readonly number[], b: readonly number[]) =>
  a.every((value, i) => value <= (b[i] ?? Infinity));
