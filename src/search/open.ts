/** A study that is only read: finished, interrupted, or run by another process. */
import path from 'node:path';
import type { StudySnapshot, TrialDetail, TrialMark } from '../protocol/study';
import { BestTrials } from '../study/best';
import { waitingTrial } from '../study/loop';
import { markAttribute, readMarks, type Marks } from '../study/marks';
import { describeBackend, headerOf, type StudySettings } from '../study/settings';
import type { ObjectiveStep } from '../study/trial-records';
import { detailOf, Study } from '../study/study';
import { runningSearch } from '../study/study-lock';

export interface OpenStudy {
  readonly settings: StudySettings;
  readonly snapshot: StudySnapshot;
  /** Undefined when there is no such trial. */
  detail(number: number): Promise<TrialDetail | undefined>;
  /** The first objective of a trial by step. */
  steps(number: number): readonly ObjectiveStep[];
  marks(): Marks;
  mark(number: number, mark: TrialMark): Promise<void>;
}

/** Throws a `UserError` when the file is not a study. */
export async function openStudy(file: string): Promise<OpenStudy> {
  const study = path.resolve(file);
  const { state, store } = await Study.read(study);
  const { settings } = state;
  const ended = [...state.trials.values()].map(({ trial }) => trial).sort((a, b) => a.number - b.number);
  const runner = await runningSearch(study);
  const unfinished = state.unfinished.map(({ number, point }) => waitingTrial(number, point));
  const best = new BestTrials(settings.objectives);
  for (const trial of ended) best.add(trial);
  let marks = state.marks;
  return {
    settings,
    snapshot: {
      header: headerOf(study, settings),
      progress: {
        state: 'idle',
        ...(runner === undefined ? {} : { message: `A search runs on this study: ${runner}.` }),
        done: ended.length,
        ...(settings.budget.trials === undefined ? {} : { trials: settings.budget.trials }),
        ...(settings.budget.time === undefined ? {} : { time: settings.budget.time }),
        elapsed: ended.reduce((sum, { seconds }) => sum + (seconds ?? 0), 0) / settings.workers,
        workers: settings.workers,
        ...(settings.chosenBackend ? { backend: describeBackend(settings.chosenBackend) } : {}),
        best: best.numbers,
      },
      trials: [...ended, ...unfinished].sort((a, b) => a.number - b.number),
    },
    steps: (number) => {
      const known = state.trials.get(number);
      return (state.trials.get(known?.trial.sameAs ?? number) ?? known)?.steps ?? [];
    },
    marks: () => marks,
    mark: async (number, mark) => {
      const attribute = markAttribute(number, mark);
      await Study.annotate(study, [attribute]);
      marks = new Map([...[...marks].filter(([other]) => other !== number), ...readMarks(attribute)]);
    },
    detail: async (number) => {
      const waiting = unfinished.find((trial) => trial.number === number);
      if (waiting) return { trial: waiting, curve: { steps: [] } };
      return detailOf(state.trials.get(number), store);
    },
  };
}
