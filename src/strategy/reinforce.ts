import type { Codes, CodedSpace } from '../space/coded';
import type { Random } from '../space/random';
import type { Scale } from '../space/scale';
import { hasElement } from '../space/subset';
import type { Algorithm } from './ask-tell';
import { groupsOf } from './gp/features';
import type { History } from './history';
import { inHypervolumeOrder } from './pareto-trials';
import { scalarisation } from './scalarise';
import { insertSorted } from './sorted';
import { compareTrials, firstValue, Standing, type Trial } from './trial';

/** Numbers are drawn from so many bins. */
const bins = 17;

/** The best trials, which the policy is made to repeat. */
const queue = 4;

/** Of several objectives the best are found among so many of the newest. */
const remembered = 200;

/** How far a trial's reward moves the policy, where the best trials move it by 1. */
const gradient = 1 / 3;

/**
 * Reinforcement learning: a policy with one softmax a variable (plus one that a group of variables shares), trained by
 * REINFORCE (Williams 1992) with a moving baseline and an entropy bonus, as the controller of Zoph & Le (2017, "Neural
 * Architecture Search with Reinforcement Learning") but without its recurrent network, and to make the best trials
 * likely (Abolafia et al. 2018, "Neural Program Synthesis with Priority Queue Training"): a gradient that sees each
 * trial once takes too many of them. Rewards are standardised; a failure counts as the worst that did not fail.
 */
export class Reinforce implements Algorithm {
  readonly description = 'Reinforcement learning: a policy over choices, trained by REINFORCE.';
  private policy: Policy | undefined;
  private seen = 0;
  private mean = 0;
  private square = 0;
  private weight = 0;
  private worst: number | undefined;
  private best: Trial[] = [];

  constructor(
    private readonly rate: number,
    private readonly entropy: number,
  ) {}

  *propose(history: History, random: Random): Iterable<Codes> {
    const policy = (this.policy ??= new Policy(history.space));
    for (; this.seen < history.told.length; this.seen++) {
      const trial = history.told[this.seen] as Trial;
      this.learn(policy, history, trial);
      this.repeat(policy, history, trial);
    }
    for (let i = 0; i < 200; i++) yield policy.sample(random);
  }

  private learn(policy: Policy, history: History, trial: Trial): void {
    const known = this.lossOf(trial, history);
    const loss = known ?? this.worst;
    if (loss === undefined) return;
    if (known !== undefined) this.worst = Math.max(this.worst ?? known, known);
    // Moving mean and deviation: the baseline, and the unit of the reward.
    const keep = this.weight > 0 ? 0.95 : 0;
    this.weight++;
    this.mean = keep * this.mean + (1 - keep) * loss;
    this.square = keep * this.square + (1 - keep) * (loss - this.mean) ** 2;
    const advantage = this.square > 0 ? (this.mean - loss) / Math.sqrt(this.square) : 0;
    const gain = gradient * Math.max(-2, Math.min(2, advantage));
    policy.step(trial.codes, this.rate * gain, this.entropy * this.rate);
  }

  /** Makes the best trials so far more likely. */
  private repeat(policy: Policy, history: History, trial: Trial): void {
    if (history.objectives === 1) {
      insertSorted(this.best, trial, compareTrials);
    } else {
      const end = this.seen + 1;
      this.best = inHypervolumeOrder(history.told.slice(Math.max(0, end - remembered), end), queue);
    }
    this.best.length = Math.min(queue, this.best.length);
    if (this.seen <= queue) return;
    for (const { codes, standing } of this.best) {
      if (standing <= Standing.Pruned) policy.step(codes, this.rate / queue, 0);
    }
  }

  private lossOf(trial: Trial, history: History): number | undefined {
    if (trial.standing === Standing.Failed || trial.standing === Standing.Infeasible) return undefined;
    if (!trial.values.every(Number.isFinite) || trial.values.length === 0) return undefined;
    if (history.objectives === 1) return firstValue(trial.values);
    // Even weights over what was seen up to this trial.
    return scalarisation(history.told.slice(0, this.seen + 1), history.objectives, evenWeights)(trial.values);
  }
}

const evenWeights = { next: () => 0.5 } as Random;

class Policy {
  private readonly own: Float64Array[];
  private readonly shared: (Float64Array | undefined)[];

  constructor(private readonly space: CodedSpace) {
    this.own = space.scales.map((scale) => new Float64Array(widthOf(scale)));
    this.shared = space.scales.map(() => undefined);
    for (const members of groupsOf(space)) {
      const common = new Float64Array(this.own[members[0] as number]?.length ?? 0);
      for (const i of members) this.shared[i] = common;
    }
  }

  sample(random: Random): Codes {
    const { space } = this;
    return space.settle(new Float64Array(space.length).fill(NaN), (i) => {
      const scale = space.scales[i] as Scale;
      if (scale.nature === 'subset') {
        const chances = this.logits(i).map((logit) => 1 / (1 + Math.exp(-logit)));
        for (let attempt = 0; attempt < 20; attempt++) {
          const kept = [...chances].flatMap((chance, bit) => (random.next() < chance ? [bit] : []));
          const code = scale.code(kept);
          if (code !== undefined) return code;
        }
        return scale.sample(random);
      }
      const action = random.weighted(softmax(this.logits(i)));
      if (!isBinned(scale)) return action;
      return scale.fromUnit((action + random.next()) / bins);
    });
  }

  /** Makes what was done more likely by `gain`, and the distribution more even by `entropy`. */
  step(codes: Codes, gain: number, entropy: number): void {
    codes.forEach((code, i) => {
      if (Number.isNaN(code)) return;
      const scale = this.space.scales[i] as Scale;
      const logits = this.logits(i);
      if (scale.nature === 'subset') {
        logits.forEach((logit, bit) => {
          const chance = 1 / (1 + Math.exp(-logit));
          this.move(
            i,
            bit,
            gain * (Number(hasElement(code, bit)) - chance) - entropy * logit * chance * (1 - chance),
          );
        });
        return;
      }
      const chances = softmax(logits);
      const done = isBinned(scale) ? Math.min(bins - 1, Math.floor(scale.unit(code) * bins)) : code;
      const disorder = chances.reduce((sum, p) => sum - p * Math.log(p + 1e-12), 0);
      chances.forEach((p, action) => {
        const even = -p * (Math.log(p + 1e-12) + disorder);
        this.move(i, action, gain * (Number(action === done) - p) + entropy * even);
      });
    });
  }

  private logits(i: number): Float64Array {
    const shared = this.shared[i];
    return (this.own[i] as Float64Array).map((logit, action) => logit + (shared?.[action] ?? 0));
  }

  private move(i: number, action: number, by: number): void {
    (this.own[i] as Float64Array)[action]! += by;
    const shared = this.shared[i];
    if (shared) shared[action]! += 0.5 * by;
  }
}

function isBinned(scale: Scale): boolean {
  return scale.nature === 'continuous' || (scale.nature === 'ordered' && scale.levels > bins);
}

function widthOf(scale: Scale): number {
  return isBinned(scale) ? bins : scale.levels;
}

function softmax(logits: Float64Array): Float64Array {
  const top = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - top));
  const total = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / total);
}
