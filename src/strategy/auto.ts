import type { Codes } from '../space/coded';
import type { Random } from '../space/random';
import type { Algorithm } from './ask-tell';
import { GaussianProcessSearch } from './gp';
import type { History } from './history';
import { Nsga2 } from './nsga2';
import { RegularizedEvolution } from './regularized-evolution';

/** Beyond so many trials only each `every`th ask pays for a model. */
const many = 1000;
const every = 16;

/**
 * The default: Bayesian optimisation while trials are few and dear, and evolution that a model guides now and then when
 * there are thousands. Says what it does and when it changes.
 */
export class Auto implements Algorithm {
  private readonly model: GaussianProcessSearch;
  private readonly evolution: Algorithm;
  private evolving = false;

  constructor(private readonly objectives: number) {
    this.model = new GaussianProcessSearch(8, 100);
    this.evolution = objectives === 1 ? new RegularizedEvolution(100, 25) : new Nsga2(100, 0.5);
  }

  get description(): string {
    const improvement = this.objectives === 2 ? 'expected hypervolume' : 'expected';
    return this.evolving
      ? `After ${many} trials: evolution of the best, each ${every}th candidate by the Gaussian process.`
      : `Bayesian optimisation by ${improvement} improvement, what is learnt of a choice shared among variables of a kind; evolution after ${many} trials.`;
  }

  *propose(history: History, random: Random, number: number): Iterable<Codes> {
    this.evolving = history.told.length >= many;
    if (this.evolving && number % every !== 0) yield* this.evolution.propose(history, random, number);
    yield* this.model.propose(history, random);
  }
}
