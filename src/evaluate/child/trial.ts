/** The state of one candidate's run: what it has measured, and how it ends. The first decision stands. */
import type { Reporter, RunnableFile } from '../../hints/language';
import type { Graph, Measures, Outcome, TrialError } from '../interface';
import { canonicalMeasure } from '../measures';
import { trialError } from '../source-map';
import { LastWords } from './last-words';

export interface Place {
  readonly file: string;
  readonly line: number;
}

type Decision =
  | { readonly state: 'complete' | 'pruned' | 'infeasible' }
  | { readonly state: 'failed'; readonly error: TrialError };

/** What a run tells while it lasts. */
export interface TrialEvents {
  graph(graph: Graph): void;
  report(step: number, measures: Measures): Promise<'continue' | 'stop'>;
}

/** Thrown to leave the person's code once the trial is decided; never a result. */
class TrialOver extends Error {}

/** Points of a curve that are kept; beyond, every other one is left out. */
const longestCurve = 10_000;
/** Reports that may be unanswered before further ones of a loop that never waits are not sent. */
const mostUnanswered = 32;

export class Trial {
  private decision: Decision | undefined;
  private readonly began = performance.now();
  private step = 0;
  private curve: { step: number; measures: Measures }[] = [];
  private readonly measures: Record<string, number> = {};
  private readonly evaluated = new Set<string>();
  private readonly callers = new WeakMap<object, Place>();
  private readonly waits = new Map<symbol, Place>();
  private unsent: Record<string, number> = {};
  private unanswered = 0;
  private stopped = false;
  private results = 0;
  backend = 'none';
  hasGraph = false;
  /** Fits that are running: they end by themselves when the trial is stopped. */
  fits = 0;
  readonly words: LastWords;
  own: (file: string) => RunnableFile | 'plain' | undefined = () => undefined;
  /** The person's files that were loaded. */
  loadedFiles: () => string[] = () => [];

  constructor(
    run: number,
    private readonly events: TrialEvents,
    private readonly decided: () => void,
  ) {
    this.words = new LastWords(run);
  }

  get over(): boolean {
    return this.decision !== undefined;
  }

  /** True once a fit has ended or a metric hint was evaluated. */
  get hasResult(): boolean {
    return this.results > 0;
  }

  get isStopped(): boolean {
    return this.stopped;
  }

  /** Hints that were evaluated so far. */
  get usedLabels(): string[] {
    return [...this.evaluated].sort();
  }

  /** Hints are evaluated, by this trial or by the one that it shares something with. */
  used(labels: Iterable<string>): void {
    for (const label of labels) {
      if (this.over || this.evaluated.has(label)) continue;
      this.evaluated.add(label);
      this.words.label(label);
    }
  }

  /** Lines whose awaits have not settled. */
  get waiting(): Place[] {
    return [...this.waits.values()];
  }

  get epochs(): number {
    return this.step;
  }

  decide(decision: Decision): void {
    if (this.decision) return;
    this.sendMetrics(true);
    this.decision = decision;
    // What still runs may never let the outcome out.
    if (decision.state === 'failed') this.words.end(decision.error.message, decision.error);
    this.decided();
  }

  /** The trial fails with what was thrown, at the place that its stack names, else where it was called from. */
  fail(thrown: unknown, fallback?: Place): void {
    if (thrown instanceof TrialOver || this.over) return;
    const place = fallback ?? this.callers.get(thrown as object) ?? this.words.place;
    this.decide({ state: 'failed', error: trialError(thrown, this.own, place) });
  }

  /** Which line of the person's called what threw this error, for stacks that do not reach it. */
  blame(error: unknown, place: Place | undefined): void {
    if (typeof error !== 'object' || error === null) return;
    if (place && !this.callers.has(error)) this.callers.set(error, place);
  }

  /** Leaves the person's code, which has nothing more to add. */
  leave(): never {
    throw new TrialOver('The trial is over');
  }

  setGraph(graph: Graph): void {
    if (this.over || this.hasGraph) return;
    this.hasGraph = true;
    this.events.graph(graph);
  }

  setMeasures(measures: Measures): void {
    if (!this.over) Object.assign(this.measures, measures);
  }

  /** A measure that was set before. */
  measured(name: string): number | undefined {
    return this.measures[name];
  }

  /** An epoch has ended; the answer is whether to go on. */
  async epoch(measures: Measures): Promise<'continue' | 'stop'> {
    if (this.over) return 'stop';
    this.sendMetrics();
    this.append(measures);
    if ((await this.events.report(this.step, measures)) === 'stop') this.stopped = true;
    return this.stopped ? 'stop' : 'continue';
  }

