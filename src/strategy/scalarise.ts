import type { Random } from '../space/random';
import { Standing, type Loss, type Trial } from './trial';

/**
 * Several objectives as one: the augmented Tchebycheff function with weights drawn evenly from the simplex, over
 * values scaled to [0, 1] by what has been seen (Knowles 2006, "ParEGO").
 */
export function scalarisation(trials: readonly Trial[], objectives: number, random: Random): Loss {
  const weights = Array.from({ length: objectives }, () => -Math.log(1 - random.next()));
  const total = weights.reduce((a, b) => a + b, 0) || 1;
  const ranges = weights.map((_, k) => rangeOf(trials, k));
  return (values) => {
    let worst = -Infinity;
    let sum = 0;
    ranges.forEach(({ low, width }, k) => {
      const scaled = Math.max(-1e6, Math.min(1e6, ((values[k] as number) - low) / width));
      const weighted = ((weights[k] as number) / total) * scaled;
      worst = Math.max(worst, weighted);
      sum += weighted;
    });
    return worst + 0.05 * sum;
  };
}

/** What was seen of one objective in completed trials, infinities aside. */
function rangeOf(trials: readonly Trial[], objective: number): { low: number; width: number } {
  let low = Infinity;
  let high = -Infinity;
  for (const { standing, values } of trials) {
    const value = values[objective];
    if (standing !== Standing.Complete || value === undefined || !Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return low < high ? { low, width: high - low } : { low: Number.isFinite(low) ? low : 0, width: 1 };
}
