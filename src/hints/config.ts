/** The `@nas search` block: one YAML comment that configures a search. Everything has a default. */

export type Direction = 'minimize' | 'maximize';

/** `params <= 200000`, `latency <= 5 ms`: the measure, the comparison, the bound in the measure's base unit. */
export interface Constraint {
  readonly measure: string;
  readonly comparison: '<=' | '>=';
  readonly bound: number;
  /** As the person wrote it. */
  readonly text: string;
}

/** A strategy or stopping rule by name, with its options. */
export interface Named {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
}

export interface SearchConfig {
  /** Measures to improve, in the order written. Absent: see {@link SearchConfig} in the README (val_accuracy, …). */
  readonly objectives?: Readonly<Record<string, Direction>>;
  readonly constraints?: readonly Constraint[];
  readonly strategy?: Named;
  /** trials: a number; time: seconds; epochs: a number, in place of those that the code asks for. */
  readonly budget?: { readonly trials?: number; readonly time?: number; readonly epochs?: number };
  /** Early stopping of trials. */
  readonly stop?: Named;
  readonly seed?: number;
  readonly workers?: number;
  /** Shared: candidates begin with what earlier ones have learnt. Absent: own. */
  readonly weights?: 'own' | 'shared';
  /** The file to run, relative to the one with the block. */
  readonly entry?: string;
  /** Limits of one trial: seconds, mebibytes. */
  readonly limits?: { readonly time?: number; readonly memory?: number };
  /** Which TensorFlow.js runs; absent: the quickest. */
  readonly backend?: 'auto' | 'embedded' | 'tfjs-node' | 'tfjs-node-gpu';
}
