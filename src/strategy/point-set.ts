import type { Codes, CodedSpace } from '../space/coded';
import type { Point } from '../space/space';
import type { Scale } from '../space/scale';

/**
 * Candidates that were begun. A trial that evaluated only some of its variables stands for every point that agrees
 * with it on those: the others were never looked at.
 */
export class PointSet {
  private readonly whole = new Set<number>();
  private readonly partial = new Map<
    string,
    { readonly labels: readonly number[]; readonly keys: Set<number> }
  >();
  private readonly everything: readonly number[];

  constructor(private readonly space: CodedSpace) {
    this.everything = space.variables.map((_, i) => i);
  }

  /** A point with values outside their domains is the same as no point of the space. */
  add(point: Point, codes: Codes): void {
    const inside = this.space.variables.every(
      ({ label }, i) => point[label] === undefined || this.space.scales[i]?.code(point[label]) !== undefined,
    );
    if (inside) this.whole.add(this.hash(codes, this.everything));
  }

  /** A number that points of the space share when they are equal (and, but for 1 in 10¹⁵, only then). */
  key(codes: Codes): number {
    return this.hash(codes, this.everything);
  }

  has(codes: Codes, key: number): boolean {
    if (this.whole.has(key)) return true;
    for (const { labels, keys } of this.partial.values()) {
      if (keys.has(this.hash(codes, labels))) return true;
    }
    return false;
  }

  /** Learns what a candidate evaluated; gives its codes without what it did not. */
  restrict(codes: Codes, evaluated: readonly string[] | undefined): Codes {
    if (evaluated === undefined) return codes;
    const labels = new Set(evaluated);
    const looked = this.everything.filter(
      (i) => labels.has(this.space.variables[i]?.label ?? '') && !Number.isNaN(codes[i]),
    );
    if (looked.length === codes.filter((code) => !Number.isNaN(code)).length) return codes;
    const name = looked.join();
    const group = this.partial.get(name) ?? { labels: looked, keys: new Set() };
    this.partial.set(name, group);
    group.keys.add(this.hash(codes, looked));
    const kept = new Set(looked);
    return codes.map((code, i) => (kept.has(i) ? code : NaN));
  }

  /** 52 bits of the codes of some variables; floats as they are written. */
  private hash(codes: Codes, variables: readonly number[]): number {
    let low = 0x12345678;
    let high = 0x9e3779b9;
    for (const i of variables) {
      let code = codes[i] as number;
      const scale = this.space.scales[i] as Scale;
      if (Number.isNaN(code)) code = -1;
      else if (scale.nature === 'continuous') code = scale.value(code) as number;
      bits.value[0] = code + 0; // no negative zero
      low = mixWord(low, (bits.words[0] as number) ^ Math.imul(i, 0x85ebca6b));
      low = mixWord(low, bits.words[1] as number);
      high = mixWord(high ^ low, (bits.words[1] as number) + (bits.words[0] as number));
    }
    return (high >>> 0) * 2 ** 20 + (low >>> 12);
  }
}

const buffer = new ArrayBuffer(8);
const bits = { value: new Float64Array(buffer), words: new Int32Array(buffer) };

function mixWord(hash: number, word: number): number {
  let h = Math.imul(hash ^ word, 0xcc9e2d51);
  h = Math.imul(h ^ (h >>> 15), 0x1b873593);
  return h ^ (h >>> 13);
}
