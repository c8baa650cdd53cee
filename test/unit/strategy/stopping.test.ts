import assert from 'node:assert/strict';
import { Random } from '../../../src/space/random';
import { createStoppingRule, stoppingRuleNames } from '../../../src/strategy';
import type { StoppingRule } from '../../../src/strategy/strategy';
import { forecast } from '../../../src/strategy/stopping/extrapolation';

const required: Readonly<Record<string, Record<string, unknown>>> = { threshold: { worst: 0.9 } };
const rule = (name: string, options: Record<string, unknown> = {}, maxSteps = 27): StoppingRule =>
  createStoppingRule(name, { seed: 1, maxSteps, options: { ...required[name], ...options } });

/** Runs a trial of the given curve to its end or to where it is stopped; returns the steps it ran. */
function run(stopping: StoppingRule, trial: number, curve: (step: number) => number[], steps = 27): number {
  for (let step = 1; step <= steps; step++) {
    if (stopping.report(trial, step, curve(step)) === 'stop') {
      stopping.end(trial, 'pruned');
      return step;
    }
  }
  stopping.end(trial, 'complete');
  return steps;
}

const falling = (final: number) => (step: number) => [final + 1 / step];

for (const name of stoppingRuleNames) {
  describe(`stopping rule ${name}`, () => {
    it('never ends the first trial while it improves, and repeated or empty reports change nothing', () => {
      const stopping = rule(name, name === 'threshold' ? { worst: 5 } : {});
      assert.equal(run(stopping, 0, falling(0)), 27);
      assert.equal(stopping.report(1, 1, []), 'continue');
      assert.equal(stopping.report(1, 2, [0.5]), stopping.report(1, 2, [0.5]));
    });

    it('is a function of what was reported', () => {
      const ends = () => {
        const random = new Random(3);
        const stopping = rule(name);
        return Array.from({ length: 40 }, (_, trial) => run(stopping, trial, falling(random.next())));
      };
      assert.deepEqual(ends(), ends());
    });

    it('ends what is NaN', () => {
      if (name !== 'none') assert.equal(rule(name).report(0, 1, [NaN]), 'stop');
    });

    it('works with two objectives: the best of both is not ended', () => {
      const stopping = rule(name, name === 'threshold' ? { worst: 5 } : {});
      const random = new Random(5);
      for (let trial = 0; trial < 20; trial++) {
        const [a, b] = [1 + random.next(), 1 + random.next()];
        run(stopping, trial, (step) => [a + 1 / step, b + 1 / step]);
      }
      assert.equal(
        run(stopping, 20, (step) => [0.1 + 1 / step, 0.1 + 1 / step]),
        27,
      );
    });

    it('forgets a trial that failed', () => {
      const stopping = rule(name, name === 'median' ? { startup: 1 } : {});
      for (let trial = 0; trial < 9; trial++) {
        stopping.report(trial, 1, [-100]);
        stopping.end(trial, 'failed');
      }
      assert.equal(run(stopping, 9, falling(-3)), 27);
    });
  });
}

describe('stopping rules end what is bad', () => {
  const worse: Readonly<Record<string, number>> = { median: 2, asha: 1, extrapolation: 4 };
  for (const [name, within] of Object.entries(worse)) {
    it(`${name} ends a trial that is far behind after ${within} steps`, () => {
      const stopping = rule(name);
      for (let trial = 0; trial < 6; trial++) run(stopping, trial, falling(0.01 * (6 - trial)));
      assert.equal(run(stopping, 7, falling(5)), within);
    });
    it(`${name} with two objectives ends what is behind in both`, () => {
      const stopping = rule(name);
      for (let trial = 0; trial < 6; trial++)
        run(stopping, trial, (step) => [0.01 * (6 - trial) + 1 / step, 1 / step]);
      assert.equal(
        run(stopping, 7, (step) => [5 + 1 / step, 5 + 1 / step]),
        within,
      );
    });
  }

  it('asha lets about a third on at each rung', () => {
    const stopping = rule('asha');
    const random = new Random(9);
    const ran = Array.from({ length: 900 }, (_, trial) => run(stopping, trial, falling(random.next())));
    const share = (step: number) => ran.filter((steps) => steps > step).length / ran.length;
    assert.ok(share(1) > 0.3 && share(1) < 0.4, String(share(1)));
    assert.ok(share(3) > 0.09 && share(3) < 0.18, String(share(3)));
  });

  it('hyperband spares some trials the early rungs', () => {
    const stopping = rule('hyperband');
    const random = new Random(9);
    const ran = Array.from({ length: 300 }, (_, trial) => run(stopping, trial, falling(random.next())));
    const asha = rule('asha');
    const again = new Random(9);
    const early = Array.from({ length: 300 }, (_, trial) => run(asha, trial, falling(again.next())));
    const ended = (all: number[]) => all.filter((steps) => steps === 1).length;
    assert.ok(
      ended(ran) > 0 && ended(ran) < ended(early),
      `${ended(ran)} of hyperband, ${ended(early)} of asha`,
    );
  });

  it('patience counts steps, not reports', () => {
    const stopping = rule('patience', { patience: 4 });
    assert.equal(stopping.report(0, 2, [1]), 'continue');
    assert.equal(stopping.report(0, 5, [1]), 'continue');
    assert.equal(stopping.report(0, 6, [1.5]), 'stop');
  });

  it('threshold takes a bound in the units of the objective', () => {
    const accuracy = createStoppingRule('threshold', {
      seed: 1,
      maximized: [true],
      options: { worst: 0.3, from: 2 },
    });
    assert.equal(accuracy.report(0, 1, [-0.1]), 'continue');
    assert.equal(accuracy.report(0, 2, [-0.2]), 'stop');
    assert.equal(accuracy.report(1, 2, [-0.4]), 'continue');
    assert.throws(() => createStoppingRule('threshold', { seed: 1, options: {} }), /needs a bound/);
  });

  it('forecasts cover where curves go', () => {
    const random = new Random(11);
    let covered = 0;
    for (let i = 0; i < 100; i++) {
      const [end, gain, rate] = [random.next(), 0.5 + random.next(), 0.3 + random.next()];
      const at = (step: number) => end + gain * step ** -rate;
      const steps = [1, 2, 3, 4, 5, 6, 7, 8];
      const seen = forecast(
        steps,
        steps.map((step) => at(step) + 0.01 * random.normal()),
        50,
      );
      if (at(50) > seen.quantile(0.02) && at(50) < seen.quantile(0.98)) covered++;
    }
    assert.ok(covered >= 90, `${covered} of 100`);
  });

  it('names what there is when a name or an option is wrong', () => {
    assert.throws(
      () => createStoppingRule('halving', { seed: 1, options: {} }),
      /no stopping rule 'halving'.*asha/,
    );
    assert.throws(
      () => createStoppingRule('asha', { seed: 1, options: { factor: 1 } }),
      /'factor'.*at least 1.1/,
    );
    assert.throws(() => createStoppingRule('extrapolation', { seed: 1, options: {} }), /set epochs/);
  });
});
