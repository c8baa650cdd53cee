import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { StudyHeader, Trial } from '../../../src/protocol/study';
import { bestSoFar, paretoFront } from '../../../webview/model/best';
import { columnsOf } from '../../../webview/model/columns';
import { parseFilter } from '../../../webview/model/filter';
import { compareBy, order, reorder } from '../../../webview/model/order';
import { asWritten, reduce, stateOf, trialAt } from '../../../webview/model/study';
import { readView, viewFor } from '../../../webview/model/view-state';
import { header, progress, trial } from './make';

describe('the study in the panel', () => {
  const snapshot = { header, progress, trials: [trial(2), trial(0)] };

  it('keeps trials by number, whatever order they come in', () => {
    const first = stateOf(snapshot);
    const { state, changed } = reduce(first, [
      { progress, trials: [trial(5), trial(1)], steps: [] },
      { progress: { ...progress, done: 4 }, trials: [trial(2, { state: 'failed' })], steps: [] },
    ]);
    assert.deepEqual(
      state.trials.map(({ number }) => number),
      [0, 1, 2, 5],
    );
    assert.equal(trialAt(state, 2)?.state, 'failed');
    assert.equal(trialAt(state, 3), undefined);
    assert.equal(state.progress.done, 4);
    assert.deepEqual([...changed].sort(), [1, 2, 5]);
    assert.equal(first.trials.length, 2, 'the state before is as it was');
  });

  it('keeps the steps of running trials and drops them when they end', () => {
    const step = { number: 7, step: 1, measures: { loss: 1 } };
    const running = reduce(stateOf(snapshot), [
      { progress, trials: [trial(7, { state: 'running' })], steps: [step, { ...step, step: 2 }] },
    ]).state;
    assert.equal(running.steps.get(7)?.length, 2);
    const after = reduce(running, [{ progress, trials: [trial(7)], steps: [] }]).state;
    assert.equal(after.steps.size, 0);
  });

  it('finds the trial that is the code as written', () => {
    const trials = [trial(0, { params: { filters: 64 } }), trial(1, { params: { filters: 32 } })];
    assert.equal(asWritten({ header, trials })?.number, 1);
    assert.equal(asWritten({ header, trials: [trial(0, { params: {} })] }), undefined);
  });
});

describe('sorting', () => {
  const columns = columnsOf(header, ['params']);
  const column = columns.find(({ id }) => id === 'value:val_accuracy')!;

  it('puts missing values last in both directions', () => {
    const trials = [trial(0, { values: {}, measures: {} }), trial(1, { values: { val_accuracy: 0.5 } })];
    for (const descending of [true, false]) {
      const sorted = order(trials, () => true, compareBy(column, descending));
      assert.deepEqual(
        sorted.map(({ number }) => number),
        [1, 0],
      );
    }
  });

  it('after changes gives what sorting anew would', () => {
    const value = fc.option(fc.integer({ min: 0, max: 5 }), { nil: undefined });
    const entries = fc.array(value, { maxLength: 40 });
    const changes = fc.dictionary(fc.integer({ min: 0, max: 50 }).map(String), value);
    const make = (number: number, known: number | undefined): Trial =>
      trial(number, { values: known === undefined ? {} : { val_accuracy: known }, measures: {} });
    const keep = ({ values }: Trial) => values.val_accuracy !== 3;
    fc.assert(
      fc.property(entries, changes, fc.boolean(), (values, changed, descending) => {
        const compare = compareBy(column, descending);
        const before = values.map((known, i) => make(i, known));
        const fresh = new Map(
          Object.entries(changed).map(([key, known]) => [Number(key), make(Number(key), known)]),
        );
        const after = [...before.filter(({ number }) => !fresh.has(number)), ...fresh.values()];
        const expected = order(after, keep, compare).map(({ number }) => number);
        const merged = reorder(order(before, keep, compare), fresh, keep, compare);
        assert.deepEqual(
          merged.map(({ number }) => number),
          expected,
        );
      }),
    );
  });
});

