import * as vscode from 'vscode';
import type { Objective } from '../protocol/study';
import type { Controller } from './controller';
import {
  type CurrentInsight,
  scoresByChoice,
  type StudyInsight,
  type StudySummary,
  type VariableSummary,
} from './language';
import type { Session } from './session';
import type { StudyModel } from './study-model';

/** Milliseconds between two looks at a search that runs: what shows them is drawn anew each time. */
const interval = 2_000;
/** Milliseconds between two computations of importance while a search runs, whose process has other work. */
const importanceInterval = 15_000;

/** What the study of a session tells of its variables. */
export class SessionInsight implements StudyInsight, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<void>();
  private readonly subscriptions: vscode.Disposable[];
  /** Of so many trials that ended. */
  private importance: { readonly done: number; readonly shares: ReadonlyMap<string, number> } | undefined;
  private summaries = new Map<string, VariableSummary | undefined>();
  private asking = false;
  private asked = -Infinity;
  private timer: NodeJS.Timeout | undefined;
  readonly onDidChange = this.changes.event;

  constructor(private readonly session: Session) {
    this.subscriptions = [
      this.changes,
      session.onDidReplace(() => this.changed()),
      session.onDidUpdate(({ trials }) => {
        if (trials.some(({ state }) => state === 'complete'))
          this.timer ??= setTimeout(() => this.changed(), interval);
      }),
    ];
  }

  of(file: vscode.Uri): StudySummary | undefined {
    const { study } = this.session;
    const objective = study?.header.objectives[0];
    if (!study || !objective || !isAbout(study, file.fsPath)) return undefined;
    void this.askImportance(study, objective);
    return {
      name: study.header.name,
      objective,
      variable: (label) => {
        if (!this.summaries.has(label)) this.summaries.set(label, this.summary(study, objective, label));
        return this.summaries.get(label);
      },
    };
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private summary(study: StudyModel, objective: Objective, label: string): VariableSummary | undefined {
    const variable = study.header.variables.find((other) => other.label === label);
    if (!variable) return undefined;
    const choices = scoresByChoice(study.all, variable, objective.name, objective.direction);
    if (choices.length === 0) return undefined;
    const [number] = study.progress.best;
    const best = number === undefined ? undefined : study.trial(number)?.params[label];
    const importance = this.importance?.shares.get(label);
    return {
      choices,
      ...(best === undefined ? {} : { best }),
      ...(importance === undefined ? {} : { importance }),
    };
  }

  /** Takes a while with many trials: what is known is shown until then. */
  private async askImportance(study: StudyModel, { name }: Objective): Promise<void> {
    const { done } = study.progress;
    if (this.asking || this.importance?.done === done) return;
    if (this.session.isActive && performance.now() - this.asked < importanceInterval) return;
    this.asking = true;
    this.asked = performance.now();
    try {
      const shares = await this.session.importance(name);
      this.importance = { done, shares: new Map(shares.map(({ label, share }) => [label, share])) };
      this.changed();
    } catch {
      // The process is gone: the next look asks again.
    } finally {
      this.asking = false;
    }
  }

  private changed(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.summaries = new Map();
    this.changes.fire();
  }
}

/** Before a study is open: the one that a file was last searched in is opened when it is first asked for. */
function lastStudy(controller: Controller): StudyInsight {
  const nothing = new vscode.EventEmitter<void>();
  const asked = new Set<string>();
  return {
    onDidChange: nothing.event,
    of: (file) => {
      if (!asked.has(file.fsPath)) controller.recall(file).catch(() => undefined);
      asked.add(file.fsPath);
      return undefined;
    },
  };
}

/** Hovers and inlay hints speak of the study that is open. */
export function followStudy(controller: Controller, insight: CurrentInsight): vscode.Disposable {
  let own: SessionInsight | undefined;
  insight.set(lastStudy(controller));
  const follow = () => {
    own?.dispose();
    own = controller.session && new SessionInsight(controller.session);
    insight.set(own ?? lastStudy(controller));
  };
  return vscode.Disposable.from(controller.onDidChangeStudy(follow), { dispose: () => own?.dispose() });
}

function isAbout({ header }: StudyModel, file: string): boolean {
  return file in header.hints || file === header.file || file === header.entry;
}
