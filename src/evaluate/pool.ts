/** The evaluator: a pool of warm processes, each recycled once it has grown too large. */
import os from 'node:os';
import path from 'node:path';
import type { CandidateEvents, CandidateRequest, Evaluator, Outcome } from './interface';
import type { BackendName } from './messages';
import { EvaluatorProcess, type Ended } from './process';

export interface PoolOptions {
  /** Path of the bundled evaluator (`dist/evaluator.js`). */
  readonly script: string;
  /** The Node that runs it; this process's own when left out. */
  readonly node?: string;
  /** Candidates that run at once; half of the logical processors when left out. */
  readonly workers?: number;
  /** A process that holds more than this after a candidate is replaced, mebibytes; 1,024 when left out. */
  readonly recycleMegabytes?: number;
  /** Which TensorFlow.js runs; the embedded one when left out. */
  readonly backend?: BackendName;
}

export function createPool(options: PoolOptions): Pool {
  return new Pool(options);
}

export class Pool implements Evaluator {
  private readonly idle: EvaluatorProcess[] = [];
  private readonly all = new Set<EvaluatorProcess>();
  private readonly waiting: (() => void)[] = [];
  private readonly workers: number;
  private busy = 0;
  private disposed = false;

  constructor(private readonly options: PoolOptions) {
    this.workers = options.workers ?? Math.max(1, os.availableParallelism() >> 1);
  }

  async evaluate(request: CandidateRequest, events: CandidateEvents, signal: AbortSignal): Promise<Outcome> {
    signal.throwIfAborted();
    const process = await this.acquire(request, signal);
    const abort = (): void => process.kill();
    signal.addEventListener('abort', abort, { once: true });
    try {
      const told = tellRest(events);
      const ended = await process.evaluate(request, told.events);
      signal.throwIfAborted();
      told.rest(ended.outcome);
      if (!this.isReusable(ended)) process.kill();
      return ended.outcome;
    } finally {
      signal.removeEventListener('abort', abort);
      this.release(process);
    }
  }

  /** Ids of the processes that live. */
  get pids(): number[] {
    return [...this.all].flatMap(({ pid, alive }) => (alive && pid !== undefined ? [pid] : []));
  }

  /** Ends every process; candidates that wait or run fail. */
  async dispose(): Promise<void> {
    this.disposed = true;
    await Promise.all([...this.all].map((process) => process.dispose()));
  }

  private isReusable({ result }: Ended): boolean {
    const limit = (this.options.recycleMegabytes ?? 1024) * 2 ** 20;
    return result !== undefined && result.reusable && result.resident < limit;
  }

  private async acquire(request: CandidateRequest, signal: AbortSignal): Promise<EvaluatorProcess> {
    if (this.busy >= this.workers) await this.turn(signal);
    else this.busy++;
    if (this.disposed) throw new Error('The evaluator was disposed of');
    const heapMegabytes = Math.max(256, request.limits.megabytes);
    for (let process = this.idle.pop(); process; process = this.idle.pop()) {
      if (process.alive && process.options.heapMegabytes === heapMegabytes) return process;
      void this.remove(process);
    }
    return this.start(heapMegabytes);
  }

  private start(heapMegabytes: number): EvaluatorProcess {
    const { script, node = process.execPath, backend = 'embedded' } = this.options;
    const settings = { backend, wasmDirectory: path.dirname(script) };
    const started = new EvaluatorProcess({ script, node, settings, heapMegabytes });
    this.all.add(started);
    return started;
  }

  private async remove(process: EvaluatorProcess): Promise<void> {
    await process.dispose();
    this.all.delete(process);
  }

  /** A released place passes to the one that waits longest. */
  private release(process: EvaluatorProcess): void {
    if (process.alive) this.idle.push(process);
    else void this.remove(process);
    const next = this.waiting.shift();
    if (next) next();
    else this.busy--;
  }

  private turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
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
