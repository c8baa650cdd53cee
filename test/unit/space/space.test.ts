import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Domain, SearchSpace, Variable } from '../../../src/space/space';
import { CodedSpace } from '../../../src/space/coded';
import { countPoints } from '../../../src/space/count';
import { enumerate } from '../../../src/space/enumerate';
import { cross, mutate, mutateEach } from '../../../src/space/mutate';
import { neighbours } from '../../../src/space/neighbours';
import {
  completePoint,
  defaultPoint,
  isValidPoint,
  neighbouringPoints,
  pointKey,
  repairPoint,
  samplePoint,
} from '../../../src/space/points';
import { Random } from '../../../src/space/random';
import { sample } from '../../../src/space/sample';
import { scaleOf } from '../../../src/space/scale';
import {
  above,
  arms,
  bool,
  choice,
  conditionalSpace,
  float,
  including,
  int,
  oneOf,
  spaceOf,
  subset,
  variable,
} from './spaces';

/** Small domains of every kind. */
const domains: fc.Arbitrary<Domain> = fc.oneof(
  fc.integer({ min: 1, max: 5 }).map((n) => choice(...Array.from({ length: n }, (_, i) => `o${i}`))),
  fc
    .uniqueArray(fc.integer({ min: -9, max: 99 }), { minLength: 1, maxLength: 5 })
    .map((options) => choice(...options)),
  fc.integer({ min: 1, max: 4 }).map(arms),
  fc
    .tuple(
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 0, max: 6 }),
      fc.integer({ min: 1, max: 3 }),
      fc.boolean(),
    )
    .map(([low, span, step, log]) => int(low, low + span, step, log)),
  fc.constant(bool),
  fc.tuple(fc.integer({ min: 1, max: 4 }), fc.nat(4), fc.nat(4)).map(([n, a, b]) => {
    const min = Math.min(n, a, b);
    return subset(n, min, Math.max(min, Math.min(n, Math.max(a, b))));
  }),
  fc
    .tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 50 }), fc.boolean())
    .map(([low, span, log]) => float(low / 100, (low + span) / 100, log)),
);

/** Spaces in which some variables depend on earlier ones, in every way that conditions know. */
function spaces(withFloats = true): fc.Arbitrary<SearchSpace> {
  const some = withFloats ? domains : domains.filter((domain) => domain.kind !== 'float');
  return fc.tuple(fc.array(some, { minLength: 1, maxLength: 5 }), fc.nat(2 ** 31)).map(([list, seed]) => {
    const random = new Random(seed);
    const variables: Variable[] = [];
    list.forEach((domain, i) => {
      const condition = () => {
        const parent = random.pick(variables);
        const { kind } = parent.domain;
        const scale = scaleOf(parent.domain);
        if (kind === 'subset') return including(parent.label, random.integer(scale.levels));
        if (kind === 'int' || kind === 'float')
          return above(parent.label, Number(scale.value(scale.sample(random))));
        return oneOf(parent.label, scale.value(scale.sample(random)), scale.value(scale.sample(random)));
      };
      const lists =
        i === 0 || random.next() < 0.4
          ? [[]]
          : [[condition()], [condition(), condition()]].slice(random.integer(2));
      const scale = scaleOf(domain);
      variables.push(variable(`v${i}`, domain, { default: scale.value(scale.sample(random)), when: lists }));
    });
    return { variables };
  });
}

