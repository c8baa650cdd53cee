/** Extension host ⇄ panel (webview), as functions over `postMessage`. Messages are validated on both sides. */
import type { StudySnapshot, StudyUpdate, TrialDetail } from './study';

/** What the panel calls in the host. */
export interface PanelHost {
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

/** What the host calls in the panel. */
export interface Panel {
  /** Another study, or the same anew. */
  show(snapshot: StudySnapshot): void;
  update(update: StudyUpdate): void;
}
