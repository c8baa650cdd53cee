import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseSearchBlock } from '../../../src/hints/block';
import { schemaEntries } from '../../../src/hints/schema';
import { defaultDirection } from '../../../src/hints/objective';
import { dimensionOf, parseQuantity } from '../../../src/hints/units';

const parse = (text: string) => parseSearchBlock(text, { start: 0, end: text.length });
/** `code: underlined text`. */
const problems = (text: string) =>
  parse(text).problems.map(({ code, range }) => `${code}: ${text.slice(range.start, range.end)}`);
const message = (text: string) =>
  parse(text)
    .problems.map((problem) => problem.message)
    .join('\n');

describe('the search block', () => {
  it('reads everything', () => {
    const { config, problems } = parse(`
      objectives: { val_accuracy: maximize, latency: minimize }
      constraints: [params <= 200000, latency <= 5 ms, "size<=1MB", val_accuracy >= 90 %]
      strategy: { name: tpe, startup: 10 }   # with options
      budget: { trials: 200, time: 1h30m, epochs: 5 }
      stop: asha
      seed: 0
      workers: 2
      entry: ./train.js
      limits: { time: 10m, memory: 2 GiB }
      backend: embedded
    `);
    assert.deepEqual(problems, []);
    assert.deepEqual(config, {
      objectives: { val_accuracy: 'maximize', latency: 'minimize' },
      constraints: [
        { measure: 'params', comparison: '<=', bound: 200000, text: 'params <= 200000' },
        { measure: 'latency', comparison: '<=', bound: 5, text: 'latency <= 5 ms' },
        { measure: 'size', comparison: '<=', bound: 1e6, text: 'size<=1MB' },
        { measure: 'val_accuracy', comparison: '>=', bound: 0.9, text: 'val_accuracy >= 90 %' },
      ],
      strategy: { name: 'tpe', options: { startup: 10 } },
      budget: { trials: 200, time: 5400, epochs: 5 },
      stop: { name: 'asha', options: {} },
      seed: 0,
      workers: 2,
      entry: './train.js',
      limits: { time: 600, memory: 2048 },
      backend: 'embedded',
    });
  });

  it('may be empty, flow style, starred or with CRLF', () => {
    assert.deepEqual(parse('').config, {});
    assert.deepEqual(parse('\n# nothing\n').config, {});
    assert.deepEqual(parse(' { seed: 1 } ').config, { seed: 1 });
    assert.deepEqual(parse('\n * seed: 1\n * budget:\n *   trials: 5\n ').config, {
      seed: 1,
      budget: { trials: 5 },
    });
    assert.deepEqual(parse('\r\nseed: 1\r\nworkers: 2\r\n').config, { seed: 1, workers: 2 });
  });

  it('names objectives in short', () => {
    assert.deepEqual(parse('objectives: val_loss').config.objectives, { val_loss: 'minimize' });
    assert.deepEqual(parse('objectives: [val_accuracy, params]').config.objectives, {
      val_accuracy: 'maximize',
      params: 'minimize',
    });
  });

  it('keeps what is right', () => {
    const { config } = parse(
      'seed: -1\nworkers: 2\nbudget: { trials: none, epochs: 3 }\nconstraints: [params < 5, size <= 2kB]',
    );
    assert.deepEqual(config, {
      workers: 2,
      budget: { epochs: 3 },
      constraints: [{ measure: 'size', comparison: '<=', bound: 2000, text: 'size <= 2kB' }],
    });
  });

  const places: [string, string[]][] = [
    ['sede: 1', ['unknown-setting: sede']],
    ['budget: { trails: 5 }', ['unknown-setting: trails']],
    ['seed: x', ['settings: x']],
    ['seed: 1.5', ['settings: 1.5']],
    ['workers: 0', ['settings: 0']],
    ['budget: 5', ['settings: 5']],
    ['budget: { time: soon }', ['settings: soon']],
    ['budget: { time: 5 parsecs }', ['settings: 5 parsecs']],
    ['budget: { time: -5 }', ['settings: -5']],
    ['limits: { memory: 2 ms }', ['settings: 2 ms']],
    ['objectives: { a: maximise }', ['settings: maximise']],
    ['objectives: 5', ['settings: 5']],
    ['objectives: {}', ['settings: {}']],
    ['constraints: params <= 5', ['settings: params <= 5']],
    ['constraints: [params = 5]', ['settings: params = 5']],
    ['constraints: [params <= 5 ms]', ['settings: params <= 5 ms']],
    ['constraints: [1, params <= 5, latency <= 5 MB]', ['settings: 1', 'settings: latency <= 5 MB']],
    ['strategy: 5', ['settings: 5']],
    ['strategy: { startup: 5 }', ['settings: { startup: 5 }']],
    ['backend: gpu', ['settings: gpu']],
    ['entry: ""', ['settings: ""']],
    ['just words', ['settings: just words']],
    ['- a\n- b', ['settings: - a\n- b']],
    ['seed: 1\nseed: 2', ['yaml: seed']],
  ];
  for (const [text, expected] of places)
    it(`problem in ${JSON.stringify(text)}`, () => assert.deepEqual(problems(text), expected));

  it('says what to do', () => {
    assert.match(message('sede: 1'), /Unknown setting 'sede'. Did you mean 'seed'\?/);
    assert.match(message('budget: { trails: 5 }'), /Did you mean 'trials'\?/);
    assert.match(message('budget: { x: 5 }'), /Known are trials, time, epochs/);
    assert.match(message('objectives: { a: maximise }'), /Did you mean 'maximize'\?/);
    assert.match(message('constraints: [params < 5]'), /Write <= or >= in place of </);
    assert.match(
      message('constraints: [latency <= 5 MB]'),
      /'MB' is not a unit here; possible are us, µs, ms, s, min/,
    );
    assert.match(message('backend: tfjs-nod'), /Did you mean 'tfjs-node'\?/);
    assert.match(message('seed: [1, 2'), /YAML/);
  });

  it('never throws, and problems lie inside', () => {
    const whole =
      'objectives: { val_accuracy: maximize }\nconstraints: [params <= 5k]\nbudget:\n  trials: 5\n  time: 1h\nstop: { name: asha, grace: 2 }\n';
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ':',
      ' ',
      '\n',
      '\t',
      '- ',
      '&a',
      '*a',
      '!!int',
      '"',
      'seed',
      'budget',
      '5',
      '<<',
      '|',
      '?',
    );
    const cut = fc.nat(whole.length).map((length) => whole.slice(0, length));
    fc.assert(
      fc.property(cut, fc.array(pieces, { maxLength: 8 }), (start, parts) => {
        const text = `@@${start}${parts.join('')}@@`;
        const { problems } = parseSearchBlock(text, { start: 2, end: text.length - 2 });
        for (const { range } of problems)
          assert.ok(2 <= range.start && range.start <= range.end && range.end <= text.length - 2);
      }),
      { numRuns: 300 },
    );
  });

  it('describes every setting', () => {
    const entries = schemaEntries();
    assert.deepEqual(
      entries.map(({ key }) => key),
      [
        'objectives',
        'constraints',
        'strategy',
        'budget',
        'stop',
        'seed',
        'workers',
        'weights',
        'entry',
        'limits',
        'backend',
      ],
    );
    assert.deepEqual(
      entries.find(({ key }) => key === 'budget')!.entries.map(({ key }) => key),
      ['trials', 'time', 'epochs'],
    );
    for (const entry of entries.flatMap((outer) => [outer, ...outer.entries])) {
      assert.ok(entry.description.length > 10, entry.key);
      assert.ok(entry.suggestions.length > 0, entry.key);
      if (entry.key === 'trials' || entry.key === 'epochs' || entry.key === 'time' || entry.key === 'memory')
        continue;
      for (const suggestion of entry.suggestions)
        assert.deepEqual(problems(`${entry.key}: ${suggestion}`), [], `${entry.key}: ${suggestion}`);
    }
  });
});

