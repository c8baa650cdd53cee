/** What the study sees of evaluation: one candidate goes in, measures come out. Knows nothing of TensorFlow.js. */
import type { Point } from '../space/space';
import type { RunnableFile } from '../hints/language';

/** A candidate's program: the file to run and the person's files that it may import, values in place. */
export interface Program {
  /** Absolute path of the file to run, one of `files` (or a file without hints, loaded from disk). */
  readonly entry: string;
  readonly files: readonly RunnableFile[];
  /** Directory in which the person's program expects to run. */
  readonly directory: string;
  /** Exports of the entry that are marked as the model's builder and as the data's loader. */
  readonly model?: string;
  readonly data?: string;
}

export interface CandidateRequest {
  readonly number: number;
  readonly point: Point;
  readonly program: Program;
  /** Seeds initialisers, shuffles, dropout and Math.random of this candidate. */
  readonly seed: number;
  /** In place of the epochs that the code asks for. */
  readonly epochs?: number;
  /** Where what the candidate saves lands (made when needed). */
  readonly folder: string;
  readonly limits: {
    /** Wall time of the whole trial, seconds. */
    readonly seconds: number;
    /** Resident memory, mebibytes. */
    readonly megabytes: number;
  };
  /** Bounds on measures that are known before training: a candidate outside ends as `infeasible` untrained. */
  readonly bounds: readonly {
    readonly measure: string;
    readonly comparison: '<=' | '>=';
    readonly bound: number;
  }[];
  /** Measures that are taken only when they are asked for: proxies, and `latency` even when that takes a while. */
  readonly measures?: readonly string[];
  /** All that is asked for is known before training: the candidate is complete where it would be trained. */
  readonly untrained?: true;
  /** Folder of the weights that candidates share: this one begins with them and leaves its own there. */
  readonly sharedWeights?: string;
  /**
   * Score the test set as well, as `test_loss`, `test_accuracy`, …: what the loader gives as `test`, or what a script
   * passes to `evaluate` after training. For a candidate that was chosen, never while searching.
   */
  readonly test?: boolean;
}

/** Measures by name: the last logs of `fit` (`val_accuracy`, …), metric hints, costs (`params`, `flops`, `latency`, …). */
export type Measures = Readonly<Record<string, number>>;

/** What a candidate reports while it runs. */
export interface CandidateEvents {
  /** The model is built, before it is trained. */
  graph?(graph: Graph): void;
  /**
   * An epoch ended, or a metric hint was evaluated (`step` counts from 1 over the whole trial). The answer `stop` ends
   * training early; the script then runs to its end.
   */
  report?(step: number, measures: Measures): 'continue' | 'stop' | Promise<'continue' | 'stop'>;
  /** A line that the person's code printed. */
  log?(line: string): void;
}

/** Why a trial has no result, at a place of the person's source. */
export interface TrialError {
  readonly message: string;
  /** Absolute path; line from 1. Absent only when nothing of the person's source was reached. */
  readonly file?: string;
  readonly line?: number;
  /** The stack, with the person's files mapped to what they wrote. */
  readonly stack?: string;
}

export type Outcome = {
  /** Measures known at the end, even of a failure. */
  readonly measures: Measures;
  /** Labels of the hints that were evaluated, sorted. */
  readonly evaluated: readonly string[];
  readonly graph?: Graph;
  /** Logs of each epoch. */
  readonly curve: readonly { readonly step: number; readonly measures: Measures }[];
  readonly seconds: number;
  readonly epochs: number;
  /** Which TensorFlow.js ran and on what, or `none` when the program uses none. */
  readonly backend: string;
} & (
  | { readonly state: 'complete' | 'pruned' | 'infeasible' }
  | { readonly state: 'failed'; readonly error: TrialError }
);

/** Runs candidates, each apart from the search: whatever a candidate does costs that candidate alone. */
export interface Evaluator {
  /** Never rejects for what a candidate does. Aborting ends the candidate at once and rejects with the reason. */
  evaluate(request: CandidateRequest, events: CandidateEvents, signal: AbortSignal): Promise<Outcome>;
  /** So many candidates run at once from now on; more than that end as they are. */
  resize?(workers: number): void;
  /** Ends every process. */
  dispose(): Promise<void>;
}

/** A network as a graph of layers, from the live model. Content-addressed by what is in it (names left out). */
export interface Graph {
  /** The content address: equal for graphs that differ only in names and in the order of their nodes. */
  readonly key: string;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly { readonly from: number; readonly to: number; readonly shape: Shape }[];
  readonly params: number;
  readonly trainableParams: number;
  /** Multiply-accumulates of one example's forward pass; undefined when a layer's cost is not known. */
  readonly flops?: number;
  /** True when `flops` leaves out layers whose cost is not known. */
  readonly partial: boolean;
}

/** A shape without the batch axis; null where it is not fixed. */
export type Shape = readonly (number | null)[];

export interface GraphNode {
  readonly id: number;
  readonly name: string;
  /** The layer's class, such as `Conv2D`. */
  readonly type: string;
  /** What sets it apart, by argument: filters, kernelSize, activation, … */
  readonly config: Readonly<Record<string, string | number | boolean | null | readonly (number | null)[]>>;
  readonly shape: Shape;
  readonly params: number;
  readonly flops?: number;
  /** Where the layer was made in the person's source: absolute path, line from 1. */
  readonly source?: { readonly file: string; readonly line: number };
}
