import assert from 'node:assert/strict';
import { javascript } from '../../../src/hints/javascript';
import { budgetAdvice, trialsFor } from '../../../src/space/budget';
import { buildSpace } from '../../../src/space/fromHints';

const wide = Array.from({ length: 12 }, (_, i) => `/* @nas v${i}: choice('a', 'b', 'c', 'd') */ 'a'`);
const program = (block: string, code: string) => {
  const source = javascript.parse('a.js', `${block}\nf(${code});\n`);
  assert.deepEqual(source.diagnostics, []);
  return { source, space: buildSpace([source]).space };
};
const advise = (block: string, code: string, trials?: number) => {
  const { source, space } = program(block, code);
  return budgetAdvice([source], space, trials).map(({ message, range, severity, code: name }) => ({
    message,
    severity,
    name,
    at: source.text.slice(range.start, range.end),
  }));
};

describe('the budget of a space', () => {
  it('is an unknown for each value beside the first', () => {
    assert.equal(trialsFor(program('', wide.join(', ')).space), 37);
    assert.equal(trialsFor(program('', `/* @nas choice(1, 2) */ 1`).space), 2);
    assert.equal(trialsFor(program('', `/* @nas float(0, 1) */ 0.5`).space), 3);
    assert.equal(trialsFor(program('', `/* @nas subset(0, 3) */ [a, b, c]`).space), 4);
  });

  it('is told where it is too small, at its number', () => {
    const [advice, ...more] = advise('/* @nas search\nbudget: { trials: 20 }\n*/', wide.join(', '));
    assert.deepEqual(more, []);
    assert.equal(advice?.at, '20');
    assert.equal(advice?.severity, 'information');
    assert.match(advice?.message ?? '', /20 trials are too few for 12 variables.* at least 37.*'v0' \(4\)/);
  });

  it('is silent where it is enough, where time bounds, without a block, and where a setting is enough', () => {
    assert.deepEqual(advise('/* @nas search\nbudget: { trials: 37 }\n*/', wide.join(', ')), []);
    assert.deepEqual(advise('/* @nas search\nbudget: { time: 30m }\n*/', wide.join(', ')), []);
    assert.deepEqual(advise('', wide.join(', ')), []);
    assert.deepEqual(advise('/* @nas search\nbudget: { trials: 20 }\n*/', wide.join(', '), 50), []);
  });

  it('of a grid is the whole grid', () => {
    const [advice] = advise(
      '/* @nas search\nstrategy: grid\nbudget: { trials: 99 }\n*/',
      wide.slice(0, 4).join(', '),
    );
    assert.match(advice?.message ?? '', /grid of 256 architectures is not finished in 99 trials/);
    assert.deepEqual(
      advise('/* @nas search\nstrategy: grid\nbudget: { trials: 256 }\n*/', wide.slice(0, 4).join(', ')),
      [],
    );
  });
});