describe('quantities', () => {
  const table: [string, Parameters<typeof parseQuantity>[1], number][] = [
    ['5 ms', 'latency', 5],
    ['5', 'latency', 5],
    ['1.5s', 'latency', 1500],
    ['250 us', 'latency', 0.25],
    ['30m', 'time', 1800],
    ['1h30m', 'time', 5400],
    ['1h 30m 5s', 'time', 5405],
    ['90', 'time', 90],
    ['200k', 'count', 200_000],
    ['2M', 'count', 2e6],
    ['1_000', 'count', 1000],
    ['1e6', 'count', 1e6],
    ['90 %', 'count', 0.9],
    ['1 MB', 'bytes', 1e6],
    ['1 mb', 'bytes', 1e6],
    ['2 MiB', 'bytes', 2 * 1024 * 1024],
    ['3 mJ', 'energy', 3],
    ['3 J', 'energy', 3000],
  ];
  for (const [text, dimension, value] of table) {
    it(`${text} of ${dimension}`, () => {
      const parsed = parseQuantity(text, dimension);
      assert.ok(
        typeof parsed === 'number' && Math.abs(parsed - value) < 1e-9 * Math.abs(value),
        JSON.stringify(parsed),
      );
    });
  }

  it('have a dimension by the name of the measure', () => {
    assert.deepEqual(
      ['latency', 'my_latency', 'size', 'memory', 'energy', 'seconds', 'params', 'val_accuracy'].map(
        dimensionOf,
      ),
      ['latency', 'latency', 'bytes', 'bytes', 'energy', 'time', 'count', 'count'],
    );
  });

  it('are better smaller or larger by the name of the measure', () => {
    for (const name of [
      'loss',
      'val_loss',
      'error',
      'latency',
      'energy',
      'size',
      'params',
      'flops',
      'memory',
    ])
      assert.equal(defaultDirection(name), 'minimize');
    for (const name of ['accuracy', 'val_acc', 'score', 'losses'])
      assert.equal(defaultDirection(name), 'maximize');
  });
});
