import type { Codes, CodedSpace } from './coded';
import type { Random } from './random';
import { sample } from './sample';
import { mostlyNumbers } from './shift';
import type { Scale } from './scale';

/**
 * Random points, those first that lie furthest from the points given (least potential of Morris & Mitchell 1995). In
 * spaces mostly of numbers these lie on circles, as the furthest points would else crowd in the corners.
 */
export function spread(space: CodedSpace, from: readonly Codes[], count: number, random: Random): Codes[] {
  const round = mostlyNumbers(space);
  return Array.from({ length: count }, () => sample(space, random))
    .map((codes) => ({
      codes,
      crowd: from.reduce((sum, other) => sum + (0.3 + distance(space, codes, other, round)) ** -3, 0),
    }))
    .sort((a, b) => a.crowd - b.crowd)
    .map(({ codes }) => codes);
}

/** In how many variables two points differ; numbers count by how much (`round`: of half a circle). */
export function distance(space: CodedSpace, a: Codes, b: Codes, round = false): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    const x = a[i] as number;
    const y = b[i] as number;
    if (x === y || (x !== x && y !== y)) continue;
    const scale = space.scales[i] as Scale;
    const numeric = scale.nature === 'ordered' || scale.nature === 'continuous';
    const apart = numeric && x === x && y === y ? Math.abs(scale.unit(x) - scale.unit(y)) : 1;
    sum += round && numeric && apart < 1 ? 2 * Math.min(apart, 1 - apart) : apart;
  }
  return sum;
}
