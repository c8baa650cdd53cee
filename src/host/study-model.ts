import type { Progress, StudyHeader, StudySnapshot, StudyUpdate, Trial } from '../protocol/study';

/** A study as the host knows it: the last snapshot and every update since, so that a panel can be shown at any time. */
export class StudyModel {
  private readonly trials = new Map<number, Trial>();
  header: StudyHeader;
  progress: Progress;

  constructor(snapshot: StudySnapshot) {
    this.header = snapshot.header;
    this.progress = snapshot.progress;
    for (const trial of snapshot.trials) this.trials.set(trial.number, trial);
  }

  apply(update: StudyUpdate): void {
    this.progress = update.progress;
    if (update.header) this.header = update.header;
    for (const trial of update.trials) this.trials.set(trial.number, trial);
  }

  trial(number: number): Trial | undefined {
    return this.trials.get(number);
  }

  get all(): readonly Trial[] {
    return [...this.trials.values()];
  }

  snapshot(): StudySnapshot {
    return { header: this.header, progress: this.progress, trials: this.all };
  }
}

/** True while the search process has something to do: it can be paused or stopped. */
export function isActive(progress: Progress): boolean {
  return ['starting', 'running', 'pausing', 'paused', 'stopping'].includes(progress.state);
}
