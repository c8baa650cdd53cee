/** One evaluator process, seen from the search process. */
import { fork, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { createBirpc, type BirpcReturn } from 'birpc';
import type { RunnableFile } from '../hints/language';
import { deathOutcome, LastState } from './death';
import type { CandidateEvents, CandidateRequest, Outcome } from './interface';
import {
  lastWordsDescriptor,
  toTimeout,
  type EvaluatorFunctions,
  type EvaluatorSettings,
  type EvaluatorStart,
  type LastWord,
  type RunMessage,
  type RunResult,
  type SearchFunctions,
} from './messages';

export interface ProcessOptions {
  /** The bundled evaluator; what else it needs lies beside it. */
  readonly script: string;
  /** The Node that runs it. */
  readonly node: string;
  readonly settings: EvaluatorSettings;
  /** Limit of the JavaScript heap, mebibytes. */
  readonly heapMegabytes: number;
}

/** How a run ended: with a result, or with the process. */
export interface Ended {
  readonly outcome: Outcome;
  readonly result?: RunResult;
}

interface Run {
  readonly id: number;
  readonly request: CandidateRequest;
  readonly events: CandidateEvents;
  readonly last: LastState;
}

/** After the time limit the process has this long to end the trial itself, seconds. */
const grace = 5;
/** A candidate that is not wanted any more has so long to give way, milliseconds. */
const patience = 300;
/** After the end of the process its pipes are read for at most so long, milliseconds. */
const drainTime = 500;
/** The newest part of what the process writes to stderr, where V8 says why it dies. */
const errorTail = 20_000;

let runs = 0;

export class EvaluatorProcess {
  private readonly child: ChildProcess;
  private readonly rpc: BirpcReturn<EvaluatorFunctions, SearchFunctions>;
  /** Files on disk that the evaluator has converted. */
  private readonly converted = new Map<string, RunnableFile>();
  private readonly sent = new Map<string, RunnableFile>();
  private readonly ended: Promise<string>;
  private run: Run | undefined;
  private errors = '';
  /** False once the process has ended or was told to. */
  alive = true;

  constructor(readonly options: ProcessOptions) {
    const start: EvaluatorStart = { ...options.settings, parent: process.pid };
    this.child = fork(options.script, [JSON.stringify(start)], {
      execPath: options.node,
      execArgv: [`--max-old-space-size=${options.heapMegabytes}`],
      env: cleanEnvironment(options.node),
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'ipc'],
      // A process group of its own: what the candidate starts ends with it, and Ctrl-C does not reach it.
      detached: process.platform !== 'win32',
    });
    this.child.stdout?.resume();
    this.child.stderr?.on('data', (data: Buffer) => {
      this.errors = (this.errors + data.toString()).slice(-errorTail);
    });
    this.readLastWords(this.child.stdio[lastWordsDescriptor] as Readable);
    this.ended = this.watchEnd();
    this.rpc = createBirpc<EvaluatorFunctions, SearchFunctions>(this.functions(), {
      post: (data) => void this.child.send(data, () => undefined),
      on: (receive) => void this.child.on('message', receive),
      eventNames: ['cancel'],
      timeout: -1,
    });
  }

  /** Resolves with how the process ended, once what it has written is read. */
  private watchEnd(): Promise<string> {
    return new Promise((resolve) => {
      this.child.once('error', (error) => {
        this.alive = false;
        resolve(`could not be started: ${error.message}`);
      });
      this.child.once('exit', (code, signal) => {
        this.alive = false;
        const how = signal ? `was ended by ${signal}` : `ended with code ${code}`;
        this.child.once('close', () => resolve(how));
        // What the candidate has started may hold the pipes open.
        this.killGroup();
        setTimeout(() => resolve(how), drainTime).unref();
      });
    });
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Runs one candidate; resolves also when the process ends under it. */
  async evaluate(request: CandidateRequest, events: CandidateEvents, probe = false): Promise<Ended> {
    this.errors = '';
    const run: Run = { id: ++runs, request, events, last: new LastState() };
    this.run = run;
    const overdue = setTimeout(() => this.kill(), toTimeout(request.limits.seconds + grace));
    try {
      const result = this.rpc.run(this.message(run, probe));
      // The call stays unanswered when the process ends first.
      result.catch(() => undefined);
      const first = await Promise.race([result, this.ended]);
      if (typeof first === 'string')
        return { outcome: deathOutcome(request, run.last, first, this.errors, this.converted) };
      const { graph } = run.last;
      return { outcome: { ...first.outcome, ...(graph && { graph }) }, result: first };
    } finally {
      clearTimeout(overdue);
      this.run = undefined;
    }
  }

  private message(run: Run, probe: boolean): RunMessage {
    const { program, ...rest } = run.request;
    const changed = program.files.filter((file) => !isSame(this.sent.get(file.file), file));
    for (const file of changed) this.sent.set(file.file, file);
    const { entry, directory, model, data } = program;
    const names = program.files.map(({ file }) => file);
    return { ...rest, run: run.id, entry, directory, model, data, names, changed, probe };
  }

  private functions(): SearchFunctions {
    const current = (id: number): Run | undefined => (this.run?.id === id ? this.run : undefined);
    return {
      graph: (id, graph) => {
        const run = current(id);
        if (!run) return;
        run.last.graph = graph;
        run.events.graph?.(graph);
      },
      report: async (id, step, measures) => {
        const run = current(id);
        if (!run) return 'stop';
        run.last.report(step, measures);
        return (await run.events.report?.(step, measures)) ?? 'continue';
      },
      converted: (file) => void this.converted.set(file.file, file),
      log: (id, lines) => {
        const run = current(id);
        for (const line of lines) run?.events.log?.(line);
      },
    };
  }

  private readLastWords(pipe: Readable): void {
    pipe.on('error', () => undefined);
    createInterface({ input: pipe }).on('line', (line) => {
      try {
        const word = JSON.parse(line) as LastWord;
        if (word.run === this.run?.id) this.run.last.hear(word);
      } catch {
        // A line cut short by the end of the process.
      }
    });
  }

  /** Ends the candidate that runs; the process too, when the candidate does not give way. */
  cancel(): void {
    const { run } = this;
    if (!run) return;
    void this.rpc.cancel(run.id);
    setTimeout(() => {
      if (this.run === run) this.kill();
    }, patience);
  }

  /** Ends the process and what it has started, at once. */
  kill(): void {
    this.alive = false;
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill('SIGKILL');
    this.killGroup();
  }

  private killGroup(): void {
    const { pid } = this.child;
    if (pid === undefined || process.platform === 'win32') return;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // Nothing of the group is left.
    }
  }

  /** Ends the process; resolves when it is gone. */
  async dispose(): Promise<void> {
    this.kill();
    await this.ended;
  }
}

function isSame(a: RunnableFile | undefined, b: RunnableFile): boolean {
  return (
    a === b || (a?.code === b.code && a.map === b.map && a.isAsync === b.isAsync && a.isModule === b.isModule)
  );
}

/** The person's environment without what would change how Node runs. */
function cleanEnvironment(node: string): NodeJS.ProcessEnv {
  const {
    NODE_OPTIONS: _o,
    NODE_V8_COVERAGE: _c,
    VSCODE_INSPECTOR_OPTIONS: _i,
    ELECTRON_RUN_AS_NODE: _e,
    ...env
  } = process.env;
  const electron = node === process.execPath && process.versions.electron !== undefined;
  return {
    ...env,
    TF_CPP_MIN_LOG_LEVEL: env.TF_CPP_MIN_LOG_LEVEL ?? '2',
    ...(electron && { ELECTRON_RUN_AS_NODE: '1' }),
  };
}
