import type { Codes, CodedSpace } from './coded';
import type { Random } from './random';
import type { Scale } from './scale';

/** Every point with one active variable changed to a neighbouring value; what a change activates is drawn. */
export function neighbours(space: CodedSpace, codes: Codes, random: Random): Codes[] {
  const found: Codes[] = [];
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] as number;
    if (Number.isNaN(code)) continue;
    for (const other of (space.scales[i] as Scale).neighbours(code)) {
      const changed = codes.slice();
      changed[i] = other;
      found.push(space.conditional ? space.complete(changed, random) : changed);
    }
  }
  return found;
}
