import type { Codes } from '../../space/coded';
import type { Random } from '../../space/random';
import { spread } from '../../space/spread';
import type { Algorithm } from '../ask-tell';
import type { History } from '../history';
import type { Values } from '../pareto';
import { inParetoOrder } from '../pareto-trials';
import { logExpectedImprovement } from './acquisition';
import { maximise, type Acquisition } from './candidates';
import { expectedHypervolumeImprovement } from './hypervolume-improvement';
import { MultiSurrogate } from './multi-objective';
import { screened } from './screen';
import { Surrogate } from './surrogate';

/** The share of points, those with the highest means (at least 60), whose improvement is looked at. */
const likely = 0.35;

const counts = { mutations: 60, random: 80, hops: 4, neighbours: 200, shifts: 12 };

/**
 * What counts as an improvement of an objective, in deviations: without it, asks are spent on points that equal one of
 * the front but for what the process does not know.
 */
const smallest = 0.03;

/**
 * Bayesian optimisation (Jones et al. 1998, "Efficient Global Optimization of Expensive Black-Box Functions") with a
 * Gaussian process over mixed and conditional spaces whose kernel shares what it learns of a choice among all variables
 * of a group. One objective: expected improvement on the mean of the values and of their normal scores. Two and
 * three: expected hypervolume improvement (Emmerich et al. 2011). More: expected improvement of a scalarisation drawn
 * anew for each ask (ParEGO, Knowles 2006).
 */
export class GaussianProcessSearch implements Algorithm {
  readonly description: string;
  private single: Surrogate | undefined;
  private several: MultiSurrogate | undefined;

  constructor(
    private readonly startup: number,
    private readonly cap: number,
  ) {
    this.description = `Bayesian optimisation: a Gaussian process over up to ${cap} trials, after ${startup} spread ones.`;
  }

  *propose(history: History, random: Random): Iterable<Codes> {
    if (history.told.length < this.startup && history.size < 2 * this.startup) {
      yield* spread(history.space, begun(history), 60, random);
    } else if (history.told.length > 0) {
      yield* history.objectives === 1 ? this.improve(history, random) : this.extend(history, random);
    }
  }

  private improve(history: History, random: Random): Codes[] {
    const surrogate = (this.single ??= new Surrogate(history, this.cap, this.startup));
    surrogate.update();
    const best = surrogate.bestTarget;
    const acquisition: Acquisition = (points) => {
      const { means, deviation } = surrogate.predict(points);
      const order = Array.from(means.keys()).sort((i, j) => (means[j] as number) - (means[i] as number));
      const values = new Float64Array(points.length).fill(-1e9);
      for (const i of order.slice(0, Math.max(60, Math.ceil(likely * points.length)))) {
        values[i] = logExpectedImprovement(means[i] as number, deviation(i), best);
      }
      return values;
    };
    const good = surrogate.best.slice(0, 5).map(({ codes }) => codes);
    return maximise(history, good, acquisition, random, counts);
  }

  private extend(history: History, random: Random): Codes[] {
    const surrogate = (this.several ??= new MultiSurrogate(history, this.cap, this.startup));
    surrogate.update();
    const acquisition =
      history.objectives <= 3
        ? hypervolumeImprovement(surrogate, history.objectives)
        : scalarImprovement(surrogate, history, random);
    const front = inParetoOrder(surrogate.trials).slice(0, 20);
    const good = random.shuffle(front.map(({ codes }) => codes)).slice(0, 8);
    return maximise(history, good, acquisition, random, counts);
  }
}

function begun({ told, running }: History): Codes[] {
  return [...told.map(({ codes }) => codes), ...running.values()];
}

/** The front is closed by a point somewhat worse than what is worst in it. */
function hypervolumeImprovement(surrogate: MultiSurrogate, objectives: number): Acquisition {
  const front = surrogate.front();
  const reference = Array.from({ length: objectives }, (_, k) => {
    const values = front.map((point) => point[k] as number);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return front.length > 0 ? high + 0.1 * Math.max(0.5, high - low) : 3;
  });
  const improvement = expectedHypervolumeImprovement(
    front.map((point) => point.map((value) => value - smallest)),
    reference,
  );
  // The improvement grows with each deviation, so that a bound of those is a bound of it.
  return screened((points) => {
    const posteriors = surrogate.predict(points);
    const losses = points.map((_, i) => posteriors.map(({ means }) => -(means[i] as number)));
    return (i, share) =>
      improvement(
        losses[i] as Values,
        posteriors.map(({ deviation }) => deviation(i, share)),
      );
  });
}

/** The weighted worst objective, its normal approximated from draws of each. */
function scalarImprovement(surrogate: MultiSurrogate, history: History, random: Random): Acquisition {
  const weights = Array.from({ length: history.objectives }, () => -Math.log(1 - random.next()));
  const total = weights.reduce((a, b) => a + b, 0);
  const loss = (values: readonly number[]) => {
    let worst = -Infinity;
    let sum = 0;
    values.forEach((value, k) => {
      const weighted = (value * (weights[k] as number)) / total;
      worst = Math.max(worst, weighted);
      sum += weighted;
    });
    return worst + 0.05 * sum;
  };
  const best = Math.min(3, ...surrogate.front().map(loss));
  const draws = Array.from({ length: 16 }, () => weights.map(() => random.normal()));
  return (points) => {
    const posteriors = surrogate.predict(points);
    return points.map((_, i) => {
      const deviations = posteriors.map(({ deviation }) => deviation(i));
      const gain = draws.reduce((sum, draw) => {
        const values = posteriors.map(
          ({ means }, k) => (draw[k] as number) * (deviations[k] as number) - (means[i] as number),
        );
        return sum + Math.max(0, best - loss(values));
      }, 0);
      const expected = loss(posteriors.map(({ means }) => -(means[i] as number)));
      return gain > 0 ? gain : -1e-3 * (expected - best);
    });
  };
}
