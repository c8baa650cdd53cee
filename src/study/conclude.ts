/** From the outcome of an evaluation to the trial that is kept: objectives, constraints, the reason of a failure. */
import type { Outcome } from '../evaluate/interface';
import { constraintValues, missingConstraint, objectiveValues } from './objectives';
import type { StudySettings } from './settings';
import type { Trial, TrialError } from './trial';

type Judge = Pick<StudySettings, 'objectives' | 'constraints' | 'file'>;
type Judged = Pick<Trial, 'state' | 'values' | 'error'>;

/** The trial that a running one becomes. The graph's address is its key. */
export function conclude(running: Trial, outcome: Outcome, settings: Judge): Trial {
  return {
    ...running,
    ...judge(outcome, settings),
    measures: finite(outcome.measures),
    seconds: outcome.seconds,
    epochs: outcome.epochs,
    backend: outcome.backend,
    evaluated: outcome.evaluated.filter((label) => label in running.params),
    ...(outcome.graph ? { graph: outcome.graph.key } : {}),
  };
}

function judge(outcome: Outcome, settings: Judge): Judged {
  if (outcome.state === 'failed') return failed(outcome.error);
  const { values, problem } = objectiveValues(settings.objectives, outcome.measures);
  if (outcome.state === 'infeasible' || outcome.state === 'pruned') return { state: outcome.state, values };
  const unjudged = problem ?? missingConstraint(settings.constraints, outcome.measures);
  if (unjudged !== undefined) return failed({ message: unjudged, file: settings.file });
  const met = constraintValues(settings.constraints, outcome.measures).every((value) => (value ?? 0) <= 0);
  return { state: met ? 'complete' : 'infeasible', values };
}

const failed = (error: TrialError): Judged => ({ state: 'failed', values: {}, error });

function finite(measures: Outcome['measures']): Record<string, number> {
  return Object.fromEntries(Object.entries(measures).filter(([, value]) => Number.isFinite(value)));
}
