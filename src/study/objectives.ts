/** What a search improves: which measures, in which direction, under which constraints. */
import type { Constraint } from '../hints/config';
import { defaultDirection } from '../hints/objective';
import type { Objective } from '../protocol/study';
import type { Observation } from '../strategy/strategy';
import { UserError } from './errors';
import type { Measures, Trial } from './trial';

export const objective = (name: string, direction = defaultDirection(name)): Objective => ({
  name,
  direction,
});

/**
 * The objective of a search that names none, as far as the source shows: its only metric hint, else `val_accuracy`.
 * The first report may correct it ({@link resolveObjective}).
 */
export function guessObjective(metrics: readonly string[]): Objective {
  return objective(metrics.length === 1 && metrics[0] !== undefined ? metrics[0] : 'val_accuracy');
}

/**
 * The objective of a search that names none, from what a candidate reported: `val_accuracy`, else `val_loss`, else
 * the only metric hint. Undefined when it reported none of these (a script may report more before it ends).
 */
export function resolveObjective(reported: Measures, metrics: readonly string[]): Objective | undefined {
  const name = ['val_accuracy', 'val_loss'].find((name) => name in reported) ?? only(metrics);
  return name !== undefined && name in reported ? objective(name) : undefined;
}

const only = (metrics: readonly string[]) => (metrics.length === 1 ? metrics[0] : undefined);

/** The objectives' values, by name; an error in words when one is missing or no number. */
export function objectiveValues(
  objectives: readonly Objective[],
  measures: Measures,
): { values: Record<string, number>; problem?: string } {
  const values: Record<string, number> = {};
  let problem: string | undefined;
  for (const { name } of objectives) {
    const value = measures[name];
    if (value !== undefined && Number.isFinite(value)) values[name] = value;
    else problem ??= value === undefined ? missing(name, measures) : `The objective ${name} is ${value}.`;
  }
  return problem === undefined ? { values } : { values, problem };
}

function missing(name: string, measures: Measures): string {
  const names = Object.keys(measures);
  const reported = names.length > 0 ? `It reported ${names.join(', ')}` : 'It reported nothing';
  const advice = name.startsWith('val_')
    ? 'Pass validationData or validationSplit to fit, or name another objective: /* @nas search objectives: { … } */'
    : `Name one of these in /* @nas search objectives: { … } */, or report it: /* @nas metric(${name}) */ value`;
  return `The candidate did not report the objective ${name}. ${reported}. ${advice}.`;
}

/** How far each constraint is from being met (≤ 0 is met); undefined where the measure is missing. */
export function constraintValues(
  constraints: readonly Constraint[],
  measures: Measures,
): readonly (number | undefined)[] {
  return constraints.map(({ measure, comparison, bound }) => {
    const value = measures[measure];
    if (value === undefined || Number.isNaN(value)) return undefined;
    return comparison === '<=' ? value - bound : bound - value;
  });
}

/** The first constraint whose measure is missing, in words. */
export function missingConstraint(
  constraints: readonly Constraint[],
  measures: Measures,
): string | undefined {
  const index = constraintValues(constraints, measures).indexOf(undefined);
  const constraint = constraints[index];
  if (!constraint) return undefined;
  const names = Object.keys(measures).join(', ') || 'nothing';
  return `The constraint "${constraint.text}" cannot be judged: the candidate reported ${names}.`;
}

/** The objectives' values with each to be minimised. Empty when one is missing. */
export function minimisedValues(objectives: readonly Objective[], values: Measures): readonly number[] {
  const signed = objectives.map(({ name, direction }) => {
    const value = values[name];
    return value === undefined ? NaN : direction === 'minimize' ? value : -value;
  });
  return signed.every(Number.isFinite) ? signed : [];
}

/** A trial as a strategy sees it. `curve`: the first objective by step. Throws for a trial that has not ended. */
export function observationOf(
  trial: Trial,
  curve: readonly { readonly step: number; readonly value: number }[],
  objectives: readonly Objective[],
  constraints: readonly Constraint[],
): Observation {
  if (trial.state === 'running' || trial.state === 'waiting')
    throw new UserError(`Trial ${trial.number} has not ended.`);
  const sign = objectives[0]?.direction === 'minimize' ? 1 : -1;
  return {
    number: trial.number,
    point: trial.params,
    state: trial.state,
    values: trial.state === 'failed' ? [] : minimisedValues(objectives, trial.values),
    constraints: constraintValues(constraints, trial.measures).filter((value) => value !== undefined),
    curve: curve.map(({ step, value }) => ({ step, values: [sign * value] })),
    ...(trial.evaluated ? { evaluated: trial.evaluated } : {}),
  };
}
