import assert from 'node:assert/strict';
import path from 'node:path';
import { requestOf } from '../../../src/study/candidate-run';
import type { StudySettings } from '../../../src/study/settings';
import type { Trial } from '../../../src/study/trial';
import { asWritten, settings } from './fakes';

const trial: Trial = { number: 3, state: 'waiting', params: asWritten, values: {}, measures: {}, seed: 5 };
const program = { entry: '/project/model.js', files: [], directory: '/project' };
const constraint = (measure: string) =>
  ({ measure, comparison: '<=', bound: 10, text: `${measure} <= 10` }) as const;
const request = (changes: Partial<StudySettings>) =>
  requestOf(trial, program, '/project/.espalier/study.log', settings(changes));

describe('what is asked of a candidate', () => {
  it('is every measure that an objective or a constraint names', () => {
    const { measures, bounds } = request({
      objectives: [{ name: 'val_accuracy', direction: 'maximize' }],
      constraints: [constraint('latency'), constraint('memory'), constraint('synflow')],
    });
    assert.deepEqual(measures, ['val_accuracy', 'latency', 'memory', 'synflow']);
    assert.deepEqual(
      bounds.map(({ measure }) => measure),
      ['memory', 'synflow'],
      'bounds on what is known before training',
    );
  });

  it('is no training when all of it is known before', () => {
    const naswot = { name: 'naswot', direction: 'maximize' } as const;
    const params = { name: 'params', direction: 'minimize' } as const;
    assert.equal(request({ objectives: [naswot, params] }).untrained, true);
    assert.equal(
      request({ objectives: [naswot], constraints: [constraint('latency')] }).untrained,
      undefined,
    );
    assert.equal(request({ objectives: [params], objectivesKnown: false }).untrained, undefined);
  });

  it('is to share weights beside the study, when the study says so', () => {
    assert.equal(request({}).sharedWeights, undefined);
    const folder = path.join('/project/.espalier/study/weights');
    assert.equal(request({ weights: 'shared' }).sharedWeights, folder);
  });
});
