/** Fixes of arguments and domains: quote, swap, widen, take the value in. */
import { describeDomain, nearestValue } from '../domain';
import type { Argument, WrittenHint } from '../grammar';
import type { Domain, Edit, Range, Value, VariableHint } from '../hint';
import { javascript } from '../javascript';
import { printLiteral } from '../literal';
import { adviseDomains } from './domains';
import type { Fix, FixContext } from './fixes';

export function argumentFixes(context: FixContext): Fix[] {
  const { problem, written, text } = context;
  if (!written) return [];
  const args = written.arguments ?? [];
  const [first, second] = args;
  const at = args.find(({ range }) => range.start === problem.range.start);
  switch (problem.code) {
    case 'arguments':
      return wrongArguments(context, written, at);
    case 'duplicate-option':
      return at
        ? [{ name: 'drop', detail: slice(text, at.range), edits: [without(at, args)], preferred: true }]
        : [];
    case 'unreached-bound': {
      const [low, high, step] = args.map(({ value }) => Number(value));
      const last = low! + Math.floor((high! - low!) / step!) * step!;
      return second ? [replace(second.range, String(last))] : [];
    }
    case 'beyond-array': {
      const length = context.target().list?.length;
      return second && length !== undefined ? [replace(second.range, String(length))] : [];
    }
    case 'empty-domain':
      if (first && second && Number(first.value) > Number(second.value))
        return [
          {
            name: 'swap',
            detail: `${slice(text, second.range)}, ${slice(text, first.range)}`,
            edits: [
              { range: first.range, text: slice(text, second.range) },
              { range: second.range, text: slice(text, first.range) },
            ],
            preferred: true,
          },
        ];
      return advised(context, written);
    default:
      return [];
  }
}

function wrongArguments(context: FixContext, written: WrittenHint, at: Argument | undefined): Fix[] {
  if (written.kind === 'choice' && at?.type === 'name') return [replace(at.range, `'${at.value}'`)];
  const args = written.arguments ?? [];
  const numbers = args.every(({ value }) => typeof value === 'number');
  if (
    written.kind === 'int' &&
    numbers &&
    args.length >= 2 &&
    args.some(({ value }) => !Number.isInteger(value))
  )
    return [replace(written.kindRange, 'float')];
  if (/^(?:bool|optional)$/.test(written.kind) && args.length > 0) {
    const last = args[args.length - 1]!;
    const close = context.text.indexOf(')', last.range.end);
    const range = { start: written.kindRange.end, end: close + 1 };
    return close < 0
      ? []
      : [{ name: 'drop', detail: slice(context.text, range), edits: [{ range, text: '' }], preferred: true }];
  }
  return advised(context, written);
}

/** The table's domain for the value behind the hint, in place of what is written. */
function advised({ text, hint, target }: FixContext, written: WrittenHint): Fix[] {
  const place = target().place;
  const domains = place ? adviseDomains(place).domains : [];
  const end = hint.body.start + text.slice(hint.body.start, hint.body.end).trimEnd().length;
  const range = { start: written.kindRange.start, end };
  const same = domains.find((domain) => domain.startsWith(`${written.kind}(`)) ?? domains[0];
  return same === undefined ? [] : [replace(range, same)];
}

/** Problems between a domain and the value in the code. */
export function domainFixes(context: FixContext): Fix[] {
  const { problem, written, variable } = context;
  if (!written) return [];
  switch (problem.code) {
    case 'default-outside-domain':
      return variable ? outside(context, written, variable) : wrongIndex(context, written);
    case 'type-mismatch':
    case 'single-option':
      return /^(?:choice|int|float|bool)$/.test(written.kind) &&
        (written.arguments || written.kind === 'bool')
        ? advised(context, written)
        : [];
    case 'label-conflict':
      return sameDomain(context, written);
    default:
      return [];
  }
}

function wrongIndex({ problem, text }: FixContext, written: WrittenHint): Fix[] {
  const isIndex = written.kind === 'choice' && !written.arguments && text[problem.range.end] === ']';
  return isIndex ? [{ name: 'value', detail: '0', edits: [{ range: problem.range, text: '0' }] }] : [];
}

function outside({ hinted, text }: FixContext, written: WrittenHint, hint: VariableHint): Fix[] {
  const { domain, value } = hint;
  const fixes: Fix[] = widened(written, domain, value).map((fix) => ({ ...fix, preferred: true }));
  const near = nearestValue(domain, value);
  const edits = hint.turns ? [] : javascript.edits(hinted, new Map([[hint.label, near]]));
  if (edits.length > 0) fixes.push({ name: 'value', detail: javascript.print(hint, near, text), edits });
  return fixes;
}

function widened(written: WrittenHint, domain: Domain, value: Value): Fix[] {
  const args = written.arguments ?? [];
  const last = args[args.length - 1];
  if (domain.kind === 'choice' && last) {
    const detail = printLiteral(value);
    const at = { start: last.range.end, end: last.range.end };
    return [{ name: 'add', detail, edits: [{ range: at, text: `, ${detail}` }] }];
  }
  const size = Array.isArray(value) ? value.length : value;
  const bounds =
    domain.kind === 'subset'
      ? { low: domain.min, high: domain.max }
      : domain.kind === 'int' || domain.kind === 'float'
        ? domain
        : undefined;
  if (!bounds || typeof size !== 'number' || !args[0] || !args[1]) return [];
  if (domain.kind === 'int' && (!Number.isInteger(size) || (size - domain.low) % domain.step !== 0))
    return [];
  const isBelow = size < bounds.low;
  if (isBelow && (domain.kind === 'int' || domain.kind === 'float') && domain.log && size <= 0) return [];
  const detail = printLiteral(size);
  return [{ name: 'add', detail, edits: [{ range: (isBelow ? args[0] : args[1]).range, text: detail }] }];
}

/** The domain of a hint with the same label, where it has the value that is written here. */
function sameDomain({ text, hint, namesakes }: FixContext, written: WrittenHint): Fix[] {
  const other = namesakes.find(({ domain }) => /^(?:choice|int|float|bool)$/.test(domain.kind));
  if (!other || !/^(?:choice|int|float|bool)$/.test(written.kind)) return [];
  const end = hint.body.start + text.slice(hint.body.start, hint.body.end).trimEnd().length;
  return [replace({ start: written.kindRange.start, end }, describeDomain(other.domain))];
}

function replace(range: Range, detail: string): Fix {
  return { name: 'write', detail, edits: [{ range, text: detail }], preferred: true };
}

/** Removes an argument with one of the commas beside it. */
function without(argument: Argument, args: readonly Argument[]): Edit {
  const index = args.indexOf(argument);
  const before = args[index - 1];
  const next = args[index + 1];
  const start = before ? before.range.end : argument.range.start;
  const end = before || !next ? argument.range.end : next.range.start;
  return { range: { start, end }, text: '' };
}

function slice(text: string, { start, end }: Range): string {
  return text.slice(start, end);
}
