import { compareTrials, Standing, type Trial } from './trial';
import { Tpe } from './tpe';
import type { History } from './history';

/**
 * BOHB (Falkner et al. 2018, "BOHB: Robust and Efficient Hyperparameter Optimization at Scale"): TPE over what trials
 * had reached at the furthest step that enough of them came to, a third of the proposals at random; meant to run under
 * Hyperband.
 */
export class Bohb extends Tpe {
  override readonly description =
    'BOHB: TPE on the furthest step that enough trials reached; run it under hyperband.';

  constructor(startup: number) {
    super(startup, 64, furthestFirst, 1 / 3);
  }
}

/** Trials with a value at the furthest step that more than variables + 1 of them reached, best there first. */
function furthestFirst(history: History): readonly Trial[] {
  const { told, space } = history;
  const steps = new Map<number, number>();
  for (const { curve } of told) for (const { step } of curve) steps.set(step, (steps.get(step) ?? 0) + 1);
  const enough = [...steps].filter(([, count]) => count >= space.length + 2).map(([step]) => step);
  const furthest = Math.max(...enough);
  if (enough.length === 0) return [...told].sort((a, b) => compareTrials(a, b));
  return told.flatMap((trial) => atStep(trial, furthest)).sort((a, b) => compareTrials(a, b));
}

function atStep(trial: Trial, furthest: number): Trial[] {
  if (trial.standing === Standing.Failed || trial.standing === Standing.Infeasible) return [trial];
  const report = trial.curve.find(({ step }) => step === furthest);
  if (!report || report.values.some((value) => Number.isNaN(value))) return [];
  return [{ ...trial, standing: Standing.Complete, values: report.values }];
}
