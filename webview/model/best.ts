/** What is best so far: with one objective, and the front of several. */
import type { Objective, Trial } from '../../src/protocol/study';

/** A trial's objective where it has one and ended well. */
export function score(trial: Trial, { name }: Objective): number | undefined {
  if (trial.state !== 'complete') return undefined;
  const value = trial.values[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

export function better({ direction }: Objective, a: number, b: number): boolean {
  return direction === 'minimize' ? a < b : a > b;
}

export interface BestStep {
  readonly number: number;
  readonly value: number;
}

/** The trials that improved on all before them, in the order of their numbers. */
export function bestSoFar(trials: readonly Trial[], objective: Objective): readonly BestStep[] {
  const steps: BestStep[] = [];
  for (const trial of trials) {
    const value = score(trial, objective);
    const last = steps.at(-1);
    if (value !== undefined && (!last || better(objective, value, last.value))) {
      steps.push({ number: trial.number, value });
    }
  }
  return steps;
}

/**
 * The trials that no other beats in every objective (of equals, the first), by the first objective. With two
 * objectives O(n log n); with more, each is compared with the front.
 */
export function paretoFront(trials: readonly Trial[], objectives: readonly Objective[]): readonly Trial[] {
  const points: { trial: Trial; values: number[] }[] = [];
  for (const trial of trials) {
    const values = objectives.map((objective) => {
      const value = score(trial, objective) ?? NaN;
      return objective.direction === 'minimize' ? value : -value;
    });
    if (values.every(Number.isFinite)) points.push({ trial, values });
  }
  points.sort((a, b) => compareLists(a.values, b.values) || a.trial.number - b.trial.number);
  const front: { trial: Trial; values: number[] }[] = [];
  for (const point of points) {
    // Sorted by all objectives in turn, so whatever covers a point stands before it; with two, it is the last.
    const rivals = objectives.length === 2 ? front.slice(-1) : front;
    if (!rivals.some(({ values }) => values.every((value, i) => value <= point.values[i]!)))
      front.push(point);
  }
  return front.map(({ trial }) => trial);
}

function compareLists(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return 0;
}
