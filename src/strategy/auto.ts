import type { Codes } from '../space/coded';
import type { Random } from '../space/random';
import type { Algorithm } from './ask-tell';
import { GaussianProcessSearch } from './gp';
import type { History } from './history';
import { Nsga2 } from './nsga2';
import { RegularizedEvolution } from './regularized-evolution';
import type { StrategyOptions } from './strategy';

/** Beyond so many trials only each `every`th ask pays for a model. */
const many = 1000;
const every = 16;

/**
 * The default: Bayesian optimisation while trials are few and dear, and evolution that a model guides now and then when
 * there are thousands. A small budget spends less on the beginning, a space of many variables keeps fewer trials in the
 * model. Says what it does and when it changes.
 */
export class Auto implements Algorithm {
  private readonly model: GaussianProcessSearch;
  private readonly evolution: Algorithm;
  private readonly startup: number;
  private evolving = false;

  constructor(private readonly given: Omit<StrategyOptions, 'options'>) {
    const { space, objectives, trials = Infinity } = given;
    this.startup = Math.max(3, Math.min(8, Math.floor(trials / 4)));
    this.model = new GaussianProcessSearch(this.startup, space.variables.length > 40 ? 64 : 100);
    this.evolution = objectives === 1 ? new RegularizedEvolution(100, 25) : new Nsga2(15, 0.9);
  }

  get description(): string {
    if (this.evolving) {
      return `More than ${many} trials: evolution of the best, each ${every}th candidate by a Gaussian process.`;
    }
    const { objectives } = this.given;
    const goal =
      objectives === 1
        ? 'improvement'
        : objectives <= 3
          ? 'hypervolume improvement'
          : 'scalarised improvement';
    return (
      `${this.startup} spread points, then Bayesian optimisation by expected ${goal}, with what is learnt of a choice ` +
      `shared among variables of a kind; evolution after ${many} trials.`
    );
  }

  *propose(history: History, random: Random, number: number): Iterable<Codes> {
    this.evolving = history.told.length >= many;
    if (this.evolving && number % every !== 0) yield* this.evolution.propose(history, random, number);
    yield* this.model.propose(history, random);
  }
}
