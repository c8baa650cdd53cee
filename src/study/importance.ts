/** How much each variable of a study matters for one of its objectives. */
import type { StudySnapshot, VariableImportance } from '../protocol/study';
import { importance } from '../strategy/importance';
import { UserError } from './errors';
import { observationOf } from './objectives';

/**
 * Variables with their shares, the most important first; the shares sum to 1. Empty while the trials that completed
 * are too few, or too equal, to tell. Throws a {@link UserError} for an objective that the study does not have.
 */
export function importanceIn(
  { header, trials }: Pick<StudySnapshot, 'header' | 'trials'>,
  objective: string,
): VariableImportance[] {
  const { objectives, variables, study, seed } = header;
  const index = objectives.findIndex(({ name }) => name === objective);
  if (index < 0) {
    const names = objectives.map(({ name }) => name).join(', ');
    throw new UserError(`The study ${study} has no objective ${objective}. It has: ${names}.`);
  }
  const completed = trials
    .filter(({ state }) => state === 'complete')
    .map((trial) => observationOf(trial, [], objectives, []));
  const found = importance({ variables }, completed, { objective: index, seed });
  return found.some(({ share }) => share > 0) ? found : [];
}
