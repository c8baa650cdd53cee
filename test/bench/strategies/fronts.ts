/** Known functions of several objectives, each instance with its optimum elsewhere; their fronts are known. */
import { CodedSpace } from '../../../src/space/coded';
import { Random } from '../../../src/space/random';
import type { Scale } from '../../../src/space/scale';
import type { Domain } from '../../../src/space/space';
import { hypervolume, type Values } from '../../../src/strategy/pareto';
import { free, options, rate, unit, whole } from './functions';
import type { ParetoProblem } from './problems';

interface Front {
  readonly domains: readonly Domain[];
  readonly reference: Values;
  /** The hypervolume of the whole front. */
  readonly most: () => number;
  /** From places along the front in [0, 1], one fewer than objectives, and the distance from it, at most 1. */
  readonly values: (along: readonly number[], far: number) => Values;
  /** What the distance is of how far, at most 1, variables are from where they should be. */
  readonly distance: (away: readonly number[]) => number;
}

const mean = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0) / numbers.length;
const numbers = (count: number): Domain[] => Array.from({ length: count }, () => unit);

/** Zitzler, Deb & Thiele 2000: f2 is a curve of f1 and of the distance. */
function zdt(dimensions: number, curve: (first: number, g: number) => number): Front {
  const reference = [1.1, 5];
  const values = ([first = 0]: readonly number[], far: number) => [first, curve(first, 1 + 9 * far)];
  const most = () =>
    hypervolume(
      Array.from({ length: 2001 }, (_, i) => values([i / 2000], 0)),
      reference,
    );
  return { domains: numbers(dimensions), reference, most, values, distance: mean };
}

/** Deb, Thiele, Laumanns & Zitzler 2002: an eighth of a sphere that grows with the distance. */
function dtlz2(objectives: 2 | 3, domains: readonly Domain[]): Front {
  const reference = Array.from({ length: objectives }, () => 1.1);
  return {
    domains,
    reference,
    most: () => 1.1 ** objectives - (objectives === 2 ? Math.PI / 4 : Math.PI / 6),
    values(along, far) {
      const angles = along.map((u) => (u * Math.PI) / 2);
      return reference.map((_, k) => {
        const cosines = angles.slice(0, objectives - 1 - k).reduce((product, a) => product * Math.cos(a), 1);
        const sine = k === 0 ? 1 : Math.sin(angles[objectives - 1 - k] as number);
        return (1 + far) * cosines * sine;
      });
    },
    distance: (away) => away.reduce((sum, u) => sum + 0.25 * u * u, 0),
  };
}

const fronts: Readonly<Record<string, Front>> = {
  zdt1: zdt(8, (f, g) => g * (1 - Math.sqrt(f / g))),
  zdt3: zdt(8, (f, g) => g * (1 - Math.sqrt(f / g) - (f / g) * Math.sin(10 * Math.PI * f))),
  dtlz2: dtlz2(2, numbers(8)),
  dtlz2_mixed: dtlz2(2, [unit, rate, unit, whole(4, 256, true), whole(1, 5), options(3), options(4)]),
  dtlz2_three: dtlz2(3, numbers(7)),
};

export const frontNames = Object.keys(fronts);

/** An instance of a function by its name. */
export function frontProblem(name: string, instance: number): ParetoProblem {
  const { domains, reference, most, values, distance } = fronts[name] as Front;
  const space = { variables: domains.map((domain, i) => free(`x${i}`, domain)) };
  const coded = new CodedSpace(space);
  const random = new Random(1000 + instance, 7);
  const along = reference.length - 1;
  const distances = coded.scales.map((scale, i): ((code: number) => number) => {
    const domain = domains[i] as Domain;
    if (domain.kind === 'choice') {
      const worth = random.shuffle(domain.options.map((_, choice) => choice / (domain.options.length - 1)));
      return (code) => worth[code] as number;
    }
    const best = scale.unit(scale.fromUnit(0.25 + 0.5 * random.next()));
    return (code) => Math.abs(scale.unit(code) - best) / Math.max(best, 1 - best);
  });
  return {
    name,
    space,
    objectives: reference.length,
    reference,
    most: most(),
    evaluate(point) {
      const codes = [...coded.encode(point)];
      const places = codes.slice(0, along).map((code, i) => (coded.scales[i] as Scale).unit(code));
      const away = codes
        .slice(along)
        .map((code, i) => (distances[along + i] as (code: number) => number)(code));
      return values(places, distance(away));
    },
    report: () => NaN,
  };
}
