import { normalCdf } from '../normal';
import { dominates } from '../pareto';
import { CurveRule, type Curve } from './reports';

/**
 * Learning-curve extrapolation (Domhan et al. 2015, "Speeding up Automatic Hyperparameter Optimization of Deep Neural
 * Networks by Extrapolation of Learning Curves"): ends a trial of which even an optimistic forecast of the last step is
 * dominated by a completed trial. The forecast averages Bayesian linear regressions over power laws and exponentials of
 * several rates and noises, weighted by their evidence, instead of MCMC over their parameters.
 */
export class ExtrapolationRule extends CurveRule {
  /**
   * @param maxSteps the step to forecast
   * @param minimum reports before a forecast is made
   * @param doubt the chance to be better than forecast that is given up: 0.05 ends trials with 5 % hope
   */
  constructor(
    private readonly maxSteps: number,
    private readonly minimum: number,
    private readonly doubt: number,
  ) {
    super('extrapolation');
  }

  protected shouldStop(_trial: number, curve: Curve, step: number, values: readonly number[]): boolean {
    if (curve.steps.length < this.minimum || step >= this.maxSteps) return false;
    const finals: (readonly number[])[] = [];
    for (const { values: all } of this.completed()) {
      const final = all.at(-1);
      if (final) finals.push(final);
    }
    if (finals.length === 0) return false;
    const hope = values.map((_, k) => {
      const series = curve.values.map((at) => at[k] as number);
      return forecast(curve.steps, series, this.maxSteps).quantile(this.doubt);
    });
    return finals.some((final) => dominates(final, hope));
  }
}

export interface Forecast {
  quantile(probability: number): number;
}

const rates = [0.12, 0.25, 0.35, 0.5, 0.7, 1, 1.4, 2];
const noises = [0.02, 0.06, 0.2];

/** What a curve is likely to be at a later step: a mixture of normal distributions. */
export function forecast(steps: readonly number[], values: readonly number[], target: number): Forecast {
  const usable = values.flatMap((value, i) => (Number.isFinite(value) ? [i] : []));
  const ys = usable.map((i) => values[i] as number);
  const xs = usable.map((i) => steps[i] as number);
  const shift = ys.at(-1) ?? 0;
  const scale = Math.max(1e-12, Math.max(...ys) - Math.min(...ys));
  const scaled = ys.map((y) => (y - shift) / scale);
  const parts = rates.flatMap((rate) =>
    [(x: number) => x ** -rate, (x: number) => Math.exp((-4 * rate * x) / target)].flatMap((shape) =>
      noises.map((noise) => regress(xs.map(shape), scaled, noise, shape(target))),
    ),
  );
  const top = Math.max(...parts.map(({ evidence }) => evidence));
  const weights = parts.map(({ evidence }) => Math.exp(evidence - top));
  const total = weights.reduce((a, b) => a + b, 0);
  return {
    quantile(probability) {
      let low = -100;
      let high = 100;
      for (let i = 0; i < 60; i++) {
        const middle = (low + high) / 2;
        const below = parts.reduce(
          (sum, { mean, deviation }, j) =>
            sum + (weights[j] as number) * normalCdf((middle - mean) / deviation),
          0,
        );
        if (below / total < probability) low = middle;
        else high = middle;
      }
      return shift + scale * low;
    },
  };
}

/** y = c + a·x with normal priors on c and a: mean and deviation at a new x, and the log evidence. */
function regress(xs: readonly number[], ys: readonly number[], noise: number, at: number) {
  const priorC = 1;
  const priorA = 1 / 9;
  const precision = 1 / noise ** 2;
  const n = xs.length;
  let sx = 0;
  let sxx = 0;
  let sy = 0;
  let sxy = 0;
  let syy = 0;
  for (let i = 0; i < n; i++) {
    const x = xs[i] as number;
    const y = ys[i] as number;
    sx += x;
    sxx += x * x;
    sy += y;
    sxy += x * y;
    syy += y * y;
  }
  const cc = n * precision + priorC;
  const ca = sx * precision;
  const aa = sxx * precision + priorA;
  const determinant = cc * aa - ca * ca;
  const c = (aa * sy - ca * sxy) * (precision / determinant);
  const a = (cc * sxy - ca * sy) * (precision / determinant);
  const explained = precision * (c * sy + a * sxy);
  const variance = (aa - 2 * ca * at + cc * at * at) / determinant + noise ** 2;
  return {
    mean: c + a * at,
    deviation: Math.sqrt(variance),
    evidence:
      -0.5 * (precision * syy - explained) -
      n * Math.log(noise) -
      0.5 * Math.log(determinant / (priorC * priorA)),
  };
}
