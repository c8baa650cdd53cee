/**
 * Extension host ⇄ search process. Each side is an interface of functions; the messages are derived from it (birpc
 * over the process's IPC channel). One process serves one study.
 */
import type { StudySnapshot, StudyUpdate, TrialDetail, VariableImportance } from './study';

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
  /** Running trials end first. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Running trials are given up; they run again on resume. Resolves when nothing runs. */
  stop(): Promise<void>;
}

/** What the search process calls. */
export interface SearchHost {
  /** At most ten times a second; only what changed. */
  update(update: StudyUpdate): void;
  /** A line that a candidate printed, or a remark of the search. */
  log(trial: number | undefined, line: string): void;
}
