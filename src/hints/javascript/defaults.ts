/** Whether the value as written fits the hint. */
import type { Domain, Range, Value } from '../hint';
import { contains, describeDomain } from '../domain';
import { printLiteral, typeOfLiteral } from '../literal';
import { error, warning, type Report } from '../written';
import type { HintComment } from './comments';
import { rangeOf } from './nodes';
import type { Slot } from './site';

const OUTSIDE = 'default-outside-domain';

/** False when the value can never be one of the domain's; a warning when it only is none at the moment. */
export function isPossible(
  comment: HintComment,
  slot: Slot,
  domain: Domain,
  value: Value,
  report: Report,
): boolean {
  if (contains(domain, value)) return true;
  if (slot.kind === 'arm') {
    const last = slot.array.elements.length - 1;
    const message = `The list has no element ${printLiteral(value)}; write an index from 0 to ${last}.`;
    report(error(OUTSIDE, rangeOf(slot.holder), message));
    return false;
  }
  if (domain.kind === 'subset') return isSubset(comment.body, domain, value, report);
  const type = typeOfLiteral(value);
  const types = typesOf(domain);
  if (!types.includes(type)) {
    const message = `The value as written is of type ${type}, the hint's are of type ${types.join(' or ')}; make them of one type.`;
    report(error('type-mismatch', comment.body, message));
    return false;
  }
  const advice =
    domain.kind === 'choice'
      ? 'add it to the options or write one of them'
      : 'widen the range or change the value';
  const message = `${printLiteral(value)} is not a value of ${describeDomain(domain)}; ${advice}.`;
  report(warning(OUTSIDE, slot.kind === 'literal' ? rangeOf(slot.holder) : comment.body, message));
  return true;
}

function isSubset(
  range: Range,
  domain: Extract<Domain, { kind: 'subset' }>,
  value: Value,
  report: Report,
): boolean {
  if (!Array.isArray(value)) return false;
  const count = domain.texts.length;
  const isIndex = (index: Value) =>
    Number.isInteger(index) && (index as number) >= 0 && (index as number) < count;
  const stranger: Value | undefined = value.find((index: Value) => !isIndex(index));
  if (stranger !== undefined) {
    const message = `The list has no element ${printLiteral(stranger)}; keep some from 0 to ${count - 1}.`;
    report(error(OUTSIDE, range, message));
    return false;
  }
  const message = `${value.length} elements are kept as written, outside subset(${domain.min}, ${domain.max}); widen the bounds.`;
  report(warning(OUTSIDE, range, message));
  return true;
}

function typesOf(domain: Domain): readonly string[] {
  if (domain.kind === 'choice') return [...new Set(domain.options.map(typeOfLiteral))];
  return [domain.kind === 'int' || domain.kind === 'float' ? 'number' : 'boolean'];
}
