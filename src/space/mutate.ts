import type { Codes, CodedSpace } from './coded';
import type { Random } from './random';
import type { Scale } from './scale';
import { isLong } from './shift';

/**
 * A copy with one active variable changed: a categorical one to any other level, an ordered or continuous one mostly
 * to a near one, a subset by one element. What the change activates is drawn; what it deactivates is dropped.
 */
export function mutate(space: CodedSpace, codes: Codes, random: Random): Codes {
  const movable = movableIn(space, codes);
  const child = codes.slice();
  if (movable.length > 0) change(space, child, random.pick(movable), random);
  return space.complete(child, random);
}

/** A copy in which each active variable is changed as in `mutate` with a chance such that `count` are, on average. */
export function mutateEach(space: CodedSpace, codes: Codes, count: number, random: Random): Codes {
  const movable = movableIn(space, codes);
  const child = codes.slice();
  for (const i of movable) if (random.next() * movable.length < count) change(space, child, i, random);
  return space.complete(child, random);
}

/** Active variables that have another value. */
function movableIn(space: CodedSpace, codes: Codes): number[] {
  const movable: number[] = [];
  for (let i = 0; i < codes.length; i++) {
    if (!Number.isNaN(codes[i]) && (space.scales[i] as Scale).size > 1n) movable.push(i);
  }
  return movable;
}

function change(space: CodedSpace, codes: Codes, variable: number, random: Random): void {
  codes[variable] = another(space.scales[variable] as Scale, codes[variable] as number, random);
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

/**
 * A point of two: each variable from either parent, a number on a long scale from the stretch between them and half as
 * far beyond either (BLX-0.5, Eshelman & Schaffer 1993); what neither has is drawn.
 */
export function cross(space: CodedSpace, a: Codes, b: Codes, random: Random): Codes {
  const child = a.map((code, i) => {
    const other = b[i] as number;
    if (Number.isNaN(code)) return other;
    if (Number.isNaN(other) || code === other) return code;
    const scale = space.scales[i] as Scale;
    if (!isLong(scale)) return random.next() < 0.5 ? code : other;
    const [from, to] = [scale.unit(code), scale.unit(other)];
    return scale.fromUnit(from + (2 * random.next() - 0.5) * (to - from));
  });
  return space.complete(child, random);
}
