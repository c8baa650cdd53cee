/** The calls between the search process and an evaluator process, and what lies in the synchronous pipe. */
import type { RunnableFile } from '../hints/language';
import type { CandidateRequest, Graph, Measures, Outcome } from './interface';

/** Which TensorFlow.js an evaluator process uses; fixed for the life of the process. */
export type BackendName = 'embedded' | 'tfjs-node' | 'tfjs-node-gpu';

/** A candidate for an evaluator process. Files that the process already has are named only. */
export interface RunMessage extends Omit<CandidateRequest, 'program'> {
  /** Unique in the pool: what an earlier run still sends is dropped. */
  readonly run: number;
  readonly entry: string;
  readonly directory: string;
  readonly data?: string;
  readonly model?: string;
  /** Every file of the program, in order. */
  readonly names: readonly string[];
  /** Those that differ from what the process was sent before. */
  readonly changed: readonly RunnableFile[];
  /** Ends at the first step of training with the measured time of one step. */
  readonly probe: boolean;
}

export interface RunResult {
  readonly outcome: Outcome;
  /** Resident memory after cleaning up, bytes. */
  readonly resident: number;
  /** False when something of the candidate may live on in the process. */
  readonly reusable: boolean;
  /** Milliseconds of one training step, of a probe. */
  readonly step?: number;
}

/** What the search process may call in an evaluator. */
export interface EvaluatorFunctions {
  run(message: RunMessage): Promise<RunResult>;
  /** The outcome of the run is not wanted any more: it is to end soon and leave the process usable. */
  cancel(run: number): void;
}

/** What an evaluator calls in the search process. */
export interface SearchFunctions {
  graph(run: number, graph: Graph): void;
  report(run: number, step: number, measures: Measures): Promise<'continue' | 'stop'>;
  log(run: number, lines: readonly string[]): void;
  /** A file on disk was converted: places in it are mapped to the source from now on. */
  converted(file: RunnableFile): void;
}

/** How an evaluator process is started: one JSON argument. */
export interface EvaluatorStart extends EvaluatorSettings {
  /** The search process, which it must not outlive: by the time it asks who started it, that may be another one. */
  readonly parent: number;
}

export interface EvaluatorSettings {
  readonly backend: BackendName;
  /** Directory from which the workspace's native TensorFlow.js is resolved. */
  readonly directory?: string;
  /** Directory of the embedded TensorFlow.js's WebAssembly files. */
  readonly wasmDirectory: string;
}

/** One line in the synchronous pipe: written before the process may die of what comes next. */
export type LastWord =
  /** The person's line that runs now. */
  | { readonly run: number; readonly at: { readonly file: string; readonly line: number } }
  /** A hint that was evaluated for the first time in this run. */
  | { readonly run: number; readonly label: string }
  /** Why the process is about to end: at a line of the person's, or with frames of the code as run (not mapped). */
  | {
      readonly run: number;
      readonly end: string;
      readonly frames: readonly Frame[];
      readonly at?: { readonly file: string; readonly line: number };
    };

/** A place in the code as run: line and column from 1. */
export interface Frame {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly name?: string;
}

/** File descriptor of the synchronous pipe in an evaluator process. */
export const lastWordsDescriptor = 3;

/** Seconds in the milliseconds of a timer; timers take no more than 24 days. */
export function toTimeout(seconds: number): number {
  return Math.min(seconds * 1000, 2 ** 31 - 1);
}
