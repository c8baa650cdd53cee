import * as vscode from 'vscode';
import type { Point, Trial } from '../protocol/study';
import type { CandidateRef } from './candidate';
import type { Controller } from './controller';
import { type HintFiles, hintSelector } from './hint-files';
import { analysis } from './lazy';
import type { StudyModel } from './study-model';

/** More failures than this at one line are counted, not listed. */
const listed = 3;

/** A problem that knows its candidates. */
class Failure extends vscode.Diagnostic {
  constructor(
    line: number,
    message: string,
    readonly candidate: CandidateRef,
  ) {
    super(
      new vscode.Range(line - 1, 0, line - 1, Number.MAX_SAFE_INTEGER),
      message,
      vscode.DiagnosticSeverity.Warning,
    );
    this.source = 'Espalier';
    this.code = 'failed-candidate';
  }
}

/**
 * Trials that failed, as problems at the line of the person's code that failed them, with the candidate's choices.
 * They go when the code is changed, since then they speak of other code, and are back when it is what ran.
 */
export class FailureDiagnostics implements vscode.CodeActionProvider, vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection('espalier-trials');
  private readonly subscriptions: vscode.Disposable[];
  private following: vscode.Disposable | undefined;
  /** The code is that of the study's first trial, but for the values of its hints. */
  private asSearched = false;
  /** Trials from this number on ran the code as it was when the search was last started. */
  private from = Infinity;
  private edited = false;

  constructor(
    private readonly controller: Controller,
    private readonly files: HintFiles,
  ) {
    const kinds = [vscode.CodeActionKind.QuickFix];
    this.subscriptions = [
      this.collection,
      controller.onDidChangeStudy(() => this.follow()),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0 && this.isPart(document.uri)) this.changed();
      }),
      files.onDidChange((uri) => {
        if (this.isPart(uri)) void this.compare();
      }),
      vscode.languages.registerCodeActionsProvider(hintSelector, this, { providedCodeActionKinds: kinds }),
    ];
  }

  /** What can be done with the candidates that failed at a line. */
  provideCodeActions(
    _document: vscode.TextDocument,
    _range: vscode.Range,
    { diagnostics }: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    return diagnostics.flatMap((diagnostic) => {
      if (!(diagnostic instanceof Failure)) return [];
      const { candidate } = diagnostic;
      const action = (title: string, command: string) => {
        const made = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
        made.diagnostics = [diagnostic];
        made.command = { title, command: `espalier.${command}`, arguments: [candidate] };
        return made;
      };
      const { number } = candidate;
      return [
        action(vscode.l10n.t('Debug candidate {0}', number), 'debugCandidate'),
        action(vscode.l10n.t('Show candidate {0} in the panel', number), 'showCandidate'),
        action(vscode.l10n.t('Open the code of candidate {0}', number), 'openCandidate'),
      ];
    });
  }

  dispose(): void {
    this.following?.dispose();
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private get study(): StudyModel | undefined {
    return this.controller.session?.study;
  }

  private follow(): void {
    this.following?.dispose();
    this.following = undefined;
    const { session } = this.controller;
    if (session) {
      this.following = vscode.Disposable.from(
        session.onDidUpdate(({ trials }) => {
          if (trials.some(({ state }) => state === 'failed')) this.refresh();
        }),
        session.onDidReplace(() => this.begin()),
      );
    }
    this.begin();
  }

  /** A study was opened, or its search started: the code on disk is what runs from now on. */
  private begin(): void {
    const numbers = this.study?.all.filter(hasEnded).map(({ number }) => number) ?? [];
    this.from = this.controller.session?.isActive ? Math.max(-1, ...numbers) + 1 : Infinity;
    this.edited = false;
    this.asSearched = false;
    this.refresh();
    void this.compare();
  }

  private changed(): void {
    this.edited = true;
    this.asSearched = false;
    this.collection.clear();
  }

  private isPart(uri: vscode.Uri): boolean {
    const { header } = this.study ?? {};
    return header !== undefined && uri.fsPath in { ...header.hints, ...header.sources };
  }

  /** Whether the code is what the study was made from. Parses it, so only when something failed. */
  private async compare(): Promise<void> {
    const { study } = this;
    if (!study?.header.sources || !study.all.some(hasFailed)) return;
    const { file } = study.header;
    const program = await this.files.program(vscode.Uri.file(file)).catch(() => undefined);
    if (!program || this.study !== study) return;
    const { isAsSearched, javascript } = analysis();
    this.asSearched = isAsSearched(javascript, study.header, program.files);
    this.refresh();
  }

  private refresh(): void {
    const places = new Map<string, Trial[]>();
    for (const trial of this.study?.all.filter(hasFailed) ?? []) {
      const { file, line, message } = trial.error ?? {};
      const isCurrent = this.asSearched || (!this.edited && trial.number >= this.from);
      if (file === undefined || line === undefined || !isCurrent) continue;
      const key = JSON.stringify([file, line, message]);
      places.set(key, [...(places.get(key) ?? []), trial]);
    }
    const byFile = new Map<string, Failure[]>();
    for (const trials of places.values()) {
      const [first] = trials;
      const { file, line, message } = first?.error ?? {};
      const journal = this.study?.header.study;
      if (!first || !journal || file === undefined || line === undefined || message === undefined) continue;
      const text = [message, ...trials.slice(0, listed).map(describe), rest(trials.length)]
        .filter(Boolean)
        .join('\n');
      const failure = new Failure(line, text, { journal, number: first.number });
      byFile.set(file, [...(byFile.get(file) ?? []), failure]);
    }
    this.collection.clear();
    for (const [file, failures] of byFile) this.collection.set(vscode.Uri.file(file), failures);
  }
}

function hasFailed({ state }: Trial): boolean {
  return state === 'failed';
}

function hasEnded({ state }: Trial): boolean {
  return state !== 'running' && state !== 'waiting';
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
