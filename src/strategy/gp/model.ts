/**
 * A Gaussian process (Rasmussen & Williams 2006) with kernel a·exp(−Σ w_f (F_f − F′_f)²) + b·(centred linear) and
 * noise; in spaces of numbers these stand in a Matérn function (ν = 5/2) in place of the exponential, and the linear
 * part has shapes of their effects too, so that what each does alone is learnt without regard to the others (additive
 * kernels, Duvenaud et al. 2011). The logarithms of all of these have normal priors; they are fitted to the maximum of
 * the posterior.
 */
import type { Design } from './design';
import { Role, roles, type FeatureMap, type Prior } from './features';
import { addColumns, choleskyInPlace, dot, invertLower, solve } from './linear-algebra';

/** Of the logarithm of the noise's variance, where targets have variance 1. */
export const usualNoise: Prior = { mean: -3.5, deviation: 1.2 };

const amplitudePrior: Prior = { mean: 0, deviation: 1 };
const slopePrior: Prior = { mean: -1, deviation: 1 };
const tail = 3;

/** What a fitted process knows of new points. Deviations are what takes time, and are found where they are asked for. */
export interface Posterior {
  readonly means: Float64Array;
  /** Of the function itself at a point, without noise; with the first `share` of the data alone, which is no less. */
  deviation(point: number, share?: number): number;
}

/** exp(−far) times the Matérn function (ν = 5/2) of the distance √(2·near): rougher than exp(−near), less sure far off. */
function alike(far: number, near: number): number {
  if (near < 1e-12) return Math.exp(-Math.max(0, far));
  const s = Math.sqrt(10 * near);
  return (1 + s + (s * s) / 3) * Math.exp(-Math.max(0, far) - s);
}

/** −∂ log(alike) / ∂ near. */
function bend(near: number): number {
  // In a space without numbers nothing is apart in them.
  if (near <= 0) return 5 / 3;
  const s = Math.sqrt(10 * near);
  return ((5 / 3) * (1 + s)) / (1 + s + (s * s) / 3);
}

/** Features of a row and what they are times their weights. */
interface Terms {
  readonly features: readonly number[];
  readonly factors: readonly number[];
}

const byRole = (length: number) => roles.map(() => new Float64Array(length));

export class GaussianProcess {
  /** Log weights' parts, then log a, log noise, log b. */
  readonly theta: Float64Array;
  private readonly priors: readonly Prior[];
  private readonly steps: Float64Array;
  private readonly lastGradient: Float64Array;
  private readonly parts: readonly (readonly number[])[];

  private weights = new Float64Array(0);
  private amplitude = 1;
  private noise = 0;
  private slope = 0;
  private data: Design | undefined;
  private centre = new Float64Array(0);
  /** Of each role. */
  private norms: readonly Float64Array[] = [];
  private offsets: Float64Array = new Float64Array(0);
  private offset = 0;
  private lower = new Float64Array(0);
  private inverse: Float64Array | undefined;
  private alpha: Float64Array = new Float64Array(0);
  /** What a mean gains by a weighted shape, for each of them. */
  private gains = new Float64Array(0);

  constructor(map: FeatureMap, noise: Prior = usualNoise) {
    this.parts = map.parts;
    this.priors = [...map.priors, amplitudePrior, noise, slopePrior];
    this.theta = Float64Array.from(this.priors, ({ mean }) => mean);
    this.steps = new Float64Array(this.theta.length).fill(0.15);
    this.lastGradient = new Float64Array(this.theta.length);
  }

  /** Moves the parameters by some steps of iRprop⁻ (Igel & Hüsken 2000) up the posterior, from where they are. */
  fit(data: Design, targets: Float64Array, steps: number): void {
    const { theta, lastGradient } = this;
    for (let step = 0; step < steps; step++) {
      const { gradient } = this.energy(data, targets);
      for (let i = 0; i < theta.length; i++) {
        const turn = (gradient[i] as number) * (lastGradient[i] as number);
        const size = this.steps[i] as number;
        this.steps[i] = Math.min(0.5, Math.max(0.005, turn > 0 ? size * 1.2 : turn < 0 ? size * 0.5 : size));
        const now = turn < 0 ? 0 : (gradient[i] as number);
        theta[i]! -= Math.sign(now) * (this.steps[i] as number);
        lastGradient[i] = now;
      }
    }
  }

