/** Values of hints as source text. */
import type ts from 'typescript';
import type { Domain, Value, VariableHint } from '../hint';
import { contains, describeDomain } from '../domain';
import type { WrittenHint } from '../grammar';
import { printLiteral, sameLiteral, type Quote } from '../literal';
import { printInPlace, quoteOf } from './literals';
import { slotHolder, slotNode } from './site';
import { turnValue, type BoundVariable } from './bind';

/** The values that a hint is to have: one, or with `each` one a turn. */
export type Wanted =
  | { readonly turns: false; readonly value: Value }
  | { readonly turns: true; readonly values: readonly Value[] };

/**
 * The values for a hint among those given by label; what is missing stays as written. With `each`, as many turns as
 * the loop will take.
 * @throws RangeError when a value is not one of the domain's.
 */
export function wantedOf(bound: BoundVariable, given: ReadonlyMap<string, Value>, turnCount: number): Wanted {
  const { hint, site } = bound;
  if (!hint.turns) return { turns: false, value: pick(hint, hint.label, hint.value, given) };
  const values = Array.from({ length: turnCount }, (_, turn) =>
    pick(hint, `${hint.label}[${turn}]`, turnValue(site, turn), given),
  );
  return { turns: true, values };
}

function pick(hint: VariableHint, label: string, written: Value, given: ReadonlyMap<string, Value>): Value {
  const value = given.get(label);
  if (value === undefined || sameLiteral(value, written)) return written;
  if (!contains(hint.domain, value))
    throw new RangeError(`${label} cannot be ${printLiteral(value)}: it is ${describeDomain(hint.domain)}.`);
  return value;
}

/** True when the code spells these values already. */
export function isWritten(bound: BoundVariable, wanted: Wanted): boolean {
  if (!wanted.turns) return sameLiteral(wanted.value, bound.hint.value);
  const enough = !bound.site.list || bound.site.list.length >= wanted.values.length;
  return enough && wanted.values.every((value, turn) => sameLiteral(value, turnValue(bound.site, turn)));
}

/** The text of the holder that spells these values. */
export function printHolder(bound: BoundVariable, wanted: Wanted, text: string): string {
  const { site } = bound;
  const place = slotHolder(site.slot) ?? slotNode(site.slot);
  if (!wanted.turns) return printOne(bound.hint, bound.site.written, wanted.value, text, place);
  const [first = bound.hint.value] = wanted.values;
  if (wanted.values.every((value) => sameLiteral(value, first)))
    return printOne(bound.hint, bound.site.written, first, text, place);
  const items = wanted.values.map((value) => printOne(bound.hint, bound.site.written, value, text));
  return `[${items.join(', ')}][${site.loop!.variable}]`;
}

/** A value as it is written in the code: numbers as the hint writes them, strings in the quotes of the place. */
export function printOne(
  hint: VariableHint,
  written: WrittenHint,
  value: Value,
  text: string,
  place?: ts.Node,
): string {
  const quote = quoteFor(hint, text);
  const printed = place ? printInPlace(value, quote, place) : printLiteral(value, quote);
  const asInHint =
    typeof value === 'number' && isLiteralDomain(hint.domain)
      ? numberAsWritten(written, value, text)
      : undefined;
  return asInHint === undefined ? printed : printed.replace(printLiteral(value, quote), asInHint);
}

function isLiteralDomain({ kind }: Domain): boolean {
  return kind === 'choice' || kind === 'int' || kind === 'float';
}

function quoteFor(hint: VariableHint, text: string): Quote {
  const target = text.slice(hint.target.start, hint.target.end);
  return quoteOf(target) ?? quoteOf(text.slice(hint.body.start, hint.body.end)) ?? "'";
}

/** `1e-3` stays `1e-3` when the hint says so. */
function numberAsWritten(written: WrittenHint, value: number, text: string): string | undefined {
  const argument = written.arguments?.find((candidate) => candidate.value === value);
  return argument && text.slice(argument.range.start, argument.range.end).replace(/^\+\s*|\s/g, '');
}
