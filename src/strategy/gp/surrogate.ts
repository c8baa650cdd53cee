import type { Codes } from '../../space/coded';
import { Random } from '../../space/random';
import type { History } from '../history';
import { insertSorted } from '../sorted';
import { compareTrials, type Trial } from '../trial';
import { FeatureMap } from './features';
import { Design } from './design';
import { GaussianProcess, type Posterior } from './model';
import { nextFit } from './schedule';
import { targetsOfSorted } from './targets';

/**
 * A Gaussian process over the trials of a history, in bounded time: of more than `cap` trials it keeps the best half,
 * the newest quarter and a random rest. Parameters move a few steps at told counts that are fixed in advance (each
 * trial at first, then ever more rarely), so that they are a function of what was told.
 */
export class Surrogate {
  private readonly map: FeatureMap;
  private readonly process: GaussianProcess;
  private readonly sorted: Trial[] = [];
  private seen = 0;
  private fitAt: number;
  private chosen: readonly Trial[] = [];
  private targets: Float64Array = new Float64Array(0);

  constructor(
    private readonly history: History,
    private readonly cap: number,
    firstFit: number,
  ) {
    this.map = new FeatureMap(history.space);
    this.process = new GaussianProcess(this.map);
    this.fitAt = firstFit;
  }

  /** Trials that the process was conditioned on, best first. */
  get best(): readonly Trial[] {
    return this.chosen;
  }

  /** The highest target among them. */
  get bestTarget(): number {
    return this.targets[0] ?? 0;
  }

  /** Learns what was told since, and takes running trials to end as expected. */
  update(): void {
    const { told, running } = this.history;
    let data: Design | undefined;
    for (; this.seen < told.length; this.seen++) {
      insertSorted(this.sorted, told[this.seen] as Trial, compareTrials);
      const count = this.seen + 1;
      if (count < this.fitAt) continue;
      this.fitAt = nextFit(count);
      data = this.select(count);
      this.process.fit(data, this.targets, 8);
    }
    data = this.select(told.length);
    this.process.condition(data, this.targets);
    if (running.size === 0) return;
    const pending = [...running.values()];
    const expected = this.process.means(new Design(pending, this.map));
    const rows = [...this.chosen.map(({ codes }) => codes), ...pending];
    this.process.condition(new Design(rows, this.map), Float64Array.from([...this.targets, ...expected]));
  }

  predict(points: readonly Codes[]): Posterior {
    return this.process.predict(new Design(points, this.map));
  }

  private select(count: number): Design {
    const { sorted, cap } = this;
    const all = targetsOfSorted(sorted, this.map.smooth);
    const keep = count <= cap ? undefined : this.kept(count);
    const chosen: Trial[] = [];
    const targets: number[] = [];
    sorted.forEach((trial, i) => {
      if (keep && !keep.has(trial)) return;
      chosen.push(trial);
      targets.push(all[i] as number);
    });
    this.chosen = chosen;
    this.targets = Float64Array.from(targets);
    return new Design(
      chosen.map(({ codes }) => codes),
      this.map,
    );
  }

  private kept(count: number): Set<Trial> {
    const { told, seed } = this.history;
    const kept = new Set(this.sorted.slice(0, this.cap >> 1));
    for (let i = count - 1; i >= count - (this.cap >> 2); i--) kept.add(told[i] as Trial);
    const random = new Random(seed, count, 0.25);
    while (kept.size < this.cap) kept.add(this.sorted[random.integer(count)] as Trial);
    return kept;
  }
}
