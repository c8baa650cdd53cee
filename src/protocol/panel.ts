/**
 * Extension host ⇄ panel (webview), as functions over `postMessage` (birpc; messages are plain data). Messages are
 * validated on both sides.
 *
 * An Error does not survive `postMessage`: a rejection crosses as `{ message }`, in birpc's member `e`.
 *
 * The panel keeps a {@link PanelState} with `vscode.setState`, from which a serializer restores it.
 */
import type {
  Point,
  SearchChange,
  StudySnapshot,
  StudyUpdate,
  TrialCurve,
  TrialDetail,
  TrialMark,
  VariableImportance,
} from './study';

export type { SearchChange, TrialCurve, TrialMark, VariableImportance } from './study';

/** What the panel calls in the host. Rejections carry one clear line for people. */
export interface PanelHost extends Partial<PanelExtras> {
  /** The panel is ready; answers with everything there is to show. */
  ready(): Promise<StudySnapshot | undefined>;
  trial(number: number): Promise<TrialDetail>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  stop(): Promise<void>;
  /** Shows the diff and applies it when the person agrees. True when it was applied. */
  accept(number: number): Promise<boolean>;
  /** Opens the source at a line (from 1). */
  reveal(file: string, line: number): Promise<void>;
}

/** What a host may offer beyond. The panel shows what needs it only where `extras` names it. */
export interface PanelExtras {
  /** Which of these the host has; asked once, after `ready`. */
  extras(): Promise<readonly (keyof PanelExtras)[]>;
  /** Asks where to keep a file and writes it. `base64` for pictures. False when the person thought better of it. */
  save(name: string, content: string, encoding: 'utf8' | 'base64'): Promise<boolean>;
  /** Puts text on the clipboard. */
  copy(text: string): Promise<void>;
  /** Starts the search of this study again where it stopped, or one on the file when there is no study. */
  start(): Promise<void>;
  /** Changes the budget or the workers of a search while it runs; what is absent stays. Time in seconds. */
  configure(settings: SearchChange): Promise<void>;
  /** Queues a candidate by hand: a value for each variable (those that turn out inactive are left aside). */
  enqueue(point: Point): Promise<void>;
  /** Keeps a star and a note with a trial, in the study. */
  mark(number: number, mark: TrialMark): Promise<void>;
  /** The marks of all trials that have one, by number. */
  marks(): Promise<Readonly<Record<string, TrialMark>>>;
  /** The first objective by step of these trials; those that reported nothing are left out. */
  curves(numbers: readonly number[]): Promise<readonly TrialCurve[]>;
  /** How much each variable matters for an objective; the shares sum to 1. Empty while there are too few trials. */
  importance(objective: string): Promise<readonly VariableImportance[]>;
  /** What a candidate changes in the code as written, one unified diff a file. */
  diff(number: number): Promise<readonly FileDiff[]>;
}

export interface FileDiff {
  readonly file: string;
  readonly diff: string;
}

/** What the host calls in the panel. */
export interface Panel {
  /** Another study, or the same anew. */
  show(snapshot: StudySnapshot): void;
  update(update: StudyUpdate): void;
  /** The cursor stands on this line (from 1) of a file: the layers made there light up. Absent: on none. */
  cursor?(place?: { readonly file: string; readonly line: number }): void;
  /** A trial is to be shown (from the tree of studies, a hover, a command). */
  select?(number: number): void;
}

/** What the panel keeps with `vscode.setState`; a serializer needs `study`, the rest is the panel's own. */
export interface PanelState {
  /** Absolute path of the journal that is shown. */
  readonly study?: string;
}
