/** What Gaussian processes learn of the values of trials: to be maximised, mean 0 and deviation 1. */
import { normalScores, standardise } from '../ranks';
import { compareTrials, Standing, type Trial } from '../trial';

/**
 * The mean of normal scores, which outliers and odd scales cannot bend, and of values, which tell how far trials are
 * apart. What did not complete stands behind all that did.
 * @param sorted trials best first, by their first value
 * @param smooth values alone: scores hold the best apart however near they are, which puts a cusp at a smooth optimum
 */
export function targetsOfSorted(sorted: readonly Trial[], smooth = false): Float64Array {
  if (smooth) return targetsOf(sorted, 0, Standing.Complete, 3);
  const values = targetsOf(sorted, 0, Standing.Complete);
  const scores = normalScores(sorted, (a, b) => compareTrials(a, b) === 0);
  return standardise(scores.map((score, i) => score + (values[i] as number)));
}

/**
 * One objective's values, bad ones drawn in: what is bad is bad enough, the differences that matter are among the good.
 * @param last the worst standing of which values count; other trials are as bad as any
 * @param reach how far behind the median a value may stand, in distances from the best tenth to the median
 * @param until values up to this one stay as they are
 */
export function targetsOf(
  trials: readonly Trial[],
  objective: number,
  last = Standing.Pruned,
  reach = 1.2,
  until = -Infinity,
): Float64Array {
  const usable = ({ standing, values }: Trial) => {
    const value = standing <= last ? values[objective] : undefined;
    return value !== undefined && Number.isFinite(value) ? value : undefined;
  };
  const values = trials.map(usable);
  const known = values.filter((value) => value !== undefined).sort((a, b) => a - b);
  const quantile = (share: number) => known[Math.floor(share * (known.length - 1))] ?? 0;
  const ceiling = Math.max(until, quantile(0.5) + reach * (quantile(0.5) - quantile(0.1)));
  const worst = ceiling > quantile(0.5) ? Math.min(ceiling, known.at(-1) ?? 0) : (known.at(-1) ?? 0);
  return standardise(Float64Array.from(values, (value) => -Math.min(value ?? worst, worst)));
}
