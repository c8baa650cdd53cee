import type { Codes } from '../space/coded';
import { defaultPoint, pointKey } from '../space/points';
import { Random } from '../space/random';
import type { Point } from '../space/space';
import { History } from './history';
import type { Observation, Strategy, StrategyOptions } from './strategy';

/** The part of a strategy that differs: which point next. */
export interface Algorithm {
  /** What it does now, for people. */
  readonly description: string;
  /**
   * Points to try, best first; the first that no trial had is taken. Depends on nothing but the arguments (what is
   * kept between calls must be a function of `history.told`).
   */
  propose(history: History, random: Random, number: number): Iterable<Codes>;
}

/**
 * Keeps what holds for every strategy: the code as written comes first, no candidate twice, an exhausted space ends the
 * search, and the randomness of each ask comes from (seed, number).
 */
export class AskTell implements Strategy {
  private readonly history: History;
  private readonly first: Point;
  private readonly firstKey: string;
  private firstBegun = false;

  constructor(
    readonly name: string,
    private readonly algorithm: Algorithm,
    options: StrategyOptions,
  ) {
    this.history = new History(options);
    this.first = defaultPoint(options.space);
    this.firstKey = pointKey(this.first);
  }

  get description(): string {
    return this.algorithm.description;
  }

  ask(number: number): Point | undefined {
    if (!this.firstBegun) return this.first;
    const { history } = this;
    const random = new Random(history.seed, number);
    for (const codes of this.algorithm.propose(history, random, number)) {
      if (history.isFresh(codes)) return history.space.decode(codes);
    }
    const any = history.anyFresh(random);
    return any && history.space.decode(any);
  }

  begin(number: number, point: Point): void {
    if (pointKey(point) === this.firstKey) this.firstBegun = true;
    this.history.begin(number, point);
  }

  tell(observation: Observation): void {
    this.begin(observation.number, observation.point);
    this.history.tell(observation);
  }
}
