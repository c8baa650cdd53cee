/** Questions about domains: membership, equality, size, words for people. */
import type { Domain, Value } from './hint';
import { printLiteral, sameLiteral } from './literal';

/** The number of values on an int domain's grid; at least 0. */
export function intCount(domain: {
  readonly low: number;
  readonly high: number;
  readonly step: number;
}): number {
  return Math.max(0, Math.floor((domain.high - domain.low) / domain.step) + 1);
}

/** True when the value is one of the domain's. */
export function contains(domain: Domain, value: Value): boolean {
  switch (domain.kind) {
    case 'choice':
      return domain.options.some((option) => sameLiteral(option, value));
    case 'arm':
      return isIndex(value, domain.texts.length);
    case 'subset':
      return (
        Array.isArray(value) &&
        value.length >= domain.min &&
        value.length <= domain.max &&
        value.every(
          (index: Value, i) => isIndex(index, domain.texts.length) && (i === 0 || value[i - 1]! < index!),
        )
      );
    case 'int':
      return (
        Number.isInteger(value) &&
        inRange(domain, value as number) &&
        ((value as number) - domain.low) % domain.step === 0
      );
    case 'float':
      return typeof value === 'number' && inRange(domain, value);
    case 'bool':
    case 'optional':
      return typeof value === 'boolean';
  }
}

function isIndex(value: Value, length: number): boolean {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) < length;
}

function inRange(domain: { readonly low: number; readonly high: number }, value: number): boolean {
  return value >= domain.low && value <= domain.high;
}

/** The value itself where the domain has it, else one of the domain that is near. */
export function nearestValue(domain: Domain, value: Value): Value {
  if (contains(domain, value)) return value;
  switch (domain.kind) {
    case 'choice':
      return nearestOption(domain.options, value);
    case 'arm':
      return 0;
    case 'subset':
      return nearestSubset(domain, value);
    case 'int': {
      if (typeof value !== 'number' || Number.isNaN(value)) return domain.low;
      const steps = Math.round((value - domain.low) / domain.step);
      return domain.low + domain.step * Math.min(Math.max(0, steps), intCount(domain) - 1);
    }
    case 'float':
      if (typeof value !== 'number' || Number.isNaN(value)) return domain.low;
      return Math.min(Math.max(value, domain.low), domain.high);
    case 'bool':
      return false;
    case 'optional':
      return true;
  }
}

function nearestOption(options: readonly Value[], value: Value): Value {
  if (typeof value !== 'number') return options[0]!;
  const numbers = options.filter((option) => typeof option === 'number');
  const first: Value = numbers[0] ?? options[0]!;
  return numbers.reduce((best: Value, option) => {
    return Math.abs(option - value) < Math.abs((best as number) - value) ? option : best;
  }, first);
}

function nearestSubset(domain: Extract<Domain, { kind: 'subset' }>, value: Value): Value {
  const all = domain.texts.map((_, index) => index);
  const kept = Array.isArray(value) ? all.filter((index) => value.includes(index)) : all;
  const rest = all.filter((index) => !kept.includes(index));
  const enough = [...kept, ...rest.slice(0, Math.max(0, domain.min - kept.length))].sort((a, b) => a - b);
  return enough.slice(0, domain.max);
}

/**
 * True when hints with these domains may share a label. Elements of arrays may be written differently (the input of a
 * layer, say): it is their number that counts.
 */
export function compatible(a: Domain, b: Domain): boolean {
  if (a.kind === 'arm') return b.kind === 'arm' && a.texts.length === b.texts.length;
  if (a.kind === 'subset')
    return b.kind === 'subset' && a.texts.length === b.texts.length && a.min === b.min && a.max === b.max;
  return domainKey(a) === domainKey(b);
}

/** A string that is equal for equal domains, and only for them. */
export function domainKey(domain: Domain): string {
  switch (domain.kind) {
    case 'choice':
      return JSON.stringify([domain.kind, domain.options]);
    case 'arm':
      return JSON.stringify([domain.kind, domain.texts]);
    case 'subset':
      return JSON.stringify([domain.kind, domain.texts, domain.min, domain.max]);
    case 'int':
      return JSON.stringify([domain.kind, domain.low, domain.high, domain.step, domain.log]);
    case 'float':
      return JSON.stringify([domain.kind, domain.low, domain.high, domain.log]);
    case 'bool':
    case 'optional':
      return JSON.stringify([domain.kind]);
  }
}

/** A domain as a person writes it in a hint. */
export function describeDomain(domain: Domain): string {
  switch (domain.kind) {
    case 'choice':
      return `choice(${domain.options.map((option) => printLiteral(option)).join(', ')})`;
    case 'arm':
      return `choice of ${domain.texts.join(' | ')}`;
    case 'subset':
      return `subset(${domain.min}, ${domain.max}) of ${domain.texts.join(' | ')}`;
    case 'int': {
      const step = domain.step === 1 ? '' : `, ${domain.step}`;
      return `int(${domain.low}, ${domain.high}${step})${domain.log ? ' log' : ''}`;
    }
    case 'float':
      return `float(${domain.low}, ${domain.high})${domain.log ? ' log' : ''}`;
    case 'bool':
    case 'optional':
      return domain.kind;
  }
}

/**
 * The source of the elements that a value chooses from a list, `edit`ed each; undefined for the values of other domains.
 */
export function elementText(
  domain: Domain | undefined,
  value: Value,
  edit: (text: string) => string = (text) => text,
): string | undefined {
  if (domain?.kind !== 'arm' && domain?.kind !== 'subset') return undefined;
  const text = (index: Value): string => edit(domain.texts[Number(index)] ?? String(index));
  if (domain.kind === 'arm') return typeof value === 'number' ? text(value) : undefined;
  return Array.isArray(value) ? `[${value.map(text).join(', ')}]` : undefined;
}

/** The domain's values when there are at most `most` of them, in order; else `undefined`. Subsets are not listed. */
export function listValues(domain: Domain, most: number): readonly Value[] | undefined {
  switch (domain.kind) {
    case 'choice':
      return domain.options.length <= most ? domain.options : undefined;
    case 'arm':
      return domain.texts.length <= most ? domain.texts.map((_, index) => index) : undefined;
    case 'int': {
      const count = intCount(domain);
      return count <= most
        ? Array.from({ length: count }, (_, k) => domain.low + k * domain.step)
        : undefined;
    }
    case 'bool':
    case 'optional':
      return [false, true];
    case 'subset':
    case 'float':
      return undefined;
  }
}
