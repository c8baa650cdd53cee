/** Known functions of floats, shifted so that no instance has its optimum where another has: to be maximised. */
import type { Random } from '../../../src/space/random';
import type { Domain, Variable } from '../../../src/space/space';
import type { Family } from './synthetic';

const unit: Domain = { kind: 'float', low: 0, high: 1, log: false };

/** `of` takes positions in [0, 1]; the positions are shifted by up to a tenth and mirrored at the ends. */
function shifted(
  dimensions: number,
  noise: number,
  of: (x: readonly number[]) => number,
  best: number,
): Family {
  return {
    noise,
    make(random: Random) {
      const shift = Array.from({ length: dimensions }, () => 0.2 * (random.next() - 0.5));
      const variables = shift.map((_, i): Variable => ({
        label: `x${i}`,
        domain: unit,
        default: 0,
        group: `x${i}`,
        activeWhen: [[]],
      }));
      const value = (x: readonly number[]) => -of(x.map((u, i) => mirrored(u + (shift[i] as number))));
      return { space: { variables }, value, best: -best };
    },
  };
}

const mirrored = (u: number) => (u < 0 ? -u : u > 1 ? 2 - u : u);

function branin([u = 0, v = 0]: readonly number[]): number {
  const [x, y] = [15 * u - 5, 15 * v];
  const parabola = y - (5.1 / (4 * Math.PI ** 2)) * x * x + (5 / Math.PI) * x - 6;
  return parabola ** 2 + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10;
}

const hartmannA = [
  [10, 3, 17, 3.5, 1.7, 8],
  [0.05, 10, 17, 0.1, 8, 14],
  [3, 3.5, 1.7, 10, 17, 8],
  [17, 8, 0.05, 10, 0.1, 14],
];
const hartmannP = [
  [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
  [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
  [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.665],
  [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
];

function hartmann(x: readonly number[]): number {
  const weights = [1, 1.2, 3, 3.2];
  return -weights.reduce((sum, weight, i) => {
    const distance = x.reduce(
      (d, u, j) => d + (hartmannA[i]?.[j] as number) * (u - (hartmannP[i]?.[j] as number)) ** 2,
      0,
    );
    return sum + weight * Math.exp(-distance);
  }, 0);
}

/** On a log scale, as otherwise a corner of the box is all that counts. */
function rosenbrock(x: readonly number[]): number {
  const z = x.map((u) => 4 * u - 2);
  let sum = 0;
  for (let i = 1; i < z.length; i++) {
    const [a, b] = [z[i - 1] as number, z[i] as number];
    sum += 100 * (b - a * a) ** 2 + (1 - a) ** 2;
  }
  return Math.log1p(sum);
}

function ackley(x: readonly number[]): number {
  const z = x.map((u) => 10 * (u - 0.45));
  const mean = (f: (v: number) => number) => z.reduce((sum, v) => sum + f(v), 0) / z.length;
  const waves = mean((v) => Math.cos(2 * Math.PI * v));
  return 20 + Math.E - 20 * Math.exp(-0.2 * Math.sqrt(mean((v) => v * v))) - Math.exp(waves);
}

export const functions: Readonly<Record<string, Family>> = {
  branin2: shifted(2, 0, branin, 0.397887),
  hartmann6: shifted(6, 0, hartmann, -3.32237),
  rosenbrock5: shifted(5, 0, rosenbrock, 0),
  ackley10: shifted(10, 0.02, ackley, 0),
};
