import assert from 'node:assert/strict';
import { createStrategy } from '../../../src/strategy';
import { contract, edges, modelled, others } from './contract';

for (const name of others) contract(name, 40);
// Some trials beyond those that a model begins after, and every kind of end twice; longer in the full suite.
for (const name of modelled) contract(name, 18);

describe('createStrategy', () => {
  it('names what there is when the name or an option is wrong', () => {
    const given = { space: edges, objectives: 1, seed: 1, options: {} };
    assert.throws(() => createStrategy('simulated', given), /no strategy 'simulated'.*regularized-evolution/);
    assert.throws(
      () => createStrategy('regularized-evolution', { ...given, options: { pop: 3 } }),
      /no option 'pop'.*population, sample/,
    );
    assert.throws(
      () => createStrategy('regularized-evolution', { ...given, options: { population: 1.5 } }),
      /'population'.*whole number of at least 2, not 1.5/,
    );
  });
});
