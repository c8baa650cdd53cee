import type { Codes } from '../../space/coded';
import { mutate } from '../../space/mutate';
import { Random } from '../../space/random';
import { sample } from '../../space/sample';
import { insertSorted } from '../sorted';
import type { Algorithm } from '../ask-tell';
import { FeatureMap } from '../gp/features';
import type { History } from '../history';
import { inParetoOrder } from '../pareto-trials';
import { normalScores } from '../ranks';
import { compareTrials, type Trial } from '../trial';
import { Network } from './network';

/** Trials that the networks learn from: the best half and the newest. */
const cap = 200;

/**
 * Predictor-guided search in the manner of BANANAS (White et al. 2021, "Bayesian Optimization with Neural Architectures
 * for Neural Architecture Search", AAAI): an ensemble of networks over encodings of the points, independent Thompson
 * sampling, candidates by mutating the best. The networks are trained on from where they are, a few steps a trial.
 */
export class PredictorSearch implements Algorithm {
  readonly description: string;
  private map: FeatureMap | undefined;
  private networks: Network[] = [];
  private readonly sorted: Trial[] = [];
  private seen = 0;
  private nextFit: number;

  constructor(
    private readonly startup: number,
    private readonly ensemble: number,
  ) {
    this.description = `Predictor-guided search: ${ensemble} networks, Thompson sampling, mutations of the best.`;
    this.nextFit = startup;
  }

  *propose(history: History, random: Random): Iterable<Codes> {
    const { space, told } = history;
    if (told.length < this.startup) {
      for (let i = 0; i < 20; i++) yield sample(space, random);
      return;
    }
    this.learn(history);
    const parents = (history.objectives === 1 ? this.sorted : inParetoOrder(told.slice(-300))).slice(0, 10);
    const fresh: Codes[] = [];
    for (let i = 0; i < 100; i++) {
      let child = mutate(space, random.pick(parents).codes, random);
      for (let more = 0; more < i % 3; more++) child = mutate(space, child, random);
      if (history.isFresh(child)) fresh.push(child);
    }
    for (let i = 0; i < 20; i++) fresh.push(sample(space, random));
    yield* this.byThompson(fresh, random);
  }

  /** Each candidate by a draw from a normal with the ensemble's mean and deviation. */
  private byThompson(points: readonly Codes[], random: Random): Codes[] {
    const map = this.map as FeatureMap;
    const features = new Float64Array(map.length);
    return points
      .map((codes) => {
        map.write(codes, features, 0);
        const predictions = this.networks.map((network) => network.predict(features, 0));
        const mean = predictions.reduce((a, b) => a + b, 0) / predictions.length;
        const variance = predictions.reduce((sum, y) => sum + (y - mean) ** 2, 0) / predictions.length;
        return { codes, drawn: mean + Math.sqrt(variance) * random.normal() };
      })
      .sort((a, b) => b.drawn - a.drawn)
      .map(({ codes }) => codes);
  }

  private learn(history: History): void {
    const { told, seed, space } = history;
    this.map ??= new FeatureMap(space);
    const { length } = this.map;
    if (this.networks.length === 0) {
      this.networks = Array.from(
        { length: this.ensemble },
        (_, i) => new Network(length, new Random(seed, i, 0.375)),
      );
    }
    for (; this.seen < told.length; this.seen++) {
      insertSorted(this.sorted, told[this.seen] as Trial, compareTrials);
      const count = this.seen + 1;
      if (count < this.nextFit) continue;
      const steps = count === this.startup ? 200 : 16;
      this.nextFit = count + Math.max(1, Math.floor(count / 100));
      this.train(history, count, steps);
    }
  }

  private train(history: History, count: number, steps: number): void {
    const map = this.map as FeatureMap;
    // Several objectives: by front and crowding, so that the networks learn how close to the front a point is.
    const newest = new Set(history.told.slice(Math.max(0, count - cap / 2), count));
    const order =
      history.objectives === 1
        ? this.sorted
        : inParetoOrder(history.told.slice(Math.max(0, count - cap), count));
    const scores = normalScores(order, (a, b) => history.objectives === 1 && compareTrials(a, b) === 0);
    const kept = order.flatMap((trial, i) => (i < cap / 2 || newest.has(trial) ? [i] : []));
    const features = new Float64Array(kept.length * map.length);
    kept.forEach((i, row) => map.write((order[i] as Trial).codes, features, row * map.length));
    const targets = Float64Array.from(kept, (i) => scores[i] as number);
    this.networks.forEach((network, i) => {
      const random = new Random(history.seed, count, i, 0.625);
      for (let step = 0; step < steps; step++) network.train(features, targets, 16, random);
    });
  }
}
