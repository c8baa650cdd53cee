/**
 * Families of made-up problems, each instance drawn from a seed: operations shared by many places, mixed natures,
 * conditional blocks, rugged landscapes, many variables. In units of the deviation over random points.
 */
import { CodedSpace, type Codes } from '../../../src/space/coded';
import { neighbours } from '../../../src/space/neighbours';
import { Random } from '../../../src/space/random';
import { sample } from '../../../src/space/sample';
import type { Condition, Domain, SearchSpace, Variable } from '../../../src/space/space';
import { functions } from './functions';
import { graphs } from './graphs';
import type { Problem } from './problems';

/** Levels of each variable as the landscape sees them: an index, or a position in [0, 1]; −1 inactive. */
type Landscape = (x: readonly number[]) => number;

export interface Family {
  /** In deviations over random points. */
  readonly noise: number;
  make(random: Random): {
    readonly space: SearchSpace;
    /** To be maximised; NaN: the trial fails. */
    readonly value: Landscape;
    /** The highest value, where it is known. */
    readonly best?: number;
  };
}

const names = (count: number) => Array.from({ length: count }, (_, i) => `op${i}`);
const options = (count: number): Domain => ({ kind: 'choice', options: names(count), ordered: false });
const int = (levels: number): Domain => ({ kind: 'int', low: 1, high: levels, step: 1, log: false });
const log: Domain = { kind: 'float', low: 1e-4, high: 1e-1, log: true };

function variable(label: string, domain: Domain, group = label, when: readonly Condition[] = []): Variable {
  const value = domain.kind === 'int' || domain.kind === 'float' ? domain.low : 'op0';
  return { label, domain, default: value, group, activeWhen: [when] };
}

const vector = (random: Random, n: number, scale = 1) =>
  Array.from({ length: n }, () => scale * random.normal());
const table = (random: Random, rows: number, columns: number, scale = 1) =>
  Array.from({ length: rows }, () => vector(random, columns, scale));
const at = (t: readonly (readonly number[])[], i: number, j: number) => t[i]?.[j] ?? 0;

/** Places that offer the same operations, neighbours that interact, and a cliff: too much of one ruins everything. */
function sharedOperations(places: number, kinds: number, noise: number): Family {
  return {
    noise,
    make(random) {
      const worth = vector(random, kinds);
      const weight = Array.from({ length: places }, () => 0.3 + 1.2 * random.next());
      const own = table(random, places, kinds, 0.4);
      const pairs = table(random, kinds, kinds, 0.5);
      const local = Array.from({ length: places }, () => table(random, kinds, kinds, 0.35));
      const variables = Array.from({ length: places }, (_, i) => variable(`v${i}`, options(kinds), 'op'));
      return {
        space: { variables },
        value(x) {
          let sum = 0;
          for (let i = 0; i < places; i++) {
            const a = x[i] as number;
            sum += (worth[a] as number) * (weight[i] as number) + at(own, i, a);
            if (i > 0) sum += at(pairs, x[i - 1] as number, a) + at(local[i] ?? [], x[i - 1] as number, a);
          }
          const dead = x.filter((a) => a === 0).length;
          return sum - 3 * Math.max(0, dead - Math.floor(places * 0.42));
        },
      };
    },
  };
}

/** Five categorical variables of different kinds, five whole numbers, five floats on a log scale; interactions. */
const mixed: Family = {
  noise: 0.2,
  make(random) {
    const kinds = [3, 5, 2, 4, 6];
    const variables = [
      ...kinds.map((k, i) => variable(`c${i}`, options(k))),
      ...[0, 1, 2, 3, 4].map((i) => variable(`i${i}`, int(6))),
      ...[0, 1, 2, 3, 4].map((i) => variable(`f${i}`, log)),
    ];
    const effects = kinds.map((k) => vector(random, k));
    const best = variables.map(() => 0.2 + 0.6 * random.next());
    const bend = variables.map(() => -6 * Math.log(1 - random.next()));
    const mix = variables.map(() => variables.map(() => (random.next() < 0.15 ? random.normal() : 0)));
    return {
      space: { variables },
      value(x) {
        const unit = x.map((v, i) => (i < 5 ? v : i < 10 ? v / 5 : v));
        const z = unit.map((u, i) => (i < 5 ? at(effects, i, u) : 2 * u - 1));
        let sum = 0;
        z.forEach((a, i) => {
          sum += i < 5 ? 0.7 * a : -(bend[i] as number) * ((unit[i] as number) - (best[i] as number)) ** 2;
          z.forEach((b, j) => (sum += 0.35 * a * b * at(mix, i, j)));
        });
        return sum;
      },
    };
  },
};

