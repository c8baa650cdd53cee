import type { Codes } from '../../space/coded';
import { Random } from '../../space/random';
import type { History } from '../history';
import { inParetoOrder } from '../pareto-trials';
import { paretoFront, type Values } from '../pareto';
import { Standing, type Trial } from '../trial';
import { FeatureMap, type Prior } from './features';
import { Design } from './design';
import { GaussianProcess, type Posterior } from './model';
import { nextFit } from './schedule';
import { targetsOf } from './targets';

/** Costs are often exact, and a front is told apart only by a process that may believe what it saw. */
const noise: Prior = { mean: -5, deviation: 2 };

/**
 * One Gaussian process an objective, over the same trials, in bounded time: of more than `cap` trials the best by front
 * and crowding, the newest quarter and a random rest. Targets are standardised, to be maximised, and
 * outliers drawn in: in spaces of numbers only those worse than all of the front, whose ends are far out too.
 */
export class MultiSurrogate {
  private readonly map: FeatureMap;
  private readonly processes: readonly GaussianProcess[];
  private seen = 0;
  private fitAt: number;
  private kept: readonly Trial[] = [];
  private targets: readonly Float64Array[] = [];

  constructor(
    private readonly history: History,
    private readonly cap: number,
    firstFit: number,
  ) {
    this.map = new FeatureMap(history.space);
    this.processes = Array.from({ length: history.objectives }, () => new GaussianProcess(this.map, noise));
    this.fitAt = firstFit;
  }

  /** Trials that the processes were conditioned on. */
  get trials(): readonly Trial[] {
    return this.kept;
  }

  /** The completed ones' targets that no other dominates, as losses. */
  front(): Values[] {
    const losses = this.kept.flatMap(({ standing }, i) =>
      standing === Standing.Complete ? [this.targets.map((target) => -(target[i] as number))] : [],
    );
    return paretoFront(losses).map((i) => losses[i] as Values);
  }

  /** Learns what was told since, and takes running trials to end as expected. */
  update(): void {
    const { told, running } = this.history;
    for (; this.seen < told.length; this.seen++) {
      const count = this.seen + 1;
      if (count < this.fitAt) continue;
      this.fitAt = nextFit(count);
      const data = this.select(count);
      this.processes.forEach((process, k) => process.fit(data, this.targets[k] as Float64Array, 6));
    }
    const data = this.select(told.length);
    this.processes.forEach((process, k) => process.condition(data, this.targets[k] as Float64Array));
    if (running.size === 0) return;
    const pending = [...running.values()];
    const rows = new Design([...this.kept.map(({ codes }) => codes), ...pending], this.map);
    const points = new Design(pending, this.map);
    this.processes.forEach((process, k) => {
      const expected = process.means(points);
      process.condition(rows, Float64Array.from([...(this.targets[k] as Float64Array), ...expected]));
    });
  }

  predict(points: readonly Codes[]): Posterior[] {
    const design = new Design(points, this.map);
    return this.processes.map((process) => process.predict(design));
  }

  private select(count: number): Design {
    const told = this.history.told.slice(0, count);
    this.kept = count <= this.cap ? told : this.some(told);
    this.targets = this.map.smooth
      ? worstOfFront(this.kept, this.processes.length).map((worst, k) =>
          targetsOf(this.kept, k, Standing.Complete, 3, worst),
        )
      : this.processes.map((_, k) => targetsOf(this.kept, k));
    return new Design(
      this.kept.map(({ codes }) => codes),
      this.map,
    );
  }

  private some(told: readonly Trial[]): Trial[] {
    const recent = told.slice(-1000);
    const kept = new Set(inParetoOrder(recent).slice(0, this.cap >> 1));
    for (const trial of told.slice(-(this.cap >> 2))) kept.add(trial);
    const random = new Random(this.history.seed, told.length, 0.25);
    while (kept.size < this.cap) kept.add(random.pick(told));
    return [...kept];
  }
}

/** The worst value of each objective among completed trials that no other dominates. */
function worstOfFront(trials: readonly Trial[], objectives: number): number[] {
  const complete = trials
    .filter(({ standing }) => standing === Standing.Complete)
    .map(({ values }) => values);
  const front = paretoFront(complete).map((i) => complete[i] as Values);
  return Array.from({ length: objectives }, (_, k) =>
    Math.max(...front.map((values) => values[k] as number)),
  );
}
