/** The property suite: each case a number of times, engine against reference. */
import assert from 'node:assert/strict';
import { allCases, difference, exportsOf, reference, runCase, seedsOf, type Result } from './compare';
import { testEngine } from './engine';

/** What no model trains with by itself, and why. */
const NOT_TRAINED: Readonly<Record<string, string>> = {
  'layers.Layer': 'base class',
  'layers.RNN': 'base class, made by layers.rnn',
  'layers.RNNCell': 'base class',
  'layers.randomWidth': 'random size; has a test of its own',
};

/** Random configurations of each case. */
const count = Number(process.env.ESPALIER_DRAWS ?? 40);

describe(`engine: every layer trains as on the cpu backend, ${count} times`, function () {
  this.timeout(600_000);
  let expected: Promise<Map<string, Result[]>>;
  before('the reference answers', async () => {
    expected = reference(
      allCases.map((item) => item.name),
      count,
    );
    // Failures are reported by the tests that wait for it.
    await expected.catch(() => {});
  });

  for (const item of allCases) {
    it(item.name, async () => {
      const { tf, reset } = await testEngine();
      const theirs = (await expected).get(item.name) as Result[];
      const failures: string[] = [];
      for (const [i, seed] of seedsOf(item.name, count).entries()) {
        const wanted = theirs[i] as Result;
        const ours = await runCase(tf, item, seed);
        const error = difference(ours, wanted);
        assert.ok(
          error <= (item.tolerance ?? 1e-5),
          `seed ${seed}: relative error ${error.toExponential(2)}`,
        );
        if ('error' in wanted) failures.push(wanted.error);
      }
      reset();
      assert.ok(failures.length <= count / 2, `most configurations must be possible: ${failures[0]}`);
    });
  }

  it('covers every layer, optimizer, loss, metric, activation, regularizer, constraint and initialiser', async () => {
    const { tf } = await testEngine();
    const covered = new Set(allCases.flatMap((item) => item.covers));
    const missing = exportsOf(tf).filter((name) => !covered.has(name) && !(name in NOT_TRAINED));
    assert.deepEqual(missing, []);
  });
});
