import { Ladder } from './halving';
import { CurveRule, type Curve } from './reports';

/** Asynchronous successive halving; see `Ladder`. */
export class AshaRule extends CurveRule {
  private readonly ladder: Ladder;

  constructor(first: number, factor: number) {
    super('asha');
    this.ladder = new Ladder(first, factor);
  }

  protected shouldStop(trial: number, _curve: Curve, step: number, values: readonly number[]): boolean {
    return !this.ladder.climbs(trial, step, values);
  }

  protected override forget(trial: number): void {
    this.ladder.forget(trial);
  }
}
