import assert from 'node:assert/strict';
import type { Codes } from '../../../src/space/coded';
import { CodedSpace } from '../../../src/space/coded';
import { Random } from '../../../src/space/random';
import { sample } from '../../../src/space/sample';
import { FeatureMap, groupsOf } from '../../../src/strategy/gp/features';
import { logExpectedImprovement } from '../../../src/strategy/gp/acquisition';
import { expectedHypervolumeImprovement } from '../../../src/strategy/gp/hypervolume-improvement';
import { Design } from '../../../src/strategy/gp/design';
import { GaussianProcess } from '../../../src/strategy/gp/model';
import { hypervolume } from '../../../src/strategy/pareto';
import { normalScores } from '../../../src/strategy/ranks';
import { choice, conditionalSpace, float, int, oneOf, spaceOf, variable } from '../space/spaces';

function drawn(coded: CodedSpace, count: number, seed: number): Codes[] {
  const random = new Random(seed);
  return Array.from({ length: count }, () => sample(coded, random));
}

describe('gaussian process', () => {
  const coded = new CodedSpace(conditionalSpace());
  const map = new FeatureMap(coded);
  const points = drawn(coded, 25, 3);
  const random = new Random(4);
  const targets = Float64Array.from(points, () => random.normal());

  const numbers = spaceOf(
    variable('a', float(0, 1), { group: 'ab' }),
    variable('b', float(0, 1), { group: 'ab' }),
    variable('c', int(1, 100)),
    variable('d', choice('x', 'y', 'z')),
  );

  for (const [of, space] of Object.entries({ choices: conditionalSpace(), numbers }))
    it(`its gradient is the slope of its energy: ${of}`, () => {
      const coded = new CodedSpace(space);
      const map = new FeatureMap(coded);
      assert.equal(map.smooth, of === 'numbers');
      const design = new Design(drawn(coded, 25, 3), map);
      const process = new GaussianProcess(map);
      process.theta.forEach((_, i) => (process.theta[i]! += 0.3 * random.normal()));
      const { gradient } = process.energy(design, targets);
      for (let i = 0; i < process.theta.length; i++) {
        const at = process.theta[i] as number;
        const step = 1e-5;
        process.theta[i] = at + step;
        const above = process.energy(design, targets).value;
        process.theta[i] = at - step;
        const below = process.energy(design, targets).value;
        process.theta[i] = at;
        const slope = (above - below) / (2 * step);
        assert.ok(
          Math.abs(slope - (gradient[i] as number)) < 1e-4 * Math.max(1, Math.abs(slope)),
          `parameter ${i}`,
        );
      }
    });

  it('fitting lowers the energy; it follows its data and is unsure elsewhere', () => {
    const design = new Design(points, map);
    const process = new GaussianProcess(map, { mean: -9, deviation: 0.1 });
    const before = process.energy(design, targets).value;
    process.fit(design, targets, 30);
    assert.ok(process.energy(design, targets).value < before);
    process.condition(design, targets);
    const seen = process.predict(design);
    const elsewhere = process.predict(new Design(drawn(coded, 25, 9), map));
    seen.means.forEach((mean, i) => assert.ok(Math.abs(mean - (targets[i] as number)) < 0.1));
    const mean = (values: readonly number[]) => values.reduce((a, b) => a + b) / values.length;
    const places = Array.from({ length: 25 }, (_, i) => i);
    const bounds = places.map((i) => elsewhere.deviation(i, 0.4));
    const deviations = places.map((i) => elsewhere.deviation(i));
    assert.ok(mean(deviations) > 5 * mean(places.map((i) => seen.deviation(i))));
    deviations.forEach((deviation, i) => assert.ok(deviation <= (bounds[i] as number)));
  });

  it('what is inactive does not speak: unevaluated variables have no features', () => {
    const space = new CodedSpace(
      spaceOf(
        variable('kind', choice('a', 'b')),
        variable('width', choice(1, 2, 4, 8), { when: [[oneOf('kind', 'a')]] }),
      ),
    );
    const features = new FeatureMap(space);
    const out = new Float64Array(features.length);
    features.write(Float64Array.of(1, NaN), out, 0);
    assert.equal(out.filter((value) => value !== 0).length, 1);
  });

  it('groups are variables with one group and equal domains', () => {
    const labels = groupsOf(coded).map((group) => group.map((i) => coded.variables[i]?.label));
    assert.deepEqual(labels, [
      ['kind[0]', 'kind[1]', 'kind[2]'],
      ['filters[0]', 'filters[1]', 'filters[2]'],
      ['rate[0]', 'rate[1]', 'rate[2]'],
    ]);
  });

  it('learns about a choice in one place from what it did in another', () => {
    const space = new CodedSpace(
      spaceOf(
        ...Array.from({ length: 6 }, (_, i) => variable(`v${i}`, choice('a', 'b', 'c'), { group: 'op' })),
      ),
    );
    const features = new FeatureMap(space);
    // 'c' is good, and was never seen in the last place.
    const known = drawn(space, 40, 5).map((codes) => codes.map((code, i) => (i === 5 ? code % 2 : code)));
    const value = (codes: Codes) => codes.filter((code) => code === 2).length;
    const scores = Float64Array.from(known, (codes) => value(codes) - 2);
    const process = new GaussianProcess(features);
    const design = new Design(known, features);
    process.fit(design, scores, 20);
    process.condition(design, scores);
    const [without, withIt] = process.means(
      new Design([Float64Array.of(0, 1, 0, 1, 0, 1), Float64Array.of(0, 1, 0, 1, 0, 2)], features),
    );
    assert.ok((withIt as number) > (without as number) + 0.3, `${without} to ${withIt}`);
  });
});

