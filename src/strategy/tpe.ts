import type { Codes } from '../space/coded';
import type { Random } from '../space/random';
import { sample } from '../space/sample';
import type { Algorithm } from './ask-tell';
import type { History } from './history';
import { inHypervolumeOrder } from './pareto-trials';
import { ParzenMixture } from './parzen';
import type { Trial } from './trial';

/** Trials of the worse part that the density keeps: bounds the cost of an ask. */
const largestRest = 200;

/**
 * The tree-structured Parzen estimator (Bergstra et al. 2011, "Algorithms for Hyper-Parameter Optimization"), with joint
 * kernels over all variables (Falkner et al. 2018, "BOHB") that leave inactive ones out: proposes where good trials are
 * dense in relation to the rest. Several objectives: good is what leads by front, and of the front that is too many
 * what dominates the most together (Ozaki et al. 2022, "Multiobjective Tree-Structured Parzen Estimator for
 * Computationally Expensive Optimization Problems"). Crowding in its place favours the ends of a front, which teach
 * little of how to come nearer.
 */
export class Tpe implements Algorithm {
  readonly description: string;

  /**
   * @param order trials best first, as far as they are to be learnt from
   * @param randomShare of proposals that are plain random points
   */
  constructor(
    private readonly startup: number,
    private readonly candidates: number,
    private readonly order: (history: History, random: Random) => readonly Trial[] = bestFirst,
    private readonly randomShare = 0,
  ) {
    this.description = `TPE: where good trials are dense in relation to the rest, after ${startup} random ones.`;
  }

  *propose(history: History, random: Random): Iterable<Codes> {
    const { space } = history;
    const ranked = history.told.length < this.startup ? [] : this.order(history, random);
    if (ranked.length < Math.min(this.startup, 3) || random.next() < this.randomShare) {
      for (let i = 0; i < 20; i++) yield sample(space, random);
      return;
    }
    const good = goodCount(ranked.length, history.objectives);
    const better = new ParzenMixture(space, codesOf(ranked.slice(0, good)));
    const rest = [...codesOf(drawn(ranked.slice(good), random)), ...history.running.values()];
    const worse = new ParzenMixture(space, rest);
    yield* Array.from({ length: this.candidates }, () => better.sample(random))
      .filter((codes) => history.isFresh(codes))
      .map((codes) => ({ codes, gain: better.logDensity(codes) - worse.logDensity(codes) }))
      .sort((a, b) => b.gain - a.gain)
      .map(({ codes }) => codes);
  }
}

function bestFirst(history: History, random: Random): readonly Trial[] {
  if (history.objectives === 1) return history.ranked(random);
  const trials = history.told.slice(-1000);
  return inHypervolumeOrder(trials, goodCount(trials.length, history.objectives));
}

/** A tenth, as Bergstra's successors have it; with one objective one more, lest the first good group is a single point. */
function goodCount(trials: number, objectives: number): number {
  return Math.min(25, Math.ceil(0.1 * trials) + (objectives === 1 ? 1 : 0));
}

function drawn(trials: readonly Trial[], random: Random): readonly Trial[] {
  return trials.length <= largestRest
    ? trials
    : Array.from({ length: largestRest }, () => random.pick(trials));
}

function codesOf(trials: readonly Trial[]): Codes[] {
  return trials.map(({ codes }) => codes);
}
