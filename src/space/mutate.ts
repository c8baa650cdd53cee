import type { Codes, CodedSpace } from './coded';
import type { Random } from './random';
import type { Scale } from './scale';

/**
 * A copy with one active variable changed: a categorical one to any other level, an ordered or continuous one mostly
 * to a near one, a subset by one element. What the change activates is drawn; what it deactivates is dropped.
 */
export function mutate(space: CodedSpace, codes: Codes, random: Random): Codes {
  const movable: number[] = [];
  for (let i = 0; i < codes.length; i++) {
    if (!Number.isNaN(codes[i]) && (space.scales[i] as Scale).size > 1n) movable.push(i);
  }
  const child = codes.slice();
  if (movable.length > 0) {
    const chosen = random.pick(movable);
    child[chosen] = another(space.scales[chosen] as Scale, child[chosen] as number, random);
  }
  return space.complete(child, random);
}

/** A code other than this one: near where near has a meaning, now and then anywhere. */
export function another(scale: Scale, code: number, random: Random): number {
  const far = scale.nature !== 'categorical' && random.next() < 0.2;
  if (scale.nature === 'continuous' && !far) return scale.fromUnit(code + 0.1 * random.normal());
  if (far) {
    const drawn = scale.sample(random);
    if (drawn !== code) return drawn;
  }
  const near = scale.neighbours(code);
  return near.length > 0 ? random.pick(near) : code;
}

/** A point of two: each variable from either parent; what neither has is drawn. */
export function cross(space: CodedSpace, a: Codes, b: Codes, random: Random): Codes {
  const child = a.map((code, i) => {
    const other = b[i] as number;
    if (Number.isNaN(code)) return other;
    return Number.isNaN(other) || random.next() < 0.5 ? code : other;
  });
  return space.complete(child, random);
}
