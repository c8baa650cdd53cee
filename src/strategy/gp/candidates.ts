import type { Codes } from '../../space/coded';
import { mutate } from '../../space/mutate';
import { neighbours } from '../../space/neighbours';
import type { Random } from '../../space/random';
import { sample } from '../../space/sample';
import type { History } from '../history';

/** Rates points; higher is better. */
export type Acquisition = (points: readonly Codes[]) => ArrayLike<number>;

/**
 * Points worth rating, none of them begun: the neighbours of good points, mutations of them in two variables, random
 * ones; then up to four hops of climbing from the best three. Ordered best first.
 */
export function maximise(
  history: History,
  good: readonly Codes[],
  acquisition: Acquisition,
  random: Random,
  counts: { readonly mutations: number; readonly random: number; readonly hops: number },
): Codes[] {
  const { space } = history;
  const rated = new Map<string, Rated>();
  const rate = (points: Iterable<Codes>): number => {
    const fresh = new Map<string, Codes>();
    for (const codes of points) {
      const key = codes.join();
      if (!rated.has(key) && !fresh.has(key) && history.isFresh(codes)) fresh.set(key, codes);
    }
    const list = [...fresh.values()];
    const values = list.length > 0 ? acquisition(list) : [];
    [...fresh.keys()].forEach((key, i) =>
      rated.set(key, { codes: list[i] as Codes, value: values[i] as number }),
    );
    return Math.max(-Infinity, ...Array.from(values));
  };
  const start: Codes[] = good.flatMap((codes) =>
    neighbours(space, space.complete(codes.slice(), random), random),
  );
  for (let i = 0; i < counts.mutations && good.length > 0; i++) {
    start.push(mutate(space, mutate(space, random.pick(good), random), random));
  }
  for (let i = 0; i < counts.random; i++) start.push(sample(space, random));
  let best = rate(start);
  const climbed = new Set<Rated>();
  for (let hop = 0; hop < counts.hops; hop++) {
    const from = top(rated.values(), 3).filter((point) => !climbed.has(point));
    if (from.length === 0) break;
    from.forEach((point) => climbed.add(point));
    const reached = rate(from.flatMap(({ codes }) => neighbours(space, codes, random)));
    if (reached <= best && hop > 0) break;
    best = Math.max(best, reached);
  }
  return top(rated.values(), 20).map(({ codes }) => codes);
}

interface Rated {
  readonly codes: Codes;
  readonly value: number;
}

function top(points: Iterable<Rated>, count: number): Rated[] {
  return [...points].sort((a, b) => b.value - a.value).slice(0, count);
}
