/** What a person changes of a study's budget and workers, checked. */
import type { SearchChange } from '../protocol/study';
import { UserError } from './errors';
import type { Budget, StudySettings } from './settings';

const mostWorkers = 256;

/** The settings after the change; what is absent stays, null takes a bound away. @throws UserError */
export function changedSettings(
  settings: Pick<StudySettings, 'budget' | 'workers'>,
  { trials, time, workers = settings.workers }: SearchChange,
): { readonly budget: Budget; readonly workers: number } {
  if (!Number.isInteger(workers) || workers < 1 || workers > mostWorkers)
    throw new UserError(`There can be 1 to ${mostWorkers} workers, not ${workers}.`);
  if (typeof trials === 'number' && (!Number.isInteger(trials) || trials < 1))
    throw new UserError(`The number of trials is a whole number from 1 on, not ${trials}.`);
  if (typeof time === 'number' && !(time > 0 && time < Infinity))
    throw new UserError(`The time of a search is more than nothing, not ${time} s.`);
  const bounds = {
    ...settings.budget,
    ...(trials !== undefined && { trials }),
    ...(time !== undefined && { time }),
  };
  const budget = Object.fromEntries(
    Object.entries(bounds).filter(([, bound]) => bound !== null && bound !== undefined),
  ) as Budget;
  return { budget, workers };
}
