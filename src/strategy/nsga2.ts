import type { Codes } from '../space/coded';
import { cross, mutateEach } from '../space/mutate';
import type { Random } from '../space/random';
import type { Algorithm } from './ask-tell';
import type { History } from './history';
import { inHypervolumeOrder, inParetoOrder } from './pareto-trials';
import { QuasiRandomSearch } from './quasi-random';
import type { Trial } from './trial';

/** Trials that parents are chosen from, at least; of twice as many the better half stays, which bounds what an ask costs. */
const kept = 64;

/**
 * NSGA-II (Deb et al. 2002, "A fast and elitist multiobjective genetic algorithm"), a child at a time: the parents are
 * the best of all trials by front, feasible ones first (Deb 2000), and win binary tournaments; a child mixes two of them
 * and changes one active variable on average. Of a front that is too many those are parents that dominate the most
 * together (as in SMS-EMOA, Beume et al. 2007): crowding favours the ends of a front, and with three objectives nearly
 * every trial is on the front. The first points are evenly spread. Few parents, as searches have hundreds of trials.
 */
export class Nsga2 implements Algorithm {
  readonly description: string;
  private readonly first = new QuasiRandomSearch();
  private survivors: Trial[] = [];
  private seen = 0;

  /** @param crossover the share of children that have two parents */
  constructor(
    private readonly size: number,
    private readonly crossover: number,
  ) {
    this.description = `NSGA-II: crosses and mutates the ${size} best by front and hypervolume.`;
  }

  *propose(history: History, random: Random, number: number): Iterable<Codes> {
    const { space, told } = history;
    this.learn(told);
    if (told.length + history.running.size < this.size || told.length < 2) {
      yield* this.first.propose(history, random, number);
      return;
    }
    const parents = inHypervolumeOrder(this.survivors, this.size).slice(0, this.size);
    for (let i = 0; i < 50; i++) {
      const mother = tournament(parents, random);
      const mixed =
        random.next() < this.crossover ? cross(space, mother, tournament(parents, random), random) : mother;
      // Where what is near is all known, children move further away.
      yield mutateEach(space, mixed, 1 + Math.floor(i / 10), random);
    }
  }

  private learn(told: readonly Trial[]): void {
    const most = Math.max(kept, this.size);
    for (; this.seen < told.length; this.seen++) {
      this.survivors.push(told[this.seen] as Trial);
      if (this.survivors.length >= 2 * most) this.survivors = inParetoOrder(this.survivors).slice(0, most);
    }
  }
}

/** The better of two of a list that stands in order. */
function tournament(parents: readonly Trial[], random: Random): Codes {
  const { length } = parents;
  return (parents[Math.min(random.integer(length), random.integer(length))] as Trial).codes;
}
