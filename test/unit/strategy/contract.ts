import assert from 'node:assert/strict';
import { defaultPoint, isValidPoint, pointKey } from '../../../src/space/points';
import type { Point, SearchSpace } from '../../../src/space/space';
import { strategyNames } from '../../../src/strategy';
import {
  bool,
  choice,
  conditionalSpace,
  float,
  int,
  oneOf,
  spaceOf,
  subset,
  variable,
} from '../space/spaces';
import { create, distinct, observe, replay, search, smooth, type Evaluate } from './driver';

export const edges = spaceOf(
  ...Array.from({ length: 6 }, (_, i) =>
    variable(`edge${i}`, choice('none', 'skip', 'conv', 'pool'), { group: 'edge' }),
  ),
);
const tiny = spaceOf(
  variable('a', choice('x', 'y', 'z')),
  variable('b', bool, { when: [[oneOf('a', 'y')]] }),
  variable('c', int(1, 3)),
);
const huge = spaceOf(
  ...Array.from({ length: 30 }, (_, i) =>
    variable(`op${i}`, choice('a', 'b', 'c', 'd', 'e'), { group: 'op' }),
  ),
  variable('units', int(0, 2_000_000_000)),
  variable('steps', int(1, 1_000_000, 1, true)),
  variable('lr', float(1e-9, 1e9, true)),
  variable('inputs', subset(24, 1, 24)),
);
const one: Evaluate = (point) => ({ values: [smooth(point)] });

/** Ends of every kind: failures without values, NaN, stopped early, missed constraints, ties, infinities. */
const eventful: Evaluate = (point, number) => {
  const value = smooth(point);
  const curve = [1, 2, 3].map((step) => ({ step, values: [value + 1 / step] }));
  switch (number % 9) {
    case 1:
      return { state: 'failed' };
    case 2:
      return { state: 'pruned', values: [value + 0.5], curve: curve.slice(0, 2) };
    case 3:
      return { state: 'infeasible', constraints: [value] };
    case 4:
      return { values: [NaN] };
    case 5:
      return { values: [Infinity], curve };
    case 6:
      return { values: [1], curve };
    case 7:
      return { values: [value], constraints: [value - 2, -1], curve };
    default:
      return { values: [value], constraints: [-1], curve };
  }
};

/** Strategies that fit a model before each candidate: seconds where the others take milliseconds. */
export const modelled = ['auto', 'gp', 'predictor'];
export const others = strategyNames.filter((name) => !modelled.includes(name));

