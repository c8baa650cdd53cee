import { paretoOrder } from '../pareto';

/**
 * One ladder of asynchronous successive halving (Li et al. 2020, "A System for Massively Parallel Hyperparameter
 * Tuning", ASHA), in the variant that ends trials instead of promoting them: at the rungs first, first·η, first·η², …
 * a trial goes on when it is among the best 1/η of those that reached the rung so far. Several objectives are ranked by
 * non-dominated sorting and crowding (Schmucker et al. 2021, "Multi-objective Asynchronous Successive Halving").
 */
export class Ladder {
  private readonly rungs: Map<number, readonly number[]>[] = [];

  /**
   * @param first the step of the first rung
   * @param factor η > 1
   */
  constructor(
    private readonly first: number,
    private readonly factor: number,
  ) {}

  /** Whether the trial goes on after this step. */
  climbs(trial: number, step: number, values: readonly number[]): boolean {
    let goesOn = true;
    for (let level = 0, at = this.first; Math.round(at) <= step; level++, at *= this.factor) {
      const rung = (this.rungs[level] ??= new Map());
      if (rung.has(trial)) continue;
      rung.set(trial, values);
      goesOn = this.isAmongBest(rung, trial) && goesOn;
    }
    return goesOn;
  }

  forget(trial: number): void {
    for (const rung of this.rungs) rung?.delete(trial);
  }

  private isAmongBest(rung: ReadonlyMap<number, readonly number[]>, trial: number): boolean {
    const places = Math.max(1, Math.floor(rung.size / this.factor));
    const own = rung.get(trial) as readonly number[];
    if (own.length === 1) {
      let better = 0;
      for (const other of rung.values()) if ((other[0] as number) < (own[0] as number)) better++;
      return better < places;
    }
    const trials = [...rung.keys()];
    const order = paretoOrder([...rung.values()]);
    return order.slice(0, places).some((i) => trials[i] === trial);
  }
}
