/** One candidate of a study once more: the same seed gives the same network, so it can be scored on what the search never saw. */
import type { Outcome } from '../evaluate/interface';
import type { StudySnapshot } from '../protocol/study';
import { requestOf } from '../study/candidate-run';
import { UserError } from '../study/errors';
import type { Trial } from '../study/trial';
import { hintsChanged } from './changed';
import type { OpenStudy } from './open';
import { evaluatorOf, type EvaluatorPlace } from './run';
import { assertSearchable, programMaker, readHints } from './source';

export interface RerunOptions {
  /** In place of the study's epochs. */
  readonly epochs?: number;
  log(line: string): void;
}

/** Throws a {@link UserError} when the hints changed since. Constraints do not apply. */
export async function rerun(
  { settings, snapshot }: OpenStudy,
  trial: Trial,
  place: EvaluatorPlace,
  { epochs, log }: RerunOptions,
): Promise<Outcome> {
  const program = await readHints(settings.file);
  assertSearchable(program);
  const changed = hintsChanged(settings, program);
  if (changed !== undefined) throw new UserError(`${changed} What ran then cannot be run again.`);
  const evaluator = evaluatorOf({ ...settings, workers: 1 }, program, place, () => undefined);
  try {
    const request = requestOf(
      seeded(trial, snapshot),
      programMaker(program)(trial.params),
      snapshot.header.study,
      {
        ...settings,
        constraints: [],
        ...(epochs === undefined ? {} : { budget: { epochs } }),
      },
    );
    return await evaluator.evaluate(request, { log }, new AbortController().signal);
  } finally {
    await evaluator.dispose();
  }
}

/** A trial that shares another's result was scored with that one's seed. */
function seeded(trial: Trial, { trials }: StudySnapshot): Trial {
  const scored = trials.find(({ number }) => number === trial.sameAs);
  return scored?.seed === undefined ? trial : { ...trial, seed: scored.seed };
}
