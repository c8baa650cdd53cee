import assert from 'node:assert/strict';
import { StudyModel, isActive } from '../../../src/host/study-model';
import { bigCount, duration, errorText, measure } from '../../../src/host/text';
import type { Progress, SearchState, StudySnapshot, Trial } from '../../../src/protocol/study';

const progress: Progress = { state: 'running', done: 0, elapsed: 0, workers: 1, best: [] };
const trial = (number: number, state: Trial['state']): Trial => ({
  number,
  state,
  params: {},
  values: {},
  measures: {},
});

describe('the study that the host keeps', () => {
  it('is the snapshot and every update since', () => {
    const header = { name: 'a' } as StudySnapshot['header'];
    const study = new StudyModel({ header, progress, trials: [trial(0, 'complete'), trial(1, 'running')] });
    study.apply({
      progress: { ...progress, done: 2, best: [1] },
      trials: [trial(1, 'complete'), trial(2, 'running')],
      steps: [],
    });
    const { trials, progress: now } = study.snapshot();
    assert.deepEqual(
      trials.map(({ number, state }) => [number, state]),
      [
        [0, 'complete'],
        [1, 'complete'],
        [2, 'running'],
      ],
    );
    assert.deepEqual([now.done, now.best], [2, [1]]);
  });

  it('knows when something runs', () => {
    const active = (state: SearchState) => isActive({ ...progress, state });
    assert.deepEqual((['paused', 'stopping', 'idle', 'finished', 'failed'] as const).map(active), [
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});

describe('texts for people', () => {
  it('tells durations, counts and measures', () => {
    assert.deepEqual([0.4, 59.6, 250, 3900, -1].map(duration), [
      '0 s',
      '1 min 00 s',
      '4 min 10 s',
      '1 h 05 min',
      '0 s',
    ]);
    assert.deepEqual(['7', '1234567', '98765432109876543210'].map(bigCount), [
      '7',
      '1,234,567',
      '9.87×10^19',
    ]);
    assert.deepEqual([3, 0.97444, 1.5e-7].map(measure), ['3', '0.9744', '1.5e-7']);
  });

  it('finds the line of an error, whatever was thrown', () => {
    assert.deepEqual([new Error('a'), { message: 'b' }, 'c', undefined].map(errorText), [
      'a',
      'b',
      'c',
      'undefined',
    ]);
  });
});
