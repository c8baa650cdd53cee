/** From a file to a running search: source, space, strategy, evaluator and study, wired. */
import path from 'node:path';
import type { BackendDecision, BackendName } from '../evaluate/backend';
import { createPool } from '../evaluate/pool';
import type { Evaluator } from '../evaluate/interface';
import type { SearchOptions } from '../protocol/search';
import { defaultPoint } from '../space/points';
import { createStrategy } from '../strategy';
import { createStoppingRule } from '../strategy/stopping';
import { messageOf, UserError } from '../study/errors';
import { Search, type SearchEvents } from '../study/loop';
import { Study } from '../study/study';
import { StudyLock } from '../study/study-lock';
import type { StudySettings } from '../study/settings';
import { hintsChanged } from './changed';
import { lastStudyPath, newStudyPath } from './project';
import { searchSettings } from './settings';
import { assertSearchable, labelTranslator, programMaker, readHints, type HintedProgram } from './source';

/** The bundled evaluator, and the Node that runs it (this process's own when left out). */
export interface EvaluatorPlace {
  readonly script: string;
  readonly node?: string;
}

export interface SearchHandle {
  readonly search: Search;
  readonly program: HintedProgram;
  /** Absolute path of the journal. */
  readonly study: string;
  /** Resolves when the search ended and its processes and locks are gone. */
  readonly finished: Promise<void>;
}

/**
 * Starts a search, or resumes one. Throws a {@link UserError} with one clear line when it cannot begin: hints with
 * errors, a study that exists or runs elsewhere, hints that changed since.
 */
export async function startSearch(
  options: SearchOptions,
  events: SearchEvents,
  place: EvaluatorPlace,
): Promise<SearchHandle> {
  const program = await readHints(options.file);
  assertSearchable(program);
  const journal = await journalOf(options, program);
  const fresh = options.resume ? undefined : searchSettings(program, options, journal);
  // What the person asks for is checked before anything is written.
  const asked = fresh && algorithms(program, fresh);
  let search: Search | undefined;
  const lock = await StudyLock.acquire(journal, () => {
    void search?.fail('Another process took the study over while this one slept.');
  });
  let evaluator: Evaluator | undefined;
  let study: Study | undefined;
  try {
    study = fresh ? await Study.create(journal, fresh) : await resumeStudy(journal, program, options);
    evaluator = evaluatorOf(study.settings, program, place, (decision) => {
      if (!study?.settings.chosenBackend) void search?.backendChosen(decision);
    });
    search = new Search(
      {
        study,
        evaluator,
        ...(asked ?? algorithms(program, study.settings)),
        asWritten: defaultPoint(program.space),
        metrics: program.metrics,
        program: programMaker(program),
      },
      events,
    );
  } catch (error) {
    await study?.close().catch(() => undefined);
    await evaluator?.dispose();
    await lock.release();
    throw error instanceof UserError ? error : new UserError(messageOf(error), { cause: error });
  }
  const pool = evaluator;
  const running = search.run();
  for (const point of options.enqueue ?? []) void search.enqueue(point).catch(() => undefined);
  const finished = running.finally(async () => {
    await pool.dispose();
    await lock.release();
  });
  return { search, program, study: journal, finished };
}

async function journalOf(options: SearchOptions, program: HintedProgram): Promise<string> {
  if (options.study !== undefined) return path.resolve(options.study);
  return options.resume
    ? lastStudyPath(program.root, program.file)
    : newStudyPath(program.root, program.file);
}

/** Strategy, seed and epochs of a study stay; its budget and workers may be changed. */
async function resumeStudy(journal: string, program: HintedProgram, options: SearchOptions): Promise<Study> {
  const study = await Study.resume(journal);
  try {
    const { settings } = study;
    const changed = hintsChanged(settings, program);
    if (changed !== undefined)
      throw new UserError(`${changed} Start a new search, or take the changes back.`);
    assertKept('strategy', options.strategy, settings.strategy.name);
    assertKept('seed', options.seed, settings.seed);
    assertKept('epochs', options.epochs, settings.budget.epochs);
    const {
      trials = settings.budget.trials,
      time = settings.budget.time,
      workers = settings.workers,
    } = options;
    const budget = {
      ...settings.budget,
      ...(trials === undefined ? {} : { trials }),
      ...(time === undefined ? {} : { time }),
    };
    if (trials !== settings.budget.trials || time !== settings.budget.time || workers !== settings.workers) {
      await study.amend(budget, workers);
    }
    return study;
  } catch (error) {
    await study.close();
    throw error;
  }
}

function assertKept(
  name: string,
  asked: string | number | undefined,
  kept: string | number | undefined,
): void {
  if (asked === undefined || asked === kept) return;
  throw new UserError(
    `The study was begun with ${name} ${kept ?? 'of the code'} and keeps it. Start a new search for ${asked}.`,
  );
}

function algorithms(program: HintedProgram, settings: StudySettings) {
  const { strategy, stop, objectives, seed, budget } = settings;
  const rule = stop
    ? createStoppingRule(stop.name, {
        seed,
        maximized: objectives.map(({ direction }) => direction === 'maximize'),
        options: stop.options,
        ...(budget.epochs === undefined ? {} : { maxSteps: budget.epochs }),
      })
    : undefined;
  return {
    strategy: createStrategy(strategy.name, {
      space: program.space,
      objectives: objectives.length,
      seed,
      ...(budget.trials === undefined ? {} : { trials: budget.trials }),
      options: strategy.options,
    }),
    ...(rule ? { stopping: rule } : {}),
  };
}

/** The pool, with labels as the space has them. */
export function evaluatorOf(
  { workers, backend, chosenBackend }: Pick<StudySettings, 'workers' | 'backend' | 'chosenBackend'>,
  program: HintedProgram,
  place: EvaluatorPlace,
  onBackend: (decision: BackendDecision) => void,
): Evaluator {
  const fixed = chosenBackend?.name ?? (backend === 'auto' ? undefined : backend);
  const pool = createPool({
    ...place,
    workers,
    onBackend,
    ...(fixed === undefined ? {} : { backend: fixed as BackendName }),
  });
  const translate = labelTranslator(program);
  return {
    evaluate: async (request, events, signal) => {
      const outcome = await pool.evaluate(request, events, signal);
      return { ...outcome, evaluated: translate(outcome.evaluated) };
    },
    resize: (workers) => pool.resize(workers),
    dispose: () => pool.dispose(),
  };
}
