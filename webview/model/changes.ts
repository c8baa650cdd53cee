/** How a candidate's values differ from the code as written, or from another candidate's. */
import type { Trial, Value, Variable } from '../../src/protocol/study';

export interface ValueChange {
  readonly variable: Variable;
  /** Undefined: not active in the candidate. */
  readonly value: Value | undefined;
  readonly than: Value | undefined;
  /** `unused`: the variable plays no part in the candidate. */
  readonly kind: 'same' | 'changed' | 'unused';
}

/** One entry a variable, in the order of the space; `than` defaults to what the code has as written. */
export function valueChanges(
  variables: readonly Variable[],
  trial: Trial,
  than?: Trial,
): readonly ValueChange[] {
  return variables.map((variable) => {
    const value = used(trial, variable.label);
    const other = than ? used(than, variable.label) : variable.default;
    const kind = value === undefined ? 'unused' : equal(value, other) ? 'same' : 'changed';
    return { variable, value, than: other, kind };
  });
}

/** A value that the candidate evaluated. */
function used(trial: Trial, label: string): Value | undefined {
  if (!Object.hasOwn(trial.params, label)) return undefined;
  if (trial.evaluated && !trial.evaluated.includes(label)) return undefined;
  return trial.params[label];
}

const equal = (a: Value | undefined, b: Value | undefined): boolean =>
  JSON.stringify(a) === JSON.stringify(b);
