/**
 * Extension host ⇄ search process. Each side is an interface of functions; the messages are derived from it (birpc
 * over the process's IPC channel). One process serves one study.
 */
import type { Point, StudySnapshot, StudyUpdate, TrialDetail, TrialError, VariableImportance } from './study';

export interface SearchOptions {
  /** Absolute path of the file with the hints; the entry follows from its block or is the file itself. */
  readonly file: string;
  /** Journal; absent: a new one under `.espalier/` of the project. */
  readonly study?: string;
  /** Continue a study that exists. */
  readonly resume?: boolean;
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
