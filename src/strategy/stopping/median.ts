import { bestUntil, CurveRule, type Curve } from './reports';

/**
 * The median rule (Golovin et al. 2017, "Google Vizier"): ends a trial whose best value so far is worse than the
 * median of what completed trials had reached by the same step. With several objectives: worse in each.
 */
export class MedianRule extends CurveRule {
  /**
   * @param startup completed trials before any is ended
   * @param warmup steps that every trial may run
   */
  constructor(
    private readonly startup: number,
    private readonly warmup: number,
  ) {
    super('median');
  }

  protected shouldStop(_trial: number, curve: Curve, step: number): boolean {
    if (step <= this.warmup) return false;
    const others: number[][] = [];
    for (const other of this.completed()) {
      const best = bestUntil(other, step);
      if (best) others.push(best);
    }
    const own = bestUntil(curve, step);
    if (!own || others.length < Math.max(1, this.startup)) return false;
    return own.every((value, k) => value > median(others.map((other) => other[k] as number)));
  }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const middle = sorted.length >> 1;
  const high = sorted[middle] as number;
  return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] as number) + high) / 2;
}
