import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { replay } from '../../../src/study/replay';
import { readJournal } from '../../../src/study/journal';
import { Study, detailOf } from '../../../src/study/study';
import { writeGoldenStudy } from './golden-study';
import { temporaryFolder } from './fakes';

const golden = path.resolve('test/fixtures/study/golden-1.log');

/** Records without what differs from run to run. */
function lines(file: string): unknown[] {
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => ({ ...(JSON.parse(line) as object), worker_id: '', datetime_complete: '' }));
}

describe('golden journal, format 1', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  beforeEach(() => (folder = temporaryFolder()));
  afterEach(() => folder.remove());

  it('is what is written today', async () => {
    const file = await writeGoldenStudy(path.join(folder.path, 'project'));
    assert.deepEqual(lines(file), lines(golden));
  });

  it('is read', async () => {
    const file = path.join(folder.path, 'project', '.espalier', 'model.log');
    mkdirSync(path.dirname(file), { recursive: true });
    copyFileSync(golden, file);
    const state = replay(file, await readJournal(file)) ?? assert.fail('no study');
    const { settings, trials } = state;
    assert.equal(settings.file, path.join(folder.path, 'project', 'src', 'model.js'));
    assert.equal(settings.chosenBackend?.name, 'embedded');
    assert.deepEqual(
      [...trials.values()].map(({ trial }) => [trial.number, trial.state, trial.values]),
      [
        [0, 'complete', { val_accuracy: 0.8, latency: 3.2 }],
        [1, 'failed', {}],
        [2, 'infeasible', {}],
        [3, 'pruned', { val_accuracy: 0.2 }],
        [4, 'complete', { val_accuracy: 0.8, latency: 3.2 }],
      ],
    );
    assert.deepEqual(trials.get(0)?.trial.params, {
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
    });
    assert.ok(!trials.get(0)?.trial.evaluated?.includes('bias'));
    assert.deepEqual(trials.get(0)?.steps, [
      { step: 1, value: 0.7 },
      { step: 2, value: 0.8 },
    ]);
    assert.deepEqual(trials.get(1)?.trial.error, {
      message: 'Shape mismatch at layer conv2',
      file: settings.file,
      line: 41,
      stack: 'Error: Shape mismatch\n    at model.js:41:3',
    });
    assert.deepEqual(
      state.unfinished.map(({ number }) => number),
      [5],
    );
    assert.equal(trials.get(4)?.trial.sameAs, 0);
  });

  it('keeps graphs and curves beside it, and does without them', async () => {
    const root = path.join(folder.path, 'project');
    const { state, store } = await Study.read(await writeGoldenStudy(root));
    const detail = await detailOf(state.trials.get(0), store);
    assert.equal(detail?.graph?.params, 12);
    assert.equal(detail?.curve.steps.length, 2);
    const elsewhere = path.join(folder.path, 'copied.log');
    copyFileSync(path.join(root, '.espalier', 'model.log'), elsewhere);
    const copy = await Study.read(elsewhere);
    assert.deepEqual((await detailOf(copy.state.trials.get(0), copy.store))?.curve, { steps: [] });
  });
});
