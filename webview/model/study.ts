/** The study as the panel holds it: a snapshot, and what updates make of it. Values are never changed in place. */
import type {
  Progress,
  StudyHeader,
  StudySnapshot,
  StudyUpdate,
  Trial,
  TrialStep,
} from '../../src/protocol/study';

export interface StudyState {
  readonly header: StudyHeader;
  readonly progress: Progress;
  /** By rising number; numbers may have gaps. */
  readonly trials: readonly Trial[];
  /** What running trials reported since they began, by number. */
  readonly steps: ReadonlyMap<number, readonly TrialStep[]>;
}

export function stateOf({ header, progress, trials }: StudySnapshot): StudyState {
  const sorted = [...trials].sort((a, b) => a.number - b.number);
  return { header, progress, trials: sorted, steps: new Map() };
}

/** Applies updates in the order in which they came; tells which trials changed. */
export function reduce(
  state: StudyState,
  updates: readonly StudyUpdate[],
): { readonly state: StudyState; readonly changed: ReadonlySet<number> } {
  const changed = new Set<number>();
  const trials = [...state.trials];
  const steps = new Map(state.steps);
  let progress = state.progress;
  for (const update of updates) {
    progress = update.progress;
    for (const step of update.steps) {
      steps.set(step.number, [...(steps.get(step.number) ?? []), step]);
      changed.add(step.number);
    }
    for (const trial of update.trials) {
      const at = position(trials, trial.number);
      trials.splice(at, trials[at]?.number === trial.number ? 1 : 0, trial);
      changed.add(trial.number);
      // The curve of an ended trial lies beside the journal.
      if (ended(trial)) steps.delete(trial.number);
    }
  }
  return { state: { header: state.header, progress, trials, steps }, changed };
}

export function trialAt(state: StudyState, number: number): Trial | undefined {
  const trial = state.trials[position(state.trials, number)];
  return trial?.number === number ? trial : undefined;
}

export const ended = ({ state }: Trial): boolean => state !== 'running' && state !== 'waiting';

/** Where a trial of this number stands or would stand. */
function position(trials: readonly Trial[], number: number): number {
  let low = 0;
  let high = trials.length;
  // Most updates are of the newest trials.
  if (high > 0 && trials[high - 1]!.number < number) return high;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (trials[middle]!.number < number) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The trial that is the code as written: every variable that it has at its written value. */
export function asWritten({ header, trials }: Pick<StudyState, 'header' | 'trials'>): Trial | undefined {
  const written = new Map(
    header.variables.map((variable) => [variable.label, JSON.stringify(variable.default)]),
  );
  return trials.find(({ params }) => {
    const entries = Object.entries(params);
    return (
      entries.length > 0 && entries.every(([label, value]) => written.get(label) === JSON.stringify(value))
    );
  });
}

/** How many trials are in each state. */
export function countStates(trials: readonly Trial[]): Readonly<Record<Trial['state'], number>> {
  const counts = { running: 0, waiting: 0, complete: 0, pruned: 0, failed: 0, infeasible: 0 };
  for (const { state } of trials) counts[state] += 1;
  return counts;
}
