/** A search in a process of its own, to be killed: `kill-child.ts JOURNAL`. Candidates take a few milliseconds. */
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Study } from '../../../src/study/study';
import { FakeEvaluator, noise, score, searchOn, settings } from '../../unit/study/fakes';

async function main(file: string): Promise<void> {
  const study = existsSync(file)
    ? await Study.resume(file)
    : await Study.create(file, settings({ budget: { trials: 40 } }));
  const { search } = searchOn(study, {
    evaluator: new FakeEvaluator(async ({ number, point }, events) => {
      await events.report?.(1, { score: 0.1 });
      await sleep(noise(number) * 8);
      return {
        state: 'complete',
        measures: { score: score(point) },
        curve: [{ step: 1, measures: { score: 0.1 } }],
      };
    }),
  });
  await search.run();
}

void main(process.argv[2] ?? '');