/** Three blocks whose kind decides which of five children matter. */
const conditional: Family = {
  noise: 0.5,
  make(random) {
    const label = (b: number, name: string) => `${name}[${b}]`;
    const is = (b: number, ...kinds: number[]): Condition[] => [
      { label: label(b, 'kind'), is: 'one of', values: kinds.map((k) => `op${k}`) },
    ];
    const variables = [0, 1, 2].flatMap((b) => [
      variable(label(b, 'kind'), options(4), 'kind'),
      variable(label(b, 'units'), int(5), 'units', is(b, 1, 2, 3)),
      variable(label(b, 'kernel'), int(5), 'kernel', is(b, 2, 3)),
      variable(label(b, 'act'), options(3), 'act', is(b, 1, 2, 3)),
      variable(label(b, 'rate'), log, 'rate', is(b, 1)),
      variable(label(b, 'norm'), options(2), 'norm', is(b, 3)),
    ]);
    const kinds = vector(random, 4);
    const acts = table(random, 4, 3);
    const best = Array.from({ length: 3 }, () => Array.from({ length: 6 }, () => 0.2 + 0.6 * random.next()));
    const bend = Array.from({ length: 6 }, () => 1 + 4 * random.next());
    const follow = table(random, 4, 4, 0.4);
    return {
      space: { variables },
      value(x) {
        let sum = 0;
        for (let b = 0; b < 3; b++) {
          const part = (j: number) => x[b * 6 + j] as number;
          const kind = part(0);
          sum += (kinds[kind] as number) * (1 + 0.3 * b);
          for (const [j, top] of [
            [1, 4],
            [2, 4],
            [4, 1],
          ] as const) {
            if (part(j) >= 0) sum += 1 - (bend[j] as number) * (part(j) / top - at(best, b, j)) ** 2;
          }
          if (part(3) >= 0) sum += 0.6 * at(acts, kind, part(3));
          if (part(5) >= 0) sum += 0.5 * part(5);
          if (b > 0) sum += at(follow, x[(b - 1) * 6] as number, kind);
        }
        return sum;
      },
    };
  },
};

/** Ten variables of which nothing is shared though they look alike; random pairs and triples. */
const rugged: Family = {
  noise: 0.2,
  make(random) {
    const places = 10;
    const kinds = 4;
    const own = table(random, places, kinds, 0.7);
    const several = (size: number, count: number, scale: number) =>
      Array.from({ length: count }, () => ({
        among: random.shuffle(Array.from({ length: places }, (_, i) => i)).slice(0, size),
        worth: vector(random, kinds ** size, scale),
      }));
    const terms = [...several(2, 12, 0.6), ...several(3, 5, 0.5)];
    const variables = Array.from({ length: places }, (_, i) => variable(`v${i}`, options(kinds), 'op'));
    return {
      space: { variables },
      value(x) {
        let sum = x.reduce((total, a, i) => total + at(own, i, a), 0);
        for (const { among, worth } of terms) {
          sum += worth[among.reduce((index, i) => index * kinds + (x[i] as number), 0)] as number;
        }
        return sum;
      },
    };
  },
};

