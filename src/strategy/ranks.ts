import { normalQuantile } from './normal';

/**
 * Normal scores of a list that is sorted best first: the best highest; equals share their mean; standardised. What
 * matters to a search is the order, and a rank is robust against outliers and scales of any kind.
 */
export function normalScores<T>(sorted: readonly T[], same: (a: T, b: T) => boolean): Float64Array {
  const n = sorted.length;
  const scores = new Float64Array(n);
  for (let start = 0; start < n;) {
    let end = start + 1;
    while (end < n && same(sorted[end - 1] as T, sorted[end] as T)) end++;
    let sum = 0;
    for (let i = start; i < end; i++) sum += normalQuantile((n - i - 0.5) / n);
    scores.fill(sum / (end - start), start, end);
    start = end;
  }
  return standardise(scores);
}

/** Mean 0 and deviation 1, in place; all 0 where all are equal. */
export function standardise(values: Float64Array): Float64Array {
  const n = Math.max(1, values.length);
  const mean = values.reduce((a, b) => a + b, 0) / n;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n);
  const scale = deviation > 1e-12 ? 1 / deviation : 0;
  for (let i = 0; i < values.length; i++) values[i] = ((values[i] as number) - mean) * scale;
  return values;
}
