import * as vscode from 'vscode';
import type {
  RerunOptions,
  RerunResult,
  SearchChange,
  SearchHost,
  SearchOptions,
  SearchProcess,
} from '../protocol/search';
import type {
  Point,
  StudyHeader,
  StudySnapshot,
  StudyUpdate,
  TrialCurve,
  TrialDetail,
  TrialMark,
  VariableImportance,
} from '../protocol/study';
import { StudyModel, isActive } from './study-model';
import { errorText } from './text';

/** A search process that answers calls; {@link SearchClient} is one. */
export interface Connection {
  readonly remote: SearchProcess;
  readonly isRunning: boolean;
  readonly pid: number | undefined;
  dispose(): void;
}

/** Starts a search process in a folder. */
export type Connect = (
  cwd: string,
  host: SearchHost,
  onExit: (reason: string) => void,
) => Promise<Connection>;

/**
 * One study, open for reading or being searched. It lives as long as the window, whatever panels come and go, and
 * starts a new process when the last one is gone and something is asked of it.
 */
export class Session implements vscode.Disposable {
  private readonly updates = new vscode.EventEmitter<StudyUpdate>();
  private readonly replacements = new vscode.EventEmitter<StudySnapshot>();
  private readonly lines = new vscode.EventEmitter<{ trial: number | undefined; line: string }>();
  /** What changed. */
  readonly onDidUpdate = this.updates.event;
  /** The study was opened anew: everything may have changed. */
  readonly onDidReplace = this.replacements.event;
  /** A line that a candidate printed, or a remark of the search. */
  readonly onDidLog = this.lines.event;
  private connection: Connection | undefined;
  /** A start or an opening that is under way. */
  private change: Promise<StudySnapshot> | undefined;
  private model: StudyModel | undefined;
  private generation = 0;
  private disposed = false;

  constructor(private readonly connect: Connect) {}

  /** Starts or resumes a search. Rejects with one clear line. */
  start(options: SearchOptions): Promise<StudySnapshot> {
    return this.changeTo(folderOf(options.file), (remote) => remote.start(options));
  }

  /** Opens a study for reading. */
  open(study: string): Promise<StudySnapshot> {
    return this.changeTo(folderOf(study), (remote) => remote.open(study));
  }

  /** Undefined until a start or an opening has succeeded. */
  get study(): StudyModel | undefined {
    return this.model;
  }

  get header(): StudyHeader | undefined {
    return this.model?.header;
  }

  /** The search process, while there is one. */
  get pid(): number | undefined {
    return this.connection?.isRunning ? this.connection.pid : undefined;
  }

  get isActive(): boolean {
    return this.model !== undefined && isActive(this.model.progress);
  }

  /** A trial with its graph and curve. */
  async trial(number: number): Promise<TrialDetail> {
    return (await this.remote()).trial(number);
  }

  /** How much each variable matters for an objective. */
  async importance(objective: string): Promise<readonly VariableImportance[]> {
    return (await this.remote()).importance(objective);
  }

  /** The first objective by step of these trials. */
  async curves(numbers: readonly number[]): Promise<readonly TrialCurve[]> {
    return (await this.remote()).curves(numbers);
  }

  async marks(): Promise<Readonly<Record<string, TrialMark>>> {
    return (await this.remote()).marks();
  }

  async mark(number: number, mark: TrialMark): Promise<void> {
    await (await this.remote()).mark(number, mark);
  }

  /** Another budget, other workers: from now on, or for when the search goes on. */
  async configure(change: SearchChange): Promise<void> {
    const remote = await this.remote();
    await remote.configure(change);
    if (!this.isActive) this.adopt(await remote.snapshot());
  }

  /** Queues a candidate; a search at rest goes on for it. */
  async enqueue(point: Point, options: Omit<SearchOptions, 'file'> = {}): Promise<void> {
    while (this.change) await this.change.catch(ignore);
    if (this.isActive) await (await this.remote()).enqueue(point);
    else await this.resume({ ...options, enqueue: [point] });
  }

