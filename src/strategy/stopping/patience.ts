import { CurveRule, type Curve } from './reports';

/**
 * Early stopping by patience (Prechelt 1998, "Early Stopping – But When?"): ends a trial that has not improved by more
 * than `delta` in any objective for `patience` steps.
 */
export class PatienceRule extends CurveRule {
  constructor(
    private readonly patience: number,
    private readonly delta: number,
  ) {
    super('patience');
  }

  protected shouldStop(_trial: number, curve: Curve, step: number): boolean {
    let improved = curve.steps[0] as number;
    const best = [...(curve.values[0] as readonly number[])];
    curve.values.forEach((values, i) => {
      values.forEach((value, k) => {
        if (value >= (best[k] as number) - this.delta) return;
        best[k] = value;
        improved = curve.steps[i] as number;
      });
    });
    return step - improved >= this.patience;
  }
}
