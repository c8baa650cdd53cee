/** Gathers what changes and passes it on at most ten times a second; of a trial that changed twice, the last state. */
import type { Progress, StudyHeader, StudyUpdate, TrialStep } from '../protocol/study';
import type { Trial } from './trial';

const interval = 100;

export class Updates {
  private trials = new Map<number, Trial>();
  private steps: TrialStep[] = [];
  private header: StudyHeader | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly send: (update: StudyUpdate) => void,
    private readonly progress: () => Progress,
  ) {}

  trial(trial: Trial): void {
    this.trials.delete(trial.number); // In the order of the last change.
    this.trials.set(trial.number, trial);
    this.soon();
  }

  step(step: TrialStep): void {
    this.steps.push(step);
    this.soon();
  }

  headerChanged(header: StudyHeader): void {
    this.header = header;
    this.soon();
  }

  /** Something in the progress changed. */
  soon(): void {
    this.timer ??= setTimeout(() => this.flush(), interval);
  }

  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const update: StudyUpdate = {
      progress: this.progress(),
      trials: [...this.trials.values()],
      steps: this.steps,
      ...(this.header ? { header: this.header } : {}),
    };
    this.trials = new Map();
    this.steps = [];
    this.header = undefined;
    this.send(update);
  }
}