describe('space', () => {
  it('codes and values stand for each other', () => {
    fc.assert(
      fc.property(domains, fc.nat(), (domain, seed) => {
        const scale = scaleOf(domain);
        const code = scale.sample(new Random(seed));
        const value = scale.value(code);
        const back = scale.code(value);
        assert.notEqual(back, undefined);
        assert.deepEqual(scale.value(back as number), value);
        if (domain.kind !== 'float') assert.equal(back, code);
      }),
    );
  });

  it('whatever makes a point makes a valid one', () => {
    fc.assert(
      fc.property(spaces(), fc.nat(), (space, seed) => {
        const coded = new CodedSpace(space);
        const random = new Random(seed);
        const a = sample(coded, random);
        const made = [
          a,
          mutate(coded, a, random),
          mutateEach(coded, a, 2, random),
          cross(coded, a, sample(coded, random), random),
          ...neighbours(coded, a, random),
        ];
        for (const codes of made)
          assert.ok(isValidPoint(space, coded.decode(codes)), JSON.stringify(coded.decode(codes)));
        assert.ok(isValidPoint(space, defaultPoint(space)));
      }),
    );
  });

  it('counts exactly what can be enumerated, each point once', () => {
    fc.assert(
      fc.property(spaces(false), (space) => {
        const coded = new CodedSpace(space);
        const keys = Array.from(enumerate(coded), (codes) => pointKey(coded.decode(codes)));
        assert.equal(BigInt(keys.length), countPoints(space));
        assert.equal(new Set(keys).size, keys.length);
      }),
    );
  });

  it('counts spaces that nobody could enumerate', () => {
    const many = Array.from({ length: 40 }, (_, i) => variable(`c${i}`, choice('a', 'b', 'c', 'd')));
    assert.equal(countPoints({ variables: many }), 4n ** 40n);
    assert.equal(countPoints(spaceOf(variable('n', int(0, 2_000_000_000)))), 2_000_000_001n);
    const switches = Array.from({ length: 30 }, (_, i) => variable(`on${i}`, bool));
    const children = switches.map(({ label }, i) =>
      variable(`child${i}`, choice('a', 'b', 'c'), { when: [[oneOf(label, true)]] }),
    );
    assert.equal(countPoints({ variables: [...switches, ...children] }), 4n ** 30n);
    const long = spaceOf(
      variable('units', int(1, 1_000_000)),
      variable('wide', choice('a', 'b'), { when: [[above('units', 999_990)]] }),
      variable('exact', choice('a', 'b', 'c'), { when: [[oneOf('units', 500)]] }),
    );
    assert.equal(countPoints(long), 1_000_000n + 10n + 2n);
    const wide = spaceOf(
      variable('inputs', subset(20, 0, 20)),
      variable('x', arms(3), { when: [[including('inputs', 7)]] }),
    );
    assert.equal(countPoints(wide), 2n ** 19n + 3n * 2n ** 19n);
  });

  it('a float counts as a grid of 33', () => {
    assert.equal(countPoints(spaceOf(variable('a', float(0, 1)), variable('b', bool))), 66n);
    assert.equal(countPoints(spaceOf(variable('a', float(2, 2)))), 1n);
  });

  it('neighbours differ from the point and from each other, and mutation changes something that can change', () => {
    fc.assert(
      fc.property(spaces(), fc.nat(), (space, seed) => {
        const coded = new CodedSpace(space);
        const random = new Random(seed);
        const point = sample(coded, random);
        const key = pointKey(coded.decode(point));
        const keys = neighbours(coded, point, random).map((codes) => codes.join());
        assert.equal(new Set(keys).size, keys.length);
        assert.ok(!keys.includes(point.join()));
        if (keys.length > 0 && !space.variables.some((v) => v.domain.kind === 'float')) {
          assert.notEqual(pointKey(coded.decode(mutate(coded, point, random))), key);
        }
      }),
    );
  });

  it('the same seed gives the same points, whatever else was drawn', () => {
    const space = conditionalSpace();
    assert.deepEqual(samplePoint(space, 7), samplePoint(space, 7));
    assert.notDeepEqual(samplePoint(space, 7), samplePoint(space, 8));
    assert.deepEqual(
      neighbouringPoints(space, samplePoint(space, 7), 3),
      neighbouringPoints(space, samplePoint(space, 7), 3),
    );
    assert.equal(new Random(1, 2).next(), new Random(1, 2).next());
    assert.notEqual(new Random(1, 2).next(), new Random(2, 1).next());
  });

  it('random numbers are even: integers, normals, all subsets, log scales', () => {
    const random = new Random(5);
    const counts = new Map<string, number>();
    const scale = scaleOf(subset(4, 1, 3));
    for (let i = 0; i < 14_000; i++) {
      const key = String(scale.value(scale.sample(random)));
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    assert.equal(counts.size, 14);
    for (const count of counts.values()) assert.ok(count > 850 && count < 1150, String(count));
    const normals = Array.from({ length: 20_000 }, () => random.normal());
    const mean = normals.reduce((a, b) => a + b) / normals.length;
    const variance = normals.reduce((a, b) => a + (b - mean) ** 2, 0) / normals.length;
    assert.ok(Math.abs(mean) < 0.03 && Math.abs(variance - 1) < 0.05);
    const log = scaleOf(int(1, 1000, 1, true));
    const below = Array.from({ length: 4000 }, () => log.value(log.sample(random)) as number).filter(
      (v) => v < 32,
    ).length;
    assert.ok(below > 1800 && below < 2400, `${below} of 4000 under 32`);
  });

  it('writes floats in few digits, inside the domain', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-6, max: 1, noNaN: true }),
        fc.double({ min: 1.1, max: 1e6, noNaN: true }),
        fc.nat(),
        (low, factor, seed) => {
          const scale = scaleOf(float(low, low * factor, true));
          const value = scale.value(scale.sample(new Random(seed))) as number;
          assert.ok(value >= low && value <= low * factor);
        },
      ),
    );
    const scale = scaleOf(float(1000, 1000.5));
    assert.ok(new Set([0.1, 0.2, 0.3].map((unit) => scale.value(unit))).size === 3);
    assert.ok(String(scaleOf(float(1e-4, 1e-2, true)).value(0.37)).length <= 9);
  });

  it('repairs a point of another space: unknown labels go, values come near, what is missing is as written', () => {
    const space = conditionalSpace();
    const repaired = repairPoint(space, {
      depth: 2.2,
      'kind[0]': 'conv',
      'filters[0]': 20,
      'kind[1]': 'lstm',
      old: 3,
      rate: 7,
      toString: 1,
    });
    assert.ok(isValidPoint(space, repaired), JSON.stringify(repaired));
    assert.equal(repaired['depth'], 2);
    assert.equal(repaired['filters[0]'], 16);
    assert.equal(repaired['kind[1]'], 'conv');
    assert.equal(repaired['rate'], 0.1);
    assert.deepEqual(repaired['inputs'], [0, 2]);
    fc.assert(
      fc.property(spaces(), spaces(), fc.nat(), (space, other, seed) => {
        assert.ok(isValidPoint(space, repairPoint(space, samplePoint(other, seed))));
        const own = samplePoint(space, seed);
        assert.deepEqual(repairPoint(space, own), own);
      }),
    );
  });

  it('the code as written may lie outside its domain and is kept as it is', () => {
    const space = spaceOf(
      variable('width', choice(16, 32), { default: 24 }),
      variable('kind', choice('a', 'b'), { default: 'z' }),
    );
    assert.deepEqual(defaultPoint(space), { width: 24, kind: 'z' });
    assert.deepEqual(completePoint(space, { width: 32 }), { width: 32, kind: 'z' });
    assert.ok(!isValidPoint(space, defaultPoint(space)));
  });

  it('an inactive variable turns its children off', () => {
    const space = spaceOf(
      variable('a', bool),
      variable('b', bool, { when: [[oneOf('a', true)]], default: true }),
      variable('c', bool, { when: [[oneOf('b', true)]] }),
    );
    assert.deepEqual(defaultPoint(space), { a: false });
    assert.equal(countPoints(space), 1n + 1n + 2n);
  });

  it('refuses a subset that a number cannot hold, saying so', () => {
    assert.throws(
      () => countPoints(spaceOf(variable('s', subset(60, 0, 60)))),
      /at most 52 elements; this one has 60/,
    );
  });

  it('an empty space has one point', () => {
    assert.equal(countPoints(spaceOf()), 1n);
    assert.deepEqual(defaultPoint(spaceOf()), {});
  });
});