  /** Conditions on data with the parameters as they are. */
  condition(data: Design, targets: Float64Array): void {
    const n = data.rows;
    this.prepare(data);
    const kernel = new Float64Array(n * n);
    const products = byRole(n);
    for (let i = 0; i < n; i++) {
      this.products(data, i, products);
      for (let j = 0; j <= i; j++) {
        kernel[i * n + j] =
          this.amplitude *
            alike(this.apart(Role.Level, products, i, j), this.apart(Role.Number, products, i, j)) +
          this.slope * this.linear(products, i, j);
      }
      kernel[i * n + i]! += this.noise + 1e-6;
    }
    choleskyInPlace(kernel, n);
    this.lower = kernel;
    this.inverse = undefined;
    this.alpha = solve(kernel, targets, n);
    this.gains = new Float64Array(data.map.length);
    for (let f = 0; f < this.gains.length; f++) {
      if (data.map.roles[f] !== Role.Shape) continue;
      let sum = 0;
      for (let j = 0; j < n; j++) sum += (this.alpha[j] as number) * (data.columns[f * n + j] as number);
      this.gains[f] = this.slope * sum;
    }
  }

  /** Means at new points. */
  means(points: Design): Float64Array {
    return this.predict(points).means;
  }

  /** What is known of new points, until the process is conditioned anew. */
  predict(points: Design): Posterior {
    const data = this.data as Design;
    const n = data.rows;
    const means = new Float64Array(points.rows);
    const own = new Float64Array(points.rows);
    const cross = new Float64Array(points.rows * n);
    const products = byRole(n);
    const { amplitude, slope, alpha } = this;
    const [levels, numbers] = products as [Float64Array, Float64Array];
    const [levelNorms, numberNorms] = this.norms as [Float64Array, Float64Array];
    const at = this.measure(points);
    const normOf = (role: Role, i: number) => at.norms[role]?.[i] as number;
    for (let i = 0; i < points.rows; i++) {
      const terms = this.terms(points, i);
      for (const role of [Role.Level, Role.Number]) {
        const row = products[role] as Float64Array;
        row.fill(0);
        addColumns(row, data.columns, n, terms[role] as Terms, n);
      }
      const [levelNorm, numberNorm] = [normOf(Role.Level, i), normOf(Role.Number, i)];
      const shift = this.offset - (at.offsets[i] as number);
      let mean = 0;
      for (let j = 0; j < n; j++) {
        const level = levels[j] as number;
        const number = numbers[j] as number;
        const far = levelNorm + (levelNorms[j] as number) - 2 * level;
        const near = numberNorm + (numberNorms[j] as number) - 2 * number;
        const covariance =
          amplitude * alike(far, near) + slope * (level + number + shift - (this.offsets[j] as number));
        cross[i * n + j] = covariance;
        mean += covariance * (alpha[j] as number);
      }
      const shapes = terms[Role.Shape] as Terms;
      shapes.features.forEach((f, k) => (mean += (shapes.factors[k] as number) * (this.gains[f] as number)));
      means[i] = mean;
      const norm = levelNorm + numberNorm + normOf(Role.Shape, i);
      own[i] = amplitude + slope * (norm + shift - (at.offsets[i] as number));
    }
    return { means, deviation: this.deviations(points, cross, own) };
  }

  /**
   * @param cross covariances of each point with each row, but for shapes
   * @param own variance of each point
   */
  private deviations(points: Design, cross: Float64Array, own: Float64Array): Posterior['deviation'] {
    const n = (this.data as Design).rows;
    const explained = new Float64Array(points.rows);
    const reached = new Int32Array(points.rows);
    return (i, share = 1) => {
      const inverse = (this.inverse ??= invertLower(this.lower, n));
      const from = reached[i] as number;
      const to = Math.max(from, Math.ceil(share * n));
      this.addShapes(points, i, cross, from, to);
      for (let r = from; r < to; r++) explained[i]! += dot(inverse, r * n, cross, i * n, r + 1) ** 2;
      reached[i] = to;
      return Math.sqrt(Math.max(1e-9, (own[i] as number) - (explained[i] as number)));
    };
  }

