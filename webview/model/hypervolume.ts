/** How much of the space of objectives is dominated, as trials came. */
import type { Objective, Trial } from '../../src/protocol/study';
import { score } from './best';

export interface VolumeStep {
  readonly number: number;
  /** Share of the box between the worst and the best values of all trials, 0 to 1. */
  readonly share: number;
}

type Values = readonly number[];

/**
 * The hypervolume (Zitzler & Thiele 1998) after each trial that added to it, as a share of the box that all complete
 * trials span; every objective is scaled to it.
 */
export function hypervolumes(
  trials: readonly Trial[],
  objectives: readonly Objective[],
): readonly VolumeStep[] {
  const points = trials.flatMap((trial) => {
    const values = objectives.map((objective) => {
      const value = score(trial, objective);
      return value === undefined ? NaN : objective.direction === 'minimize' ? value : -value;
    });
    return values.every(Number.isFinite) ? [{ number: trial.number, values }] : [];
  });
  const low = objectives.map((_, i) =>
    points.reduce((least, { values }) => Math.min(least, values[i]!), Infinity),
  );
  const high = objectives.map((_, i) =>
    points.reduce((most, { values }) => Math.max(most, values[i]!), -Infinity),
  );
  const steps: VolumeStep[] = [];
  let front: Values[] = [];
  for (const { number, values } of points) {
    const point = values.map((value, i) =>
      high[i]! > low[i]! ? (value - low[i]!) / (high[i]! - low[i]!) : 0,
    );
    if (front.some((member) => covers(member, point))) continue;
    front = [...front.filter((member) => !covers(point, member)), point];
    steps.push({ number, share: volume(front, objectives.length) });
  }
  return steps;
}

const covers = (a: Values, b: Values): boolean => a.every((value, i) => value <= b[i]!);

/** Below the corner (1, 1, …): slices along the last objective (While et al. 2006). */
function volume(front: readonly Values[], objectives: number): number {
  if (objectives === 1) return 1 - front.reduce((least, [value]) => Math.min(least, value!), 1);
  const last = objectives - 1;
  const sorted = [...front].sort((a, b) => a[last]! - b[last]!);
  return sorted.reduce((total, point, i) => {
    const depth = (sorted[i + 1]?.[last] ?? 1) - point[last]!;
    return depth > 0 ? total + depth * volume(sorted.slice(0, i + 1), last) : total;
  }, 0);
}
