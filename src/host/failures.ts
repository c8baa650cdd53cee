import * as vscode from 'vscode';
import type { Point, Trial } from '../protocol/study';
import type { Controller } from './controller';

/** More failures than this at one line are counted, not listed. */
const listed = 3;

/**
 * Trials that failed, as problems at the line of the person's code that failed them, with the candidate's choices.
 * They go when the file is changed: then they speak of other code.
 */
export class FailureDiagnostics implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection('espalier-trials');
  private readonly subscriptions: vscode.Disposable[];
  /** By file: trials that were shown, or are not to be since the file was changed after them. */
  private readonly old = new Map<string, number>();
  private following: vscode.Disposable | undefined;

  constructor(private readonly controller: Controller) {
    this.subscriptions = [
      this.collection,
      controller.onDidChangeStudy(() => this.follow()),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0 && this.collection.has(document.uri)) this.forget(document.uri);
      }),
    ];
  }

  dispose(): void {
    this.following?.dispose();
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private follow(): void {
    this.following?.dispose();
    this.old.clear();
    this.collection.clear();
    const { session } = this.controller;
    if (!session) return;
    this.following = session.onDidUpdate(({ trials }) => {
      if (trials.some(({ state }) => state === 'failed')) this.refresh();
    });
    this.refresh();
  }

  private forget(uri: vscode.Uri): void {
    const numbers = this.failed().map(({ number }) => number);
    this.old.set(uri.fsPath, Math.max(-1, ...numbers));
    this.collection.delete(uri);
  }

  private failed(): readonly Trial[] {
    return (this.controller.session?.study?.all ?? []).filter(({ state }) => state === 'failed');
  }

  private refresh(): void {
    const places = new Map<string, Trial[]>();
    for (const trial of this.failed()) {
      const { file, line } = trial.error ?? {};
      if (file === undefined || line === undefined || trial.number <= (this.old.get(file) ?? -1)) continue;
      const key = JSON.stringify([file, line, trial.error?.message]);
      places.set(key, [...(places.get(key) ?? []), trial]);
    }
    const byFile = new Map<string, vscode.Diagnostic[]>();
    for (const trials of places.values()) {
      const { file, line, message } = trials[0]?.error ?? {};
      if (file === undefined || line === undefined || message === undefined) continue;
      const range = new vscode.Range(line - 1, 0, line - 1, Number.MAX_SAFE_INTEGER);
      const text = [message, ...trials.slice(0, listed).map(describe), rest(trials.length)]
        .filter(Boolean)
        .join('\n');
      const diagnostic = new vscode.Diagnostic(range, text, vscode.DiagnosticSeverity.Warning);
      diagnostic.source = 'Espalier';
      diagnostic.code = 'failed-candidate';
      byFile.set(file, [...(byFile.get(file) ?? []), diagnostic]);
    }
    for (const [file, diagnostics] of byFile) this.collection.set(vscode.Uri.file(file), diagnostics);
  }
}

function describe({ number, params }: Trial): string {
  return vscode.l10n.t('Candidate {0} failed here: {1}', number, choices(params));
}

function rest(count: number): string {
  return count > listed ? vscode.l10n.t('… and {0} more', count - listed) : '';
}

function choices(point: Point): string {
  return Object.entries(point)
    .map(([label, value]) => `${label} ${JSON.stringify(value)}`)
    .join(', ');
}
