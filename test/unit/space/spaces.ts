import type { Condition, Domain, SearchSpace, Value, Variable } from '../../../src/space/space';

/** A variable in few words, for tests. */
export function variable(
  label: string,
  domain: Domain,
  options: { default?: Value; group?: string; when?: readonly (readonly Condition[])[] } = {},
): Variable {
  return {
    label,
    domain,
    default: options.default ?? firstValue(domain),
    group: options.group ?? label,
    activeWhen: options.when ?? [[]],
  };
}

function firstValue(domain: Domain): Value {
  switch (domain.kind) {
    case 'choice':
      return domain.options[0] as Value;
    case 'arm':
      return 0;
    case 'bool':
    case 'optional':
      return false;
    case 'int':
    case 'float':
      return domain.low;
    case 'subset':
      return Array.from({ length: domain.min }, (_, i) => i);
  }
}

export const choice = (...options: (string | number)[]): Domain => ({
  kind: 'choice',
  options,
  ordered: options.every((option) => typeof option === 'number'),
});
export const int = (low: number, high: number, step = 1, log = false): Domain => ({
  kind: 'int',
  low,
  high,
  step,
  log,
});
export const float = (low: number, high: number, log = false): Domain => ({ kind: 'float', low, high, log });
export const bool: Domain = { kind: 'bool' };
export const subset = (count: number, min: number, max: number): Domain => ({
  kind: 'subset',
  texts: Array.from({ length: count }, (_, i) => `x${i}`),
  min,
  max,
});
export const arms = (count: number): Domain => ({
  kind: 'arm',
  texts: Array.from({ length: count }, (_, i) => `f${i}(x)`),
});

export const oneOf = (label: string, ...values: Value[]): Condition => ({ label, is: 'one of', values });
export const above = (label: string, bound: number): Condition => ({ label, is: 'above', bound });
export const including = (label: string, index: number): Condition => ({ label, is: 'including', index });

export const spaceOf = (...variables: Variable[]): SearchSpace => ({ variables });

/** Blocks whose children depend on the kind of block, a depth that turns blocks on, all natures of variables. */
export function conditionalSpace(): SearchSpace {
  const block = (turn: number): Variable[] => {
    const on = turn === 0 ? [] : [above('depth', turn)];
    const label = (name: string) => `${name}[${turn}]`;
    return [
      variable(label('kind'), choice('conv', 'pool', 'skip'), { group: 'kind', when: [on] }),
      variable(label('filters'), choice(8, 16, 32, 64), {
        group: 'filters',
        when: [[...on, oneOf(label('kind'), 'conv')]],
      }),
      variable(label('rate'), float(0.1, 0.5), {
        group: 'rate',
        when: [[...on, oneOf(label('kind'), 'conv', 'pool')]],
      }),
    ];
  };
  return spaceOf(
    variable('depth', int(1, 3)),
    ...block(0),
    ...block(1),
    ...block(2),
    variable('inputs', subset(4, 1, 3), { default: [0, 2] }),
    variable('gate', bool, { when: [[including('inputs', 1)]] }),
    variable('rate', float(1e-4, 1e-1, true), { default: 0.001 }),
  );
}
