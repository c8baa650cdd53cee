import assert from 'node:assert/strict';
import { javascript } from '../../../src/hints/javascript';
import { findFaults } from '../../../src/search/faults';
import { buildSpace } from '../../../src/space/fromHints';
import type { Point } from '../../../src/space/space';

const spaceOf = (text: string) => buildSpace([javascript.parse('a.js', text)]).space;
const plain = spaceOf(`
f(/* @nas a: choice(1, 2, 3, 4) */ 1, /* @nas b: choice(1, 2, 3, 4) */ 1, /* @nas c: bool */ false);
f(/* @nas d: int(1, 9) */ 5, /* @nas e: choice('x', 'y') */ 'x');
`);

/** Tries candidates against a rule, and counts. */
async function find(space: typeof plain, fails: (point: Point) => string | undefined, most = Infinity) {
  let attempts = 0;
  const found = await findFaults(space, {
    samples: 40,
    seed: 3,
    goOn: () => attempts < most,
    attempt: async (point) => {
      attempts++;
      return fails(point);
    },
  });
  return { ...found, attempts };
}

describe('faults of a space', () => {
  it('name the one choice that fails', async () => {
    const { faults, tried, attempts } = await find(plain, ({ a }) => (a === 3 ? 'three' : undefined));
    assert.deepEqual(faults, [{ params: { a: 3 }, failure: 'three' }]);
    assert.equal(tried, attempts, 'no candidate is tried twice');
  });

  it('name the choices that fail only together', async () => {
    const rule = ({ a, b, c }: Point) => (Number(a) * Number(b) > 11 && c === true ? 'large' : undefined);
    const { faults } = await find(plain, rule);
    assert.ok(faults.length > 0);
    for (const { params } of faults) {
      assert.ok('c' in params && !('d' in params) && !('e' in params), JSON.stringify(params));
      assert.equal(rule({ a: 1, b: 1, c: false, ...params }), 'large');
    }
  });

  it('find bounds of a range', async () => {
    const { faults } = await find(plain, ({ d }) => (Number(d) > 8 ? 'nine' : undefined));
    assert.deepEqual(faults, [{ params: { d: 9 }, failure: 'nine' }]);
  });

  it('blame nothing when the code as written fails', async () => {
    const { faults, asWritten, tried } = await find(plain, () => 'always');
    assert.deepEqual([faults, asWritten, tried], [[], 'always', 1]);
  });

  it('reach choices that other choices bring', async () => {
    const space = spaceOf('if (/* @nas deep: bool */ false) f(/* @nas width: choice(1, 2) */ 1);');
    const { faults } = await find(space, ({ width }) => (width === 2 ? 'wide' : undefined));
    assert.deepEqual(faults, [{ params: { deep: true, width: 2 }, failure: 'wide' }]);
  });

  it('end where there is no more time', async () => {
    const { attempts } = await find(plain, () => undefined, 5);
    assert.equal(attempts, 5);
  });

  it('are minimal for any conjunction of choices', async () => {
    const culprits = [undefined, 2, 3].flatMap((a) =>
      [undefined, 2, 3].flatMap((b) =>
        [undefined, true].flatMap((c) => [undefined, 'y'].map((e) => Object.entries({ a, b, c, e }))),
      ),
    );
    for (const culprit of culprits) {
      const parts = culprit.filter(([, value]) => value !== undefined);
      if (parts.length === 0) continue;
      const { faults } = await find(plain, (point) =>
        parts.every(([label, value]) => point[label] === value) ? 'bad' : undefined,
      );
      // What random candidates do not happen to have is not found; what is found is exact.
      for (const { params } of faults) assert.deepEqual({ ...params }, Object.fromEntries(parts));
      if (parts.length === 1) assert.equal(faults.length, 1);
    }
  });
});
