import type { Codes } from '../space/coded';
import type { Point } from '../space/space';
import type { Observation } from './strategy';

/** A trial that ended, as the algorithms see it. */
export interface Trial {
  readonly number: number;
  readonly point: Point;
  /** NaN where a variable was inactive, or was never evaluated. */
  readonly codes: Codes;
  /** Best first: complete and feasible, stopped early, infeasible, failed. */
  readonly standing: Standing;
  /** One an objective, to be minimised; empty where there are none. */
  readonly values: readonly number[];
  /** The sum of what constraints are missed by. */
  readonly violation: number;
  /** The last step that was reported, 0 where none was. */
  readonly step: number;
  readonly curve: Observation['curve'];
}

export enum Standing {
  Complete,
  Pruned,
  Infeasible,
  Failed,
}

/** A trial whose values are missing or NaN has failed, whatever was said; NaN is never a result. */
export function trialOf(observation: Observation, codes: Codes, objectives: number): Trial {
  const { number, point, state, values, constraints, curve } = observation;
  const usable = values.length === objectives && values.every((value) => !Number.isNaN(value));
  const violation = constraints.reduce((sum, by) => sum + Math.max(0, Number.isNaN(by) ? Infinity : by), 0);
  return {
    number,
    point,
    codes,
    values: usable ? values : [],
    violation,
    curve,
    step: curve.reduce((last, { step }) => Math.max(last, step), 0),
    standing: standingOf(),
  };

  function standingOf(): Standing {
    if (state === 'failed') return Standing.Failed;
    if (state === 'infeasible' || violation > 0) return Standing.Infeasible;
    if (state === 'pruned') return Standing.Pruned;
    return usable ? Standing.Complete : Standing.Failed;
  }
}

/** One number to be minimised, of a trial that has values. */
export type Loss = (values: readonly number[]) => number;

export const firstValue: Loss = (values) => values[0] as number;

/**
 * Which of two trials is better (negative: the first). Feasible before infeasible, and those by how much they miss
 * (Deb 2000, "An efficient constraint handling method for genetic algorithms"); completed before stopped early, and
 * those by how far they came, then by their last value.
 */
export function compareTrials(a: Trial, b: Trial, loss: Loss = firstValue): number {
  if (a.standing !== b.standing) return a.standing - b.standing;
  switch (a.standing) {
    case Standing.Complete:
      return compare(loss(a.values), loss(b.values));
    case Standing.Pruned:
      return compare(b.step, a.step) || compare(lossOrWorst(a, loss), lossOrWorst(b, loss));
    case Standing.Infeasible:
      return compare(a.violation, b.violation);
    case Standing.Failed:
      return 0;
  }
}

function lossOrWorst(trial: Trial, loss: Loss): number {
  return trial.values.length > 0 ? loss(trial.values) : Infinity;
}

/** As a − b, with infinities that are equal to themselves. */
function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
