import type { Progress, StudyHeader, Trial } from '../../../src/protocol/study';

export const header: StudyHeader = {
  study: '/p/.espalier/model.log',
  name: 'model',
  file: '/p/model.ts',
  entry: '/p/model.ts',
  variables: [
    {
      label: 'filters',
      domain: { kind: 'choice', options: [16, 32, 64], ordered: true },
      default: 32,
      group: 'filters',
      activeWhen: [[]],
    },
  ],
  sites: [],
  objectives: [{ name: 'val_accuracy', direction: 'maximize' }],
  constraints: [],
  count: '3',
  strategy: 'random',
  stop: 'none',
  seed: 1,
  hints: {},
};

export const progress: Progress = { state: 'running', done: 0, elapsed: 0, workers: 1, best: [] };

export function trial(number: number, more: Partial<Trial> = {}): Trial {
  return {
    number,
    state: 'complete',
    params: { filters: 32 },
    values: { val_accuracy: 0.9 },
    measures: { val_accuracy: 0.9 },
    ...more,
  };
}
