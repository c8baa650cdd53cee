/**
 * Quantities with units, in base units: latency in **milliseconds**, other times in **seconds**, sizes and memory in
 * **bytes**, energy in **millijoules**, counts plain (k, M, G), ratios plain (`90 %` is 0.9).
 */

/** What is measured, and the factor of each unit to the base unit. Units are compared without regard to case first. */
const UNITS = {
  latency: { us: 1e-3, µs: 1e-3, ms: 1, s: 1000, min: 60_000 },
  time: { ms: 1e-3, s: 1, sec: 1, m: 60, min: 60, h: 3600, d: 86_400 },
  bytes: { B: 1, kB: 1e3, MB: 1e6, GB: 1e9, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 },
  energy: { uJ: 1e-3, µJ: 1e-3, mJ: 1, J: 1000, kJ: 1e6 },
  count: { k: 1e3, M: 1e6, G: 1e9, T: 1e12, '%': 0.01 },
} as const;

export type Dimension = keyof typeof UNITS;

/** What a measure of this name is measured in; a count when nothing tells. */
export function dimensionOf(measure: string): Dimension {
  if (/latency$/i.test(measure)) return 'latency';
  if (/(?:time|seconds|duration)$/i.test(measure)) return 'time';
  if (/(?:size|memory|bytes)$/i.test(measure)) return 'bytes';
  if (/energy$/i.test(measure)) return 'energy';
  return 'count';
}

export function unitsOf(dimension: Dimension): readonly string[] {
  return Object.keys(UNITS[dimension]);
}

/** A number with a unit (or none: the base unit), as its base unit; several are added (`1h30m`). */
export function parseQuantity(text: string, dimension: Dimension): number | { readonly message: string } {
  const part = /\s*([+-]?(?:\d[\d_]*\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*([\p{L}µ%]*)/iuy;
  let total = 0;
  while (part.lastIndex < text.trimEnd().length) {
    const match = part.exec(text);
    if (!match)
      return { message: `'${text.trim()}' is not a number with a unit, such as ${example(dimension)}.` };
    const number = Number(match[1]!.replaceAll('_', ''));
    const factor = factorOf(match[2]!, dimension);
    if (factor === undefined) {
      const units = unitsOf(dimension).join(', ');
      return { message: `'${match[2]}' is not a unit here; possible are ${units}.` };
    }
    if (!Number.isFinite(number)) return { message: `${match[1]} is not a finite number.` };
    total += number * factor;
  }
  return text.trim() === '' ? { message: `Expected a number, such as ${example(dimension)}.` } : total;
}

function factorOf(unit: string, dimension: Dimension): number | undefined {
  if (unit === '') return 1;
  const units: Readonly<Record<string, number>> = UNITS[dimension];
  if (units[unit] !== undefined) return units[unit];
  const key = Object.keys(units).find((candidate) => candidate.toLowerCase() === unit.toLowerCase());
  return key === undefined ? undefined : units[key];
}

function example(dimension: Dimension): string {
  return { latency: '5 ms', time: '30m', bytes: '1 MB', energy: '2 mJ', count: '200k' }[dimension];
}