describe('the best', () => {
  const [maximised] = header.objectives;
  const cost = { name: 'latency', direction: 'minimize' as const };

  it('so far is a stair of improvements', () => {
    const values = [0.5, 0.4, NaN, 0.7, 0.7];
    const trials = values.map((value, i) => trial(i, { values: { val_accuracy: value } }));
    assert.deepEqual(bestSoFar(trials, maximised!), [
      { number: 0, value: 0.5 },
      { number: 3, value: 0.7 },
    ]);
  });

  it('of failed and stopped trials counts nothing', () => {
    const trials = [trial(0, { state: 'pruned' }), trial(1, { state: 'failed' })];
    assert.deepEqual(bestSoFar(trials, maximised!), []);
  });

  it('is a front that agrees with the definition', () => {
    const points = fc.array(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 })), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(points, (values) => {
        const trials = values.map(([a, b], i) => trial(i, { values: { val_accuracy: a, latency: b } }));
        const front = paretoFront(trials, [maximised!, cost]);
        for (const one of front) {
          const beaten = trials.some(
            ({ values: v }) =>
              v.val_accuracy! >= one.values.val_accuracy! &&
              v.latency! <= one.values.latency! &&
              (v.val_accuracy! > one.values.val_accuracy! || v.latency! < one.values.latency!),
          );
          assert.ok(!beaten);
        }
        for (const { values: v } of trials) {
          const covered = front.some(
            ({ values: f }) => f.val_accuracy! >= v.val_accuracy! && f.latency! <= v.latency!,
          );
          assert.ok(covered);
        }
      }),
    );
  });
});

describe('the filter', () => {
  const odd: StudyHeader = {
    ...header,
    variables: [
      ...header.variables,
      {
        ...header.variables[0]!,
        label: 'my units #2',
        domain: { kind: 'choice', options: ['relu', 'elu'], ordered: false },
      },
    ],
  };
  const columns = columnsOf(odd, ['params']);
  const trials = [
    trial(0, {
      params: { filters: 32, 'my units #2': 'relu' },
      values: { val_accuracy: 0.91 },
      measures: { params: 90_000 },
    }),
    trial(1, {
      params: { filters: 64, 'my units #2': 'elu' },
      values: { val_accuracy: 0.97 },
      measures: { params: 2e6 },
    }),
    trial(2, { state: 'failed', params: { filters: 64 }, values: {}, measures: {} }),
  ];
  const table: [string, number[]][] = [
    ['', [0, 1, 2]],
    ['val_accuracy > 0.95', [1]],
    ['val_accuracy > 95%', [1]],
    ['params <= 100k', [0]],
    ['filters = 64 and not state = failed', [1]],
    ['filters = 32 or state = failed', [0, 2]],
    ['state = complete and (filters = 32 or filters = 64)', [0, 1]],
    ['"my units #2" = relu', [0]],
    ['"my units #2" ~ EL', [0, 1]],
    ['"my units #2" != relu', [1, 2]],
    ['number >= 1', [1, 2]],
    ['relu', [0]],
    ['state ~ early', []],
    ['FILTERS == 64 && val_accuracy < 1', [1]],
  ];
  for (const [text, numbers] of table) {
    it(`“${text}” keeps ${numbers.join(', ') || 'nothing'}`, () => {
      const { keep, error } = parseFilter(text, columns);
      assert.equal(error, undefined);
      assert.deepEqual(
        trials.filter(keep).map(({ number }) => number),
        numbers,
      );
    });
  }

  const wrong: [string, RegExp][] = [
    ['filters >', /value is missing/],
    ['filter = 3', /no column “filter”.*“filters”/],
    ['(filters = 3', /not closed/],
    ['filters = 3 )', /not expected/],
    ['= 3', /name is missing/],
    ['filters = 3 and', /ends too soon/],
  ];
  for (const [text, message] of wrong) {
    it(`“${text}” is explained and keeps everything`, () => {
      const { keep, error } = parseFilter(text, columns);
      assert.match(error ?? '', message);
      assert.equal(trials.filter(keep).length, 3);
    });
  }

  it('never throws, whatever is typed', () => {
    fc.assert(fc.property(fc.string(), (text) => void trials.filter(parseFilter(text, columns).keep)));
  });
});

describe('what a person arranged', () => {
  it('survives being kept', () => {
    const view = readView(
      JSON.parse(JSON.stringify({ study: 's', selected: 3, filter: 'x', splits: { a: 0.5 } })),
    );
    assert.equal(view.selected, 3);
    assert.equal(view.splits.a, 0.5);
  });

  it('is read from anything', () => {
    fc.assert(
      fc.property(fc.anything(), (kept) => {
        const view = readView(kept);
        assert.equal(typeof view.filter, 'string');
        assert.ok(Array.isArray(view.picked));
      }),
    );
  });

  it('forgets the trials of another study, not the arrangement', () => {
    const view = readView({ study: 'a', selected: 3, filter: 'x', splits: { left: 0.3 } });
    const other = viewFor(view, 'b');
    assert.equal(other.selected, undefined);
    assert.equal(other.filter, '');
    assert.equal(other.splits.left, 0.3);
  });
});
