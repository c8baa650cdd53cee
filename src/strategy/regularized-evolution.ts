import type { Codes } from '../space/coded';
import { mutate } from '../space/mutate';
import type { Random } from '../space/random';
import { sample } from '../space/sample';
import type { Algorithm } from './ask-tell';
import type { History } from './history';
import { scalarisation } from './scalarise';
import { compareTrials, firstValue, Standing, type Trial } from './trial';

/** Random points at the start: a population that is full of them takes many trials, more still where most fail. */
const mostRandom = 10;

/**
 * Regularized (aging) evolution (Real et al. 2019, "Regularized Evolution for Image Classifier Architecture Search",
 * AAAI): the youngest `population` trials live; the best of `sample` drawn from them has a child that differs in one
 * variable.
 */
export class RegularizedEvolution implements Algorithm {
  readonly description: string;

  constructor(
    private readonly population: number,
    private readonly sample: number,
  ) {
    this.description = `Regularized evolution: mutates the best of ${sample} drawn from the last ${population} trials.`;
  }

  *propose(history: History, random: Random): Iterable<Codes> {
    const { space, told, running } = history;
    const living = youngest(told, this.population);
    if (told.length + running.size < Math.min(mostRandom, this.population) || living.length < 2) {
      for (let i = 0; i < 20; i++) yield sample(space, random);
      return;
    }
    const loss = history.objectives === 1 ? firstValue : scalarisation(living, history.objectives, random);
    for (let i = 0; i < 50; i++) {
      let parent = random.pick(living);
      for (let drawn = 1; drawn < this.sample; drawn++) {
        const other = random.pick(living);
        if (compareTrials(other, parent, loss) < 0) parent = other;
      }
      // Where a parent's neighbours are all known, children move further away.
      let child = parent.codes;
      for (let step = 0; step <= i / 10; step++) child = mutate(space, child, random);
      yield child;
    }
  }
}

/** The last trials that gave something to compare. */
function youngest(told: readonly Trial[], count: number): Trial[] {
  const living: Trial[] = [];
  for (let i = told.length - 1; i >= 0 && living.length < count; i--) {
    const trial = told[i] as Trial;
    if (trial.standing !== Standing.Failed) living.push(trial);
  }
  return living;
}
