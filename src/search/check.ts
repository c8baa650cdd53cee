/** Looks for candidates that cannot be built or trained before anybody searches: each is run up to a few steps. */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { BackendName } from '../evaluate/messages';
import { EvaluatorProcess } from '../evaluate/process';
import type { TrialError } from '../evaluate/interface';
import type { CheckOptions, CheckResult } from '../protocol/search';
import type { Point } from '../space/space';
import { findFaults } from './faults';
import type { EvaluatorPlace } from './run';
import { assertSearchable, programMaker, readHints } from './source';

/** Random candidates, and how many are tried in all. */
const samples = 24;
const most = 100;
/** Seconds of a candidate, which is what building and a few steps may take, and of the whole check. */
const candidateSeconds = 20;
const checkSeconds = 60;
const megabytes = 4096;
/** Below everything that a person waits for. */
const niceness = 10;

/** Throws a `UserError` when the hints have errors. Rejects with the signal's reason when it is aborted. */
export async function checkCandidates(
  file: string,
  { backend }: CheckOptions,
  place: EvaluatorPlace,
  signal: AbortSignal,
): Promise<CheckResult> {
  const program = await readHints(file);
  assertSearchable(program);
  const asked = backend ?? program.config.backend;
  const name: BackendName = asked === undefined || asked === 'auto' ? 'embedded' : asked;
  const folder = await mkdtemp(path.join(os.tmpdir(), 'espalier-check-'));
  const bench = new Bench(place, name, program.root, folder);
  const programOf = programMaker(program);
  const end = performance.now() + checkSeconds * 1000;
  const abort = () => void bench.end();
  signal.addEventListener('abort', abort, { once: true });
  try {
    const found = await findFaults<TrialError>(program.space, {
      samples,
      seed: 1,
      goOn: (tried) => !signal.aborted && !bench.isHopeless && tried < most && performance.now() < end,
      attempt: (point) => bench.attempt(point, programOf(point)),
    });
    signal.throwIfAborted();
    return { ...found, backend: name };
  } finally {
    signal.removeEventListener('abort', abort);
    await bench.end();
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Runs candidates one after the other; a process that a candidate spoils is replaced. */
class Bench {
  private process: EvaluatorProcess | undefined;
  private number = 0;
  private ended = false;
  /** The first candidate took too long to tell anything. */
  isHopeless = false;

  constructor(
    private readonly place: EvaluatorPlace,
    private readonly backend: BackendName,
    private readonly directory: string,
    private readonly folder: string,
  ) {}

  /** Why a candidate cannot be built or trained. What the time or memory of a check ends is not told of. */
  async attempt(point: Point, program: ReturnType<ReturnType<typeof programMaker>>) {
    if (this.ended) return undefined;
    const process = (this.process ??= this.start());
    const number = this.number++;
    const limits = { seconds: candidateSeconds, megabytes };
    const request = { number, point, program, seed: 1, epochs: 1, folder: this.folder, limits, bounds: [] };
    const { outcome, result } = await process.evaluate(request, {}, true);
    const isTold = result?.reusable === true;
    if (!isTold) {
      await process.dispose();
      if (this.process === process) this.process = undefined;
      if (number === 0) this.isHopeless = true;
    }
    return isTold && outcome.state === 'failed' ? outcome.error : undefined;
  }

  async end(): Promise<void> {
    this.ended = true;
    await this.process?.dispose();
  }

  private start(): EvaluatorProcess {
    const { script, node = process.execPath } = this.place;
    const settings = {
      backend: this.backend,
      directory: this.directory,
      wasmDirectory: path.dirname(script),
    };
    const started = new EvaluatorProcess({ script, node, settings, heapMegabytes: megabytes });
    try {
      if (started.pid !== undefined) os.setPriority(started.pid, niceness);
    } catch {
      // It runs as it is.
    }
    return started;
  }
}
