/** The search process: serves one study to the host over the process's IPC channel. Ends when the host is gone. */
import path from 'node:path';
import { createBirpc } from 'birpc';
import type {
  CheckOptions,
  CheckResult,
  RerunOptions,
  RerunResult,
  SearchChange,
  SearchHost,
  SearchOptions,
  SearchProcess,
} from '../protocol/search';
import type {
  Point,
  StudySnapshot,
  TrialCurve,
  TrialDetail,
  TrialMark,
  VariableImportance,
} from '../protocol/study';
import { changedSettings } from '../study/change';
import { messageOf, UserError } from '../study/errors';
import { importanceIn } from '../study/importance';
import { marksRecord } from '../study/marks';
import { budgetAttributes, Study } from '../study/study';
import { runAgain } from './again';
import { checkCandidates } from './check';
import { openStudy, type OpenStudy } from './open';
import { startSearch, type SearchHandle } from './run';

/** The host chose the Node that runs this process; it runs the evaluators too. */
const place = { script: path.join(__dirname, 'evaluator.js') };

class Server implements SearchProcess {
  private handle: SearchHandle | undefined;
  private opened: OpenStudy | undefined;
  private readonly runs = new Map<AbortController, Promise<unknown>>();

  constructor(private readonly host: Pick<SearchHost, 'update' | 'log'>) {}

  async start(options: SearchOptions): Promise<StudySnapshot> {
    if (this.handle) await this.stop();
    this.handle = await startSearch(options, this.host, place);
    this.opened = undefined;
    return this.handle.search.snapshot();
  }

  async open(study: string): Promise<StudySnapshot> {
    if (this.handle) {
      if (this.handle.study === path.resolve(study)) return this.snapshot();
      await this.stop();
      this.handle = undefined;
    }
    this.opened = await openStudy(study);
    return this.opened.snapshot;
  }

  async snapshot(): Promise<StudySnapshot> {
    if (this.handle) return this.handle.search.snapshot();
    if (this.opened) return this.opened.snapshot;
    throw new UserError('No study is open.');
  }

  async trial(number: number): Promise<TrialDetail> {
    const detail = await (this.handle ? this.handle.search.detail(number) : this.opened?.detail(number));
    if (detail) return detail;
    throw new UserError(`There is no trial ${number}.`);
  }

  async importance(objective: string): Promise<readonly VariableImportance[]> {
    return importanceIn(await this.snapshot(), objective);
  }

  async curves(numbers: readonly number[]): Promise<readonly TrialCurve[]> {
    const source = this.shown();
    return numbers.flatMap((number) => {
      const points = source.steps(number).map(({ step, value }) => [step, value] as const);
      return points.length > 0 ? [{ number, points }] : [];
    });
  }

  async marks(): Promise<Readonly<Record<string, TrialMark>>> {
    return marksRecord(this.shown().marks());
  }

  async mark(number: number, mark: TrialMark): Promise<void> {
    await this.shown().mark(number, mark);
  }

  async configure(change: SearchChange): Promise<void> {
    const { handle } = this;
    if (handle && !handle.search.isOver) return handle.search.configure(change);
    // A study at rest keeps the change for when it goes on.
    const { study } = (await this.snapshot()).header;
    await handle?.finished;
    const { settings } = await openStudy(study);
    const { budget, workers } = changedSettings(settings, change);
    await Study.annotate(study, budgetAttributes(budget, workers));
    this.handle = undefined;
    this.opened = await openStudy(study);
  }

  async enqueue(point: Point): Promise<number> {
    return this.running().search.enqueue(point);
  }

  async rerun(number: number, options: RerunOptions): Promise<RerunResult> {
    const { study } = (await this.snapshot()).header;
    const log = (line: string) => this.host.log(number, line);
    return this.apart((signal) => runAgain(study, number, options, place, signal, log));
  }

  async check(file: string, options: CheckOptions): Promise<CheckResult> {
    return this.apart((signal) => checkCandidates(file, options, place, signal));
  }

  async cancelRerun(): Promise<void> {
    for (const run of this.runs.keys()) run.abort(new UserError('Given up.'));
    await Promise.allSettled(this.runs.values());
  }

  /** Runs that are no part of the search, and can be given up. */
  private apart<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const run = new AbortController();
    const result = work(run.signal).finally(() => this.runs.delete(run));
    this.runs.set(run, result);
    return result;
  }

  async pause(): Promise<void> {
    this.running().search.pause();
  }

  async resume(): Promise<void> {
    this.running().search.resume();
  }

  async stop(): Promise<void> {
    await this.handle?.search.stop();
    await this.handle?.finished;
  }

  /** What the study that is shown can be asked, whether it is searched or read. */
  private shown(): Pick<OpenStudy, 'steps' | 'marks' | 'mark'> {
    const shown = this.handle?.search ?? this.opened;
    if (shown) return shown;
    throw new UserError('No study is open.');
  }

  private running(): SearchHandle {
    if (this.handle) return this.handle;
    throw new UserError('No search runs.');
  }
}

/** Calls reject with one clear line; a stack of this process is of no use to the host. */
function serve(): void {
  const send = process.send?.bind(process);
  if (!send) {
    console.error(
      'This is the search process of Espalier: it is started by the editor. Use espalier search instead.',
    );
    process.exitCode = 1;
    return;
  }
  // eslint-disable-next-line prefer-const -- each of the two needs the other
  let remote: ReturnType<typeof connect>;
  const server = new Server({
    update: (update) => void remote.update.asEvent(update).catch(hostGone),
    log: (trial, line) => void remote.log.asEvent(trial, line).catch(hostGone),
  });
  const connect = () =>
    createBirpc<SearchHost, SearchProcess>(server, {
      post: (message) => send(message, hostGone),
      on: (listener) => process.on('message', listener),
      bind: 'functions',
      onFunctionError: (error) => {
        if (!(error instanceof UserError)) console.error(messageOf(error));
      },
    });
  remote = connect();
  let leaving = false;
  const leave = () => {
    if (leaving) return;
    leaving = true;
    void Promise.allSettled([server.cancelRerun(), server.stop()]).finally(() => process.exit(0));
  };
  process.once('disconnect', leave);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, leave);
}

/** What is sent while the host goes away is lost: the journal has it. */
const hostGone = () => undefined;

serve();
