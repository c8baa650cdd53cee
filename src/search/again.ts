/** A candidate once more for a person: its scores, or one clear line of why there are none. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { RerunOptions, RerunResult } from '../protocol/search';
import { UserError } from '../study/errors';
import { studyFolder } from '../study/store';
import { openStudy } from './open';
import { rerun } from './rerun';
import type { EvaluatorPlace } from './run';

export async function runAgain(
  study: string,
  number: number,
  { test, full, accepted }: RerunOptions,
  place: EvaluatorPlace,
  signal: AbortSignal,
  log: (line: string) => void,
): Promise<RerunResult> {
  const opened = await openStudy(study);
  const trial = opened.snapshot.trials.find((other) => other.number === number);
  if (!trial) throw new UserError(`There is no candidate ${number}.`);
  const outcome = await rerun(opened, trial, place, {
    ...(test ? { test } : {}),
    ...(full ? { epochs: 'code' as const } : {}),
    ...(accepted ? { accepted } : {}),
    signal,
    log,
  });
  if (outcome.state === 'failed') {
    const { message, file, line } = outcome.error;
    throw new UserError(file === undefined ? message : `${path.basename(file)}:${line}: ${message}`);
  }
  const folder = path.join(studyFolder(study), 'trials', String(number));
  const { measures, epochs, seconds } = outcome;
  return { measures, epochs, seconds, ...(existsSync(folder) ? { folder } : {}) };
}
