import type { Codes, CodedSpace } from './coded';
import type { Random } from './random';

/** A point: each variable uniform in its domain (on its log scale), parents first. */
export function sample(space: CodedSpace, random: Random): Codes {
  return space.complete(new Float64Array(space.length).fill(NaN), random);
}