  /** Adds to the covariances of point i with rows what shapes add. */
  private addShapes(points: Design, i: number, cross: Float64Array, from: number, to: number): void {
    const { rows, values, map } = this.data as Design;
    const { firstShape: first } = map;
    if (from >= to || first === map.length) return;
    const weighted = new Float64Array(map.length - first);
    for (let f = 0; f < weighted.length; f++) {
      weighted[f] =
        this.slope *
        (this.weights[first + f] as number) *
        (points.values[i * map.length + first + f] as number);
    }
    for (let j = from; j < to; j++) {
      cross[i * rows + j]! += dot(values, j * map.length + first, weighted, 0, weighted.length);
    }
  }

  /** Everything that depends on the data and the parameters but not on a pair of rows. */
  private prepare(data: Design): void {
    const { theta, parts } = this;
    const p = parts.length;
    const n = data.rows;
    const at = this.priors.length - tail;
    this.weights = new Float64Array(p);
    for (let f = 0; f < p; f++) {
      let log = 0;
      for (const part of parts[f] as readonly number[]) log += theta[part] as number;
      this.weights[f] = Math.exp(Math.min(5, Math.max(-12, log)));
    }
    this.amplitude = Math.exp(Math.min(5, theta[at] as number));
    this.noise = Math.exp(Math.min(5, theta[at + 1] as number));
    this.slope = Math.exp(Math.min(5, theta[at + 2] as number));
    this.data = data;
    this.centre = new Float64Array(p);
    for (let f = 0; f < p; f++) {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += data.columns[f * n + i] as number;
      this.centre[f] = sum / n;
    }
    this.offset = 0;
    for (let f = 0; f < p; f++) this.offset += (this.weights[f] as number) * (this.centre[f] as number) ** 2;
    ({ norms: this.norms, offsets: this.offsets } = this.measure(data));
  }

  /** Weighted squares of rows, of each role, and weighted products with the centre. */
  private measure(points: Design): {
    readonly norms: readonly Float64Array[];
    readonly offsets: Float64Array;
  } {
    const norms = byRole(points.rows);
    const offsets = new Float64Array(points.rows);
    for (let i = 0; i < points.rows; i++) {
      for (let s = points.starts[i] as number; s < (points.starts[i + 1] as number); s++) {
        const f = points.index[s] as number;
        const value = points.values[i * points.map.length + f] as number;
        const weighted = value * (this.weights[f] as number);
        norms[points.map.roles[f] as Role]![i]! += weighted * value;
        offsets[i]! += weighted * (this.centre[f] as number);
      }
    }
    return { norms, offsets };
  }

  /** A row's weighted features, of each role. */
  private terms(points: Design, i: number): readonly Terms[] {
    const terms = roles.map(() => ({ features: [] as number[], factors: [] as number[] }));
    for (let s = points.starts[i] as number; s < (points.starts[i + 1] as number); s++) {
      const f = points.index[s] as number;
      const of = terms[points.map.roles[f] as Role] as (typeof terms)[number];
      of.features.push(f);
      of.factors.push((points.values[i * points.map.length + f] as number) * (this.weights[f] as number));
    }
    return terms;
  }

  /** Weighted products of row i with rows 0 … i, of each role. */
  private products(data: Design, i: number, out: readonly Float64Array[]): void {
    const terms = this.terms(data, i);
    for (const role of roles) {
      const row = out[role] as Float64Array;
      row.fill(0, 0, i + 1);
      addColumns(row, data.columns, data.rows, terms[role] as Terms, i + 1);
    }
  }

  /** The weighted squared distance of rows i and j in the features of a role. */
  private apart(role: Role, products: readonly Float64Array[], i: number, j: number): number {
    const norms = this.norms[role] as Float64Array;
    return (norms[i] as number) + (norms[j] as number) - 2 * ((products[role] as Float64Array)[j] as number);
  }

  /** The centred linear kernel of rows i and j. */
  private linear(products: readonly Float64Array[], i: number, j: number): number {
    let product = 0;
    for (const role of roles) product += (products[role] as Float64Array)[j] as number;
    return product - (this.offsets[i] as number) - (this.offsets[j] as number) + this.offset;
  }

