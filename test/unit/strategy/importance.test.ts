import assert from 'node:assert/strict';
import { samplePoint } from '../../../src/space/points';
import type { Point, SearchSpace } from '../../../src/space/space';
import { importance } from '../../../src/strategy/importance';
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
import { observe } from './driver';

const observations = (space: SearchSpace, count: number, value: (point: Point) => number) =>
  Array.from({ length: count }, (_, number) => {
    const point = samplePoint(space, number);
    return observe(number, point, { values: [value(point)] });
  });

const shareOf = (found: ReturnType<typeof importance>, label: string) =>
  found.find((each) => each.label === label)?.share ?? NaN;

describe('importance', () => {
  const space = spaceOf(
    variable('op', choice('a', 'b', 'c')),
    variable('lr', float(1e-4, 1, true)),
    variable('n', int(1, 6)),
    variable('idle', choice('x', 'y', 'z')),
    variable('inputs', subset(4, 0, 4)),
  );

  it('shares follow the variance that each variable causes', () => {
    const value = (point: Point) =>
      ({ a: 0, b: 3, c: 6 })[String(point['op'])]! +
      Math.log10(Number(point['lr'])) +
      0.2 * Number(point['n']);
    const found = importance(space, observations(space, 250, value));
    assert.deepEqual(found.map(({ label }) => label).slice(0, 2), ['op', 'lr']);
    // Variances: op 6, lr 4/3, n 0.12.
    assert.ok(Math.abs(shareOf(found, 'op') - 0.8) < 0.12, JSON.stringify(found));
    assert.ok(Math.abs(shareOf(found, 'lr') - 0.18) < 0.1);
    assert.ok(shareOf(found, 'idle') < 0.02);
  });

  it('sees single elements of subsets', () => {
    const found = importance(
      space,
      observations(space, 200, ({ inputs }) => ((inputs as number[]).includes(2) ? 1 : 0)),
    );
    assert.equal(found[0]?.label, 'inputs');
    assert.ok(shareOf(found, 'inputs') > 0.4);
  });

  it('a conditional variable counts where it is active, and not for being there', () => {
    const nested = spaceOf(
      variable('kind', choice('conv', 'pool')),
      variable('filters', choice(8, 16, 32, 64), { when: [[oneOf('kind', 'conv')]] }),
      variable('idle', bool, { when: [[oneOf('kind', 'pool')]] }),
    );
    const value = ({ kind, filters }: Point) => (kind === 'conv' ? 10 + Math.log2(Number(filters)) : 0);
    const found = importance(nested, observations(nested, 150, value));
    assert.equal(found[0]?.label, 'kind');
    assert.ok(shareOf(found, 'kind') > 0.9);
    assert.ok(shareOf(found, 'filters') > shareOf(found, 'idle'));
    assert.ok(shareOf(found, 'idle') < 0.01);
  });

  it('is a function of the trials, and copes with too few, equal, failed and infinite ones', () => {
    const all = conditionalSpace();
    const some = observations(all, 30, ({ depth }) => Number(depth));
    assert.deepEqual(importance(all, some), importance(all, some));
    const none = importance(all, some.slice(0, 2));
    assert.equal(none.length, all.variables.length);
    assert.ok(none.every(({ share }) => share === 0));
    assert.ok(
      importance(
        all,
        observations(all, 20, () => 1),
      ).every(({ share }) => share === 0),
    );
    const odd = some.map((each, i) =>
      i % 3 ? each : observe(each.number, each.point, i % 2 ? { state: 'failed' } : { values: [Infinity] }),
    );
    assert.ok(importance(all, odd).every(({ share }) => Number.isFinite(share)));
    assert.equal(importance(all, odd)[0]?.label, 'depth');
  });
});
