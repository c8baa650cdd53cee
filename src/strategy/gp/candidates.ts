import type { Codes } from '../../space/coded';
import { mutate } from '../../space/mutate';
import { neighbours } from '../../space/neighbours';
import type { Random } from '../../space/random';
import { sample } from '../../space/sample';
import { longScales, shift } from '../../space/shift';
import type { History } from '../history';

/** Rates points; higher is better. */
export type Acquisition = (points: readonly Codes[]) => ArrayLike<number>;

export interface Counts {
  readonly mutations: number;
  readonly random: number;
  readonly hops: number;
  /** How many neighbours are rated at the start and at each hop; of more, as many are drawn. */
  readonly neighbours: number;
  /** How many points near each of the best are rated at a hop, where there are numbers on long scales. */
  readonly shifts: number;
}

/**
 * Points worth rating, none of them begun: the neighbours of good points, mutations of them in two variables, random
 * ones; then some hops of climbing from the best three, with numbers also moved all at once by ever smaller steps.
 * Ordered best first.
 */
export function maximise(
  history: History,
  good: readonly Codes[],
  acquisition: Acquisition,
  random: Random,
  counts: Counts,
): Codes[] {
  const { space } = history;
  const shifts = longScales(space) > 0 ? counts.shifts : 0;
  const known = new Set<number>();
  let rated: Rated[] = [];
  const around = (points: readonly Codes[]) =>
    some(
      points.flatMap((p) => neighbours(space, p, random)),
      counts,
      random,
    );
  const rate = (points: readonly Codes[]): void => {
    const fresh = points.filter((codes) => {
      const key = history.key(codes);
      if (known.has(key)) return false;
      known.add(key);
      return history.isFresh(codes, key);
    });
    if (fresh.length === 0) return;
    const values = acquisition(fresh);
    rated.push(...fresh.map((codes, i) => ({ codes, value: values[i] as number })));
    rated = rated.sort((a, b) => b.value - a.value).slice(0, 50);
  };
  rate([
    ...around(good.map((codes) => space.complete(codes.slice(), random))),
    ...Array.from({ length: good.length > 0 ? counts.mutations : 0 }, () =>
      mutate(space, mutate(space, random.pick(good), random), random),
    ),
    ...Array.from({ length: counts.random }, () => sample(space, random)),
  ]);
  const climbed = new Set<Rated>();
  for (let hop = 0; hop < counts.hops; hop++) {
    const best = rated[0];
    const from = rated.slice(0, 3).filter((point) => !climbed.has(point));
    if (from.length === 0) break;
    from.forEach((point) => climbed.add(point));
    const near = from.flatMap(({ codes }) =>
      Array.from({ length: shifts }, (_, i) => shift(space, codes, 0.15 * 0.5 ** (hop + (i % 3)), random)),
    );
    rate([...around(from.map(({ codes }) => codes)), ...near]);
    if (rated[0] === best && hop > 0) break;
  }
  return rated.map(({ codes }) => codes);
}

function some(points: Codes[], counts: Counts, random: Random): Codes[] {
  return points.length <= counts.neighbours ? points : random.shuffle(points).slice(0, counts.neighbours);
}

interface Rated {
  readonly codes: Codes;
  readonly value: number;
}