  /** A fit has ended by itself. */
  trained(): void {
    this.results++;
  }

  private append(measures: Measures): void {
    this.step++;
    this.curve.push({ step: this.step, measures });
    if (this.curve.length > longestCurve) this.curve = this.curve.filter((_, i) => i % 2 === 1);
    Object.assign(this.measures, measures);
  }

  /** What the code of one file calls while it runs. */
  reporter(file: string): Pick<Reporter, 'use' | 'metric' | 'wait'> {
    return {
      use: (label, line) => {
        this.words.at(file, line);
        if (!this.evaluated.has(label)) this.used([label]);
      },
      metric: (label, line, value) => {
        this.words.at(file, line);
        this.metric(canonicalMeasure(label), value, { file, line });
        return value;
      },
      wait: (line, value) => this.wait({ file, line }, value),
    };
  }

  private metric(label: string, value: unknown, place: Place): void {
    if (this.over) this.leave();
    if (value instanceof Promise) {
      void value.then(
        (settled) => this.metric(label, settled, place),
        () => undefined,
      );
      return;
    }
    const number = toNumber(value);
    if (number === undefined || !Number.isFinite(number)) {
      const what = number === undefined ? `${describeValue(value)}, not a number` : String(number);
      this.fail(reason(`The metric ${label} is ${what}`), place);
      this.leave();
    }
    this.results++;
    if (label in this.unsent) this.sendMetrics();
    else if (Object.keys(this.unsent).length === 0) setImmediate(() => this.sendMetrics()).unref();
    this.unsent[label] = number;
  }

  /** The metrics since the last step are a step of their own. */
  private sendMetrics(last = false): void {
    if (Object.keys(this.unsent).length === 0 || this.over) return;
    const measures = this.unsent;
    this.unsent = {};
    this.append(measures);
    if (last || this.unanswered >= mostUnanswered) return;
    this.unanswered++;
    void this.events.report(this.step, measures).then(
      (answer) => {
        this.unanswered--;
        if (answer === 'stop') this.stopped = true;
      },
      () => undefined,
    );
  }

  /** As `await value` in the person's code; never settles again once the trial is over or stopped outside of a fit. */
  private async wait<T>(place: Place, value: T): Promise<Awaited<T>> {
    this.words.at(place.file, place.line);
    const key = Symbol();
    this.waits.set(key, place);
    try {
      return await value;
    } finally {
      this.waits.delete(key);
      if (this.over || (this.stopped && this.fits === 0)) await new Promise(() => undefined);
    }
  }

  /** Without the graph, which was told when it was known. */
  outcome(): Outcome {
    const decision = this.decision ?? { state: 'complete' };
    return {
      ...decision,
      measures: this.measures,
      evaluated: this.usedLabels,
      curve: this.curve,
      seconds: (performance.now() - this.began) / 1000,
      epochs: this.step,
      backend: this.backend,
    };
  }

  /** The event loop is empty: the program has run to its end, or waits for what never comes. */
  end(isEntryPending: boolean): void {
    if (this.over) return;
    if (this.stopped) return this.decide({ state: 'pruned' });
    const pending = this.waiting[0];
    if (isEntryPending || (pending && !this.hasResult)) {
      const lines = [...new Set(this.waiting.map(({ line }) => line))].join(', ');
      const where = lines ? `Line ${lines} awaits` : 'The program awaits';
      this.fail(
        new Error(`${where} something that never settles: nothing that could settle it is running`),
        pending,
      );
    } else if (!this.hasResult) {
      this.fail(
        reason(
          'The program ended without a result: it neither trained a model with fit or fitDataset, ' +
            'nor evaluated a metric hint, nor exports a model builder and a data loader',
        ),
      );
    } else this.decide({ state: 'complete' });
  }
}

function toNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean' || typeof value === 'bigint') return Number(value);
  if (Array.isArray(value) && value.length === 1) return toNumber(value[0]);
  if (ArrayBuffer.isView(value) && (value as Float32Array).length === 1)
    return Number((value as Float32Array)[0]);
  const tensor = value as { dataSync?: () => ArrayLike<number>; size?: number } | null;
  if (tensor && typeof tensor.dataSync === 'function' && tensor.size === 1) return tensor.dataSync()[0];
  return undefined;
}

function describeValue(value: unknown): string {
  if (typeof value === 'string') return `the text ${JSON.stringify(value.slice(0, 40))}`;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return value === null || value === undefined ? String(value) : `of type ${typeof value}`;
}

/** A reason without a stack of its own. */
export function reason(message: string): Error {
  const error = new Error(message);
  error.stack = undefined;
  return error;
}
