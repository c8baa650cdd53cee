import type { Codes, CodedSpace } from './coded';
import type { Scale } from './scale';

/** Every point of the space, floats on their grid; the last variable changes fastest. */
export function* enumerate(space: CodedSpace): Generator<Codes> {
  const codes = new Float64Array(space.length).fill(NaN);
  function* extend(at: number): Generator<Codes> {
    if (at === codes.length) return yield codes.slice();
    if (!space.isActive(at, codes)) {
      codes[at] = NaN;
      return yield* extend(at + 1);
    }
    for (const code of (space.scales[at] as Scale).all()) {
      codes[at] = code;
      yield* extend(at + 1);
    }
  }
  yield* extend(0);
}
