import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pointKey } from '../../../src/space/points';
import { strategyNames } from '../../../src/strategy';
import { conditionalSpace } from '../space/spaces';
import { search, smooth } from './driver';

/**
 * One seeded run of each strategy. A change of what a seed gives must be meant: studies that were begun before go on
 * differently. `PIN=1 npm run suite:unit` writes the file anew.
 */
const file = path.join(__dirname, 'pinned.json');

describe('seeded runs are pinned', () => {
  const pinned = (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}) as Record<string, string[]>;

  for (const name of strategyNames) {
    it(name, () => {
      const { records } = search(name, conditionalSpace(), (point) => ({ values: [smooth(point)] }), 16, {
        seed: 42,
      });
      const run = records.filter((_, i) => i % 5 === 0).map(({ point }) => pointKey(point));
      if (process.env['PIN']) pinned[name] = run;
      assert.deepEqual(run, pinned[name]);
    });
  }

  after(() => {
    if (process.env['PIN']) writeFileSync(file, JSON.stringify(pinned, null, 2) + '\n');
  });
});