describe('acquisitions', () => {
  it('log expected improvement agrees with draws, and keeps an order where nothing is left', () => {
    const random = new Random(8);
    for (const [mean, deviation] of [
      [0, 1],
      [-1, 0.5],
      [0.7, 0.2],
    ] as const) {
      let sum = 0;
      for (let i = 0; i < 40_000; i++) sum += Math.max(0, mean + deviation * random.normal() - 0.5);
      assert.ok(Math.abs(sum / 40_000 - Math.exp(logExpectedImprovement(mean, deviation, 0.5))) < 0.01);
    }
    assert.ok(logExpectedImprovement(-50, 1, 0) > logExpectedImprovement(-60, 1, 0));
  });

  it('expected hypervolume improvement agrees with draws', () => {
    const random = new Random(8);
    const check = (front: number[][], reference: number[], means: number[]) => {
      const volume = hypervolume(front, reference);
      let sum = 0;
      for (let i = 0; i < 8000; i++) {
        const drawn = means.map((mean) => mean + 0.6 * random.normal());
        sum += hypervolume([...front, drawn], reference) - volume;
      }
      const exact = expectedHypervolumeImprovement(front, reference)(
        means,
        means.map(() => 0.6),
      );
      assert.ok(Math.abs(sum / 8000 - exact) < 0.02 * (1 + exact), `${sum / 8000} drawn, ${exact} exact`);
    };
    const two = [
      [0, 2],
      [1, 1],
      [2, 0],
    ];
    check(two, [3, 3], [0.5, 0.5]);
    check(two, [3, 3], [2.5, 2.5]);
    check(two, [3, 3], [1, 1.2]);
    check(two, [3, 3], [-1, 2]);
    const three = [
      [0, 2, 1],
      [1, 1, 1],
      [2, 0, 2.5],
      [2, 2, 0],
      [1, 2, 0.5],
      [0, 0, 4],
    ];
    check(three, [3, 3, 3], [0.5, 0.5, 1]);
    check(three, [3, 3, 3], [2, 1, 2]);
    check(three, [3, 3, 3], [1, 2, -1]);
    assert.ok(Math.abs(expectedHypervolumeImprovement([], [1, 1])([0, 0], [1e-9, 1e-9]) - 1) < 1e-6);
  });

  it('normal scores: best highest, equals equal, standardised, and flat where all are equal', () => {
    const scores = normalScores([1, 2, 2, 9], (a, b) => a === b);
    assert.ok(scores[0]! > scores[1]! && scores[1] === scores[2] && scores[2]! > scores[3]!);
    assert.ok(Math.abs(scores.reduce((a, b) => a + b)) < 1e-9);
    assert.deepEqual([...normalScores([1, 1], () => true)].map(Math.abs), [0, 0]);
  });
});
