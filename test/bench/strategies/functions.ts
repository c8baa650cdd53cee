/** Known functions, shifted so that no instance has its optimum where another has: to be maximised. */
import type { Random } from '../../../src/space/random';
import type { Condition, Domain, Variable } from '../../../src/space/space';
import type { Family } from './synthetic';

export const unit: Domain = { kind: 'float', low: 0, high: 1, log: false };

export const free = (label: string, domain: Domain, when: readonly Condition[] = []): Variable => ({
  label,
  domain,
  default: 'low' in domain ? domain.low : 'op0',
  group: label,
  activeWhen: [when],
});

const shiftOf = (dimensions: number, random: Random) =>
  Array.from({ length: dimensions }, () => 0.2 * (random.next() - 0.5));

/** Positions in [0, 1] shifted by up to a tenth and mirrored at the ends. */
const moved = (x: readonly number[], shift: readonly number[]) =>
  x.map((u, i) => mirrored(u + (shift[i] as number)));

/** `of` takes positions in [0, 1], which are shifted. */
function shifted(
  dimensions: number,
  noise: number,
  of: (x: readonly number[]) => number,
  best: number,
  domain = unit,
): Family {
  return {
    noise,
    make(random: Random) {
      const shift = shiftOf(dimensions, random);
      const variables = shift.map((_, i) => free(`x${i}`, domain));
      return { space: { variables }, value: (x) => -of(moved(x, shift)), best: -best };
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

function levy(x: readonly number[]): number {
  const w = x.map((u) => 1 + (20 * u - 10 - 1) / 4);
  const wave = (v: number) => Math.sin(Math.PI * v) ** 2;
  const last = w.at(-1) as number;
  return w
    .slice(0, -1)
    .reduce(
      (sum, v) => sum + (v - 1) ** 2 * (1 + 10 * wave(v + 1 / Math.PI)),
      wave(w[0] as number) + (last - 1) ** 2 * (1 + wave(2 * last)),
    );
}

/** A basin, each variable weighing half of the one before. */
const sphere = (x: readonly number[]) => x.reduce((sum, u, i) => sum + 2 ** -i * (u - 0.4) ** 2, 0);

/** Many basins of different depth: 39.166 a dimension is the deepest. */
const styblinski = (x: readonly number[]) =>
  x.map((u) => 10 * u - 5).reduce((sum, v) => sum + (v ** 4 - 16 * v * v + 5 * v) / 2, 0);

export const options = (count: number): Domain => ({
  kind: 'choice',
  options: Array.from({ length: count }, (_, i) => `op${i}`),
  ordered: false,
});
export const whole = (low: number, high: number, log = false): Domain => ({
  kind: 'int',
  low,
  high,
  step: 1,
  log,
});
export const rate: Domain = { kind: 'float', low: 1e-6, high: 1, log: true };

/** Hartmann's function of three floats, two whole numbers and one of five levels, bent by two choices. */
const choicesAndNumbers: Family = {
  noise: 0,
  make(random) {
    const shift = shiftOf(6, random);
    const variables = [
      ...[unit, unit, rate, whole(1, 64), whole(4, 256, true), whole(1, 5)].map((domain, i) =>
        free(`x${i}`, domain),
      ),
      free('kind', options(4)),
      free('other', options(3)),
    ];
    const worth = Array.from({ length: 4 }, () => 0.3 * random.normal());
    const bend = Array.from({ length: 3 }, () => 0.15 * random.normal());
    return {
      space: { variables },
      value(x) {
        const [kind = 0, other = 0] = x.slice(6);
        const at = x.slice(0, 6).map((u, i) => (i === 5 ? u / 4 : i === kind ? u + (bend[other] ?? 0) : u));
        return (worth[kind] ?? 0) - hartmann(moved(at, shift));
      },
    };
  },
};

/** As pipelines of models: which of three decides which numbers there are; each its own basin. */
const models: Family = {
  noise: 0.05,
  make(random) {
    const when = (kind: number): Condition[] => [{ label: 'model', is: 'one of', values: [`op${kind}`] }];
    const variables = [
      free('model', options(3)),
      free('scaling', options(3)),
      ...[rate, rate].map((domain, i) => free(`svm${i}`, domain, when(0))),
      ...[whole(10, 500, true), whole(1, 32), unit].map((domain, i) => free(`forest${i}`, domain, when(1))),
      ...[rate, whole(1, 12), unit, unit, whole(20, 1000, true)].map((d, i) => free(`boost${i}`, d, when(2))),
    ];
    const best = variables.map(() => 0.15 + 0.7 * random.next());
    const weight = variables.map(() => Math.exp(0.7 * random.normal()));
    const height = [0, 1, 2].map(() => 0.25 * random.normal());
    const scaling = [0, 1, 2].map(() => [0, 1, 2].map(() => 0.2 * random.normal()));
    const lean = 0.5 * random.normal();
    return {
      space: { variables },
      value(x) {
        const [model = 0, scale = 0] = x;
        let far = 0;
        let before = 0;
        variables.forEach((_, i) => {
          if (i < 2 || (x[i] as number) < 0) return;
          const u = x[i] as number;
          const away = u - (best[i] as number) - lean * before;
          before = u - (best[i] as number);
          far += (weight[i] as number) * away * away;
        });
        return (height[model] as number) + (scaling[model]?.[scale] as number) - Math.log(0.05 + far);
      },
    };
  },
};

export const functions: Readonly<Record<string, Family>> = {
  branin2: shifted(2, 0, branin, 0.397887),
  levy4: shifted(4, 0, levy, 0),
  rosenbrock5: shifted(5, 0, rosenbrock, 0),
  styblinski5: shifted(5, 0, styblinski, -39.16617 * 5),
  hartmann6: shifted(6, 0, hartmann, -3.32237),
  sphere8: shifted(8, 0, sphere, 0, rate),
  hartmann8: choicesAndNumbers,
  ackley10: shifted(10, 0.02, ackley, 0),
  models12: models,
  levy20: shifted(20, 0, levy, 0),
};
