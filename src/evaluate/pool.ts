/** The evaluator: a pool of warm processes, each recycled once it has grown too large. */
import path from 'node:path';
import { physicalCores } from './cores';
import type { CandidateEvents, CandidateRequest, Evaluator, Outcome } from './interface';
import { chooseBackend, installedNatives, type BackendDecision, type BackendName } from './backend';
import { EvaluatorProcess, type Ended } from './process';

export interface PoolOptions {
  /** Path of the bundled evaluator (`dist/evaluator.js`). */
  readonly script: string;
  /** The Node that runs it; this process's own when left out. */
  readonly node?: string;
  /** Candidates that run at once; as many as physical cores when left out. */
  readonly workers?: number;
  /**
   * A process that holds more than this after a candidate is replaced, mebibytes; half of a candidate's limit, and at
   * least 1,024, when left out.
   */
  readonly recycleMegabytes?: number;
  /** Which TensorFlow.js runs; when left out, the quickest for the first candidate's model. */
  readonly backend?: BackendName;
  /** Told once, when the backend is decided. */
  readonly onBackend?: (decision: BackendDecision) => void;
}

export function createPool(options: PoolOptions): Pool {
  return new Pool(options);
}

/** Candidates that are tried for timing before the embedded backend is taken without. */
const mostTries = 3;

export class Pool implements Evaluator {
  private readonly idle: EvaluatorProcess[] = [];
  private readonly all = new Set<EvaluatorProcess>();
  private readonly waiting: (() => void)[] = [];
  private workers: number;
  private decision: Promise<BackendDecision> | undefined;
  private tries = 0;
  private busy = 0;
  private disposed = false;

  constructor(private readonly options: PoolOptions) {
    this.workers = options.workers ?? physicalCores();
  }

  async evaluate(request: CandidateRequest, events: CandidateEvents, signal: AbortSignal): Promise<Outcome> {
    await this.turn(signal);
    try {
      this.throwIfDisposed();
      const process = await this.process(request, signal);
      try {
        return await this.run(process, request, events, signal);
      } finally {
        if (process.alive) this.idle.push(process);
        else void this.remove(process);
      }
    } finally {
      this.passTurn();
    }
  }

  resize(workers: number): void {
    this.workers = workers;
    while (this.busy < workers && this.waiting.length > 0) {
      this.busy++;
      this.waiting.shift()?.();
    }
    // Warm processes that will not be needed hold memory.
    while (this.idle.length > 0 && this.all.size > workers) void this.remove(this.idle.pop()!);
  }

  /** Ids of the processes that live. */
  get pids(): number[] {
    return [...this.all].flatMap(({ pid, alive }) => (alive && pid !== undefined ? [pid] : []));
  }

  /** Ends every process; candidates that wait or run are rejected. */
  async dispose(): Promise<void> {
    this.disposed = true;
    for (const start of this.waiting.splice(0)) start();
    await Promise.all([...this.all].map((process) => process.dispose()));
  }

  private async run(
    process: EvaluatorProcess,
    request: CandidateRequest,
    events: CandidateEvents,
    signal: AbortSignal,
  ): Promise<Outcome> {
    const told = tellRest(events);
    const ended = await untilAborted(process, signal, () => process.evaluate(request, told.events));
    this.throwIfDisposed();
    told.rest(ended.outcome);
    if (!this.isReusable(ended, request)) process.kill();
    return ended.outcome;
  }

  private isReusable({ result }: Ended, { limits }: CandidateRequest): boolean {
    const megabytes = this.options.recycleMegabytes ?? Math.max(1024, limits.megabytes / 2);
    return result !== undefined && result.reusable && result.resident < megabytes * 2 ** 20;
  }

  private throwIfDisposed(): void {
    if (this.disposed) throw new Error('The evaluator was disposed of');
  }

