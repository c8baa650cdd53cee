/** A study with every kind of variable and every way in which a trial ends, for the golden journal. */
import { Study } from '../../../src/study/study';
import type { Domain, Value } from '../../../src/hints/hint';
import type { Point, Variable } from '../../../src/space/space';
import type { Trial } from '../../../src/study/trial';

const variable = (label: string, domain: Domain, value: Value): Variable => ({
  label,
  domain,
  default: value,
  group: label,
  activeWhen: [[]],
});

/** Writes it to `<root>/.espalier/model.log`. Everything but the writer and the times of ending is fixed. */
export async function writeGoldenStudy(root: string): Promise<string> {
  const file = root + '/.espalier/model.log';
  const study = await Study.create(file, {
    name: 'model.js',
    file: root + '/src/model.js',
    entry: root + '/src/train.js',
    root: root,
    variables: [
      variable('conv2d.filters', { kind: 'choice', options: [16, 32, 64], ordered: true }, 32),
      variable('pool', { kind: 'choice', options: [[2, 2], [3, 3], null], ordered: false }, [2, 2]),
      variable('layer', { kind: 'arm', texts: ['conv(x)', 'identity(x)'] }, 0),
      variable('inputs', { kind: 'subset', texts: ['a', 'b', 'c'], min: 1, max: 3 }, [0, 1, 2]),
      variable('depth', { kind: 'int', low: 1, high: 4, step: 1, log: false }, 2),
      variable('units', { kind: 'int', low: 8, high: 512, step: 8, log: true }, 64),
      variable('lr', { kind: 'float', low: 1e-4, high: 1e-2, log: true }, 1e-3),
      variable('bias', { kind: 'bool' }, true),
      { label: 'dropout', domain: { kind: 'optional' }, default: true, group: 'optional', activeWhen: [[]] },
      {
        label: 'rate',
        domain: { kind: 'float', low: 0.1, high: 0.5, log: false },
        default: 0.25,
        group: 'rate',
        activeWhen: [[{ label: 'dropout', is: 'one of', values: [true] }]],
      },
    ],
    sites: [{ label: 'lr', file: root + '/src/train.js', line: 3, column: 5 }],
    count: '1000',
    hints: { [root + '/src/model.js']: 'abc' },
    objectives: [
      { name: 'val_accuracy', direction: 'maximize' },
      { name: 'latency', direction: 'minimize' },
    ],
    objectivesKnown: true,
    constraints: [{ measure: 'params', comparison: '<=', bound: 200000, text: 'params <= 200000' }],
    strategy: { name: 'nsga2', options: { population: 10 } },
    stop: { name: 'asha', options: {} },
    seed: 1,
    budget: { trials: 6, epochs: 5 },
    workers: 2,
    limits: { seconds: 600, megabytes: 2048 },
    backend: 'auto',
    versions: { espalier: '0.1.0', node: 'v20' },
  });
  const point = {
    'conv2d.filters': 32,
    pool: [2, 2],
    layer: 0,
    inputs: [0, 2],
    depth: 2,
    units: 64,
    lr: 0.001,
    bias: true,
    dropout: true,
    rate: 0.25,
  };
  const other = {
    'conv2d.filters': 64,
    pool: null,
    layer: 1,
    inputs: [1],
    depth: 4,
    units: 8,
    lr: 0.005,
    bias: false,
    dropout: false,
  };
  const begin = (number: number, p: Point) =>
    study.begin({
      number,
      point: p,
      seed: 100 + number,
      worker: number % 2,
      started: new Date(2026, 10, 24, 10, number, 0, 123),
    });
  const trial = (number: number, p: Point, state: Trial['state'], more: Partial<Trial>): Trial => ({
    number,
    state,
    params: p,
    values: {},
    measures: {},
    seconds: 1.5,
    seed: 100 + number,
    worker: number % 2,
    started: new Date(2026, 10, 24, 10, number, 0, 123).toISOString(),
    ...more,
  });
  await begin(0, point);
  await study.step(0, { step: 1, value: 0.7 });
  await study.step(0, { step: 2, value: 0.8 });
  const curve = await study.store.putCurve({
    steps: [
      { step: 1, measures: { val_accuracy: 0.7 } },
      { step: 2, measures: { val_accuracy: 0.8 } },
    ],
  });
  const graph = await study.store.putGraph({
    key: 'abcdef0123',
    nodes: [],
    edges: [],
    params: 12,
    trainableParams: 12,
    partial: false,
  });
  await study.end(
    trial(0, point, 'complete', {
      values: { val_accuracy: 0.8, latency: 3.2 },
      measures: { val_accuracy: 0.8, latency: 3.2, params: 1000, val_loss: 0.5 },
      epochs: 2,
      backend: 'embedded',
      evaluated: Object.keys(point)
        .filter((l) => l !== 'bias')
        .sort(),
      graph,
    }),
    curve,
  );
  await begin(1, other);
  await study.end(
    trial(1, other, 'failed', {
      error: {
        message: 'Shape mismatch at layer conv2',
        file: root + '/src/model.js',
        line: 41,
        stack: 'Error: Shape mismatch\n    at model.js:41:3',
      },
      evaluated: ['layer'],
      measures: { loss: 1 },
    }),
    undefined,
  );
  await begin(2, { ...point, units: 512 });
  await study.end(
    trial(2, { ...point, units: 512 }, 'infeasible', {
      measures: { params: 300000 },
      evaluated: Object.keys(point).sort(),
    }),
    undefined,
  );
  await begin(3, { ...point, lr: 0.002 });
  await study.step(3, { step: 1, value: 0.2 });
  await study.end(
    trial(3, { ...point, lr: 0.002 }, 'pruned', {
      values: { val_accuracy: 0.2 },
      measures: { val_accuracy: 0.2, params: 1000 },
      epochs: 1,
      evaluated: Object.keys(point).sort(),
    }),
    undefined,
  );
  await begin(4, { ...point, bias: false });
  await study.end(
    trial(4, { ...point, bias: false }, 'complete', {
      values: { val_accuracy: 0.8, latency: 3.2 },
      measures: { val_accuracy: 0.8, latency: 3.2, params: 1000 },
      seconds: 0,
      sameAs: 0,
      graph,
    }),
    curve,
  );
  await begin(5, { ...point, depth: 3 });
  await study.setBackend({ name: 'embedded', reason: 'embedded takes 8.1 ms a step' });
  await study.close();
  return file;
}
