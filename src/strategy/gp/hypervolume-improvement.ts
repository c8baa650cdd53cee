import { normalCdf, normalDensity } from '../normal';
import type { Values } from '../pareto';

/** E[(bound − Y)⁺] of a normal Y. */
function expectedBelow(bound: number, mean: number, deviation: number): number {
  if (bound === -Infinity) return 0;
  const z = (bound - mean) / deviation;
  return deviation * (normalDensity(z) + z * normalCdf(z));
}

/**
 * The expected hypervolume improvement of two independent normal objectives, to be minimised (Emmerich et al. 2011),
 * exact: the region that the front leaves is a row of strips, and in each the expectation is a product.
 * @param front non-dominated points
 */
export function expectedHypervolumeImprovement(
  front: readonly Values[],
  reference: Values,
): (means: Values, deviations: Values) => number {
  const steps = [...front].sort((a, b) => (a[0] as number) - (b[0] as number));
  const lefts = [-Infinity, ...steps.map(([x]) => x as number)];
  const heights = [reference[1] as number, ...steps.map((point) => point[1] as number)];
  return (means, deviations) => {
    const [m0 = 0, m1 = 0] = means;
    const [s0 = 1, s1 = 1] = deviations;
    let total = 0;
    let before = 0;
    lefts.forEach((_, i) => {
      const right = Math.min(lefts[i + 1] ?? Infinity, reference[0] as number);
      const until = expectedBelow(right, m0, s0);
      total += Math.max(0, until - before) * expectedBelow(heights[i] as number, m1, s1);
      before = until;
    });
    return total;
  };
}
