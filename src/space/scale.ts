/**
 * The values of a domain as numbers. A *code* is: the index of a level (categorical; ordered, ascending by value), a
 * position in [0, 1] (continuous), or a mask (subset).
 */
import type { Domain, Literal, Value } from './space';
import type { Random } from './random';
import {
  allSubsets,
  countSubsets,
  elementsOf,
  largestSubset,
  maskOf,
  randomSubset,
  sizeOf,
  subsetNeighbours,
} from './subset';

/** Levels that stand for a float where levels are needed: counting, grids. */
export const floatLevels = 33;

export interface Scale {
  readonly nature: 'categorical' | 'ordered' | 'continuous' | 'subset';
  /** How many values; a float counts as a grid of 33. */
  readonly size: bigint;
  /** `size` as a number, for levels (Infinity beyond 2⁵³); of a subset, the number of elements. */
  readonly levels: number;
  value(code: number): Value;
  /** `undefined` when the value is not in the domain. */
  code(value: unknown): number | undefined;
  /** The code of the value that comes nearest; `undefined` where nearness has no meaning. */
  nearest(value: unknown): number | undefined;
  sample(random: Random): number;
  /** Position in [0, 1], on the logarithmic scale where the domain asks for it (ordered, continuous). */
  unit(code: number): number;
  /** The code nearest to a position in [0, 1] (ordered, continuous). */
  fromUnit(unit: number): number;
  /** Codes one small change away. Long scales: steps of 1, and of 1, 3 and 8 of 32 parts of the scale. */
  neighbours(code: number): number[];
  /** Every code, a float's on its grid; only sensible where `size` is small. */
  all(): Iterable<number>;
}

export function scaleOf(domain: Domain): Scale {
  switch (domain.kind) {
    case 'choice':
      return domain.ordered && domain.options.length > 2
        ? orderedOptions(domain.options)
        : categorical(domain.options);
    case 'arm':
      return categorical(domain.texts.map((_, index) => index));
    case 'bool':
    case 'optional':
      return categorical([false, true]);
    case 'int':
      return integers(domain.low, domain.high, domain.step, domain.log);
    case 'float':
      return continuous(domain.low, domain.high, domain.log);
    case 'subset':
      return subsets(domain.texts.length, domain.min, domain.max);
  }
}

const literalKey = (value: unknown): string => JSON.stringify(value) ?? 'undefined';

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

function categorical(written: readonly Literal[]): Scale {
  const options = [...new Map(written.map((option) => [literalKey(option), option])).values()];
  const codes = new Map(options.map((option, index) => [literalKey(option), index]));
  const code = (value: unknown) => codes.get(literalKey(value));
  return {
    nature: 'categorical',
    size: BigInt(options.length),
    levels: options.length,
    value: (index) => options[index] as Literal,
    code,
    nearest: code,
    sample: (random) => random.integer(options.length),
    unit: (index) => (options.length > 1 ? index / (options.length - 1) : 0),
    fromUnit: (unit) => Math.min(options.length - 1, Math.floor(unit * options.length)),
    neighbours: (index) => range(options.length).filter((other) => other !== index),
    all: () => range(options.length),
  };
}

function orderedOptions(options: readonly Literal[]): Scale {
  const sorted = [...new Set(options as readonly number[])].sort((a, b) => a - b);
  const code = (value: unknown) => {
    const found = sorted.indexOf(value as number);
    return found < 0 ? undefined : found;
  };
  return {
    ...ordered(sorted.length, (index) => index / (sorted.length - 1)),
    value: (index) => sorted[index] as number,
    code,
    nearest: (value) => (isNumber(value) ? nearestOf(sorted, value) : undefined),
    sample: (random) => random.integer(sorted.length),
  };
}

function integers(low: number, high: number, step: number, log: boolean): Scale {
  const levels = Math.floor((high - low) / step + 1e-9) + 1;
  const value = (index: number) => low + index * step;
  const toIndex = (number: number) => Math.min(levels - 1, Math.max(0, Math.round((number - low) / step)));
  const asLog = log && low > 0 && levels > 1;
  const span = asLog ? Math.log(value(levels - 1) / low) : levels - 1;
  const unit = (index: number) =>
    levels === 1 ? 0 : asLog ? Math.log(value(index) / low) / span : index / span;
  const scale = ordered(levels, unit);
  return {
    ...scale,
    value,
    code: (given) =>
      isNumber(given) && given >= low && given <= high && value(toIndex(given)) === given
        ? toIndex(given)
        : undefined,
    nearest: (given) => (isNumber(given) ? toIndex(given) : undefined),
    sample: (random) => {
      if (!asLog) return random.integer(levels);
      const from = Math.log(low - Math.min(step, low) / 2);
      const to = Math.log(value(levels - 1) + step / 2);
      return toIndex(Math.exp(from + random.next() * (to - from)));
    },
    fromUnit: (at) => (asLog ? toIndex(low * Math.exp(clamp(at) * span)) : Math.round(clamp(at) * span)),
  };
}

