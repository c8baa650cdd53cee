/**
 * What a hint is, whatever language the source is written in. Offsets are UTF-16 code units from the start of the
 * file's text as it was given (a BOM counts, CRLF counts as two).
 */

/** A half-open range of offsets in a file's text. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A value that can be written in the source as a literal. */
export type Literal = string | number | boolean | null | readonly Literal[];

/**
 * A value of a variable. `choice` over literals: the literal itself. `choice` over the elements of an array: the
 * index. `subset`: the sorted indices that are kept. `int`, `float`: a number. `bool`, `optional`: a boolean.
 */
export type Value = Literal;

/** What a variable may be. */
export type Domain =
  /** One of several literals; `ordered` when all are numbers (they keep the order in which they were written). */
  | { readonly kind: 'choice'; readonly options: readonly Literal[]; readonly ordered: boolean }
  /** One of the elements of an array literal, by index; `texts` is the source of each. */
  | { readonly kind: 'arm'; readonly texts: readonly string[] }
  /** Between `min` and `max` of the elements of an array literal, by index. */
  | { readonly kind: 'subset'; readonly texts: readonly string[]; readonly min: number; readonly max: number }
  /** low, low + step, … ≤ high; `log`: distances are judged on a logarithmic scale. */
  | {
      readonly kind: 'int';
      readonly low: number;
      readonly high: number;
      readonly step: number;
      readonly log: boolean;
    }
  | { readonly kind: 'float'; readonly low: number; readonly high: number; readonly log: boolean }
  | { readonly kind: 'bool' }
  /** A statement that may be left out. */
  | { readonly kind: 'optional' };

/** What a person writes for the domain's kind (`choice` for both kinds of choice). */
export type HintKind = 'choice' | 'subset' | 'int' | 'float' | 'bool' | 'optional';

/**
 * When a variable matters: every condition of one of the lists holds (a disjunction of conjunctions). An empty list
 * of conditions always holds.
 */
export type Activity = readonly (readonly Condition[])[];

/** A condition on another variable, named by its label. */
export type Condition =
  | { readonly label: string; readonly is: 'one of'; readonly values: readonly Value[] }
  /** The subset variable keeps this element. */
  | { readonly label: string; readonly is: 'including'; readonly index: number }
  /** The number is greater than this. */
  | { readonly label: string; readonly is: 'above'; readonly bound: number };

/** A variable hint at one place in one file. With `each`, one hint stands for several variables (`turns`). */
export interface VariableHint {
  readonly role: 'variable';
  /** The label as written, or derived from the code; unique in the file unless the person shares it. */
  readonly label: string;
  /** True when the person wrote the label. */
  readonly named: boolean;
  readonly domain: Domain;
  /** The value that the code has as written. */
  readonly value: Value;
  /** Hints with equal groups and equal domains are of the same nature (every `activation`, say); from the code. */
  readonly group: string;
  readonly conditions: readonly Condition[];
  /**
   * With `each`: one variable for each turn of the loop, `label[0]`, `label[1]`, …; `values` are the written ones.
   * The conditions of each turn are `conditions` and those in `turns`.
   */
  readonly turns?: readonly { readonly value: Value; readonly conditions: readonly Condition[] }[];
  /** The whole comment, and the hint's own text in it. */
  readonly comment: Range;
  readonly body: Range;
  /** The hinted expression or statement. */
  readonly target: Range;
}

/** An expression whose value is reported as an objective or measure each time it is evaluated. */
export interface MetricHint {
  readonly role: 'metric';
  readonly label: string;
  readonly comment: Range;
  readonly body: Range;
  readonly target: Range;
}

export type Hint = VariableHint | MetricHint;

export type Severity = 'error' | 'warning' | 'information';

/** Something wrong at a place of a file: what, and what to do. */
export interface Diagnostic {
  readonly file: string;
  readonly range: Range;
  readonly severity: Severity;
  /** A stable name of the kind of problem, such as `default-outside-domain`. */
  readonly code: string;
  readonly message: string;
}

/** A replacement of a range of a file's text. */
export interface Edit {
  readonly range: Range;
  readonly text: string;
}
