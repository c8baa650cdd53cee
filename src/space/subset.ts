/**
 * Subsets of up to 52 elements as one number whose bit i tells whether element i is kept (beyond 32 bits, hence
 * arithmetic instead of bit operators).
 */
import type { Random } from './random';

export const largestSubset = 52;

export function hasElement(mask: number, index: number): boolean {
  return Math.floor(mask / 2 ** index) % 2 === 1;
}

export function flipElement(mask: number, index: number): number {
  return hasElement(mask, index) ? mask - 2 ** index : mask + 2 ** index;
}

/** The kept indices, ascending. */
export function elementsOf(mask: number): number[] {
  const found: number[] = [];
  for (let index = 0, rest = mask; rest > 0; index++, rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) found.push(index);
  }
  return found;
}

export function sizeOf(mask: number): number {
  return elementsOf(mask).length;
}

export function maskOf(indices: readonly number[]): number {
  return indices.reduce((mask, index) => (hasElement(mask, index) ? mask : mask + 2 ** index), 0);
}

/** n choose k, exact. */
export function choose(n: number, k: number): bigint {
  let result = 1n;
  for (let i = 1; i <= k; i++) result = (result * BigInt(n - k + i)) / BigInt(i);
  return k < 0 || k > n ? 0n : result;
}

/** How many subsets of `n` elements keep between `min` and `max`. */
export function countSubsets(n: number, min: number, max: number): bigint {
  let total = 0n;
  for (let size = Math.max(0, min); size <= Math.min(n, max); size++) total += choose(n, size);
  return total;
}

/** A subset of between `min` and `max` elements, all equally likely. */
export function randomSubset(n: number, min: number, max: number, random: Random): number {
  const sizes: number[] = [];
  for (let size = min; size <= max; size++) sizes.push(Number(choose(n, size)));
  return randomOfSize(n, min + random.weighted(sizes), random);
}

function randomOfSize(n: number, size: number, random: Random): number {
  const order = random.shuffle(Array.from({ length: n }, (_, i) => i));
  return maskOf(order.slice(0, size));
}

/** Every subset of between `min` and `max` elements, in the order of their numbers. */
export function* allSubsets(n: number, min: number, max: number): Generator<number> {
  function* extend(index: number, mask: number, kept: number): Generator<number> {
    if (kept + index + 1 < min || kept > max) return;
    if (index < 0) return yield mask;
    yield* extend(index - 1, mask, kept);
    yield* extend(index - 1, mask + 2 ** index, kept + 1);
  }
  yield* extend(n - 1, 0, 0);
}

/** Subsets that differ in one element, or by exchanging one kept for one left out. */
export function subsetNeighbours(mask: number, n: number, min: number, max: number): number[] {
  const size = sizeOf(mask);
  const found: number[] = [];
  for (let i = 0; i < n; i++) {
    const changed = hasElement(mask, i) ? size - 1 : size + 1;
    if (changed >= min && changed <= max) found.push(flipElement(mask, i));
  }
  for (const kept of elementsOf(mask)) {
    for (let i = 0; i < n; i++) {
      if (!hasElement(mask, i)) found.push(flipElement(flipElement(mask, kept), i));
    }
  }
  return found;
}
