import { normalCdf, normalDensity } from '../normal';
import type { Values } from '../pareto';
import { undominated } from './undominated';

/** So many deviations from the mean a normal is certain, as far as rounding tells. */
const certain = 6;

/** E[(bound − Y)⁺] of a normal Y. */
function expectedBelow(bound: number, mean: number, deviation: number): number {
  if (bound === -Infinity) return 0;
  const z = (bound - mean) / deviation;
  if (z < -certain) return 0;
  if (z > certain) return bound - mean;
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
  const bounds = reference.map((_, k) =>
    Float64Array.from(new Set(boxes.flatMap(({ low, high }) => [low[k] as number, high[k] as number]))),
  );
  const places = bounds.map((each) => new Map(Array.from(each, (bound, i) => [bound, i])));
  const corners = (which: 'low' | 'high') =>
    reference.map((_, k) =>
      Uint32Array.from(boxes, (box) => places[k]?.get(box[which][k] as number) as number),
    );
  const lows = corners('low');
  const highs = corners('high');
  const shares = new Float64Array(boxes.length);
  const below = bounds.map(({ length }) => new Float64Array(length));
  return (means, deviations) => {
    shares.fill(1);
    for (let k = 0; k < means.length; k++) {
      const at = below[k] as Float64Array;
      const edges = bounds[k] as Float64Array;
      for (let i = 0; i < at.length; i++) {
        at[i] = expectedBelow(edges[i] as number, means[k] as number, deviations[k] as number);
      }
      const low = lows[k] as Uint32Array;
      const high = highs[k] as Uint32Array;
      for (let box = 0; box < shares.length; box++) {
        shares[box]! *= Math.max(0, (at[high[box] as number] as number) - (at[low[box] as number] as number));
      }
    }
    let total = 0;
    for (let box = 0; box < shares.length; box++) total += shares[box] as number;
    return total;
  };
}