  /** The negative log posterior of theta but for a constant, and its gradient. */
  energy(data: Design, targets: Float64Array): { readonly value: number; readonly gradient: Float64Array } {
    const n = data.rows;
    const p = this.parts.length;
    this.prepare(data);
    const smooth = new Float64Array(n * n); // a·exp(−distance)
    const linear = new Float64Array(n * n);
    const kernel = new Float64Array(n * n);
    const products = byRole(n);
    const bends = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      this.products(data, i, products);
      for (let j = 0; j <= i; j++) {
        const near = this.apart(Role.Number, products, i, j);
        const s = this.amplitude * alike(this.apart(Role.Level, products, i, j), near);
        const l = this.linear(products, i, j);
        bends[i * n + j] = bends[j * n + i] = bend(near);
        smooth[i * n + j] = smooth[j * n + i] = s;
        linear[i * n + j] = linear[j * n + i] = l;
        kernel[i * n + j] = s + this.slope * l;
      }
      kernel[i * n + i]! += this.noise + 1e-6;
    }
    choleskyInPlace(kernel, n);
    const alpha = solve(kernel, targets, n);
    let value = 0;
    for (let i = 0; i < n; i++) {
      value += 0.5 * (targets[i] as number) * (alpha[i] as number) + Math.log(kernel[i * n + i] as number);
    }
    this.priors.forEach(({ mean, deviation }, i) => {
      value += 0.5 * (((this.theta[i] as number) - mean) / deviation) ** 2;
    });
    const inverse = invertLower(kernel, n);
    // ∂/∂K of the negative log likelihood: ½ (K⁻¹ − ααᵀ)
    const slope = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) slope[i * n + j] = -(alpha[i] as number) * (alpha[j] as number);
    }
    for (let r = 0; r < n; r++) {
      for (let i = 0; i <= r; i++) {
        const left = inverse[r * n + i] as number;
        for (let j = 0; j <= i; j++) slope[i * n + j]! += left * (inverse[r * n + j] as number);
      }
    }
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) slope[i * n + j] = slope[j * n + i] = 0.5 * (slope[i * n + j] as number);
    }
    return { value, gradient: this.chain(data, smooth, bends, linear, slope, n, p) };
  }

  /** From ∂/∂K to ∂/∂theta. */
  private chain(
    data: Design,
    smooth: Float64Array,
    bends: Float64Array,
    linear: Float64Array,
    slope: Float64Array,
    n: number,
    p: number,
  ): Float64Array {
    const { theta, priors } = this;
    const { columns } = data;
    const b = this.slope;
    const gradient = Float64Array.from(
      priors,
      ({ mean, deviation }, i) => ((theta[i] as number) - mean) / deviation ** 2,
    );
    let amplitude = 0;
    let noise = 0;
    let slant = 0;
    let total = 0;
    const perWeight = new Float64Array(p);
    const forward = byRole(n);
    const [levels, numbers, shapes] = forward as [Float64Array, Float64Array, Float64Array];
    for (let i = 0; i < n; i++) {
      const pull = [0, 0, 0]; // row sums of −slope∘smooth
      let around = 0; // row sums of slope
      for (let j = 0; j < n; j++) {
        const g = slope[i * n + j] as number;
        const gs = g * (smooth[i * n + j] as number);
        amplitude += gs;
        pull[Role.Level]! -= gs;
        around += g;
        slant += g * (linear[i * n + j] as number);
        levels[j] = 2 * gs + b * g;
        const bent = gs * (bends[i * n + j] as number);
        pull[Role.Number]! -= bent;
        numbers[j] = 2 * bent + b * g;
        shapes[j] = b * g;
      }
      noise += slope[i * n + i] as number;
      total += around;
      for (let s = data.starts[i] as number; s < (data.starts[i + 1] as number); s++) {
        const f = data.index[s] as number;
        const value = data.values[i * p + f] as number;
        const column = f * n;
        const role = data.map.roles[f] as Role;
        const along = forward[role] as Float64Array;
        let dot = 0;
        for (let j = 0; j < n; j++) dot += (along[j] as number) * (columns[column + j] as number);
        perWeight[f]! +=
          value * (2 * (pull[role] as number) * value + dot - 2 * b * (this.centre[f] as number) * around);
      }
    }
    for (let f = 0; f < p; f++) {
      const derivative =
        (this.weights[f] as number) *
        ((perWeight[f] as number) + b * (this.centre[f] as number) ** 2 * total);
      for (const part of this.parts[f] as readonly number[]) gradient[part]! += derivative;
    }
    const at = priors.length - tail;
    gradient[at]! += amplitude;
    gradient[at + 1]! += this.noise * noise;
    gradient[at + 2]! += b * slant;
    return gradient;
  }
}
