/** A trial's learning curve: what lies beside the journal, and what a running trial has reported since. */
import type { Curve, Trial, TrialStep } from '../../src/protocol/study';

type Steps = Curve['steps'];

/** By rising step; of two reports of one step the later counts. */
export function joinSteps(kept: Curve | undefined, live: readonly TrialStep[] | undefined): Steps {
  const steps = new Map(kept?.steps.map((entry) => [entry.step, entry]));
  for (const { step, measures } of live ?? []) steps.set(step, { step, measures });
  return [...steps.values()].sort((a, b) => a.step - b.step);
}

/** Measures that some step has, those of the objectives first. */
export function curveMeasures(steps: Steps, objectives: readonly string[]): readonly string[] {
  const names = new Set<string>();
  for (const { measures } of steps) for (const name in measures) names.add(name);
  const known = objectives.filter((name) => names.has(name));
  return [...known, ...[...names].filter((name) => !known.includes(name)).sort()];
}

/** The finite values of a measure. */
export function curvePoints(steps: Steps, measure: string): readonly (readonly [number, number])[] {
  return steps.flatMap(({ step, measures }) => {
    const value = measures[measure];
    return typeof value === 'number' && Number.isFinite(value) ? [[step, value] as const] : [];
  });
}

/** `accuracy` for `val_accuracy`. */
export const trainingMeasure = (measure: string): string | undefined =>
  measure.startsWith('val_') ? measure.slice(4) : undefined;

/** So many curves can be told apart, more or less, and drawn in a moment. */
const most = 120;

/** The trials whose curves are drawn: the best, those chosen, those that run, and the newest. */
export function shownCurves(
  trials: readonly Trial[],
  best: ReadonlySet<number>,
  chosen: ReadonlySet<number>,
): readonly Trial[] {
  const first = (trial: Trial) =>
    best.has(trial.number) || chosen.has(trial.number) || trial.state === 'running';
  const leading = trials.filter(first).slice(0, most);
  const rest = trials.filter((trial) => !first(trial) && trial.state !== 'waiting');
  return [...rest.slice(Math.max(0, rest.length - (most - leading.length))), ...leading];
}
