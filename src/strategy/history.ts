import { CodedSpace, type Codes } from '../space/coded';
import { countCoded } from '../space/count';
import { enumerate } from '../space/enumerate';
import type { Random } from '../space/random';
import { sample } from '../space/sample';
import type { Point } from '../space/space';
import { PointSet } from './point-set';
import { insertSorted } from './sorted';
import { scalarisation } from './scalarise';
import type { Observation, StrategyOptions } from './strategy';
import { compareTrials, trialOf, type Trial } from './trial';

/** Spaces up to this size are searched to their last point. */
const enumerable = 100_000n;

/** What was begun and told: all that an algorithm may base a proposal on. */
export class History {
  readonly space: CodedSpace;
  readonly objectives: number;
  readonly seed: number;
  /** Trials that ended, in the order in which they were told. */
  readonly told: Trial[] = [];
  /** Trials that run, by number. */
  readonly running = new Map<number, Codes>();
  private readonly sorted: Trial[] = [];
  private readonly begun: PointSet;
  private readonly numbers = new Set<number>();
  private everyPoint: Codes[] | undefined;

  constructor(options: Omit<StrategyOptions, 'options'>) {
    this.space = new CodedSpace(options.space);
    this.objectives = options.objectives;
    this.seed = options.seed;
    this.begun = new PointSet(this.space);
  }

  /** How many trials began. */
  get size(): number {
    return this.numbers.size;
  }

  begin(number: number, point: Point): void {
    if (this.numbers.has(number)) return;
    this.numbers.add(number);
    const codes = this.space.encode(point);
    this.running.set(number, codes);
    this.begun.add(point, codes);
  }

  tell(observation: Observation): void {
    this.begin(observation.number, observation.point);
    const codes = this.running.get(observation.number);
    if (codes === undefined) return; // told before
    this.running.delete(observation.number);
    const seen = this.begun.restrict(codes, observation.evaluated);
    const trial = trialOf(observation, seen, this.objectives);
    this.told.push(trial);
    if (this.objectives === 1) insertSorted(this.sorted, trial, compareTrials);
  }

  /** Whether no trial was begun that is the same candidate; `key` where it is known. */
  isFresh(codes: Codes, key = this.key(codes)): boolean {
    return !this.begun.has(codes, key);
  }

  /** A number that equal points share. */
  key(codes: Codes): number {
    return this.begun.key(codes);
  }

  /** Trials that ended, best first; with several objectives by a scalarisation drawn at random. */
  ranked(random: Random): readonly Trial[] {
    if (this.objectives === 1) return this.sorted;
    const loss = scalarisation(this.told, this.objectives, random);
    return [...this.told].sort((a, b) => compareTrials(a, b, loss));
  }

  /** A random point that no trial had; `undefined` when there is none (or, in a huge space, none to be found). */
  anyFresh(random: Random): Codes | undefined {
    for (let attempt = 0; attempt < 100; attempt++) {
      const codes = sample(this.space, random);
      if (this.isFresh(codes)) return codes;
    }
    const all = this.all();
    const start = random.integer(Math.max(1, all.length));
    for (let i = 0; i < all.length; i++) {
      const codes = all[(start + i) % all.length] as Codes;
      if (this.isFresh(codes)) return codes;
    }
    for (let attempt = 0; attempt < 2000; attempt++) {
      const codes = sample(this.space, random);
      if (this.isFresh(codes)) return codes;
    }
    return undefined;
  }

  /** Every point of a small space (floats on their grid); empty for others. */
  private all(): readonly Codes[] {
    this.everyPoint ??= countCoded(this.space) <= enumerable ? [...enumerate(this.space)] : [];
    return this.everyPoint;
  }
}