  /** A candidate once more. */
  async rerun(number: number, options: RerunOptions): Promise<RerunResult> {
    return (await this.remote()).rerun(number, options);
  }

  async cancelRerun(): Promise<void> {
    if (this.connection?.isRunning) await this.connection.remote.cancelRerun();
  }

  async pause(): Promise<void> {
    if (this.isActive) await (await this.remote()).pause();
  }

  /** Goes on: with the same process when it is paused, else with a new one that resumes the study. */
  async resume(options: Omit<SearchOptions, 'file'> = {}): Promise<void> {
    while (this.change) await this.change.catch(ignore);
    const model = this.model;
    if (!model) return;
    if (model.progress.state === 'paused' && this.connection?.isRunning)
      await this.connection.remote.resume();
    else if (!this.isActive) {
      await this.start({ ...options, file: model.header.file, study: model.header.study, resume: true });
    }
  }

  async stop(): Promise<void> {
    if (this.isActive && this.connection?.isRunning) await this.connection.remote.stop();
  }

  dispose(): void {
    this.disposed = true;
    this.connection?.dispose();
    for (const emitter of [this.updates, this.replacements, this.lines]) emitter.dispose();
  }

  /** A new process takes the place of the one that is there. */
  private async changeTo(
    cwd: string,
    ask: (remote: SearchProcess) => Promise<StudySnapshot>,
  ): Promise<StudySnapshot> {
    const change = this.reconnect(cwd).then(ask);
    this.change = change;
    try {
      return this.adopt(await change);
    } finally {
      if (this.change === change) this.change = undefined;
    }
  }

  /**
   * The process, or a new one that has the study open. A start that is under way brings one: opening the study beside
   * it would take its place, and the search would be over before it began.
   */
  private async remote(): Promise<SearchProcess> {
    while (this.change) await this.change.catch(ignore);
    if (this.connection?.isRunning) return this.connection.remote;
    const study = this.model?.header.study;
    if (!study) throw new Error(vscode.l10n.t('No study is open.'));
    await this.open(study);
    if (!this.connection) throw new Error(vscode.l10n.t('The search process is gone.'));
    return this.connection.remote;
  }

  private async reconnect(cwd: string): Promise<SearchProcess> {
    this.connection?.dispose();
    this.connection = undefined;
    const generation = ++this.generation;
    const current = () => !this.disposed && generation === this.generation;
    const host: SearchHost = {
      update: (update) => {
        // What an earlier process still sends is of no interest, and what came before the snapshot is in it.
        if (current() && !this.change) this.update(update);
      },
      log: (trial, line) => {
        if (current()) this.lines.fire({ trial, line });
      },
    };
    const connection = await this.connect(cwd, host, (reason) => {
      if (current()) this.lost(reason);
    });
    if (!current()) {
      connection.dispose();
      throw new Error(vscode.l10n.t('The search was started anew.'));
    }
    this.connection = connection;
    return connection.remote;
  }

  private adopt(snapshot: StudySnapshot): StudySnapshot {
    this.model = new StudyModel(snapshot);
    this.replacements.fire(snapshot);
    return snapshot;
  }

  private update(update: StudyUpdate): void {
    if (!this.model) return;
    this.model.apply(update);
    this.updates.fire(update);
  }

  private lost(reason: string): void {
    this.lines.fire({ trial: undefined, line: reason });
    if (!this.model || !this.isActive) return;
    const message = errorText(reason).split('\n').slice(0, 2).join(' ');
    this.update({ progress: { ...this.model.progress, state: 'failed', message }, trials: [], steps: [] });
  }
}

/** Whoever asked for the change hears of it. */
function ignore(): void {}

function folderOf(file: string): string {
  const uri = vscode.Uri.file(file);
  const folder = vscode.workspace.getWorkspaceFolder(uri)?.uri ?? vscode.Uri.joinPath(uri, '..');
  return folder.fsPath;
}
