/**
 * Extension host ⇄ search process. Each side is an interface of functions; the messages are derived from it (birpc
 * over the process's IPC channel). One process serves one study.
 */
import type {
  Point,
  SearchChange,
  StudySnapshot,
  StudyUpdate,
  TrialCurve,
  TrialDetail,
  TrialError,
  TrialMark,
  VariableImportance,
} from './study';

export type { SearchChange } from './study';

export interface SearchOptions {
  /** Absolute path of the file with the hints; the entry follows from its block or is the file itself. */
  readonly file: string;
  /** Journal; absent: a new one under `.espalier/` of the project. */
  readonly study?: string;
  /** Continue a study that exists. */
  readonly resume?: boolean;
  /** Candidates that run first, as {@link SearchProcess.enqueue} would have them. */
  readonly enqueue?: readonly Point[];
  /** These stand above the file's `@nas search` block. Time in seconds. */
  readonly strategy?: string;
  readonly trials?: number;
  readonly time?: number;
  readonly epochs?: number;
  readonly seed?: number;
  readonly workers?: number;
  readonly backend?: 'auto' | 'embedded' | 'tfjs-node' | 'tfjs-node-gpu';
}

/** What the host calls. Rejections carry one clear line for people. */
export interface SearchProcess {
  /** Starts (or resumes) a search; resolves when the first trial is about to begin. */
  start(options: SearchOptions): Promise<StudySnapshot>;
  /** Opens a finished or interrupted study for reading. */
  open(study: string): Promise<StudySnapshot>;
  snapshot(): Promise<StudySnapshot>;
  trial(number: number): Promise<TrialDetail>;
  /**
   * How much each variable matters for an objective, the most important first; the shares sum to 1. Empty while there
   * are too few completed trials.
   */
  importance(objective: string): Promise<readonly VariableImportance[]>;
  /** The first objective by step of these trials; those that reported nothing are left out. */
  curves(numbers: readonly number[]): Promise<readonly TrialCurve[]>;
  /** Keeps a star and a note with a trial in the study, whether it is searched or only read; an empty mark goes. */
  mark(number: number, mark: TrialMark): Promise<void>;
  /** The marks of the study's trials, by number. */
  marks(): Promise<Readonly<Record<string, TrialMark>>>;
  /** Another budget, other workers, from now on; a worker that is one too many ends with its candidate. */
  configure(change: SearchChange): Promise<void>;
  /**
   * Queues a candidate: it is the next to run, whatever the strategy would ask for. What is missing in the point is as
   * written, what is inactive is dropped. Resolves with its number.
   */
  enqueue(point: Point): Promise<number>;
  /**
   * Runs a candidate once more, with the seed that it had, beside whatever else runs; what it prints is logged under
   * its number. Rejects when it fails, or when the hints changed.
   */
  rerun(number: number, options: RerunOptions): Promise<RerunResult>;
  /** Gives up what `rerun` runs. */
  cancelRerun(): Promise<void>;
  /**
   * Tries candidates of a file up to a few steps of training, to find choices that cannot be built or trained. Rejects
   * when the hints have errors.
   */
  check(file: string, options: CheckOptions): Promise<CheckResult>;
  /** Running trials end first. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Running trials are given up; they run again on resume. Resolves when nothing runs. */
  stop(): Promise<void>;
}

export interface CheckOptions {
  readonly backend?: SearchOptions['backend'];
}

export interface CheckResult {
  /** Candidates that were tried. */
  readonly tried: number;
  /** Which TensorFlow.js they were tried with. */
  readonly backend: string;
  /** The code as written fails: nothing else was tried. */
  readonly asWritten?: TrialError;
  /** The fewest choices, on top of the code as written, that fail together. */
  readonly faults: readonly { readonly params: Point; readonly failure: TrialError }[];
}

export interface RerunOptions {
  /** Score the test set as well. */
  readonly test?: boolean;
  /** Train for as long as the code asks for, not for the epochs of the search. */
  readonly full?: boolean;
  /** The code has the candidate's values already, perhaps without hints: it runs as it is. */
  readonly accepted?: boolean;
}

export interface RerunResult {
  readonly measures: Readonly<Record<string, number>>;
  readonly epochs: number;
  /** Seconds. */
  readonly seconds: number;
  /** Where what it saved lies; absent when it saved nothing. */
  readonly folder?: string;
}

/** What the search process calls. */
export interface SearchHost {
  /** At most ten times a second; only what changed. */
  update(update: StudyUpdate): void;
  /** A line that a candidate printed, or a remark of the search. */
  log(trial: number | undefined, line: string): void;
}
