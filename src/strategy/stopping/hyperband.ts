import { Random } from '../../space/random';
import { Ladder } from './halving';
import { CurveRule, type Curve } from './reports';

/**
 * Hyperband (Li et al. 2018, JMLR 18) over asynchronous ladders: bracket s starts its ladder at first·ηˢ, so that some
 * trials are judged early and some late. A trial's bracket is drawn from (seed, number), with the share of trials that
 * Hyperband's equal budgets give to each.
 */
export class HyperbandRule extends CurveRule {
  private readonly ladders: readonly Ladder[];
  private readonly weights: readonly number[];

  constructor(
    first: number,
    factor: number,
    maxSteps: number,
    private readonly seed: number,
  ) {
    super('hyperband');
    const top = Math.max(0, Math.floor(Math.log(maxSteps / first) / Math.log(factor) + 1e-9));
    const brackets = Array.from({ length: top + 1 }, (_, s) => s);
    this.ladders = brackets.map((s) => new Ladder(first * factor ** s, factor));
    this.weights = brackets.map((s) => Math.ceil(((top + 1) * factor ** (top - s)) / (top - s + 1)));
  }

  protected shouldStop(trial: number, _curve: Curve, step: number, values: readonly number[]): boolean {
    return !this.ladderOf(trial).climbs(trial, step, values);
  }

  protected override forget(trial: number): void {
    this.ladderOf(trial).forget(trial);
  }

  private ladderOf(trial: number): Ladder {
    return this.ladders[new Random(this.seed, trial, 0.5).weighted(this.weights)] as Ladder;
  }
}
