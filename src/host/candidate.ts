/** What is said of a candidate in a line. Pure. */
import type { Objective, StudyHeader, Trial } from '../protocol/study';
import type { StudyModel } from './study-model';
import { measure } from './text';

/** A candidate of a study, by the journal. */
export interface CandidateRef {
  readonly journal: string;
  readonly number: number;
}

/** The best first: those on the front, then what comes closest in the first objective. Only those with a score. */
export function ranking(study: StudyModel, most: number): Trial[] {
  const { objectives } = study.header;
  const [objective] = objectives;
  const best = study.progress.best.flatMap((number) => study.trial(number) ?? []);
  if (!objective) return best.slice(0, most);
  const others = study.all
    .filter((trial) => trial.state === 'complete' && !best.includes(trial) && trial.sameAs === undefined)
    .filter(({ values }) => Number.isFinite(values[objective.name]))
    .sort((a, b) => order(objective, a, b) || a.number - b.number);
  return [...best, ...others].slice(0, most);
}

function order({ name, direction }: Objective, a: Trial, b: Trial): number {
  const difference = (a.values[name] ?? 0) - (b.values[name] ?? 0);
  return direction === 'minimize' ? difference : -difference;
}

/** `val_accuracy 0.974 · latency 3.2` */
export function scoreText({ objectives }: Pick<StudyHeader, 'objectives'>, { values }: Trial): string {
  return objectives
    .flatMap(({ name }) => (values[name] === undefined ? [] : [`${name} ${measure(values[name])}`]))
    .join(' · ');
}

/** What a candidate has other than the code as it was written: `units 16, rate 0.05`. */
export function differences({ variables }: Pick<StudyHeader, 'variables'>, { params }: Trial): string {
  return variables
    .filter(({ label }) => Object.hasOwn(params, label))
    .filter((variable) => JSON.stringify(params[variable.label]) !== JSON.stringify(variable.default))
    .map(({ label }) => `${label} ${JSON.stringify(params[label])}`)
    .join(', ');
}
