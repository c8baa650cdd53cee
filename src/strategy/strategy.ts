import type { Point, SearchSpace } from '../space/space';

/** How a trial ended, as a strategy sees it. */
export type TrialState = 'complete' | 'pruned' | 'failed' | 'infeasible';

/** What became of a trial. */
export interface Observation {
  /** From 0, in the order in which trials began. */
  readonly number: number;
  readonly point: Point;
  readonly state: TrialState;
  /**
   * One number an objective, each to be **minimised** (the study turns the sign of those that are maximised). Empty
   * when the trial has none (failed, or known to be infeasible before training); of a pruned trial, the last seen.
   */
  readonly values: readonly number[];
  /** How far each constraint is from being met: ≤ 0 is met (Optuna's convention). */
  readonly constraints: readonly number[];
  /** Values at each reported step (from 1), to be minimised; the first objective only unless noted. */
  readonly curve: readonly { readonly step: number; readonly values: readonly number[] }[];
  /**
   * Labels of the variables that the candidate evaluated, a subset of the point's; absent when unknown. Two
   * candidates that agree on these are one candidate.
   */
  readonly evaluated?: readonly string[];
}

/**
 * An ask/tell search algorithm. It sees a space and points: never source text, never tensors.
 *
 * State is a function of what was begun and told, in that order, and of the seed: replaying a study's records into a
 * new strategy gives the same next point. Randomness of an ask comes from (seed, trial number), so it does not depend
 * on how many asks went before.
 */
export interface Strategy {
  readonly name: string;
  /** What it chose and why, for people; may change while it runs (`auto` says which part is at work). */
  readonly description: string;
  /**
   * The next point to try, distinct from every point that was begun; `undefined` when the space is exhausted.
   * Calling it changes nothing that a replay would not restore.
   */
  ask(number: number): Point | undefined;
  /** A trial began: asked for, queued by hand, or read from a journal. Its point counts as pending until told. */
  begin(number: number, point: Point): void;
  tell(observation: Observation): void;
}

export interface StrategyOptions {
  readonly space: SearchSpace;
  /** How many objectives, ≥ 1. */
  readonly objectives: number;
  readonly seed: number;
  /** The budget of trials, where it is known: lets a strategy choose by it. */
  readonly trials?: number;
  /** Options of the strategy, as the person wrote them. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** Ends trials early. Trials report steps (epochs, from 1); deterministic in what was reported. */
export interface StoppingRule {
  readonly name: string;
  /** A running trial reports values (each to be minimised). `stop` ends it as pruned. */
  report(trial: number, step: number, values: readonly number[]): 'continue' | 'stop';
  /** A trial ended, however; its reports stay known unless it failed. */
  end(trial: number, state: TrialState): void;
}
