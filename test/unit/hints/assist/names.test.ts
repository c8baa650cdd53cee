import assert from 'node:assert/strict';
import { entryAt } from '../../../../src/hints/assist/settings';
import { strategyNames } from '../../../../src/strategy';
import { stoppingRuleNames } from '../../../../src/strategy/stopping';

describe('names that the search block offers', () => {
  // The schema must not import the strategies: it is told here when it falls behind.
  it('are those of the strategies', () => {
    assert.deepEqual([...entryAt(['strategy'])!.suggestions].sort(), [...strategyNames].sort());
  });
  it('are those of the stopping rules', () => {
    assert.deepEqual([...entryAt(['stop'])!.suggestions].sort(), [...stoppingRuleNames].sort());
  });
});
