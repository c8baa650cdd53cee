/** One candidate of a study once more: the same seed gives the same network, so it can be scored on what the search never saw. */
import type { CandidateRequest, Outcome } from '../evaluate/interface';
import type { StudySnapshot } from '../protocol/study';
import { requestOf } from '../study/candidate-run';
import { UserError } from '../study/errors';
import type { Trial } from '../study/trial';
import { hintsChanged } from './changed';
import type { OpenStudy } from './open';
import { evaluatorOf, type EvaluatorPlace } from './run';
import { assertSearchable, programMaker, readHints, type HintedProgram } from './source';

export interface RerunOptions {
  /** In place of the study's epochs; `code`: those that the code asks for. */
  readonly epochs?: number | 'code';
  /** The code has the candidate's values already, perhaps without hints: it runs as it is. */
  readonly accepted?: boolean;
  /** Score the test set as well. */
  readonly test?: boolean;
  /** Ends the run at once. */
  readonly signal?: AbortSignal;
  log(line: string): void;
}

/** Throws a {@link UserError} when the hints changed since. Constraints do not apply. */
export async function rerun(
  study: OpenStudy,
  trial: Trial,
  place: EvaluatorPlace,
  { test, signal, log, ...options }: RerunOptions,
): Promise<Outcome> {
  const { request, program } = await rerunRequest(study, trial, options);
  const evaluator = evaluatorOf({ ...study.settings, workers: 1 }, program, place, () => undefined);
  try {
    const asked = test === true ? { ...request, test } : request;
    return await evaluator.evaluate(asked, { log }, signal ?? new AbortController().signal);
  } finally {
    await evaluator.dispose();
  }
}

/** What evaluates a candidate as the search did. Throws a {@link UserError} when the hints changed since. */
export async function rerunRequest(
  { settings, snapshot }: OpenStudy,
  trial: Trial,
  { epochs, accepted }: Pick<RerunOptions, 'epochs' | 'accepted'> = {},
): Promise<{ request: CandidateRequest; program: HintedProgram }> {
  const program = await readHints(settings.file);
  if (!accepted) {
    assertSearchable(program);
    const changed = hintsChanged(settings, program);
    if (changed !== undefined) throw new UserError(`${changed} What ran then cannot be run again.`);
  }
  // Trained, and from its own weights: this is what the candidate is worth by itself.
  const { weights: _shared, ...own } = settings;
  const request = requestOf(
    seeded(trial, snapshot),
    programMaker(program)(accepted ? {} : trial.params),
    snapshot.header.study,
    {
      ...own,
      objectivesKnown: false,
      constraints: [],
      ...(epochs === undefined ? {} : { budget: epochs === 'code' ? {} : { epochs } }),
    },
  );
  return { request, program };
}

/** A trial that shares another's result was scored with that one's seed. */
function seeded(trial: Trial, { trials }: StudySnapshot): Trial {
  const scored = trials.find(({ number }) => number === trial.sameAs);
  return scored?.seed === undefined ? trial : { ...trial, seed: scored.seed };
}
