/** One candidate's evaluation: what it reports goes to the journal, the stopping rule and whoever watches. */
import { createHash } from 'node:crypto';
import path from 'node:path';
import type { CandidateEvents, CandidateRequest, Evaluator, Outcome, Program } from '../evaluate/interface';
import { knownBeforeTraining } from '../hints/objective';
import type { Objective, TrialStep } from '../protocol/study';
import type { StoppingRule } from '../strategy/strategy';
import { minimisedValues } from './objectives';
import { studyFolder } from './store';
import type { StudySettings } from './settings';
import type { Graph, Measures, Trial } from './trial';

/** The seed of a trial, from that of the search: what a trial draws does not depend on those before it. */
export function trialSeed(seed: number, number: number): number {
  return createHash('sha256').update(`${seed}/${number}`).digest().readUInt32BE() >>> 1;
}

export function requestOf(
  trial: Trial,
  program: Program,
  study: string,
  settings: StudySettings,
): CandidateRequest {
  const { constraints, objectives, objectivesKnown } = settings;
  const measures = [...objectives.map(({ name }) => name), ...constraints.map(({ measure }) => measure)];
  const isUntrained = objectivesKnown && measures.every((name) => knownBeforeTraining.has(name));
  return {
    number: trial.number,
    point: trial.params,
    program,
    seed: trial.seed ?? 0,
    ...(settings.budget.epochs === undefined ? {} : { epochs: settings.budget.epochs }),
    folder: path.join(studyFolder(study), 'trials', String(trial.number)),
    limits: settings.limits,
    bounds: constraints.filter(({ measure }) => knownBeforeTraining.has(measure)),
    measures,
    ...(isUntrained ? { untrained: true } : {}),
    ...(settings.weights === 'shared' ? { sharedWeights: path.join(studyFolder(study), 'weights') } : {}),
  };
}

/** What a run needs of the search around it. */
export interface RunContext {
  readonly evaluator: Evaluator;
  readonly stopping: StoppingRule | undefined;
  /** Asked each time: they may become known while the first candidate runs. */
  objectives(): readonly Objective[];
  /** A candidate reported something, before it is judged. */
  reported(measures: Measures): Promise<void>;
  step(step: TrialStep): Promise<void>;
  log(trial: number, line: string): void;
  /** The earlier trial that this one turns out to be the same as. */
  sameGraph(graph: Graph): number | undefined;
}

export type RunEnd =
  | { readonly kind: 'outcome'; readonly outcome: Outcome }
  /** Its graph is that of an earlier trial: its training was spared. */
  | { readonly kind: 'same'; readonly as: number };

/** Evaluates one candidate. Rejects with the signal's reason when it is aborted. */
export async function runCandidate(
  request: CandidateRequest,
  context: RunContext,
  signal: AbortSignal,
): Promise<RunEnd> {
  const spared = new AbortController();
  let same: number | undefined;
  let latest: Measures = {};
  const events: CandidateEvents = {
    graph(graph) {
      same ??= context.sameGraph(graph);
      if (same !== undefined) spared.abort();
    },
    log: (line) => context.log(request.number, line),
    async report(step, measures) {
      if (same !== undefined) return 'stop';
      latest = { ...latest, ...measures };
      await context.reported(measures);
      await context.step({ number: request.number, step, measures });
      return verdict(request.number, step, measures, latest, context);
    },
  };
  try {
    const outcome = await context.evaluator.evaluate(
      request,
      events,
      AbortSignal.any([signal, spared.signal]),
    );
    if (same === undefined) return { kind: 'outcome', outcome };
  } catch (error) {
    if (same === undefined || signal.aborted) throw error;
  }
  return { kind: 'same', as: same };
}

/** The rule judges when the first objective is reported; the others as last seen, where they are known by then. */
function verdict(
  number: number,
  step: number,
  measures: Measures,
  latest: Measures,
  { stopping, objectives }: RunContext,
): 'continue' | 'stop' {
  const all = objectives();
  const first = all[0];
  if (!stopping || !first || measures[first.name] === undefined) return 'continue';
  const known = all.filter(({ name }) => latest[name] !== undefined);
  const values = minimisedValues(known, latest);
  if (values.length === 0) return 'continue';
  const decision = stopping.report(number, step, values);
  // The code as written runs to its end: everything is compared with it.
  return number === 0 ? 'continue' : decision;
}
