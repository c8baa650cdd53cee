/** How long a search still takes, as far as can be told. */
import type { Budget } from './settings';

/** Recent trials tell more: a search drifts to larger or smaller models. */
const recent = 20;

/** Seconds; undefined when nothing bounds the search or nothing is known yet. */
export function remainingSeconds(
  budget: Budget,
  done: number,
  elapsed: number,
  /** Seconds of each evaluated trial so far. */
  durations: readonly number[],
  workers: number,
): number | undefined {
  const last = durations.slice(-recent);
  const bounds: number[] = [];
  if (budget.time !== undefined) bounds.push(Math.max(0, budget.time - elapsed));
  if (budget.trials !== undefined && last.length > 0) {
    const mean = last.reduce((sum, seconds) => sum + seconds, 0) / last.length;
    // Trials that share a result take no time.
    const evaluated = durations.length / Math.max(1, done);
    bounds.push(((Math.max(0, budget.trials - done) * mean) / workers) * evaluated);
  }
  return bounds.length > 0 ? Math.min(...bounds) : undefined;
}