/** A depth that switches layers on, widths on a log scale, an optimiser with parameters of its own. */
const network: Family = {
  noise: 0.3,
  make(random) {
    const layers = 6;
    const above = (i: number): Condition[] => [{ label: 'depth', is: 'above', bound: i }];
    const adam: Condition[] = [{ label: 'optimizer', is: 'one of', values: ['op0'] }];
    const variables: Variable[] = [
      variable('depth', int(layers)),
      ...Array.from({ length: layers }, (_, i) => [
        variable(
          `width[${i}]`,
          { kind: 'int', low: 8, high: 512, step: 1, log: true },
          'width',
          i ? above(i) : [],
        ),
        variable(`act[${i}]`, options(4), 'act', i ? above(i) : []),
        variable(`skip[${i}]`, options(2), 'skip', i ? above(i) : []),
      ]).flat(),
      variable('optimizer', options(3)),
      variable('lr', log),
      variable('beta', { kind: 'float', low: 0.5, high: 0.99, log: false }, 'beta', adam),
      variable('dropout', { kind: 'float', low: 0, high: 0.6, log: false }),
    ];
    const acts = vector(random, 4, 0.7);
    const bestDepth = 1 + random.next() * (layers - 1);
    const bestWidth = 0.3 + 0.5 * random.next();
    const narrowing = 0.15 * random.normal();
    const bestRate = vector(random, 3).map((z) => 0.5 + 0.15 * z);
    const optimizers = vector(random, 3, 0.5);
    const skip = 0.5 * random.normal();
    return {
      space: { variables },
      value(x) {
        const n = variables.length;
        const depth = (x[0] as number) + 1;
        const optimizer = x[n - 4] as number;
        let sum = -0.35 * (depth - bestDepth) ** 2 + (optimizers[optimizer] as number);
        for (let i = 0; i < depth; i++) {
          const [width = 0, act = 0, joined = 0] = x.slice(1 + 3 * i, 4 + 3 * i);
          sum += (-5 * (width - bestWidth - narrowing * i) ** 2 + (acts[act] as number)) / Math.sqrt(depth);
          sum += (joined * (skip + 0.2 * (depth - 3))) / Math.sqrt(depth);
        }
        const rate = (x[n - 3] as number) - (bestRate[optimizer] as number) + 0.03 * (depth - 3);
        sum -= 12 * rate ** 2 + 2 * Math.max(0, rate * 4) ** 2;
        if ((x[n - 2] as number) >= 0) sum -= 1.5 * ((x[n - 2] as number) - 0.8) ** 2;
        return sum - 2 * ((x[n - 1] as number) - 0.08 * depth) ** 2;
      },
    };
  },
};

export const families: Readonly<Record<string, Family>> = {
  shared12: sharedOperations(12, 4, 0.3),
  shared30: sharedOperations(30, 5, 0.3),
  mixed15: mixed,
  conditional18: conditional,
  network23: network,
  rugged10: rugged,
  ...graphs,
  ...functions,
};

/** An instance of a family. `report` is how far a point is from the best that climbing found, without noise. */
export function syntheticProblem(family: string, instance: number): Problem {
  const { noise, make } = families[family] as Family;
  const random = new Random(1000 + instance, 7);
  const { space, value, best: known } = make(random);
  const coded = new CodedSpace(space);
  const of = (codes: Codes) => value(seen(coded, codes));
  const points = Array.from({ length: 4000 }, () => of(sample(coded, random))).filter(
    (v) => !Number.isNaN(v),
  );
  const mean = points.reduce((a, b) => a + b) / points.length;
  const deviation = Math.sqrt(points.reduce((sum, v) => sum + (v - mean) ** 2, 0) / points.length);
  const tops = known ?? Math.max(...Array.from({ length: 40 }, () => climb(coded, of, random)));
  const best = points.reduce((most, value) => Math.max(most, value), tops);
  return {
    name: family,
    space,
    objectives: 1,
    worst: (best - Math.min(...points)) / deviation,
    evaluate(point, normal) {
      const value = (mean - of(coded.encode(point))) / deviation + noise * normal();
      return Number.isNaN(value) ? [] : [value];
    },
    report: (point) => (best - of(coded.encode(point))) / deviation,
  };
}

function seen(coded: CodedSpace, codes: Codes): number[] {
  return Array.from(codes, (code, i) => {
    if (Number.isNaN(code)) return -1;
    const scale = coded.scales[i];
    return scale && scale.nature === 'ordered' && scale.levels > 8 ? scale.unit(code) : code;
  });
}

const orWorst = (value: number) => (Number.isNaN(value) ? -1e9 : value);

function climb(coded: CodedSpace, of: (codes: Codes) => number, random: Random): number {
  let here = sample(coded, random);
  let value = orWorst(of(here));
  for (;;) {
    const next = neighbours(coded, here, random);
    const values = next.map((codes) => orWorst(of(codes)));
    const top = values.indexOf(Math.max(...values));
    if ((values[top] as number) <= value + 1e-9) return value;
    here = next[top] as Codes;
    value = values[top] as number;
  }
}
