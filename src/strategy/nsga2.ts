import type { Codes } from '../space/coded';
import { cross, mutate } from '../space/mutate';
import type { Random } from '../space/random';
import { sample } from '../space/sample';
import type { Algorithm } from './ask-tell';
import type { History } from './history';
import { inParetoOrder } from './pareto-trials';
import type { Trial } from './trial';

/**
 * NSGA-II (Deb et al. 2002, "A fast and elitist multiobjective genetic algorithm"), a child at a time: the population
 * is the best of all trials by front and crowding, feasible ones first (Deb 2000); parents win binary tournaments.
 */
export class Nsga2 implements Algorithm {
  readonly description: string;
  private population: Trial[] = [];
  private seen = 0;

  /** @param crossover the share of children that have two parents */
  constructor(
    private readonly size: number,
    private readonly crossover: number,
  ) {
    this.description = `NSGA-II: crosses and mutates the ${size} best by front and crowding.`;
  }

  *propose(history: History, random: Random): Iterable<Codes> {
    const { space, told } = history;
    this.learn(told);
    const startup = Math.min(this.size, Math.max(10, Math.floor(this.size / 2)));
    if (told.length + history.running.size < startup || this.population.length < 2) {
      for (let i = 0; i < 20; i++) yield sample(space, random);
      return;
    }
    const parents = inParetoOrder(this.population);
    for (let i = 0; i < 50; i++) {
      const mother = this.tournament(parents, random);
      const mixed =
        random.next() < this.crossover
          ? cross(space, mother, this.tournament(parents, random), random)
          : mother;
      let child = mutate(space, mixed, random);
      for (let step = 10; step <= i; step += 10) child = mutate(space, child, random);
      yield child;
    }
  }

  private learn(told: readonly Trial[]): void {
    for (; this.seen < told.length; this.seen++) {
      this.population.push(told[this.seen] as Trial);
      if (this.population.length > this.size) {
        this.population = inParetoOrder(this.population).slice(0, this.size);
      }
    }
  }

  /** The better of two of a list that stands in order. */
  private tournament(parents: readonly Trial[], random: Random): Codes {
    const { length } = parents;
    return (parents[Math.min(random.integer(length), random.integer(length))] as Trial).codes;
  }
}
