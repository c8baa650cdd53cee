import path from 'node:path';
import * as vscode from 'vscode';
import type { CheckResult } from '../protocol/search';
import type { Point } from '../protocol/study';
import type { Controller } from './controller';
import type { HintFiles, HintProgram } from './hint-files';
import { saveBefore } from './save';
import type { Connect, Connection } from './session';
import { checksOnSave, searchSettings } from './settings';
import { errorText } from './text';
import { requireTrust } from './trust';

/** Milliseconds after a save: whoever saves all files saves them one after the other. */
const calm = 500;
const code = 'cannot-build';

/**
 * Finds choices that cannot be built or trained before anybody searches: when a file with hints is saved, candidates
 * are tried in the background, and what fails is a problem at the hints that are to blame. The problems go when the
 * code is changed.
 */
export class CandidateCheck implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection('espalier-candidates');
  private readonly subscriptions: vscode.Disposable[];
  private timer: NodeJS.Timeout | undefined;
  private connection: Connection | undefined;
  /** Counts checks and changes: what an older check finds is of no interest. */
  private turn = 0;
  /** The files of the program that the problems are about. */
  private about: ReadonlySet<string> = new Set();

  constructor(
    private readonly connect: Connect,
    private readonly files: HintFiles,
    private readonly controller: Pick<Controller, 'session'>,
    private readonly report: (line: string) => void,
  ) {
    this.subscriptions = [
      this.collection,
      vscode.workspace.onDidSaveTextDocument((document) => this.saved(document)),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0 && this.about.has(document.uri.fsPath)) this.forget();
      }),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('espalier.checkCandidates')) this.switched();
      }),
    ];
  }

  /** *Check Candidates*: of the file on screen, and says what came out. */
  async checkNow(): Promise<void> {
    if (!requireTrust()) return;
    const document = vscode.window.activeTextEditor?.document;
    if (!document || !this.files.isSource(document)) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('Open the file whose candidates are to be checked.'),
      );
      return;
    }
    const program = await this.files.program(document.uri);
    const names = program.files.map(({ file }) => file);
    const detail = vscode.l10n.t('Candidates run as the files are on disk.');
    if (!(await saveBefore(names, vscode.l10n.t('Save and Check'), detail))) return;
    clearTimeout(this.timer);
    const found = await this.check(document.uri);
    if (found) tell(found);
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.connection?.dispose();
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private switched(): void {
    const document = vscode.window.activeTextEditor?.document;
    if (!document || !checksOnSave(document.uri)) this.forget();
  }

  private saved(document: vscode.TextDocument): void {
    if (!vscode.workspace.isTrusted || !checksOnSave(document.uri) || !this.files.isSource(document)) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.checkQuietly(document).catch((error: unknown) => this.report(errorText(error)));
    }, calm);
  }

  private async checkQuietly(document: vscode.TextDocument): Promise<void> {
    // A search has the machine, and finds what fails by itself.
    if (this.controller.session?.isActive) return;
    const uri = await this.runnerOf(document);
    if (uri) await this.check(uri);
  }

  /** The open file that the program of a saved one is searched from: the one with settings, else itself. */
  private async runnerOf({ uri }: vscode.TextDocument): Promise<vscode.Uri | undefined> {
    const open = vscode.workspace.textDocuments.filter(
      (other) => this.files.isSource(other) && this.files.parse(other)?.config !== undefined,
    );
    for (const other of open) {
      const { files } = await this.files.program(other.uri);
      if (files.some(({ file }) => file === uri.fsPath)) return other.uri;
    }
    const own = await this.files.program(uri);
    return own.space.variables.length > 0 ? uri : undefined;
  }

  private async check(uri: vscode.Uri): Promise<CheckResult | undefined> {
    this.forget();
    const { turn } = this;
    const program = await this.files.program(uri);
    this.about = new Set(program.files.map(({ file }) => file));
    // What runs is on disk.
    const isUnsaved = ({ isDirty, uri: { fsPath } }: vscode.TextDocument) =>
      isDirty && this.about.has(fsPath);
    if (vscode.workspace.textDocuments.some(isUnsaved)) return undefined;
    if (program.diagnostics.some(({ severity }) => severity === 'error')) return undefined;
    if (program.files.some(({ diagnostics }) => diagnostics.some(({ severity }) => severity === 'error')))
      return undefined;
    const title = vscode.l10n.t('Checking candidates…');
    const result = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () =>
      this.ask(uri, turn),
    );
    if (turn !== this.turn || !result) return undefined;
    await this.show(program, result);
    return result;
  }

  /** By a process of its own, which ends with the answer or when the code is changed. */
  private async ask(uri: vscode.Uri, turn: number): Promise<CheckResult | undefined> {
    const folder = vscode.workspace.getWorkspaceFolder(uri)?.uri ?? vscode.Uri.joinPath(uri, '..');
    const nobody = { update: () => undefined, log: () => undefined };
    const connection = await this.connect(folder.fsPath, nobody, () => undefined);
    if (turn !== this.turn) {
      connection.dispose();
      return undefined;
    }
    this.connection = connection;
    try {
      const { backend } = searchSettings(uri);
      return await connection.remote.check(uri.fsPath, backend === undefined ? {} : { backend });
    } catch (error) {
      if (turn !== this.turn) return undefined;
      throw error;
    } finally {
      connection.dispose();
    }
  }

  private forget(): void {
    this.turn++;
    this.connection?.dispose();
    this.connection = undefined;
    this.collection.clear();
  }

  private async show(program: HintProgram, { faults, backend }: CheckResult): Promise<void> {
    const { turn } = this;
    const byFile = new Map<string, vscode.Diagnostic[]>();
    for (const { params, failure } of faults) {
      const places = await Promise.all(
        Object.keys(params).flatMap((label) => (program.sites.get(label) ?? []).map(locate)),
      );
      const [first, ...others] = places.flatMap((place) => place ?? []);
      if (!first) continue;
      const [line = failure.message] = failure.message.split('\n');
      const choices = words(program, params);
      const message = vscode.l10n.t('With {0} the code fails on “{1}”: {2}', choices, backend, line);
      const problem = new vscode.Diagnostic(first.range, message, vscode.DiagnosticSeverity.Warning);
      problem.source = 'Espalier';
      problem.code = code;
      problem.relatedInformation = [
        ...others.map(
          (place) => new vscode.DiagnosticRelatedInformation(place, vscode.l10n.t('together with this hint')),
        ),
        ...where(failure),
      ];
      byFile.set(first.uri.fsPath, [...(byFile.get(first.uri.fsPath) ?? []), problem]);
    }
    if (turn !== this.turn) return;
    for (const [file, problems] of byFile) this.collection.set(vscode.Uri.file(file), problems);
  }
}

