import type { Codes, CodedSpace } from './coded';
import type { Random } from './random';

/** How many variables are numbers on long scales. */
export function longScales(space: CodedSpace): number {
  return space.scales.filter(isLong).length;
}

/** Whether at least half the variables are such numbers. */
export function mostlyNumbers(space: CodedSpace): boolean {
  return 2 * longScales(space) >= space.length;
}

/**
 * A point near this one in all its numbers on long scales at once: each moves by a normal step.
 * @param width the deviation of a step, of scales of length 1
 */
export function shift(space: CodedSpace, codes: Codes, width: number, random: Random): Codes {
  const moved = codes.map((code, i) => {
    const scale = space.scales[i];
    if (!scale || Number.isNaN(code) || !isLong(scale)) return code;
    return scale.fromUnit(Math.min(1, Math.max(0, scale.unit(code) + width * random.normal())));
  });
  return space.complete(moved, random);
}

/** A number on a scale too long to go through level by level. */
export function isLong({ nature, levels }: CodedSpace['scales'][number]): boolean {
  return nature === 'continuous' || (nature === 'ordered' && levels > 8);
}