  /** A warm process that fits the limits, or a new one. */
  private async process(request: CandidateRequest, signal: AbortSignal): Promise<EvaluatorProcess> {
    const heapMegabytes = heapLimit(request);
    const { name } = await this.backend(request, signal);
    for (let process = this.idle.pop(); process; process = this.idle.pop()) {
      const { options } = process;
      if (process.alive && options.heapMegabytes === heapMegabytes && options.settings.backend === name)
        return process;
      void this.remove(process);
    }
    return this.start(name, heapMegabytes, request.program.directory);
  }

  /** Decided with the first candidate, which is run up to its training on each backend that is there. */
  private async backend(request: CandidateRequest, signal: AbortSignal): Promise<BackendDecision> {
    const decision = (this.decision ??= this.decide(request, signal));
    try {
      return await decision;
    } catch (error) {
      // Aborted: the next candidate decides.
      if (this.decision === decision) this.decision = undefined;
      throw error;
    }
  }

  private async decide(request: CandidateRequest, signal: AbortSignal): Promise<BackendDecision> {
    const { backend, onBackend } = this.options;
    const { directory } = request.program;
    const available = backend ? [] : installedNatives(directory);
    const decision = backend
      ? { name: backend, reason: 'set', milliseconds: {} }
      : await chooseBackend(available, (name) => this.probe(name, request, signal));
    const isTimed = available.length === 0 || decision.milliseconds.embedded !== undefined;
    if (isTimed || ++this.tries >= mostTries) onBackend?.(decision);
    else this.decision = undefined;
    return decision;
  }

  /** Milliseconds of a training step of the candidate on a backend. @throws when there is none. */
  private async probe(name: BackendName, request: CandidateRequest, signal: AbortSignal): Promise<number> {
    const process = this.start(name, heapLimit(request), request.program.directory);
    try {
      const { outcome, result } = await untilAborted(process, signal, () =>
        process.evaluate(request, {}, true),
      );
      if (result?.step !== undefined) return result.step;
      throw new Error(outcome.state === 'failed' ? outcome.error.message : 'the program does not call fit');
    } finally {
      await this.remove(process);
    }
  }

  private start(backend: BackendName, heapMegabytes: number, directory: string): EvaluatorProcess {
    const { script, node = process.execPath } = this.options;
    const settings = { backend, directory, wasmDirectory: path.dirname(script) };
    const started = new EvaluatorProcess({ script, node, settings, heapMegabytes });
    this.all.add(started);
    return started;
  }

  private async remove(process: EvaluatorProcess): Promise<void> {
    await process.dispose();
    this.all.delete(process);
  }

  /** Resolves when one more candidate may run. */
  private async turn(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.throwIfDisposed();
    if (this.busy < this.workers) {
      this.busy++;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const start = (): void => {
        signal.removeEventListener('abort', abort);
        resolve();
      };
      const abort = (): void => {
        this.waiting.splice(this.waiting.indexOf(start), 1);
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', abort, { once: true });
      this.waiting.push(start);
    });
  }

  /** The turn passes to the candidate that waits longest. */
  private passTurn(): void {
    const next = this.busy > this.workers ? undefined : this.waiting.shift();
    if (next) next();
    else this.busy--;
  }
}

/** More than the trial's own limit, which is told with its line; V8 just ends the process. */
function heapLimit({ limits }: CandidateRequest): number {
  return Math.round(limits.megabytes) + 512;
}

/** Ends the candidate and rejects with the signal's reason when it is aborted first. */
async function untilAborted<T>(
  process: EvaluatorProcess,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const abort = (): void => process.cancel();
  signal.addEventListener('abort', abort, { once: true });
  try {
    const result = await work();
    signal.throwIfAborted();
    return result;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** Steps at the very end of a program are in its outcome only: they are told then. */
function tellRest(events: CandidateEvents): { events: CandidateEvents; rest(outcome: Outcome): void } {
  let last = 0;
  return {
    events: {
      graph: (graph) => events.graph?.(graph),
      log: (line) => events.log?.(line),
      report: (step, measures) => {
        last = step;
        return events.report?.(step, measures) ?? 'continue';
      },
    },
    rest({ curve }) {
      for (const { step, measures } of curve) {
        if (step > last) void events.report?.(step, measures);
      }
    },
  };
}
