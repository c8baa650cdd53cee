import type { Diagnostic, Edit, Hint, Range, Value, VariableHint } from './hint';
import type { SearchConfig } from './config';

/** A file with its hints: the text is kept, since every offset refers to it. */
export interface HintedFile {
  readonly file: string;
  readonly text: string;
  readonly hints: readonly Hint[];
  /** The `@nas search` block, where the file has one. */
  readonly config?: { readonly value: SearchConfig; readonly range: Range };
  /** Names of the exports that are marked `@nas model` and `@nas data` (`default` for a default export). */
  readonly marks?: { readonly model?: string; readonly data?: string };
  readonly diagnostics: readonly Diagnostic[];
  /** Files of the person's own that this one imports, as written (`./model`, `../data.js`); packages are not listed. */
  readonly imports: readonly string[];
}

/**
 * What knows the language of the source: finding comments and expressions, naming them, editing them, making them
 * runnable. One adapter a language; everything else sees only this.
 */
export interface SourceLanguage {
  readonly name: string;
  /** Endings of file names, with the dot. */
  readonly extensions: readonly string[];
  /** Never throws: a file that is being edited parses as far as it goes. */
  parse(file: string, text: string): HintedFile;
  /**
   * The edits that write values into a file: only where the written value differs. `values` maps labels (for `each`:
   * `label[turn]`) to values; labels that are missing stay as written.
   */
  edits(source: HintedFile, values: ReadonlyMap<string, Value>): readonly Edit[];
  /**
   * The edits that remove every hint and leave clean code with the values as written (apply after `edits`); with
   * `only`, the one hint whose comment begins at this offset.
   */
  strip(source: HintedFile, only?: number): readonly Edit[];
  /**
   * The file as a candidate runs it: the values' edits, and calls that report which hints are evaluated, metrics and
   * awaits (see {@link RunnableFile}).
   */
  runnable(source: HintedFile, values: ReadonlyMap<string, Value>): RunnableFile;
  /** A value as source text, in the style of the hint's target (its quotes, say). */
  print(hint: VariableHint, value: Value, text: string): string;
}

/**
 * A file that is ready to run in an evaluator. For JavaScript the code is the body of a function
 * `(exports, require, module, __filename, __dirname, __importMeta, __espalier)`, `async` when it awaits at top level.
 * `import.meta` has become `__importMeta`, `import(x)` has become `__espalier.import(x)`.
 */
export interface RunnableFile {
  readonly file: string;
  readonly code: string;
  readonly isAsync: boolean;
  /**
   * True for an ES module: its imports are loaded before it runs, `require` is not the person's to call. The code says
   * `use strict` itself.
   */
  readonly isModule: boolean;
  /**
   * What the file imports by literal name, as written, in order; packages too. Of an ES module: static imports and
   * re-exports. Of CommonJS: what it requires.
   */
  readonly imports: readonly string[];
  /** What it loads only when it comes to it: literal names in `import('…')`, and in `require` of an ES module. */
  readonly lazyImports?: readonly string[];
  /**
   * Source map (version 3, JSON) from `code` to the file as the person wrote it; absent when lines are unchanged.
   * Exact in lines; columns behind a hint on the same line may be off.
   */
  readonly map?: string;
}

/**
 * A function (asked for later, since it may not be there yet), a digest of its text, whether it reads what lies outside
 * of the program, and the values of the names around it that it mentions, packages left out.
 */
export type ToldFunction = readonly [
  get: () => unknown,
  digest: string,
  reads: boolean,
  values: () => readonly unknown[],
];

/** What the code of a runnable file calls while it runs. */
export interface Reporter {
  /** A hint is evaluated (label; line from 1): its variable is active in this candidate. */
  use(label: string, line: number): void;
  /** A metric hint is evaluated; returns the value. */
  metric<T>(label: string, line: number, value: T): T;
  /** An `await` at a line begins; resolves as the value does. */
  wait<T>(line: number, value: T): Promise<Awaited<T>>;
  /**
   * A function of the person's is called with values for what a variable is to hold: data that it loads may come from an
   * earlier trial instead.
   */
  load<T>(
    line: number,
    called: unknown,
    values: readonly unknown[],
    call: (values: readonly unknown[]) => T,
  ): T;
  /** The functions of a file's top level on which loads may depend. */
  functions(told: readonly ToldFunction[]): void;
  /** `import(specifier)` in the person's code: files of theirs as the candidate has them, packages as Node does. */
  import(specifier: unknown): Promise<unknown>;
}
