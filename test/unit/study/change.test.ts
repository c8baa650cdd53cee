import assert from 'node:assert/strict';
import path from 'node:path';
import { Study } from '../../../src/study/study';
import type { StudySettings } from '../../../src/study/settings';
import { FakeEvaluator, score, searchOn, settings, temporaryFolder } from './fakes';

/** An evaluator whose candidates wait until they are let go. */
function gated() {
  const gates: (() => void)[] = [];
  const evaluator = new FakeEvaluator(async ({ point }, _events, signal) => {
    await new Promise<void>((resolve, reject) => {
      gates.push(resolve);
      signal.addEventListener('abort', () => reject(signal.reason as Error));
    });
    return { state: 'complete', measures: { score: score(point) } };
  });
  return { evaluator, gates };
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}

describe('a search that a person changes while it runs', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let file: string;
  const create = (changes?: Partial<StudySettings>) => Study.create(file, settings(changes));
  beforeEach(() => {
    folder = temporaryFolder();
    file = path.join(folder.path, 'model.log');
  });
  afterEach(() => folder.remove());

  it('runs as many trials as it is told now, and keeps that in the study', async () => {
    const { evaluator, gates } = gated();
    const { search } = searchOn(await create({ budget: { trials: 2 } }), { evaluator });
    const ended = search.run();
    await until(() => gates.length === 1);
    await search.configure({ trials: 4, time: 1000 });
    for (let i = 0; i < 4; i++) {
      await until(() => gates.length > i);
      gates[i]?.();
    }
    await ended;
    assert.equal(search.snapshot().trials.length, 4);
    const { state } = await Study.read(file);
    assert.deepEqual(state.settings.budget, { trials: 4, time: 1000 });
  });

  it('gains and loses workers', async () => {
    const { evaluator, gates } = gated();
    const { search } = searchOn(await create({ budget: { trials: 6 } }), { evaluator });
    const ended = search.run();
    await until(() => gates.length === 1);
    await search.configure({ workers: 3 });
    await until(() => gates.length === 3);
    assert.equal(search.snapshot().progress.workers, 3);
    await search.configure({ workers: 1 });
    // Two of the three end with their candidates: the next begins when all have ended but for one.
    gates[1]?.();
    gates[2]?.();
    await until(() => search.snapshot().progress.done === 2);
    assert.equal(gates.length, 3);
    for (let i = 0; i < 6; i++) {
      await until(() => gates.length > i);
      gates[i]?.();
    }
    await ended;
    assert.equal(evaluator.most, 3);
    assert.equal((await Study.read(file)).state.settings.workers, 1);
  });

  it('wakes a worker that had nothing left to do', async () => {
    const { evaluator, gates } = gated();
    const { search } = searchOn(await create({ budget: { trials: 2 }, workers: 2 }), { evaluator });
    const ended = search.run();
    await until(() => gates.length === 2);
    gates[0]?.();
    await until(() => search.snapshot().progress.done === 1);
    await search.configure({ trials: 3 });
    await until(() => gates.length === 3);
    gates.forEach((open) => open());
    await ended;
    assert.equal(search.snapshot().trials.length, 3);
  });

  it('takes a bound away', async () => {
    const study = await create({ budget: { trials: 3, time: 1000 } });
    const { evaluator, gates } = gated();
    const { search } = searchOn(study, { evaluator });
    const ended = search.run();
    await until(() => gates.length === 1);
    await search.configure({ time: null });
    assert.deepEqual(study.settings.budget, { trials: 3 });
    await search.stop();
    await ended;
  });

  it('refuses what cannot be', async () => {
    const { evaluator, gates } = gated();
    const { search } = searchOn(await create(), { evaluator });
    const ended = search.run();
    await until(() => gates.length === 1);
    await assert.rejects(search.configure({ workers: 0 }), /1 to 256 workers/);
    await assert.rejects(search.configure({ trials: 1.5 }), /whole number/);
    await assert.rejects(search.configure({ time: -1 }), /more than nothing/);
    await search.stop();
    await ended;
    await assert.rejects(search.configure({ trials: 20 }), /has ended/);
    await assert.rejects(search.enqueue({}), /has ended/);
  });

  it('runs a queued candidate next, made a point of the space', async () => {
    const { evaluator, gates } = gated();
    const { search, strategy, updates } = searchOn(await create({ budget: { trials: 4 } }), { evaluator });
    const ended = search.run();
    await until(() => gates.length === 1);
    const number = await search.enqueue({ units: 32, depth: 99, nonsense: 1 });
    assert.equal(number, 1);
    await until(() => updates.some(({ trials }) => trials.some(({ state }) => state === 'waiting')));
    for (let i = 0; i < 4; i++) {
      await until(() => gates.length > i);
      gates[i]?.();
    }
    await ended;
    const { trials } = search.snapshot();
    assert.equal(trials.length, 4);
    assert.deepEqual(trials[1]?.params, { units: 32, depth: 4, lr: 1e-3 });
    assert.equal(trials[1]?.state, 'complete');
    assert.deepEqual(strategy.events.slice(0, 2), ['begin 0', 'begin 1']);
  });

  it('keeps a queued candidate for the next process, beyond the budget too', async () => {
    const { evaluator, gates } = gated();
    const { search } = searchOn(await create({ budget: { trials: 1 } }), { evaluator });
    const ended = search.run();
    await until(() => gates.length === 1);
    await search.enqueue({ units: 8 });
    await search.stop();
    await ended;
    const again = searchOn(await Study.resume(file));
    await again.search.run();
    const { trials } = again.search.snapshot();
    assert.deepEqual(
      trials.map(({ number, state, params }) => [number, state, params.units]),
      [
        [0, 'complete', 16],
        [1, 'complete', 8],
      ],
    );
  });
});

describe('stars and notes', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let file: string;
  beforeEach(() => {
    folder = temporaryFolder();
    file = path.join(folder.path, 'model.log');
  });
  afterEach(() => folder.remove());

  it('stay with the study: while it runs, when it is over, and when it is only read', async () => {
    const study = await Study.create(file, settings());
    const { search } = searchOn(study);
    await search.mark(3, { star: true });
    await search.run();
    await search.mark(5, { note: 'the small one, "quoted" \\ \n ünïcode 🌳' });
    await search.mark(3, { star: true, note: 'x'.repeat(5000) });
    const { state } = await Study.read(file);
    assert.equal(state.marks.get(5)?.note, 'the small one, "quoted" \\ \n ünïcode 🌳');
    assert.equal(state.marks.get(3)?.star, true);
    assert.ok((state.marks.get(3)?.note?.length ?? 0) >= 800);
    await search.mark(3, {});
    assert.deepEqual([...(await Study.read(file)).state.marks.keys()], [5]);
    assert.deepEqual([...search.marks().keys()], [5]);
  });

  it('survive an objective that is learnt', async () => {
    const study = await Study.create(file, settings({ objectivesKnown: false }));
    await study.mark(0, { star: true });
    await study.setObjectives([{ name: 'other', direction: 'minimize' }]);
    await study.close();
    assert.deepEqual([...(await Study.read(file)).state.marks], [[0, { star: true }]]);
  });
});
