import type { StoppingRule, TrialState } from '../strategy';

/** What one trial reported. */
export interface Curve {
  readonly steps: number[];
  readonly values: (readonly number[])[];
  ended: TrialState | undefined;
}

/**
 * Keeps the curves; a rule decides on each new report. A value that is NaN ends the trial: what has diverged does not
 * come back.
 */
export abstract class CurveRule implements StoppingRule {
  protected readonly curves = new Map<number, Curve>();

  constructor(readonly name: string) {}

  report(trial: number, step: number, values: readonly number[]): 'continue' | 'stop' {
    const curve = this.curveOf(trial);
    if (step <= (curve.steps.at(-1) ?? 0)) return 'continue'; // said before
    if (values.length === 0) return 'continue';
    if (values.some((value) => Number.isNaN(value))) return 'stop';
    curve.steps.push(step);
    curve.values.push(values);
    return this.shouldStop(trial, curve, step, values) ? 'stop' : 'continue';
  }

  end(trial: number, state: TrialState): void {
    if (state === 'failed') {
      this.curves.delete(trial);
      this.forget(trial);
    } else this.curveOf(trial).ended = state;
  }

  protected abstract shouldStop(
    trial: number,
    curve: Curve,
    step: number,
    values: readonly number[],
  ): boolean;

  /** A trial failed: what it reported no longer counts. */
  protected forget(_trial: number): void {}

  /** Curves of trials that ran to their end. */
  protected *completed(): Generator<Curve> {
    for (const curve of this.curves.values()) if (curve.ended === 'complete') yield curve;
  }

  private curveOf(trial: number): Curve {
    let curve = this.curves.get(trial);
    if (!curve) this.curves.set(trial, (curve = { steps: [], values: [], ended: undefined }));
    return curve;
  }
}

/** The best value so far of each objective, up to a step. */
export function bestUntil({ steps, values }: Curve, step: number): number[] | undefined {
  let best: number[] | undefined;
  for (let i = 0; i < steps.length && (steps[i] as number) <= step; i++) {
    const now = values[i] as readonly number[];
    best = best ? best.map((value, k) => Math.min(value, now[k] as number)) : [...now];
  }
  return best;
}
