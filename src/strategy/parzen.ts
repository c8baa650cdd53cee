/** A mixture of product kernels around points: the density that TPE compares, relative to the even density. */
import type { Codes, CodedSpace } from '../space/coded';
import type { Random } from '../space/random';
import type { Scale } from '../space/scale';
import { flipElement, sizeOf } from '../space/subset';
import { normalCdf } from './normal';

/** So many choices at most differ, on average, between a good point and one drawn near it: more is hardly near. */
const mostMoved = 4;

/**
 * Kernels around the values of one variable: categorical after Aitchison & Aitken (1976), numbers a normal that is
 * truncated to the scale, subsets an independent flip of each element. Around NaN, where the variable is inactive, the
 * kernel is even, so that it never speaks for or against anything.
 */
class VariableKernels {
  /** The chance of another level, the deviation on [0, 1], the chance of a flip. */
  private readonly width: number;
  private readonly units: Float64Array;
  /** What a normal kernel's exponential is multiplied by. */
  private readonly heights: Float64Array;
  /** Of a categorical variable: each centre's level, one more for none, and what a kernel around each is. */
  private readonly levels: Int32Array;
  private readonly factors: Float64Array;

  /** @param variables how many there are beside this one, and it */
  constructor(
    private readonly scale: Scale,
    private readonly centres: Float64Array,
    variables: number,
  ) {
    const numeric = scale.nature === 'ordered' || scale.nature === 'continuous';
    this.units = centres.map((code) => (numeric && code === code ? scale.unit(code) : NaN));
    this.width = this.widthOf(variables);
    const { width } = this;
    this.heights = this.units.map(
      (centre) =>
        1 / (Math.sqrt(2 * Math.PI) * width * (normalCdf((1 - centre) / width) - normalCdf(-centre / width))),
    );
    const categorical = scale.nature === 'categorical';
    this.levels = Int32Array.from(categorical ? centres : [], (code) =>
      code === code ? code : scale.levels,
    );
    this.factors = new Float64Array(categorical ? scale.levels + 1 : 0);
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

  /** Multiplies products by each kernel at a value; of normal ones, squares take what the exponential is of. */
  multiply(code: number, products: Float64Array, squares: Float64Array): void {
    if (code !== code) return;
    const { scale, width, centres, units, heights, levels, factors } = this;
    switch (scale.nature) {
      case 'categorical':
        // Looked up, not compared: which it is cannot be foretold.
        factors.fill((width * scale.levels) / Math.max(1, scale.levels - 1));
        factors[code] = (1 - width) * scale.levels;
        factors[scale.levels] = 1;
        for (let k = 0; k < levels.length; k++) products[k]! *= factors[levels[k] as number] as number;
        return;
      case 'subset':
        for (let k = 0; k < centres.length; k++) {
          const at = centres[k] as number;
          if (at !== at) continue;
          const flips = symmetricDifference(code, at);
          products[k]! *= (2 * width) ** flips * (2 - 2 * width) ** (scale.levels - flips);
        }
        return;
      default: {
        const unit = scale.unit(code);
        const narrow = 1 / width;
        for (let k = 0; k < units.length; k++) {
          const at = units[k] as number;
          if (at !== at) continue;
          const z = (unit - at) * narrow;
          squares[k]! += z * z;
          products[k]! *= heights[k] as number;
        }
      }
    }
  }

  private widthOf(variables: number): number {
    const { scale, units } = this;
    const n = Math.max(1, this.centres.length);
    if (scale.nature === 'categorical')
      return Math.min((scale.levels - 1) / (n + scale.levels), mostMoved / variables);
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
          Float64Array.from(points, (point) => point[i] as number),
          space.length,
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
    const products = new Float64Array(this.points.length).fill(1);
    const squares = new Float64Array(this.points.length);
    for (let i = 0; i < codes.length; i++) {
      (this.kernels[i] as VariableKernels).multiply(codes[i] as number, products, squares);
    }
    let total = 1;
    for (let k = 0; k < products.length; k++) {
      total += (products[k] as number) * Math.exp(-0.5 * (squares[k] as number));
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
