/** What a study looks like from outside: to the extension host, the panel and the command line. Types only. */
import type { Constraint, Direction } from '../hints/config';
import type { Variable } from '../space/space';
import type { Trial } from '../study/trial';

export type { Constraint, Direction } from '../hints/config';
export type { Domain, Literal, Value } from '../hints/hint';
export type { Point, SearchSpace, Variable } from '../space/space';
export type { Curve, Graph, GraphNode, Measures, Trial, TrialDetail, TrialError } from '../study/trial';

export type SearchState =
  /** Nothing runs; the study is open for reading. */
  'idle' | 'starting' | 'running' | 'pausing' | 'paused' | 'stopping' | 'finished' | 'failed';

export interface Objective {
  readonly name: string;
  readonly direction: Direction;
}

/** A constraint taken apart. */
export type Bound = Omit<Constraint, 'text'>;

/** Where a variable's hints stand, for going to the source. */
export interface VariableSite {
  readonly label: string;
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

/** What does not change while a search runs, but for the objectives of a search that names none. */
export interface StudyHeader {
  /** Absolute path of the journal. */
  readonly study: string;
  readonly name: string;
  /** The file with the hints that the search was started on, and the one that is run. */
  readonly file: string;
  readonly entry: string;
  readonly variables: readonly Variable[];
  readonly sites: readonly VariableSite[];
  readonly objectives: readonly Objective[];
  readonly constraints: readonly string[];
  /** The same taken apart, in the measures' base units. */
  readonly bounds?: readonly Bound[];
  /** Number of architectures, in digits. */
  readonly count: string;
  readonly strategy: string;
  readonly stop: string;
  readonly seed: number;
  /** A digest of each file's hints (labels, domains, order): accepting refuses when it differs. */
  readonly hints: Readonly<Record<string, string>>;
  /** A digest of the text of each file, with the values as they were written: accepting tells when other code changed. */
  readonly sources?: Readonly<Record<string, string>>;
  /** Epochs of each candidate, when they are not those that the code asks for. */
  readonly epochs?: number;
}

/** What changes all the time. */
export interface Progress {
  readonly state: SearchState;
  /** One clear line: why it failed or finished, or what it waits for. */
  readonly message?: string;
  /** Trials that ended, and how many are to be in all (absent: until stopped). */
  readonly done: number;
  readonly trials?: number;
  /** Seconds that the search may take in all; absent: no bound. */
  readonly time?: number;
  /** Seconds so far, and to the end as far as can be told. */
  readonly elapsed: number;
  readonly remaining?: number;
  readonly workers: number;
  /** Which TensorFlow.js runs, and why. */
  readonly backend?: string;
  /** The strategy's own account of what it does. */
  readonly strategy?: string;
  /** Numbers of the best trial, or of those on the Pareto front. */
  readonly best: readonly number[];
}

/** A study as it stands. */
export interface StudySnapshot {
  readonly header: StudyHeader;
  readonly progress: Progress;
  readonly trials: readonly Trial[];
}

/** What changed since the last update: whole trials by number, steps of running ones. */
export interface StudyUpdate {
  readonly progress: Progress;
  readonly trials: readonly Trial[];
  readonly steps: readonly TrialStep[];
  /** Only when it changed: the first report tells which objective a search has that names none. */
  readonly header?: StudyHeader;
}

export interface TrialStep {
  readonly number: number;
  readonly step: number;
  readonly measures: Readonly<Record<string, number>>;
}

/** What a person changes of a search while it runs; what is absent stays. Time in seconds, null: no bound. */
export interface SearchChange {
  readonly trials?: number | null;
  readonly time?: number | null;
  readonly workers?: number;
}

/** The first objective of a trial by step. */
export interface TrialCurve {
  readonly number: number;
  readonly points: readonly (readonly [step: number, value: number])[];
}

/** What a person keeps with a trial. */
export interface TrialMark {
  readonly star?: boolean;
  readonly note?: string;
}

/** How much one variable matters for an objective: its share of what all of them explain. */
export interface VariableImportance {
  readonly label: string;
  readonly share: number;
}