/** What is common to whole-numbered scales in ascending order. */
function ordered(
  levels: number,
  unit: (index: number) => number,
): Omit<Scale, 'value' | 'code' | 'nearest' | 'sample'> {
  const fromUnit = (at: number) => Math.round(clamp(at) * (levels - 1));
  return {
    nature: 'ordered',
    size: BigInt(levels),
    levels,
    unit,
    fromUnit,
    neighbours(index) {
      if (levels <= 8) return range(levels).filter((other) => other !== index);
      const near = [index - 1, index + 1];
      for (const part of [1, 3, 8]) {
        for (const sign of [-1, 1]) near.push(this.fromUnit(this.unit(index) + (sign * part) / 32));
      }
      return [...new Set(near)].filter((other) => other >= 0 && other < levels && other !== index);
    },
    all: () => range(levels),
  };
}

function continuous(low: number, high: number, log: boolean): Scale {
  const asLog = log && low > 0;
  const span = asLog ? Math.log(high / low) : high - low;
  const digits = writtenDigits(low, high);
  const position = (value: number) =>
    span === 0 ? 0 : clamp(asLog ? Math.log(value / low) / span : (value - low) / span);
  return {
    nature: 'continuous',
    size: low === high ? 1n : BigInt(floatLevels),
    levels: low === high ? 1 : floatLevels,
    value: (unit) => {
      const exact = asLog ? low * Math.exp(clamp(unit) * span) : low + clamp(unit) * span;
      return Math.min(high, Math.max(low, Number(exact.toPrecision(digits))));
    },
    code: (value) => (isNumber(value) && value >= low && value <= high ? position(value) : undefined),
    nearest: (value) => (isNumber(value) ? position(Math.max(value, low)) : undefined),
    sample: (random) => random.next(),
    unit: (code) => code,
    fromUnit: clamp,
    neighbours: (unit) =>
      span === 0
        ? []
        : [-8, -3, -1, -0.25, 0.25, 1, 3, 8]
            .map((part) => unit + part / 32)
            .filter((at) => at >= 0 && at <= 1),
    all: () => (span === 0 ? [0] : range(floatLevels).map((level) => level / (floatLevels - 1))),
  };
}

/** Four significant digits, and more where the range is narrow: what is written into the source should be readable. */
function writtenDigits(low: number, high: number): number {
  if (low === high) return 17;
  const narrow = Math.log10(Math.max(Math.abs(low), Math.abs(high)) / (high - low));
  return Math.min(17, 4 + Math.max(0, Math.round(narrow)));
}

function subsets(count: number, min: number, max: number): Scale {
  if (count > largestSubset) {
    throw new RangeError(`A subset can have at most ${largestSubset} elements; this one has ${count}.`);
  }
  const size = countSubsets(count, min, max);
  const code = (value: unknown): number | undefined => {
    if (!Array.isArray(value) || !value.every((i) => Number.isInteger(i) && i >= 0 && i < count))
      return undefined;
    const mask = maskOf(value as number[]);
    return sizeOf(mask) >= min && sizeOf(mask) <= max ? mask : undefined;
  };
  return {
    nature: 'subset',
    size,
    levels: count,
    value: elementsOf,
    code,
    nearest: code,
    sample: (random) => randomSubset(count, min, max, random),
    unit: () => 0,
    fromUnit: () => maskOf(range(min)),
    neighbours: (mask) => subsetNeighbours(mask, count, min, max),
    all: () => allSubsets(count, min, max),
  };
}

function clamp(unit: number): number {
  return Math.min(1, Math.max(0, unit));
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && !Number.isNaN(value);
}

function nearestOf(sorted: readonly number[], value: number): number {
  let best = 0;
  sorted.forEach((option, index) => {
    if (Math.abs(option - value) < Math.abs((sorted[best] as number) - value)) best = index;
  });
  return best;
}
