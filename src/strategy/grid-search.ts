import type { Codes } from '../space/coded';
import { enumerate } from '../space/enumerate';
import type { Scale } from '../space/scale';
import type { Algorithm } from './ask-tell';
import type { History } from './history';

/** Every combination in order; long scales by evenly spaced levels. After the grid, random points. */
export class GridSearch implements Algorithm {
  readonly description: string;
  private points: Generator<Codes> | undefined;
  /** The first grid point that may not have begun: all before it have. */
  private next: Codes | undefined;

  /** @param levels how many values of a float or a long scale */
  constructor(private readonly levels: number) {
    this.description = `Every combination in order, long scales by ${levels} levels.`;
  }

  *propose(history: History): Iterable<Codes> {
    if (!this.points) {
      this.points = enumerate(history.space, (scale) => this.codesOf(scale));
      this.next = this.points.next().value as Codes | undefined;
    }
    while (this.next && !history.isFresh(this.next))
      this.next = this.points.next().value as Codes | undefined;
    if (this.next) yield this.next;
  }

  private codesOf(scale: Scale): Iterable<number> {
    if (scale.nature === 'categorical' || scale.nature === 'subset' || scale.size <= BigInt(this.levels)) {
      return scale.all();
    }
    const units = Array.from({ length: this.levels }, (_, i) => i / Math.max(1, this.levels - 1));
    return new Set(units.map((unit) => scale.fromUnit(unit)));
  }
}
