import type { Codes, CodedSpace } from './coded';
import type { Random } from './random';
import { sample } from './sample';
import type { Scale } from './scale';

/** Random points, those first that lie furthest from the points given (least potential of Morris & Mitchell 1995). */
export function spread(space: CodedSpace, from: readonly Codes[], count: number, random: Random): Codes[] {
  return Array.from({ length: count }, () => sample(space, random))
    .map((codes) => ({
      codes,
      crowd: from.reduce((sum, other) => sum + (0.3 + distance(space, codes, other)) ** -3, 0),
    }))
    .sort((a, b) => a.crowd - b.crowd)
    .map(({ codes }) => codes);
}

/** In how many variables two points differ; numbers count by how much. */
export function distance(space: CodedSpace, a: Codes, b: Codes): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    const x = a[i] as number;
    const y = b[i] as number;
    if (x === y || (x !== x && y !== y)) continue;
    const scale = space.scales[i] as Scale;
    const numeric = scale.nature === 'ordered' || scale.nature === 'continuous';
    sum += numeric && x === x && y === y ? Math.abs(scale.unit(x) - scale.unit(y)) : 1;
  }
  return sum;
}
