/** How many architectures a hint multiplies. Pure. */
import type { Condition, SearchSpace, Variable } from '../../space/space';
import { sameLiteral } from '../../hints/literal';

/** A space without some variables: those stay as written, and what depends on them follows. */
export function withoutVariables(space: SearchSpace, labels: ReadonlySet<string>): SearchSpace {
  const fixed = new Map(
    space.variables.filter(({ label }) => labels.has(label)).map((variable) => [variable.label, variable]),
  );
  const gone = new Set<string>();
  const variables: Variable[] = [];
  for (const variable of space.variables) {
    if (fixed.has(variable.label)) continue;
    const activeWhen = variable.activeWhen
      .filter((conditions) => conditions.every((condition) => mayHold(condition, fixed, gone)))
      .map((conditions) => conditions.filter(({ label }) => !fixed.has(label)));
    if (activeWhen.length === 0 && variable.activeWhen.length > 0) gone.add(variable.label);
    else variables.push({ ...variable, activeWhen: activeWhen.some(isEmpty) ? [[]] : activeWhen });
  }
  return { variables };
}

function isEmpty(conditions: readonly Condition[]): boolean {
  return conditions.length === 0;
}

function mayHold(
  condition: Condition,
  fixed: ReadonlyMap<string, Variable>,
  gone: ReadonlySet<string>,
): boolean {
  if (gone.has(condition.label)) return false;
  const variable = fixed.get(condition.label);
  if (!variable) return true;
  const value = variable.default;
  switch (condition.is) {
    case 'one of':
      return condition.values.some((wanted) => sameLiteral(wanted, value));
    case 'including':
      return Array.isArray(value) && value.includes(condition.index);
    case 'above':
      return typeof value === 'number' && value > condition.bound;
  }
}

/** `total / rest` as people write a factor: whole where it is, else with three digits. Both in digits. */
export function factor(total: bigint, rest: bigint): string {
  if (rest <= 0n) return '1';
  if (total % rest === 0n) return (total / rest).toString();
  const thousandths = (total * 1000n) / rest;
  return String(Number((Number(thousandths) / 1000).toPrecision(3)));
}
