import type { Codes, CodedSpace } from './coded';
import type { Scale } from './scale';

/**
 * Every point of the space, floats on their grid; the last variable changes fastest.
 * @param levels which codes of each variable to go through; all by default
 */
export function* enumerate(
  space: CodedSpace,
  levels: (scale: Scale) => Iterable<number> = (scale) => scale.all(),
): Generator<Codes> {
  const codes = new Float64Array(space.length).fill(NaN);
  function* extend(at: number): Generator<Codes> {
    if (at === codes.length) return yield codes.slice();
    if (!space.isActive(at, codes)) {
      codes[at] = NaN;
      return yield* extend(at + 1);
    }
    for (const code of levels(space.scales[at] as Scale)) {
      codes[at] = code;
      yield* extend(at + 1);
    }
  }
  yield* extend(0);
}
