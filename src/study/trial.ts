import type { Graph, Measures, TrialError } from '../evaluate/interface';
import type { Point } from '../space/space';

export type { Graph, GraphNode, Measures, TrialError } from '../evaluate/interface';

/** A trial as it is kept, shown and printed. Values are as the person reads them (signs not turned). */
export interface Trial {
  readonly number: number;
  readonly state: 'running' | 'waiting' | 'complete' | 'pruned' | 'failed' | 'infeasible';
  readonly params: Point;
  /** By objective. */
  readonly values: Readonly<Record<string, number>>;
  readonly measures: Measures;
  /** Seconds. */
  readonly seconds?: number;
  /** ISO 8601. */
  readonly started?: string;
  readonly error?: TrialError;
  readonly epochs?: number;
  /** Address of the graph and curve beside the journal, see the store. */
  readonly graph?: string;
  readonly evaluated?: readonly string[];
  readonly seed?: number;
  readonly backend?: string;
  readonly worker?: number;
  /** The number of the trial whose result this one shares, when both are the same candidate. */
  readonly sameAs?: number;
}

export interface Curve {
  readonly steps: readonly { readonly step: number; readonly measures: Measures }[];
}

/** A trial with what lies beside the journal. */
export interface TrialDetail {
  readonly trial: Trial;
  readonly graph?: Graph;
  readonly curve: Curve;
}
