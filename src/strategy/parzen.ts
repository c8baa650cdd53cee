/** A mixture of product kernels around points: the density that TPE compares. */
import type { Codes, CodedSpace } from '../space/coded';
import type { Random } from '../space/random';
import type { Scale } from '../space/scale';
import { flipElement, sizeOf } from '../space/subset';
import { normalCdf } from './normal';

/**
 * Kernels: categorical after Aitchison & Aitken (1976), numbers a normal that is truncated to the scale, subsets an
 * independent flip of each element. A variable that is inactive at a point of the mixture has the even density there,
 * so that it never speaks for or against anything. One further component is even everywhere.
 */
export class ParzenMixture {
  private readonly widths: Float64Array;

  constructor(
    private readonly space: CodedSpace,
    private readonly points: readonly Codes[],
  ) {
    this.widths = Float64Array.from(space.scales, (scale, i) => this.width(scale, i));
  }

  /** A point near one of the mixture's. */
  sample(random: Random): Codes {
    const { space } = this;
    const centre = this.points[random.integer(this.points.length + 1)];
    const codes = new Float64Array(space.length).fill(NaN);
    return space.settle(codes, (i) => {
      const scale = space.scales[i] as Scale;
      const at = centre?.[i] ?? NaN;
      return Number.isNaN(at) ? scale.sample(random) : near(scale, at, this.widths[i] as number, random);
    });
  }

  /** log of the density relative to the even one. */
  logDensity(codes: Codes): number {
    let total = 1;
    for (const point of this.points) {
      let product = 1;
      for (let i = 0; i < codes.length; i++) {
        const a = codes[i] as number;
        const b = point[i] as number;
        if (a === a && b === b)
          product *= relativeKernel(this.space.scales[i] as Scale, a, b, this.widths[i] as number);
      }
      total += product;
    }
    return Math.log(total / (this.points.length + 1));
  }

  /** The chance of another level, the deviation on [0, 1], the chance of a flip. */
  private width(scale: Scale, variable: number): number {
    const n = Math.max(1, this.points.length);
    if (scale.nature === 'categorical') return (scale.levels - 1) / (n + scale.levels);
    if (scale.nature === 'subset') return Math.min(0.5, 1 / (n + 1) + 0.5 / scale.levels);
    const units = this.points.map((point) => point[variable] as number).filter((code) => code === code);
    const spread = deviation(units.map((code) => scale.unit(code)));
    const smallest = Math.max(
      1 / Math.min(100, 3 + n),
      scale.nature === 'ordered' ? 0.5 / Math.max(1, scale.levels - 1) : 0,
    );
    return Math.max(smallest, Math.min(0.5, 1.06 * spread * n ** -0.2));
  }
}

function near(scale: Scale, at: number, width: number, random: Random): number {
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
        const unit = scale.unit(at) + width * random.normal();
        if (unit >= 0 && unit <= 1) return scale.fromUnit(unit);
      }
      return at;
  }
}

/** The kernel around `b` at `a`, divided by the even density. */
function relativeKernel(scale: Scale, a: number, b: number, width: number): number {
  switch (scale.nature) {
    case 'categorical':
      return a === b ? (1 - width) * scale.levels : (width * scale.levels) / Math.max(1, scale.levels - 1);
    case 'subset': {
      const flips = symmetricDifference(a, b);
      return (2 * width) ** flips * (2 - 2 * width) ** (scale.levels - flips);
    }
    default: {
      const centre = scale.unit(b);
      const z = (scale.unit(a) - centre) / width;
      const inside = normalCdf((1 - centre) / width) - normalCdf(-centre / width);
      return Math.exp(-0.5 * z * z) / (Math.sqrt(2 * Math.PI) * width * inside);
    }
  }
}

function symmetricDifference(a: number, b: number): number {
  let rest = 0;
  for (let bit = 1, x = a, y = b; x > 0 || y > 0; bit *= 2, x = Math.floor(x / 2), y = Math.floor(y / 2)) {
    if (x % 2 !== y % 2) rest += bit;
  }
  return sizeOf(rest);
}

function deviation(values: readonly number[]): number {
  const mean = values.reduce((a, b) => a + b, 0) / Math.max(1, values.length);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length));
}
