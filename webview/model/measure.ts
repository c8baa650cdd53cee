/** What a trial is worth in a measure, and which measures trials may be compared by. */
import type { Direction, Objective, StudyHeader, Trial } from '../../src/protocol/study';

/** An objective's value, else a cost or the last report; undefined where there is no finite one. */
export function measureOf(trial: Trial, name: string): number | undefined {
  const value = trial.values[name] ?? trial.measures[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** Costs that count as objectives where a person wants to weigh them; the less the better. */
const costs = ['params', 'flops', 'latency', 'size', 'memory'];

/** Objectives first, then the costs that trials have. */
export function weighable(header: StudyHeader, trials: readonly Trial[]): readonly Objective[] {
  const own = header.objectives;
  const minimize: Direction = 'minimize';
  const known = costs.filter(
    (name) =>
      !own.some((objective) => objective.name === name) && trials.some(({ measures }) => name in measures),
  );
  return [...own, ...known.map((name) => ({ name, direction: minimize }))];
}
