/** A mixture of product kernels around points: the density that TPE compares, relative to the even density. */
import type { Codes, CodedSpace } from '../space/coded';
import type { Random } from '../space/random';
import type { Scale } from '../space/scale';
import { flipElement, sizeOf } from '../space/subset';
import { normalCdf } from './normal';

/**
 * Kernels around the values of one variable: categorical after Aitchison & Aitken (1976), numbers a normal that is
 * truncated to the scale, subsets an independent flip of each element. Around NaN, where the variable is inactive, the
 * kernel is even, so that it never speaks for or against anything.
 */
class VariableKernels {
  /** The chance of another level, the deviation on [0, 1], the chance of a flip. */
  private readonly width: number;
  private readonly units: Float64Array;
  /** By what a normal kernel's exponential is divided. */
  private readonly areas: Float64Array;

  constructor(
    private readonly scale: Scale,
    private readonly centres: readonly number[],
  ) {
    const numeric = scale.nature === 'ordered' || scale.nature === 'continuous';
    this.units = Float64Array.from(centres, (code) => (numeric && code === code ? scale.unit(code) : NaN));
    this.width = this.widthOf();
    const { width } = this;
    this.areas = this.units.map(
      (centre) =>
        Math.sqrt(2 * Math.PI) * width * (normalCdf((1 - centre) / width) - normalCdf(-centre / width)),
    );
  }

  /** A value near a centre; of a kernel that is none of these, one of the even density. */
  sample(kernel: number, random: Random): number {
    const { scale, width } = this;
    const at = this.centres[kernel] ?? NaN;
    if (at !== at) return scale.sample(random);
    switch (scale.nature) {
      case 'categorical': {
        if (random.next() >= width || scale.levels < 2) return at;
        const other = random.integer(scale.levels - 1);
        return other < at ? other : other + 1;
      }
      case 'subset': {
        let mask = at;
        for (let bit = 0; bit < scale.levels; bit++) if (random.next() < width) mask = flipElement(mask, bit);
        return scale.code(scale.value(mask)) ?? at;
      }
      default:
        for (let attempt = 0; attempt < 20; attempt++) {
          const unit = (this.units[kernel] as number) + width * random.normal();
          if (unit >= 0 && unit <= 1) return scale.fromUnit(unit);
        }
        return at;
    }
  }

  /** The kernel at a value. */
  density(kernel: number, code: number): number {
    const { scale, width } = this;
    const at = this.centres[kernel] as number;
    if (code !== code || at !== at) return 1;
    switch (scale.nature) {
      case 'categorical':
        return code === at
          ? (1 - width) * scale.levels
          : (width * scale.levels) / Math.max(1, scale.levels - 1);
      case 'subset': {
        const flips = symmetricDifference(code, at);
        return (2 * width) ** flips * (2 - 2 * width) ** (scale.levels - flips);
      }
      default: {
        const z = (scale.unit(code) - (this.units[kernel] as number)) / width;
        return Math.exp(-0.5 * z * z) / (this.areas[kernel] as number);
      }
    }
  }

  private widthOf(): number {
    const { scale, units } = this;
    const n = Math.max(1, this.centres.length);
    if (scale.nature === 'categorical') return (scale.levels - 1) / (n + scale.levels);
    if (scale.nature === 'subset') return Math.min(0.5, 1 / (n + 1) + 0.5 / scale.levels);
    const grain = scale.nature === 'ordered' ? 0.5 / Math.max(1, scale.levels - 1) : 0;
    const spread = deviation(units.filter((unit) => unit === unit));
    const smallest = Math.max(1 / Math.min(100, 3 + n), grain);
    return Math.max(smallest, Math.min(0.5, 1.06 * spread * n ** -0.2));
  }
}

/** A kernel of the mixture is the product of the variables'; one further component is even everywhere. */
export class ParzenMixture {
  private readonly kernels: VariableKernels[];

  constructor(
    private readonly space: CodedSpace,
    private readonly points: readonly Codes[],
  ) {
    this.kernels = space.scales.map(
      (scale, i) =>
        new VariableKernels(
          scale,
          points.map((point) => point[i] as number),
        ),
    );
  }

  /** A point near one of the mixture's. */
  sample(random: Random): Codes {
    const { space } = this;
    const chosen = random.integer(this.points.length + 1);
    return space.settle(new Float64Array(space.length).fill(NaN), (i) =>
      (this.kernels[i] as VariableKernels).sample(chosen, random),
    );
  }

  logDensity(codes: Codes): number {
    let total = 1;
    for (let k = 0; k < this.points.length; k++) {
      let product = 1;
      for (let i = 0; i < codes.length; i++)
        product *= (this.kernels[i] as VariableKernels).density(k, codes[i] as number);
      total += product;
    }
    return Math.log(total / (this.points.length + 1));
  }
}

function symmetricDifference(a: number, b: number): number {
  let rest = 0;
  for (let bit = 1, x = a, y = b; x > 0 || y > 0; bit *= 2, x = Math.floor(x / 2), y = Math.floor(y / 2)) {
    if (x % 2 !== y % 2) rest += bit;
  }
  return sizeOf(rest);
}

function deviation(values: Float64Array): number {
  const mean = values.reduce((a, b) => a + b, 0) / Math.max(1, values.length);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length));
}
