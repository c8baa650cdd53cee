/** An axis that a few trials that went wrong do not squeeze flat. */
import type { Direction } from '../../src/protocol/study';

export interface Scale {
  /** Undefined: as the data has it. */
  readonly min?: number;
  readonly max?: number;
  /** Where trials without a value stand. */
  readonly worst: number;
  /** How many values lie beyond the scale. */
  readonly beyond: number;
  clamp(value: number): number;
}

/** Values so much farther from the median than the quartile on the bad side are drawn at the edge. */
const reach = 6;

/** From the values there are (others are left out); the good side is always shown whole. */
export function scaleOf(values: readonly (number | undefined)[], direction: Direction): Scale {
  const sorted = Float64Array.from(
    values.filter((value): value is number => value !== undefined && Number.isFinite(value)),
  );
  sorted.sort();
  if (sorted.length === 0) return { worst: 0, beyond: 0, clamp: (value) => value };
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))]!;
  let low = at(0);
  let high = at(1);
  if (sorted.length >= 8) {
    const spread = direction === 'minimize' ? at(0.75) - at(0.5) : at(0.5) - at(0.25);
    const whole = high - low;
    if (spread > 0 && direction === 'minimize') high = Math.min(high, at(0.5) + reach * spread);
    else if (spread > 0) low = Math.max(low, at(0.5) - reach * spread);
    // Close to the edge as it is: better whole.
    if (high - low > 0.7 * whole) [low, high] = [at(0), at(1)];
  }
  const margin = (high - low || Math.abs(high) || 1) * 0.06;
  const clamp = (value: number): number => Math.min(high + margin / 2, Math.max(low - margin / 2, value));
  return {
    min: low - margin,
    max: high + margin,
    worst: direction === 'minimize' ? high + margin / 2 : low - margin / 2,
    beyond: sorted.filter((value) => value < low || value > high).length,
    clamp,
  };
}
