import assert from 'node:assert/strict';
import path from 'node:path';
import { importanceIn } from '../../../src/study/importance';
import { Study } from '../../../src/study/study';
import { FakeEvaluator, searchOn, settings, temporaryFolder } from './fakes';

describe('importance in a study', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(() => folder.remove());

  const searched = async (trials: number) => {
    const study = await Study.create(
      path.join(folder.path, 'model.log'),
      settings({
        budget: { trials },
        objectives: [
          { name: 'score', direction: 'maximize' },
          { name: 'size', direction: 'minimize' },
        ],
      }),
    );
    const evaluator = new FakeEvaluator(({ number, point }) =>
      number % 7 === 3
        ? { state: 'failed', error: { message: 'out of memory' } }
        : { state: 'complete', measures: { score: Number(point.depth), size: Number(point.units) } },
    );
    const { search } = searchOn(study, { evaluator });
    await search.run();
    return search.snapshot();
  };

  it('is told for each objective, whatever failed', async () => {
    const snapshot = await searched(40);
    const score = importanceIn(snapshot, 'score');
    assert.equal(score[0]?.label, 'depth');
    assert.ok((score[0]?.share ?? 0) > 0.9);
    assert.ok(Math.abs(score.reduce((sum, { share }) => sum + share, 0) - 1) < 1e-9);
    assert.equal(importanceIn(snapshot, 'size')[0]?.label, 'units');
  });

  it('says nothing of too few trials, and names the objectives that there are', async () => {
    const snapshot = await searched(3);
    assert.deepEqual(importanceIn(snapshot, 'score'), []);
    assert.throws(() => importanceIn(snapshot, 'loss'), /no objective loss. It has: score, size/);
  });
});
