import type { Codes } from '../../space/coded';
import type { Random } from '../../space/random';
import { sample } from '../../space/sample';
import type { Algorithm } from '../ask-tell';
import type { History } from '../history';
import { compareTrials } from '../trial';
import { logExpectedImprovement } from './acquisition';
import { maximise } from './candidates';
import { Surrogate } from './surrogate';

/**
 * Bayesian optimisation (Jones et al. 1998, "Efficient Global Optimization of Expensive Black-Box Functions") with a
 * Gaussian process over mixed and conditional spaces whose kernel shares what it learns of a choice among all variables
 * of a group, on normal scores of the values.
 */
export class GaussianProcessSearch implements Algorithm {
  readonly description: string;
  private surrogate: Surrogate | undefined;

  constructor(
    private readonly startup: number,
    private readonly cap: number,
  ) {
    this.description = `Bayesian optimisation: a Gaussian process over up to ${cap} trials, after ${startup} to begin with.`;
  }

  *propose(history: History, random: Random): Iterable<Codes> {
    if (history.told.length < this.startup && history.size < 2 * this.startup) {
      for (let i = 0; i < 20; i++) yield sample(history.space, random);
      return;
    }
    if (history.told.length === 0) return;
    const surrogate = (this.surrogate ??= new Surrogate(history, compareTrials, this.cap, this.startup));
    surrogate.update();
    const best = surrogate.bestTarget;
    const acquisition = (points: readonly Codes[]) => {
      const { means, deviations } = surrogate.predict(points, 0.35);
      return means.map((mean, i) =>
        Number.isNaN(deviations[i]) ? -1e9 : logExpectedImprovement(mean, deviations[i] as number, best),
      );
    };
    const good = surrogate.best.slice(0, 5).map(({ codes }) => codes);
    yield* maximise(history, good, acquisition, random, { mutations: 60, random: 80, hops: 4 });
  }
}
