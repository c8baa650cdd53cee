import assert from 'node:assert/strict';
import fc from 'fast-check';
import { javascript } from '../../../../src/hints/javascript';
import { chart } from '../../../../src/host/language/chart';
import { factor, withoutVariables } from '../../../../src/host/language/effect';
import { scoresByChoice } from '../../../../src/host/language/scores';
import type { Trial, Variable } from '../../../../src/protocol/study';
import { countPoints } from '../../../../src/space/count';
import { buildSpace } from '../../../../src/space/fromHints';

function trial(number: number, params: Trial['params'], score: number): Trial {
  return { number, state: 'complete', params, values: { score }, measures: {} };
}
function variable(domain: Variable['domain'], value: Variable['default']): Variable {
  return { label: 'v', domain, default: value, group: 'v', activeWhen: [[]] };
}

describe('scores by choice', () => {
  const choice = variable({ kind: 'choice', options: ['a', 'b', 'c'], ordered: false }, 'a');

  it('tell best, mean and number of trials in the order of the domain', () => {
    const trials = [
      trial(0, { v: 'b' }, 0.5),
      trial(1, { v: 'a' }, 0.9),
      trial(2, { v: 'b' }, 0.7),
      trial(3, { v: 'b' }, NaN),
      { ...trial(4, { v: 'a' }, 1), state: 'failed' as const },
      trial(5, {}, 1),
    ];
    assert.deepEqual(scoresByChoice(trials, choice, 'score', 'maximize'), [
      { name: 'a', trials: 1, best: 0.9, mean: 0.9 },
      { name: 'b', trials: 2, best: 0.7, mean: 0.6 },
    ]);
    assert.equal(scoresByChoice(trials, choice, 'score', 'minimize')[1]?.best, 0.5);
    assert.deepEqual(scoresByChoice(trials, choice, 'other', 'maximize'), []);
  });

  it('put many numbers into ranges, all of them', () => {
    const float = variable({ kind: 'float', low: 1e-4, high: 1e-1, log: true }, 1e-3);
    fc.assert(
      fc.property(fc.array(fc.double({ min: 1e-4, max: 1e-1, noNaN: true }), { maxLength: 30 }), (values) => {
        const trials = values.map((v, number) => trial(number, { v }, v));
        const found = scoresByChoice(trials, float, 'score', 'maximize');
        assert.ok(found.length <= 6);
        assert.equal(
          found.reduce((sum, { trials }) => sum + trials, 0),
          values.length,
        );
      }),
    );
    const one = scoresByChoice([trial(0, { v: 1e-4 }, 1)], float, 'score', 'maximize');
    assert.equal(one[0]?.name, '0.0001–0.000316');
  });

  it('name elements of lists by their text', () => {
    const arm = variable({ kind: 'arm', texts: ['conv(x)', 'x'] }, 0);
    assert.equal(scoresByChoice([trial(0, { v: 1 }, 1)], arm, 'score', 'maximize')[0]?.name, 'x');
  });
});

describe('chart', () => {
  it('has a line a choice, the longest bar for the best', () => {
    const lines = chart(
      [
        { name: 'relu', trials: 3, best: 0.9, mean: 0.8 },
        { name: 'tanh', trials: 1, best: 0.5, mean: 0.5 },
      ],
      (count) => `(${count})`,
    ).split('\n');
    assert.equal(lines.length, 2);
    assert.match(lines[0]!, /^relu {2}█{16} {2}0\.9 {2}\(3\)$/);
    assert.match(lines[1]!, /^tanh {2}██▍ +0\.5 {2}\(1\)$/);
  });

  it('takes equal scores, one choice, long names and many choices', () => {
    const choices = Array.from({ length: 30 }, (_, i) => ({
      name: 'x'.repeat(50) + i,
      trials: 1,
      best: 1,
      mean: 1,
    }));
    const lines = chart(choices, String).split('\n');
    assert.equal(lines.length, 13);
    assert.ok(lines.every((line) => line.length < 70));
  });
});

describe('the effect of a hint on the number of architectures', () => {
  const text = `
const n = /* @nas n: int(1, 3) */ 2;
for (let i = 0; i < n; i++) f(/* @nas w: choice(1, 2) each */ 1);
if (/* @nas deep: bool */ true) g(/* @nas a: choice(1, 2, 3) */ 1);
`;
  const { space } = buildSpace([javascript.parse('a.js', text)]);
  const total = countPoints(space);
  const of = (...labels: string[]) => factor(total, countPoints(withoutVariables(space, new Set(labels))));

  it('counts what depends on it as the code is written', () => {
    assert.equal(total, (2n + 4n + 8n) * (1n + 3n));
    assert.equal(of('a'), '2', '14·4 with it, 14·2 without');
    assert.equal(of('deep'), '1.33', '14·4 with it, 14·3 without');
    assert.equal(of('w[0]', 'w[1]', 'w[2]'), '4.67', '56 with it, 3·4 without');
    assert.equal(of('n'), '3.5', '14·4 with it, 4·4 without');
  });

  it('leaves a space that can be counted whatever is taken out', () => {
    const labels = space.variables.map(({ label }) => label);
    fc.assert(
      fc.property(fc.subarray(labels), (gone) => {
        const rest = withoutVariables(space, new Set(gone));
        assert.ok(countPoints(rest) >= 1n && countPoints(rest) <= total);
        assert.ok(rest.variables.every(({ label }) => !gone.includes(label)));
      }),
    );
  });
});
