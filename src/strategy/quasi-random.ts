import type { Codes, CodedSpace } from '../space/coded';
import { Random } from '../space/random';
import type { Scale } from '../space/scale';
import type { Algorithm } from './ask-tell';
import type { History } from './history';

/**
 * The Halton sequence (Halton 1960), each base's digits permuted at random (Braaten & Weller 1979) and shifted, so that
 * no two variables march in step. Covers the space more evenly than random points.
 */
export class QuasiRandomSearch implements Algorithm {
  readonly description = 'Evenly spread points: the scrambled Halton sequence.';
  private bases: Base[] | undefined;

  *propose({ space, seed }: History, _random: Random, number: number): Iterable<Codes> {
    this.bases ??= firstPrimes(space.length).map((prime, i) => new Base(prime, new Random(seed, i, 0.125)));
    // Points that were tried are passed over by leaping to a part of the sequence that no other trial uses.
    for (let attempt = 0; attempt < 20; attempt++) yield this.point(space, number + attempt * 1_000_003);
  }

  private point(space: CodedSpace, index: number): Codes {
    const codes = new Float64Array(space.length).fill(NaN);
    return space.settle(codes, (i) => codeAt(space.scales[i] as Scale, (this.bases?.[i] as Base).at(index)));
  }
}

/** The code at a position in [0, 1), each code (on the domain's scale) with an equal share. */
function codeAt(scale: Scale, position: number): number {
  if (scale.nature === 'subset') return scale.sample(new Random(position));
  return scale.nature === 'ordered' && scale.levels <= 64
    ? Math.floor(position * scale.levels)
    : scale.fromUnit(position);
}

class Base {
  private readonly permutation: number[];
  private readonly shift: number;

  constructor(
    private readonly prime: number,
    random: Random,
  ) {
    this.permutation = random.shuffle(Array.from({ length: prime }, (_, digit) => digit));
    this.shift = random.next();
  }

  /** The radical inverse of the index, scrambled. */
  at(index: number): number {
    let value = this.shift;
    let weight = 1 / this.prime;
    for (let rest = index + 1; rest > 0; rest = Math.floor(rest / this.prime)) {
      value += (this.permutation[rest % this.prime] as number) * weight;
      weight /= this.prime;
    }
    return value % 1;
  }
}

function firstPrimes(count: number): number[] {
  const primes: number[] = [];
  for (let n = 2; primes.length < count; n++) {
    if (primes.every((prime) => prime * prime > n || n % prime !== 0)) primes.push(n);
  }
  return primes;
}
