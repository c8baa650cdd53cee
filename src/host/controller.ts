import { existsSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { FileDiff } from '../protocol/panel';
import type { Point } from '../protocol/study';
import type { Acceptor } from './accept';
import type { HintFiles } from './hint-files';
import type { Output } from './output';
import { offerRuns } from './candidate-runs';
import type { PanelView } from './panel';
import { type Connect, Session } from './session';
import { searchSettings } from './settings';
import type { StatusBar } from './status-bar';
import { saveBeforeSearch } from './save';
import { errorText } from './text';
import { requireTrust } from './trust';

/** Where a workspace's last studies are remembered: file with hints → journal, and the last of all. */
const memory = { studies: 'espalier.studies', last: 'espalier.lastStudy' };

/** What the commands do. There is one current study in a window; its search outlives the panel. */
export class Controller implements vscode.Disposable {
  private current: Session | undefined;
  private listeners: vscode.Disposable | undefined;
  private starting = false;
  private readonly studyChanges = new vscode.EventEmitter<void>();
  /** Another study is the current one. */
  readonly onDidChangeStudy = this.studyChanges.event;
  private readonly bestChanges = new vscode.EventEmitter<void>();
  /** Other candidates are the best of the current study. */
  readonly onDidChangeBest = this.bestChanges.event;
  private best = '';
  /** Context keys as they were last set. */
  private readonly keys = new Map<string, unknown>();

  constructor(
    private readonly connect: Connect,
    private readonly files: HintFiles,
    private readonly acceptor: Acceptor,
    private readonly output: Output,
    private readonly statusBar: StatusBar,
    private readonly state: vscode.Memento,
    private readonly panel: () => PanelView,
  ) {
    this.refresh();
  }

  get session(): Session | undefined {
    return this.current;
  }

  /** *Search Architecture*: of a file, else of the one on screen. */
  async search(uri?: vscode.Uri): Promise<void> {
    if (!requireTrust()) return;
    const file = await this.searchable(uri);
    if (!file || this.starting) return;
    if (!(await this.isFree())) return;
    const program = await this.files.program(file);
    if (!(await saveBeforeSearch(program.files.map((source) => source.file)))) return;
    const study = await this.choose(file);
    if (study === 'cancelled') return;
    const resume = study === undefined ? {} : { study, resume: true };
    await this.begin(vscode.l10n.t('Starting the search…'), (session) =>
      session.start({ ...searchSettings(file), ...resume, file: file.fsPath }),
    );
    this.panel().open();
  }

  async pause(): Promise<void> {
    await this.current?.pause();
  }

  /** *Resume*: the paused search, or the last study of this workspace. */
  async resume(): Promise<void> {
    if (!requireTrust()) return;
    if (!this.current) await this.reopen();
    const { header } = this.current ?? {};
    if (!this.current || !header) {
      void vscode.window.showInformationMessage(vscode.l10n.t('There is no search to go on with.'));
      return;
    }
    await this.current.resume(searchSettings(vscode.Uri.file(header.file)));
  }

  async stop(): Promise<void> {
    await this.current?.stop();
  }

  /** What the panel's button to start does: the study again where it stopped, else the file on screen. */
  async start(): Promise<void> {
    await (this.current?.header ? this.resume() : this.search());
  }

  /** Queues a candidate of a person's; a search at rest goes on for it. */
  async enqueue(point: Point): Promise<void> {
    const { header } = this.current ?? {};
    if (!this.current || !header) throw new Error(vscode.l10n.t('No study is open.'));
    if (requireTrust()) await this.current.enqueue(point, searchSettings(vscode.Uri.file(header.file)));
  }

  async diff(number: number): Promise<readonly FileDiff[]> {
    const study = this.current?.study;
    return study ? this.acceptor.diff(study, number) : [];
  }

  async openPanel(): Promise<void> {
    this.panel().open(true);
    await this.reopen();
  }

  /** Opens a study, else the one that was last searched here, for reading; nothing happens when one is open. */
  async reopen(given?: string): Promise<void> {
    const study = given ?? this.state.get<string>(memory.last);
    if (this.current || this.starting || !study || !existsSync(study) || !vscode.workspace.isTrusted) return;
    await this.open(study);
  }

  /** Opens the study that a file was last searched in, if any, unless a study is open. */
  async recall(file: vscode.Uri): Promise<void> {
    const study = this.state.get<Record<string, string>>(memory.studies, {})[file.fsPath];
    if (study) await this.reopen(study);
  }

  /** Makes a study the current one, unless it is; asks before it takes the place of one that is being searched. */
  async show(study: string): Promise<void> {
    if (this.current?.header?.study === study) return;
    if (await this.isFree()) await this.open(study);
  }

  /** Lets go of the current study. */
  close(): void {
    this.listeners?.dispose();
    this.current?.dispose();
    this.current = undefined;
    this.panel().follow(undefined);
    this.refresh();
    this.studyChanges.fire();
  }

  /** Opens a study for reading. */
  async open(study: string): Promise<void> {
    if (!requireTrust()) return;
    await this.begin(vscode.l10n.t('Opening the study…'), (session) => session.open(study));
  }

  async accept(number: number, strip = false): Promise<boolean> {
    const session = this.current;
    if (!session?.study) throw new Error(vscode.l10n.t('No study is open.'));
    if (!(await this.acceptor.accept(session.study, number, strip))) return false;
    void guarded(this.output, () => offerRuns(session, number, strip))();
    return true;
  }

  /** *Accept Best*: with several objectives the panel shows the front, and a person picks. */
  async acceptBest(strip = false): Promise<void> {
    const [number, ...more] = this.current?.study?.progress.best ?? [];
    if (number === undefined) {
      void vscode.window.showInformationMessage(vscode.l10n.t('No candidate has finished yet.'));
      return;
    }
    const chosen = more.length === 0 ? number : await this.pickOf([number, ...more]);
    if (chosen !== undefined) await this.accept(chosen, strip);
  }

  dispose(): void {
    this.studyChanges.dispose();
    this.bestChanges.dispose();
    this.listeners?.dispose();
    this.current?.dispose();
  }

  private async pickOf(numbers: readonly number[]): Promise<number | undefined> {
    const study = this.current?.study;
    const items = numbers.map((number) => {
      const values = Object.entries(study?.trial(number)?.values ?? {});
      const description = values.map(([name, value]) => `${name} ${value}`).join(' · ');
      return { label: vscode.l10n.t('Candidate {0}', number), description, number };
    });
    const title = vscode.l10n.t('None of these is better than another in every objective');
    return (await vscode.window.showQuickPick(items, { title }))?.number;
  }

  /** Makes a session the current one when it has started; the one before stays when it has not. */
  private async begin(title: string, start: (session: Session) => Promise<unknown>): Promise<void> {
    const session = new Session(this.connect);
    this.output.follow(session);
    this.starting = true;
    try {
      await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () =>
        start(session),
      );
    } catch (error) {
      session.dispose();
      if (this.current) this.output.follow(this.current);
      throw error;
    } finally {
      this.starting = false;
    }
    this.adopt(session);
  }

  private adopt(session: Session): void {
    this.listeners?.dispose();
    this.current?.dispose();
    this.current = session;
    this.listeners = vscode.Disposable.from(
      session.onDidUpdate(() => this.refresh()),
      session.onDidReplace(() => this.refresh()),
    );
    this.panel().follow(session);
    const { header } = session;
    if (header) {
      const studies = this.state.get<Record<string, string>>(memory.studies, {});
      void this.state.update(memory.studies, { ...studies, [header.file]: header.study });
      void this.state.update(memory.last, header.study);
    }
    this.refresh();
    this.studyChanges.fire();
  }

  /** The status bar and what the commands may do now. */
  private refresh(): void {
    const study = this.current?.study;
    const isActive = this.current?.isActive ?? false;
    const state = study?.progress.state;
    this.statusBar.show(study);
    const best = `${study?.header.study} ${study?.progress.best.join()}`;
    if (best !== this.best) this.bestChanges.fire();
    this.best = best;
    const known = study !== undefined || this.state.get<string>(memory.last) !== undefined;
    const keys: Record<string, unknown> = {
      state,
      isActive,
      canResume: known && (!isActive || state === 'paused'),
      hasBest: (study?.progress.best.length ?? 0) > 0,
    };
    for (const [key, value] of Object.entries(keys)) {
      if (this.keys.get(key) === value) continue;
      this.keys.set(key, value);
      void vscode.commands.executeCommand('setContext', `espalier.${key}`, value);
    }
  }

  /** The file to search, if it has hints; says why not otherwise. */
  private async searchable(uri: vscode.Uri | undefined): Promise<vscode.Uri | undefined> {
    const document = uri
      ? await vscode.workspace.openTextDocument(uri)
      : vscode.window.activeTextEditor?.document;
    if (!document) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('Open the file whose architecture is to be searched.'),
      );
      return undefined;
    }
    const variables = this.files.parse(document)?.hints.some(({ role }) => role === 'variable');
    if (variables) return document.uri;
    const program = this.files.isSource(document) ? await this.files.program(document.uri) : undefined;
    if (program && program.space.variables.length > 0) return document.uri;
    const message = vscode.l10n.t(
      '{0} has no hints. Write a comment such as {1} before a value that may vary.',
      path.basename(document.fileName),
      '/* @nas choice(16, 32, 64) */',
    );
    void vscode.window.showWarningMessage(message);
    return undefined;
  }

  /** Two searches at once would take each other's time: the one that runs is shown, or stopped when the person agrees. */
  private async isFree(): Promise<boolean> {
    if (!this.current?.isActive) return true;
    const name = this.current.header?.name ?? '';
    const stop = vscode.l10n.t('Stop It');
    const show = vscode.l10n.t('Show It');
    const message = vscode.l10n.t('“{0}” is being searched.', name);
    const detail = vscode.l10n.t('Its finished candidates are kept, and it can be resumed.');
    const answer = await vscode.window.showWarningMessage(message, { modal: true, detail }, stop, show);
    if (answer === show) this.panel().open();
    if (answer !== stop) return false;
    await this.current.stop();
    return true;
  }

  /** A study of the file that is there already may be gone on with. Undefined: a new one. */
  private async choose(file: vscode.Uri): Promise<string | undefined | 'cancelled'> {
    const study = this.state.get<Record<string, string>>(memory.studies, {})[file.fsPath];
    if (!study || !existsSync(study)) return undefined;
    const fresh = { label: vscode.l10n.t('New search'), study: undefined };
    const old = {
      label: vscode.l10n.t('Continue {0}', path.basename(study, '.log')),
      description: vscode.l10n.t('with the candidates that it has'),
      study,
    };
    const title = vscode.l10n.t('{0} was searched before', path.basename(file.fsPath));
    const answer = await vscode.window.showQuickPick([fresh, old], { title });
    return answer ? answer.study : 'cancelled';
  }
}

/** Wraps a command, so that what goes wrong is said in one line with the log at hand. */
export function guarded<Args extends unknown[]>(
  output: Output,
  run: (...args: Args) => Promise<unknown>,
): (...args: Args) => Promise<void> {
  return async (...args) => {
    try {
      await run(...args);
    } catch (error) {
      const text = errorText(error);
      output.line(text);
      const show = vscode.l10n.t('Show Log');
      void vscode.window.showErrorMessage(text.split('\n')[0] ?? text, show).then((answer) => {
        if (answer === show) output.channel.show(true);
      });
    }
  };
}
