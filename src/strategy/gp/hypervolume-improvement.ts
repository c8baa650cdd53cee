import { normalCdf, normalDensity } from '../normal';
import type { Values } from '../pareto';
import { undominated } from './undominated';

/** E[(bound − Y)⁺] of a normal Y. */
function expectedBelow(bound: number, mean: number, deviation: number): number {
  if (bound === -Infinity) return 0;
  const z = (bound - mean) / deviation;
  return deviation * (normalDensity(z) + z * normalCdf(z));
}

/**
 * The expected hypervolume improvement of independent normal objectives, to be minimised (Emmerich et al. 2011), exact:
 * what the front leaves is cut into boxes, and in each the expectation is a product (Yang et al. 2019, "Efficient
 * computation of expected hypervolume improvement using box decomposition algorithms").
 * @param front non-dominated points
 */
export function expectedHypervolumeImprovement(
  front: readonly Values[],
  reference: Values,
): (means: Values, deviations: Values) => number {
  const boxes = undominated(front, reference);
  const bounds = reference.map((_, k) => [
    ...new Set(boxes.flatMap(({ low, high }) => [low[k] as number, high[k] as number])),
  ]);
  const places = bounds.map((each) => new Map(each.map((bound, i) => [bound, i])));
  const corners = (which: 'low' | 'high') =>
    reference.map((_, k) =>
      Uint32Array.from(boxes, (box) => places[k]?.get(box[which][k] as number) as number),
    );
  const lows = corners('low');
  const highs = corners('high');
  return (means, deviations) => {
    const below = bounds.map((each, k) =>
      Float64Array.from(each, (bound) => expectedBelow(bound, means[k] as number, deviations[k] as number)),
    );
    let total = 0;
    for (let box = 0; box < boxes.length; box++) {
      let share = 1;
      for (let k = 0; k < below.length; k++) {
        const at = below[k] as Float64Array;
        share *= Math.max(
          0,
          (at[highs[k]?.[box] as number] as number) - (at[lows[k]?.[box] as number] as number),
        );
      }
      total += share;
    }
    return total;
  };
}
