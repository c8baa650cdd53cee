/**
 * Seeded pseudo-random numbers: sfc32 (Doty-Humphrey, PractRand), seeded through a 32-bit mixer. A stream is named by
 * a seed and a path of numbers, so that each trial has a stream of its own whatever was drawn before.
 */
export class Random {
  private a = 0x9e3779b9;
  private b = 0x243f6a88;
  private c = 0xb7e15162;
  private counter = 1;
  private spare = NaN;

  /** @param path any finite numbers, such as a seed and a trial's number; each path is a stream of its own */
  constructor(...path: readonly number[]) {
    for (const part of path) {
      this.absorb(part >>> 0);
      this.absorb(Math.floor(part / 2 ** 32) >>> 0);
      this.absorb(Math.floor((part % 1) * 2 ** 32) >>> 0);
    }
    for (let i = 0; i < 12; i++) this.bits();
  }

  private absorb(word: number): void {
    this.a = mix(this.a ^ word);
    this.b = mix(this.b + this.a);
    this.c = mix(this.c ^ this.b);
  }

  private bits(): number {
    const sum = (((this.a + this.b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** Uniform in [0, 1). */
  next(): number {
    return this.bits() * 2 ** -32;
  }

  /** A whole number, uniform in [0, count); `count` up to 2⁵³. */
  integer(count: number): number {
    const draw = count > 2 ** 26 ? this.next() + this.next() * 2 ** -32 : this.next();
    return Math.min(count - 1, Math.floor(draw * count));
  }

  /** One of the items. */
  pick<T>(items: readonly T[]): T {
    return items[this.integer(items.length)] as T;
  }

  /** Standard normal (polar method). */
  normal(): number {
    if (!Number.isNaN(this.spare)) {
      const value = this.spare;
      this.spare = NaN;
      return value;
    }
    for (;;) {
      const x = 2 * this.next() - 1;
      const y = 2 * this.next() - 1;
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(square)) / square);
      this.spare = y * factor;
      return x * factor;
    }
  }

  /** The index of one weight, drawn in proportion; the weights are ≥ 0 and not all 0. */
  weighted(weights: ArrayLike<number>): number {
    let total = 0;
    for (let i = 0; i < weights.length; i++) total += weights[i] as number;
    let left = this.next() * total;
    for (let i = 0; i < weights.length; i++) {
      left -= weights[i] as number;
      if (left < 0) return i;
    }
    return weights.length - 1;
  }

  /** Puts the items in a random order, in place. */
  shuffle<T>(items: T[]): T[] {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const held = items[i] as T;
      items[i] = items[j] as T;
      items[j] = held;
    }
    return items;
  }
}

/** The finaliser of MurmurHash3. */
function mix(word: number): number {
  let h = word | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
}
