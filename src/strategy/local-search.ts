import type { Codes } from '../space/coded';
import { neighbours } from '../space/neighbours';
import type { Random } from '../space/random';
import { sample } from '../space/sample';
import type { Algorithm } from './ask-tell';
import type { History } from './history';
import { dominates } from './pareto';
import { compareTrials, Standing, type Trial } from './trial';

/** Random points at the start, the best of which is the first to climb from. */
const first = 10;

/**
 * Local search with random restarts (White et al. 2021, "Local Search is State of the Art for Neural Architecture
 * Search Benchmarks", UAI): begins at the best of some random points, moves to the first neighbour that is better, and
 * begins anew at a local optimum.
 */
export class LocalSearch implements Algorithm {
  readonly description = 'Local search: the first better neighbour, random restarts at local optima.';
  private seen = 0;
  private current: Trial | undefined;
  /** Points that the current climb passed through. */
  private climb: Codes[] = [];

  *propose(history: History, random: Random): Iterable<Codes> {
    for (; this.seen < history.told.length; this.seen++) this.learn(history.told[this.seen] as Trial);
    const { space, told, running } = history;
    if (this.current && told.length + running.size >= first) {
      const here = space.complete(this.current.codes.slice(), random);
      yield* random.shuffle(neighbours(space, here, random));
    }
    for (let i = 0; i < 20; i++) yield sample(space, random);
  }

  /** After the beginning, a trial that is no neighbour of the climb was a restart: the climb goes on from there. */
  private learn(trial: Trial): void {
    const beginning = this.seen < first;
    const climbing = beginning || this.climb.some((codes) => areNeighbours(codes, trial.codes));
    if (this.current && climbing && !isBetter(trial, this.current)) return;
    if (beginning || !climbing) this.climb = [];
    this.current = trial;
    this.climb.push(trial.codes);
  }
}

/** Whether at most one of the variables that are active in both differs. */
function areNeighbours(a: Codes, b: Codes): boolean {
  let different = 0;
  for (let i = 0; i < a.length; i++) {
    if (a[i] !== b[i] && !Number.isNaN(a[i]) && !Number.isNaN(b[i])) different++;
  }
  return different <= 1;
}

function isBetter(a: Trial, b: Trial): boolean {
  const both = a.standing === Standing.Complete && b.standing === Standing.Complete;
  return both ? dominates(a.values, b.values) : compareTrials(a, b) < 0;
}
