import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import path from 'node:path';
import type { Trial } from '../../../src/study/trial';
import type { StoppingRule } from '../../../src/strategy/strategy';
import { Study } from '../../../src/study/study';
import type { StudySettings } from '../../../src/study/settings';
import {
  FakeEvaluator,
  RandomPoints,
  score,
  searchOn,
  settings,
  temporaryFolder,
  type Answer,
} from './fakes';

/** What two runs of one search must have in common. */
const essence = (trials: readonly Trial[]) =>
  trials.map(({ number, state, params, values, seed }) => ({ number, state, params, values, seed }));

describe('search loop', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let file: string;
  const create = (changes?: Partial<StudySettings>) => Study.create(file, settings(changes));
  beforeEach(() => {
    folder = temporaryFolder();
    file = path.join(folder.path, '.espalier', 'model.log');
  });
  afterEach(() => folder.remove());

  it('begins with the code as written, uses up its budget and knows the best', async () => {
    const { search, updates } = searchOn(await create());
    await search.run();
    const { trials, progress } = search.snapshot();
    assert.equal(trials.length, 12);
    assert.deepEqual(trials[0]?.params, { units: 16, depth: 2, lr: 1e-3 });
    assert.equal(progress.state, 'finished');
    assert.equal(progress.message, 'All 12 trials are done.');
    const best = [...trials].sort((a, b) => score(b.params) - score(a.params))[0];
    assert.deepEqual(progress.best, [best?.number]);
    assert.equal(updates.at(-1)?.progress.state, 'finished');
    const told = new Set(updates.flatMap((update) => update.trials.map(({ number }) => number)));
    assert.equal(told.size, 12);
  });

  it('gives the same trials for the same seed', async () => {
    const runs: Trial[][] = [];
    for (let i = 0; i < 2; i++) {
      rmSync(file, { force: true });
      const { search } = searchOn(await create());
      await search.run();
      runs.push([...search.snapshot().trials]);
    }
    assert.deepEqual(essence(runs[0] ?? []), essence(runs[1] ?? []));
  });

  it('can be read from its file exactly as it was shown', async () => {
    const { search } = searchOn(await create());
    await search.run();
    const { state } = await Study.read(file);
    assert.deepEqual(
      [...state.trials.values()].map(({ trial }) => trial),
      search.snapshot().trials,
    );
  });

  it('goes on where it was stopped, with the same trials as without', async () => {
    const whole = searchOn(await create());
    await whole.search.run();
    const expected = essence(whole.search.snapshot().trials);
    rmSync(file);
    let ran = 0;
    const first = searchOn(await create(), {
      evaluator: new FakeEvaluator(async ({ point }, _events, signal) => {
        if (++ran === 5)
          await new Promise((_, reject) =>
            signal.addEventListener('abort', () => reject(signal.reason as Error)),
          );
        return { state: 'complete', measures: { score: score(point) } };
      }),
    });
    const running = first.search.run();
    while (ran < 5) await new Promise((resolve) => setTimeout(resolve, 2));
    await first.search.stop();
    await running;
    assert.equal(first.search.snapshot().progress.state, 'idle');
    assert.equal(first.search.snapshot().trials.at(-1)?.state, 'waiting');
    const second = searchOn(await Study.resume(file));
    await second.search.run();
    assert.deepEqual(essence(second.search.snapshot().trials), expected);
    assert.deepEqual(second.strategy.events, whole.strategy.events);
    assert.deepEqual(
      second.strategy.observations.map(stripCurves),
      whole.strategy.observations.map(stripCurves),
    );
  });

  it('runs as many candidates at once as there are workers', async () => {
    // Nobody ends before three run.
    let ran = 0;
    let release: () => void;
    const three = new Promise<void>((resolve) => (release = resolve));
    const evaluator = new FakeEvaluator(async ({ point }) => {
      if (++ran === 3) release();
      await three;
      return { state: 'complete', measures: { score: score(point) } };
    });
    const { search } = searchOn(await create({ workers: 3 }), { evaluator });
    await search.run();
    assert.equal(evaluator.most, 3);
    assert.equal(search.snapshot().trials.length, 12);
  });

  it('pauses when the running trials have ended, and resumes', async () => {
    const { search } = searchOn(await create(), {
      evaluator: new FakeEvaluator(async ({ point, number }) => {
        if (number === 3) search.pause();
        return { state: 'complete', measures: { score: score(point) } };
      }),
    });
    const running = search.run();
    while (search.snapshot().progress.state !== 'paused')
      await new Promise((resolve) => setTimeout(resolve, 2));
    assert.equal(search.snapshot().progress.done, 4);
    search.resume();
    await running;
    assert.equal(search.snapshot().progress.done, 12);
  });

  it('ends with a word when the space is exhausted', async () => {
    const { search } = searchOn(await create(), { strategy: new RandomPoints(1, 5) });
    await search.run();
    const { progress } = search.snapshot();
    assert.equal(progress.done, 5);
    assert.match(progress.message ?? '', /exhausted: every candidate was tried/);
    assert.equal(progress.state, 'finished');
  });

  it('ends when the time is up and gives up what runs', async () => {
    const { search } = searchOn(await create({ budget: { time: 0.2 } }), {
      evaluator: new FakeEvaluator(async ({ number, point }, _events, signal) => {
        if (number === 2)
          await new Promise((_, reject) =>
            signal.addEventListener('abort', () => reject(signal.reason as Error)),
          );
        return { state: 'complete', measures: { score: score(point) }, seconds: 0 };
      }),
    });
    await search.run();
    assert.equal(search.snapshot().progress.message, 'The time is up.');
    assert.equal(search.snapshot().progress.done, 2);
    assert.deepEqual(
      (await Study.read(file)).state.unfinished.map(({ number }) => number),
      [2],
    );
  });

  it('evaluates no candidate twice that agrees on what is evaluated', async () => {
    const evaluator = new FakeEvaluator(({ point }) => ({
      state: 'complete',
      measures: { score: Number(point.units) + Number(point.depth) },
      evaluated: ['depth', 'units'],
    }));
    const { search } = searchOn(await create({ budget: { trials: 60 } }), { evaluator });
    await search.run();
    const { trials } = search.snapshot();
    const kinds = new Set(trials.map(({ params }) => `${String(params.units)} ${String(params.depth)}`));
    assert.equal(evaluator.ran, kinds.size);
    for (const trial of trials.filter(({ sameAs }) => sameAs !== undefined)) {
      assert.equal(trial.values.score, Number(trial.params.units) + Number(trial.params.depth));
    }
  });

  it('fails a trial whose objective is missing or no number, and says what to write', async () => {
    const { search } = searchOn(await create(), {
      evaluator: new FakeEvaluator(({ number, point }) =>
        number === 1
          ? ({ state: 'complete', measures: { loss: 1, acc: 2 } } as Answer)
          : { state: 'complete', measures: { score: number === 2 ? NaN : score(point) } },
      ),
    });
    await search.run();
    const { trials } = search.snapshot();
    assert.match(
      trials[1]?.error?.message ?? '',
      /did not report the objective score\. It reported loss, acc\..*@nas metric\(score\)/,
    );
    assert.equal(trials[1]?.error?.file, '/project/model.js');
    assert.equal(trials[2]?.error?.message, 'The objective score is NaN.');
    assert.deepEqual(
      trials.filter(({ state }) => state === 'failed').map(({ number }) => number),
      [1, 2],
    );
  });

  it('ends early when the first trials all fail for the same reason, and not otherwise', async () => {
    const failing = (message: (n: number) => string) =>
      new FakeEvaluator(({ number }) => ({
        state: 'failed',
        error: { message: message(number), file: '/project/model.js', line: 3 },
      }));
    const same = searchOn(await create(), { evaluator: failing((n) => `x${n} is not defined`) });
    await same.search.run();
    assert.equal(same.search.snapshot().progress.done, 4);
    assert.match(
      same.search.snapshot().progress.message ?? '',
      /all failed for the same reason.*x3 is not defined \(\/project\/model\.js:3\)/,
    );
    assert.equal(same.search.snapshot().progress.state, 'failed');
    rmSync(file);
    const letters = 'abcdefghijkl';
    const other = searchOn(await create(), { evaluator: failing((n) => `${letters[n]} is not defined`) });
    await other.search.run();
    assert.equal(other.search.snapshot().progress.done, 12);
  });

  it('ends when the code evaluates none of its hints', async () => {
    const { search } = searchOn(await create(), {
      evaluator: new FakeEvaluator(() => ({ state: 'complete', measures: { score: 1 }, evaluated: [] })),
    });
    await search.run();
    assert.match(search.snapshot().progress.message ?? '', /without reaching any of the hints/);
  });

  it('lets a stopping rule end a trial, and tells the strategy the last value', async () => {
    const reports: number[] = [];
    const stopping: StoppingRule = {
      name: 'test',
      report(trial, step, values) {
        reports.push(values[0] ?? NaN);
        return trial === 1 && step === 2 ? 'stop' : 'continue';
      },
      end: () => undefined,
    };
    const { search, strategy } = searchOn(await create({ budget: { trials: 3 } }), {
      stopping,
      evaluator: new FakeEvaluator(async (_request, events) => {
        for (let step = 1; step <= 3; step++) {
          if ((await events.report?.(step, { score: step / 10, loss: 1 })) === 'stop') {
            return {
              state: 'pruned',
              measures: { score: step / 10 },
              curve: [{ step, measures: { score: step / 10 } }],
            };
          }
        }
        return { state: 'complete', measures: { score: 0.3 } };
      }),
    });
    await search.run();
    assert.deepEqual(reports, [-0.1, -0.2, -0.3, -0.1, -0.2, -0.1, -0.2, -0.3]);
    assert.equal(search.snapshot().trials[1]?.state, 'pruned');
    assert.deepEqual(strategy.observations[1]?.values, [-0.2]);
    assert.deepEqual(
      strategy.observations[1]?.curve,
      [1, 2].map((step) => ({ step, values: [-step / 10] })),
    );
    assert.equal((await search.detail(1))?.curve.steps.length, 1);
  });

  it('never stops the code as written, which everything is compared with', async () => {
    const stopping: StoppingRule = { name: 'test', report: () => 'stop', end: () => undefined };
    const { search } = searchOn(await create({ budget: { trials: 2 } }), {
      stopping,
      evaluator: new FakeEvaluator(async (_request, events) => {
        const stopped = (await events.report?.(1, { score: 0.1 })) === 'stop';
        return { state: stopped ? 'pruned' : 'complete', measures: { score: 0.1 } };
      }),
    });
    await search.run();
    assert.deepEqual(
      search.snapshot().trials.map(({ state }) => state),
      ['complete', 'pruned'],
    );
  });

  it('judges constraints: a broken one makes a trial infeasible, an unknown one fails it', async () => {
    const constraints = [
      { measure: 'latency', comparison: '<=', bound: 5, text: 'latency <= 5 ms' } as const,
    ];
    const { search, strategy } = searchOn(await create({ constraints, budget: { trials: 3 } }), {
      evaluator: new FakeEvaluator(({ number }) => ({
        state: 'complete',
        measures: { score: 1 + number, ...(number === 2 ? {} : { latency: number === 1 ? 7 : 3 }) },
      })),
    });
    await search.run();
    const { trials, progress } = search.snapshot();
    assert.deepEqual(
      trials.map(({ state }) => state),
      ['complete', 'infeasible', 'failed'],
    );
    assert.deepEqual(progress.best, [0]);
    assert.deepEqual(strategy.observations[1]?.constraints, [2]);
    assert.match(trials[2]?.error?.message ?? '', /"latency <= 5 ms" cannot be judged/);
  });

  it('passes bounds that are known before training to the evaluator', async () => {
    const constraints = [
      { measure: 'params', comparison: '<=', bound: 10, text: 'params <= 10' } as const,
      { measure: 'latency', comparison: '<=', bound: 5, text: 'latency <= 5 ms' } as const,
    ];
    const { search, strategy } = searchOn(await create({ constraints, budget: { trials: 1 } }), {
      evaluator: new FakeEvaluator(({ bounds }) => {
        assert.deepEqual(
          bounds.map(({ measure }) => measure),
          ['params'],
        );
        return { state: 'infeasible', measures: { params: 12 } };
      }),
    });
    await search.run();
    assert.equal(search.snapshot().trials[0]?.state, 'infeasible');
    assert.deepEqual(strategy.observations[0]?.values, []);
    assert.deepEqual((await Study.read(file)).state.trials.get(0)?.trial.state, 'infeasible');
  });

  it('finds the objective of a search that names none', async () => {
    const guess = { objectives: [{ name: 'speed', direction: 'maximize' } as const], objectivesKnown: false };
    const { search, updates } = searchOn(await create(guess), {
      metrics: ['speed'],
      evaluator: new FakeEvaluator(async ({ number, point }, events) => {
        await events.report?.(1, { val_loss: 5, speed: 3 });
        return { state: 'complete', measures: { val_loss: number === 4 ? -1 : score(point), speed: 3 } };
      }),
    });
    await search.run();
    const { header, trials, progress } = search.snapshot();
    assert.deepEqual(header.objectives, [{ name: 'val_loss', direction: 'minimize' }]);
    assert.deepEqual(progress.best, [4]);
    assert.deepEqual(
      updates.flatMap((update) => update.header?.objectives ?? []),
      header.objectives,
    );
    const { state } = await Study.read(file);
    assert.deepEqual(state.settings.objectives, header.objectives);
    assert.deepEqual(
      [...state.trials.values()].map(({ trial }) => trial),
      trials,
    );
  });

  it('stops with a clear line when the journal cannot be written, and loses nothing that is finished', async () => {
    const study = await create();
    const { search } = searchOn(study, {
      evaluator: new FakeEvaluator(({ number, point }) => {
        if (number === 3) folder.remove();
        return { state: 'complete', measures: { score: score(point) } };
      }),
    });
    await search.run();
    assert.equal(search.snapshot().progress.state, 'failed');
    assert.match(search.snapshot().progress.message ?? '', /Cannot|deleted/);
  });

  it('survives what the evaluator itself may throw', async () => {
    const { search } = searchOn(await create(), {
      evaluator: new FakeEvaluator(() => Promise.reject(new Error('Cannot start node'))),
    });
    await search.run();
    assert.equal(search.snapshot().progress.message, 'Cannot start node');
  });
});

/** Observations of a replay are those of the run. */
const stripCurves = <T extends { curve: unknown }>({ curve: _curve, ...rest }: T) => rest;
