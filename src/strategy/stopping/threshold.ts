import { CurveRule, type Curve } from './reports';

/** Ends a trial whose first objective is worse than a bound after some steps. */
export class ThresholdRule extends CurveRule {
  /** @param worst the bound, in the sign in which values are told (to be minimised) */
  constructor(
    private readonly worst: number,
    private readonly from: number,
  ) {
    super('threshold');
  }

  protected shouldStop(_trial: number, _curve: Curve, step: number, values: readonly number[]): boolean {
    return step >= this.from && (values[0] as number) > this.worst;
  }
}
