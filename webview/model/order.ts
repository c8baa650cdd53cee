/** Sorting that stays quick while trials change: what changed is taken out and merged in again. */
import type { Trial } from '../../src/protocol/study';
import type { Column, SortKey } from './columns';

export interface Sort {
  /** Id of the column. */
  readonly column: string;
  readonly descending: boolean;
}

export type Compare = (a: Trial, b: Trial) => number;

/** Missing values stand last in both directions; of equals, the lower number stands first. */
export function compareBy(column: Column, descending: boolean): Compare {
  const turn = descending ? -1 : 1;
  return (a, b) => {
    const one = column.key(a);
    const two = column.key(b);
    if (one === undefined || two === undefined) {
      return Number(one === undefined) - Number(two === undefined) || a.number - b.number;
    }
    return turn * compareKeys(one, two) || a.number - b.number;
  };
}

function compareKeys(a: Exclude<SortKey, undefined>, b: Exclude<SortKey, undefined>): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return collator.compare(String(a), String(b));
}

const collator = new Intl.Collator(undefined, { numeric: true });

/** The trials that `keep` keeps, sorted. O(n log n). */
export function order(
  trials: readonly Trial[],
  keep: (trial: Trial) => boolean,
  compare: Compare,
): readonly Trial[] {
  return trials.filter(keep).sort(compare);
}

/** The same after some trials changed: O(n + k log k). `changed` has their new selves, by number. */
export function reorder(
  ordered: readonly Trial[],
  changed: ReadonlyMap<number, Trial>,
  keep: (trial: Trial) => boolean,
  compare: Compare,
): readonly Trial[] {
  const rest = ordered.filter(({ number }) => !changed.has(number));
  const fresh = [...changed.values()].filter(keep).sort(compare);
  const merged: Trial[] = [];
  let at = 0;
  for (const trial of fresh) {
    while (at < rest.length && compare(rest[at]!, trial) <= 0) merged.push(rest[at++]!);
    merged.push(trial);
  }
  while (at < rest.length) merged.push(rest[at++]!);
  return merged;
}
