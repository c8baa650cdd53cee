import * as vscode from 'vscode';
import type { Objective, Value } from '../../protocol/study';

/** What a study tells of the variables of a program. Hovers and inlay hints show it where it is there. */
export interface StudyInsight {
  /** Something new is known: a trial ended, another study was opened. */
  readonly onDidChange: vscode.Event<void>;
  /** The study of a program, by any of its files; undefined where none is open. */
  of(file: vscode.Uri): StudySummary | undefined;
}

export interface StudySummary {
  readonly name: string;
  /** The objective that scores are of. */
  readonly objective: Objective;
  /** A variable by its label in the space; undefined while nothing is known of it. */
  variable(label: string): VariableSummary | undefined;
}

export interface VariableSummary {
  /** Its value in the best trial; absent when it is inactive there. */
  readonly best?: Value;
  /** How much the variable matters for the objective, from 0 to 1; absent while there are too few trials. */
  readonly importance?: number;
  /** In the order of the domain; choices that no trial has are left out. */
  readonly choices: readonly ChoiceScore[];
}

export interface ChoiceScore {
  /** The value, or the range of values, as a person reads it. */
  readonly name: string;
  readonly trials: number;
  readonly best: number;
  readonly mean: number;
}

/** The study that is looked at, when there is one: whoever opens a study sets it. */
export class CurrentInsight implements StudyInsight, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<void>();
  private current: StudyInsight | undefined;
  private listener: vscode.Disposable | undefined;
  readonly onDidChange = this.changes.event;

  of(file: vscode.Uri): StudySummary | undefined {
    return this.current?.of(file);
  }

  /** Another study's, or none. */
  set(insight: StudyInsight | undefined): void {
    this.listener?.dispose();
    this.current = insight;
    this.listener = insight?.onDidChange(() => this.changes.fire());
    this.changes.fire();
  }

  dispose(): void {
    this.listener?.dispose();
    this.changes.dispose();
  }
}
