import type { Condition, Hint, VariableHint } from '../../../../src/hints/hint';
import { describeDomain } from '../../../../src/hints/domain';
import { javascript } from '../../../../src/hints/javascript';
import type { HintedFile } from '../../../../src/hints/language';

export function parse(text: string, file = '/test.js'): HintedFile {
  return javascript.parse(file, text);
}

/** `label = value @ target`, for tables. */
export function showHint(hint: Hint, text: string): string {
  const target = text.slice(hint.target.start, hint.target.end);
  if (hint.role === 'metric') return `metric ${hint.label} @ ${target}`;
  const value = JSON.stringify(hint.turns ? hint.turns.map((turn) => turn.value) : hint.value);
  return `${hint.label} = ${value} @ ${target}`;
}

export function show(text: string, file?: string): string[] {
  return parse(text, file).hints.map((hint) => showHint(hint, text));
}

export function variables(text: string, file?: string): VariableHint[] {
  return parse(text, file).hints.filter((hint): hint is VariableHint => hint.role === 'variable');
}

/** `code: the text that the diagnostic underlines`. */
export function problems(text: string, file?: string): string[] {
  return parse(text, file).diagnostics.map(
    ({ code, range }) => `${code}: ${text.slice(range.start, range.end)}`,
  );
}

export function showCondition(condition: Condition): string {
  if (condition.is === 'one of') return `${condition.label} in ${JSON.stringify(condition.values)}`;
  return condition.is === 'above'
    ? `${condition.label} > ${condition.bound}`
    : `${condition.label} has ${condition.index}`;
}

/** `label if conditions`, for the variables that have some. */
export function conditions(text: string): string[] {
  return variables(text).flatMap((hint) => {
    const list = (conditions: readonly Condition[]) => conditions.map(showCondition).join(' & ');
    const own = hint.conditions.length > 0 ? [`${hint.label} if ${list(hint.conditions)}`] : [];
    const turns = (hint.turns ?? []).flatMap((turn, index) =>
      turn.conditions.length > 0 ? [`${hint.label}[${index}] if ${list(turn.conditions)}`] : [],
    );
    return [...own, ...turns];
  });
}

export function domains(text: string): string[] {
  return variables(text).map(({ domain }) => describeDomain(domain));
}
