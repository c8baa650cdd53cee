import { pointKey } from '../../../src/space/points';
import type { Point, SearchSpace } from '../../../src/space/space';
import { createStrategy } from '../../../src/strategy';
import type { Observation, Strategy } from '../../../src/strategy/strategy';

/** A problem without a model: what a trial of this point would tell. */
export type Evaluate = (point: Point, number: number) => Partial<Observation>;

export interface Search {
  readonly strategy: Strategy;
  readonly records: Observation[];
}

export interface SearchOptions {
  readonly seed?: number;
  readonly objectives?: number;
  readonly trials?: number;
  readonly options?: Record<string, unknown>;
}

export function create(name: string, space: SearchSpace, given: SearchOptions = {}): Strategy {
  const { seed = 1, objectives = 1, trials, options = {} } = given;
  return createStrategy(name, {
    space,
    seed,
    objectives,
    options,
    ...(trials === undefined ? {} : { trials }),
  });
}

export function observe(number: number, point: Point, told: Partial<Observation>): Observation {
  return { number, point, state: 'complete', values: [], constraints: [], curve: [], ...told };
}

/** Asks, begins and tells `count` times, one trial after the other; ends early when the space is exhausted. */
export function search(
  name: string,
  space: SearchSpace,
  evaluate: Evaluate,
  count: number,
  given: SearchOptions = {},
): Search {
  const strategy = create(name, space, given);
  const records: Observation[] = [];
  for (let number = 0; number < count; number++) {
    const point = strategy.ask(number);
    if (point === undefined) break;
    strategy.begin(number, point);
    const record = observe(number, point, evaluate(point, number));
    strategy.tell(record);
    records.push(record);
  }
  return { strategy, records };
}

export function replay(strategy: Strategy, records: readonly Observation[]): Strategy {
  for (const record of records) {
    strategy.begin(record.number, record.point);
    strategy.tell(record);
  }
  return strategy;
}

export function distinct(records: readonly Observation[]): number {
  return new Set(records.map(({ point }) => pointKey(point))).size;
}

/** A smooth function of a point, whatever its variables: sums of a hash-like preference of each value. */
export function smooth(point: Point): number {
  return Object.entries(point).reduce(
    (sum, [label, value]) => sum + preference(label.replace(/\W.*/, ''), value),
    0,
  );
}

function preference(label: string, value: unknown): number {
  if (typeof value === 'number') return Math.abs(Math.log1p(Math.abs(value)) - 2) * 0.3;
  const text = label + JSON.stringify(value);
  let hash = 7;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x5bd1e995) >>> 3;
  return (hash % 1000) / 1000;
}
