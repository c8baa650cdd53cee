import type { Codes } from '../space/coded';
import type { Random } from '../space/random';
import { sample } from '../space/sample';
import type { Algorithm } from './ask-tell';
import type { History } from './history';

/** Random search (Bergstra & Bengio 2012, JMLR 13). */
export class RandomSearch implements Algorithm {
  readonly description = 'Random points, each variable evenly over its domain.';

  *propose({ space }: History, random: Random): Iterable<Codes> {
    for (let i = 0; i < 20; i++) yield sample(space, random);
  }
}
