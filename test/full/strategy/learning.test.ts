import assert from 'node:assert/strict';
import type { Point, SearchSpace } from '../../../src/space/space';
import { strategyNames } from '../../../src/strategy';
import { hypervolume } from '../../../src/strategy/pareto';
import { choice, float, int, spaceOf, subset, variable } from '../../unit/space/spaces';
import { search } from '../../unit/strategy/driver';

const blind = ['random', 'grid', 'quasi-random'];
const learning = strategyNames.filter((name) => !blind.includes(name));

/** Every nature of variable, with a known optimum at 0. */
const space: SearchSpace = spaceOf(
  ...Array.from({ length: 4 }, (_, i) => variable(`op${i}`, choice('a', 'b', 'c', 'd'), { group: 'op' })),
  variable('width', int(1, 64)),
  variable('rate', float(1e-4, 1, true)),
  variable('inputs', subset(4, 0, 4)),
);
const loss = (point: Point) =>
  [0, 1, 2, 3].filter((i) => point[`op${i}`] !== 'c').length +
  Math.abs(Number(point['width']) - 40) / 20 +
  Math.abs(Math.log10(Number(point['rate'])) + 2) +
  (point['inputs'] as number[]).filter((i) => i !== 1).length * 0.7;

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b) / values.length;

describe('what strategies learn', () => {
  const seeds = [1, 2];
  const best = (name: string) =>
    mean(
      seeds.map((seed) => {
        const { records } = search(name, space, (point) => ({ values: [loss(point)] }), 60, {
          seed,
          trials: 60,
        });
        return Math.min(...records.map(({ values }) => values[0] as number));
      }),
    );
  const chance = best('random');

  for (const name of learning) {
    it(`${name} finds better points than chance`, () => {
      const found = best(name);
      assert.ok(found < 0.9 * chance, `${found.toFixed(2)} with ${name}, ${chance.toFixed(2)} at random`);
    });
  }

  it('fails, stops and constraints teach: auto avoids what ends badly', () => {
    const bad = ({ op0, op1 }: Point) => op0 === 'a' || op1 === 'b';
    for (const ending of [{ state: 'failed' as const }, { state: 'infeasible' as const, constraints: [1] }]) {
      const { records } = search(
        'auto',
        space,
        (point) => (bad(point) ? ending : { values: [loss(point)], constraints: [-1] }),
        60,
      );
      const late = records.slice(30).filter(({ point }) => bad(point)).length;
      assert.ok(late <= 7, `${late} of 30 ended as ${ending.state}`);
    }
  });

  it('two objectives: auto and nsga2 cover the front better than chance', () => {
    const two = (point: Point) => [
      loss(point),
      (3 * Number(point['width'])) / 64 + (point['op0'] === 'c' ? 1 : 0),
    ];
    const covered = (name: string, trials: number) => {
      const { records } = search(name, space, (point) => ({ values: two(point) }), trials, { objectives: 2 });
      return hypervolume(
        records.map(({ values }) => values),
        [6, 4],
      );
    };
    assert.ok(covered('auto', 40) > 1.3 * covered('random', 40));
    assert.ok(covered('nsga2', 250) > 1.2 * covered('random', 250));
  });

  it('three objectives: tpe and nsga2 come nearer to the front than chance, though most trials are on one', () => {
    const numbers = spaceOf(...Array.from({ length: 7 }, (_, i) => variable(`x${i}`, float(0, 1))));
    const dtlz2 = (point: Point) => {
      const x = Array.from({ length: 7 }, (_, i) => Number(point[`x${i}`]));
      const far = 1 + x.slice(2).reduce((sum, u) => sum + (u - 0.4) ** 2, 0);
      const [a, b] = x.map((u) => (u * Math.PI) / 2) as [number, number];
      return [Math.cos(a) * Math.cos(b), Math.cos(a) * Math.sin(b), Math.sin(a)].map((value) => far * value);
    };
    const covered = (name: string) => {
      const { records } = search(name, numbers, (point) => ({ values: dtlz2(point) }), 120, {
        objectives: 3,
      });
      return hypervolume(
        records.map(({ values }) => values),
        [1.1, 1.1, 1.1],
      );
    };
    for (const name of ['tpe', 'nsga2']) assert.ok(covered(name) > 1.3 * covered('random'), name);
  });
});