/** Everything that must hold, whatever the algorithm, in searches of so many trials. */
export function contract(name: string, trials: number): void {
  describe(`${name} keeps the contract`, () => {
    const spaces: Record<string, SearchSpace> = { edges, conditional: conditionalSpace(), huge };
    for (const [label, space] of Object.entries(spaces)) {
      it(`${label} space: valid points, none twice, the code as written first`, () => {
        const { records } = search(name, space, one, trials);
        assert.equal(records.length, trials);
        assert.equal(distinct(records), trials);
        assert.deepEqual(records[0]?.point, defaultPoint(space));
        for (const { point } of records) assert.ok(isValidPoint(space, point), JSON.stringify(point));
      });
    }

    it('exhausts a small space, every point once, and then says so', () => {
      const { strategy, records } = search(name, tiny, one, 100);
      assert.equal(records.length, 12);
      assert.equal(distinct(records), 12);
      assert.equal(strategy.ask(12), undefined);
    });

    it('spaces of one variable, and of none', () => {
      assert.equal(search(name, spaceOf(variable('a', choice('x', 'y', 'z'))), one, 10).records.length, 3);
      assert.equal(search(name, spaceOf(variable('lr', float(0.1, 1))), one, trials).records.length, trials);
      assert.equal(search(name, spaceOf(variable('n', int(1, 100_000))), one, trials).records.length, trials);
      assert.equal(search(name, spaceOf(), one, 10).records.length, 1);
    });

    it('a seed fixes the run', () => {
      const points = (seed: number) =>
        search(name, conditionalSpace(), one, trials, { seed }).records.map(({ point }) => point);
      const first = points(3);
      assert.deepEqual(points(3), first);
      if (name !== 'grid') assert.notDeepEqual(points(4), first);
    });

    it('replayed records give the same next point, and asking changes nothing', () => {
      const space = conditionalSpace();
      const { strategy, records } = search(name, space, eventful, trials);
      const again = replay(create(name, space), records);
      assert.deepEqual(again.ask(trials), strategy.ask(trials));
      assert.deepEqual(again.ask(trials + 7), strategy.ask(trials + 7));
      assert.deepEqual(again.ask(trials), strategy.ask(trials));
      assert.deepEqual(again.description, strategy.description);
    });

    it('many trials at once: pending points are not asked for again, whatever order they end in', () => {
      const space = edges;
      const strategy = create(name, space);
      const running: { number: number; point: Point }[] = [];
      const seen = new Set<string>();
      for (let number = 0; number < trials + 8; number++) {
        const point = strategy.ask(number);
        assert.ok(point);
        assert.ok(!seen.has(pointKey(point)));
        seen.add(pointKey(point));
        strategy.begin(number, point);
        running.push({ number, point });
        if (running.length === 8) {
          const [ended] = running.splice((number * 5) % 8, 1);
          if (ended) strategy.tell(observe(ended.number, ended.point, one(ended.point, ended.number)));
        }
      }
    });

    it('failed, pruned and infeasible trials, NaN, ties and infinities are survived', () => {
      const { records } = search(name, conditionalSpace(), eventful, trials);
      assert.equal(distinct(records), trials);
      const hopeless = search(name, edges, () => ({ state: 'failed' }), trials);
      assert.equal(distinct(hopeless.records), trials);
      const flat = search(name, edges, () => ({ values: [1] }), trials);
      assert.equal(distinct(flat.records), trials);
      const endless = search(
        name,
        edges,
        (_, number) => ({ values: [number % 2 ? Infinity : -Infinity] }),
        trials,
      );
      assert.equal(distinct(endless.records), trials);
    });

    it('candidates that agree on what was evaluated are one candidate', () => {
      const space = spaceOf(
        variable('on', bool),
        variable('width', choice('a', 'b', 'c')),
        variable('depth', int(1, 3)),
      );
      const evaluated = ({ on }: Point) => (on ? ['on', 'width'] : ['on', 'depth']);
      const { records } = search(
        name,
        space,
        (point) => ({ values: [smooth(point)], evaluated: evaluated(point) }),
        50,
      );
      const candidates = records.map(
        ({ point }) => `${point['on']} ${point['on'] ? point['width'] : point['depth']}`,
      );
      assert.equal(new Set(candidates).size, candidates.length);
      assert.equal(candidates.length, 6);
    });

    it('points queued by hand count, also those of no space and the code as written outside its domain', () => {
      const space = spaceOf(
        variable('width', choice(8, 16, 32), { default: 24 }),
        variable('kind', choice('a', 'b'), { default: 'z' }),
      );
      const strategy = create(name, space);
      strategy.begin(0, { width: 8, kind: 'a' });
      strategy.tell(observe(0, { width: 8, kind: 'a' }, { values: [1] }));
      strategy.begin(1, { other: true });
      strategy.tell(observe(1, { other: true }, { values: [2] }));
      const points: Point[] = [];
      for (let number = 2; ; number++) {
        const point = strategy.ask(number);
        if (point === undefined) break;
        strategy.begin(number, point);
        strategy.tell(observe(number, point, { values: [smooth(point)] }));
        points.push(point);
      }
      assert.deepEqual(points[0], { width: 24, kind: 'z' });
      assert.equal(points.length, 6);
      assert.ok(points.slice(1).every((point) => isValidPoint(space, point)));
    });

    it('two objectives, with constraints', () => {
      const space = conditionalSpace();
      const two: Evaluate = (point, number) => ({
        ...eventful(point, number),
        values: eventful(point, number).values?.length
          ? [smooth(point), -smooth(point) + Number(point['depth'])]
          : [],
      });
      const { strategy, records } = search(name, space, two, trials, { objectives: 2 });
      assert.equal(distinct(records), trials);
      assert.deepEqual(
        replay(create(name, space, { objectives: 2 }), records).ask(trials),
        strategy.ask(trials),
      );
    });

    it('says what it does', () => {
      assert.match(create(name, edges).description, /\w{4}/);
    });
  });
}
