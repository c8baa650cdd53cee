/** From values to edits that touch only the hinted expressions. */
import type { Edit, Value } from '../hint';
import type { Analysis, BoundHint } from './analysis';
import { rangeOf } from './nodes';
import type { BoundVariable } from './bind';
import { isWritten, printHolder, wantedOf, type Wanted } from './values';

/**
 * The edits that make the code spell these values, where it does not already.
 * @throws RangeError when a value is not one of its domain's.
 */
export function editsFor(analysis: Analysis, given: ReadonlyMap<string, Value>): Edit[] {
  return variablesOf(analysis).flatMap((bound) => {
    const wanted = wantedOf(bound, given, turnsTaken(analysis, bound, given));
    return isWritten(bound, wanted) ? [] : editOf(bound, wanted, analysis.hinted.text);
  });
}

export function variablesOf(analysis: Analysis): BoundVariable[] {
  return analysis.bound.filter((bound): bound is BoundVariable => isVariable(bound));
}

function isVariable(bound: BoundHint): bound is BoundVariable {
  return bound.hint.role === 'variable';
}

/** How many turns the loop of an `each` takes with these values. */
export function turnsTaken(
  analysis: Analysis,
  bound: BoundVariable,
  given: ReadonlyMap<string, Value>,
): number {
  const { turns } = bound.hint;
  if (!turns) return 0;
  const counter = analysis.counterOf(bound);
  const count = counter ? (given.get(counter.hint.label) ?? counter.hint.value) : turns.length;
  return typeof count === 'number' ? Math.min(turns.length, Math.max(0, Math.ceil(count))) : turns.length;
}

function editOf(bound: BoundVariable, wanted: Wanted, text: string): Edit {
  const { slot } = bound.site;
  const holder = () => printHolder(bound, wanted, text);
  switch (slot.kind) {
    case 'literal':
    case 'arm':
      return { range: rangeOf(slot.holder), text: holder() };
    case 'subset': {
      const behind = { start: slot.array.end, end: slot.filter?.call.end ?? slot.array.end };
      if (all(wanted, (value) => isAll(value, slot.array.elements.length)))
        return { range: behind, text: '' };
      if (slot.filter) return { range: rangeOf(slot.filter.holder), text: holder() };
      return { range: behind, text: `.${filterText(bound, holder())}` };
    }
    case 'optional': {
      const start = slot.statement.getStart();
      const before = { start: slot.guard?.branch.getStart() ?? start, end: start };
      if (all(wanted, (value) => value === true)) return { range: before, text: '' };
      if (slot.guard) return { range: rangeOf(slot.guard.holder), text: holder() };
      return { range: before, text: `if (${holder()}) ` };
    }
  }
}

/** `filter((_, i) => [0, 2].includes(i))`; its parameter differs from the variable of the loop that `each` draws for. */
export function filterText(bound: BoundVariable, holder: string): string {
  const index = bound.site.loop?.variable === 'i' ? 'k' : 'i';
  return `filter((_, ${index}) => ${holder}.includes(${index}))`;
}

export function isAll(value: Value, count: number): boolean {
  return Array.isArray(value) && value.length === count;
}

function all(wanted: Wanted, test: (value: Value) => boolean): boolean {
  return wanted.turns ? wanted.values.every(test) : test(wanted.value);
}