/** The comment of a hint. */
async function locate({
  file,
  offset,
}: {
  readonly file: string;
  readonly offset: number;
}): Promise<vscode.Location | undefined> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(file));
  const start = document.positionAt(offset);
  const text = document.getText().slice(offset);
  const length = text.startsWith('//') ? text.search(/\r?\n|$/) : text.indexOf('*/') + 2;
  return new vscode.Location(document.uri, new vscode.Range(start, document.positionAt(offset + length)));
}

function where({ file, line, message }: CheckResult['faults'][number]['failure']) {
  if (file === undefined || line === undefined) return [];
  const place = new vscode.Location(vscode.Uri.file(file), new vscode.Position(line - 1, 0));
  return [new vscode.DiagnosticRelatedInformation(place, message.split('\n')[0] ?? message)];
}

/** `kernel 7 and pools 2` */
function words({ space }: HintProgram, params: Point): string {
  const parts = Object.entries(params).map(([label, value]) => {
    const domain = space.variables.find((variable) => variable.label === label)?.domain;
    const text = domain?.kind === 'arm' ? domain.texts[Number(value)] : undefined;
    return `${label} ${text ?? JSON.stringify(value)}`;
  });
  return parts.join(vscode.l10n.t(' and '));
}

function tell({ tried, asWritten, faults }: CheckResult): void {
  if (asWritten) {
    const { message, file, line } = asWritten;
    const place = file === undefined ? '' : ` (${path.basename(file)}:${line})`;
    const [first = message] = message.split('\n');
    void vscode.window.showWarningMessage(
      vscode.l10n.t('The code fails as it is written: {0}{1}', first, place),
    );
  } else if (faults.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('{0} candidates were tried. None fails.', tried));
  } else {
    const message = vscode.l10n.t('{0} candidates were tried, and {1} problems found.', tried, faults.length);
    const show = vscode.l10n.t('Show Problems');
    void vscode.window.showWarningMessage(message, show).then((answer) => {
      if (answer === show) void vscode.commands.executeCommand('workbench.actions.view.problems');
    });
  }
}
