/**
 * The text of a hint, whatever comment it stands in:
 *
 *     hint     = [label ":"] kind ["(" [argument {"," argument} [","]] ")"] {modifier}
 *     argument = literal | name
 *     literal  = number | string | "true" | "false" | "null" | "[" [literal {"," literal} [","]] "]"
 *     modifier = "log" | "each"
 *
 * Offsets are those of the file's text, so that every problem knows its place.
 */
import type { HintKind, Literal, Range, Severity } from './hint';
import { didYouMean } from './suggest';

/** `model` and `data` mark exports; the rest are hints. `search` begins the block of settings (see block.ts). */
export type WrittenKind = HintKind | 'metric' | 'model' | 'data';

export const VARIABLE_KINDS: readonly HintKind[] = ['choice', 'subset', 'int', 'float', 'bool', 'optional'];
export const WRITTEN_KINDS: readonly WrittenKind[] = [...VARIABLE_KINDS, 'metric', 'model', 'data'];
export const MODIFIERS = ['log', 'each'] as const;
export type Modifier = (typeof MODIFIERS)[number];

/** Something wrong with a file, at a place of its text. */
export interface Problem {
  readonly code: string;
  readonly range: Range;
  readonly message: string;
  readonly severity: Severity;
}

export type Argument =
  | { readonly type: 'literal'; readonly value: Literal; readonly range: Range }
  /** A bare word: the name of a metric, or a mistake. */
  | { readonly type: 'name'; readonly value: string; readonly range: Range };

/** A hint as written. */
export interface WrittenHint {
  readonly label?: { readonly text: string; readonly range: Range };
  readonly kind: WrittenKind;
  readonly kindRange: Range;
  /** Absent without parentheses. */
  readonly arguments?: readonly Argument[];
  readonly modifiers: readonly { readonly name: Modifier; readonly range: Range }[];
}

class SyntaxProblem extends Error {
  constructor(
    readonly range: Range,
    message: string,
    readonly code = 'syntax',
  ) {
    super(message);
  }
}

/** Letters, digits, `_ $ . - /`: what labels and names of metrics are made of. */
const WORD = /[\p{L}_$][\p{L}\p{N}_$]*(?:[.\-/][\p{L}\p{N}_$]+)*/uy;
const NUMBER =
  /[+-]?\s*(?:0[xX][\da-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?)/y;
const SPACE = /\s*/y;
const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  v: '\v',
  0: '\0',
};

class HintParser {
  private at: number;

  constructor(
    private readonly text: string,
    private readonly start: number,
    private readonly end: number,
  ) {
    this.at = start;
    this.space();
  }

  hint(): WrittenHint {
    let word = this.expectWord('a kind of hint, such as choice(…) or int(1, 4)');
    let label: WrittenHint['label'];
    if (this.peek() === ':') {
      this.at++;
      this.space();
      label = word;
      word = this.expectWord(`a kind of hint after '${label.text}:', such as choice(…) or int(1, 4)`);
    }
    const kind = WRITTEN_KINDS.find((known) => known === word.text);
    if (!kind) throw this.unknownKind(word);
    const args = this.peek() === '(' ? this.list('(', ')', () => this.argument()) : undefined;
    const modifiers = this.modifiers();
    return {
      ...(label && { label }),
      kind,
      kindRange: word.range,
      ...(args && { arguments: args }),
      modifiers,
    };
  }

  private modifiers(): WrittenHint['modifiers'] {
    const modifiers: { name: Modifier; range: Range }[] = [];
    while (this.at < this.end) {
      const word = this.word();
      if (!word) throw new SyntaxProblem({ start: this.at, end: this.end }, this.unexpected());
      const name = MODIFIERS.find((known) => known === word.text);
      if (!name) {
        const hint = didYouMean(word.text, MODIFIERS) || ' Known are log and each.';
        throw new SyntaxProblem(word.range, `Unknown modifier '${word.text}'.${hint}`, 'unknown-modifier');
      }
      if (modifiers.some((other) => other.name === name))
        throw new SyntaxProblem(word.range, `'${name}' is written twice; remove one.`);
      modifiers.push({ name, range: word.range });
    }
    return modifiers;
  }

  private unknownKind(word: { text: string; range: Range }): SyntaxProblem {
    if (MODIFIERS.some((name) => name === word.text)) {
      const text = `'${word.text}' is a modifier and comes last: kind(arguments) ${word.text}.`;
      return new SyntaxProblem(word.range, text);
    }
    const hint =
      didYouMean(word.text, [...WRITTEN_KINDS, 'search']) ||
      ` Known are ${[...VARIABLE_KINDS, 'metric', 'search'].join(', ')}.`;
    return new SyntaxProblem(word.range, `Unknown kind of hint '${word.text}'.${hint}`, 'unknown-kind');
  }

  private argument(): Argument {
    const start = this.at;
    const literal = this.literalOrNothing();
    if (literal !== undefined)
      return { type: 'literal', value: literal, range: { start, end: this.lastEnd } };
    const word = this.word();
    if (word) return { type: 'name', value: word.text, range: word.range };
    throw new SyntaxProblem(this.here(), this.expected('an argument'));
  }

  private literalOrNothing(): Literal | undefined {
    const char = this.peek();
    if (char === "'" || char === '"' || char === '`') return this.string(char);
    if (char === '[') return this.list('[', ']', () => this.literal());
    const number = this.number();
    if (number !== undefined) return number;
    for (const [name, value] of [
      ['true', true],
      ['false', false],
      ['null', null],
    ] as const) {
      if (this.text.startsWith(name, this.at) && this.wordEnd() === this.at + name.length) {
        this.advance(this.at + name.length);
        return value;
      }
    }
    return undefined;
  }

  private literal(): Literal {
    const value = this.literalOrNothing();
    if (value !== undefined) return value;
    throw new SyntaxProblem(
      this.here(),
      this.expected('a number, a string, true, false, null or a list of these'),
    );
  }

  private number(): number | undefined {
    const sign = /[+-]?\s*(?:Infinity|NaN)(?![\p{L}\p{N}_$])/uy;
    const end = this.match(sign) ?? this.match(NUMBER);
    if (end === undefined) return undefined;
    const range = { start: this.at, end };
    const written = this.text.slice(this.at, end);
    const digits = written.replace(/[\s_]/g, '');
    const value = digits.startsWith('-') ? -Number(digits.slice(1)) : Number(digits.replace(/^\+/, ''));
    if (!Number.isFinite(value))
      throw new SyntaxProblem(range, `${written} is not a finite number; write one that is.`, 'not-finite');
    if (/[\p{L}\p{N}_$]/u.test(this.text.slice(end, Math.min(end + 1, this.end))))
      throw new SyntaxProblem(
        { start: this.at, end: end + 1 },
        `'${this.text.slice(this.at, end + 1)}' is not a number.`,
      );
    this.advance(end);
    return value === 0 ? 0 : value;
  }

  private string(quote: string): string {
    const start = this.at;
    let value = '';
    let at = this.at + 1;
    for (; at < this.end; at++) {
      const char = this.text[at]!;
      if (char === quote) {
        this.advance(at + 1);
        return value;
      }
      if (char === '\n' || char === '\r') break;
      if (char !== '\\') {
        value += char;
        continue;
      }
      const escape = /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|u\{([\da-fA-F]{1,6})\}|([^xu\r\n]))/y;
      escape.lastIndex = at;
      const match = escape.exec(this.text);
      if (!match)
        throw new SyntaxProblem({ start: at, end: at + 2 }, 'This escape in a string means nothing.');
      const code = match[1] ?? match[2] ?? match[3];
      const point = code === undefined ? 0 : parseInt(code, 16);
      if (point > 0x10ffff)
        throw new SyntaxProblem({ start: at, end: escape.lastIndex }, 'No such character.');
      value += code === undefined ? (SIMPLE_ESCAPES[match[4]!] ?? match[4]!) : String.fromCodePoint(point);
      at = escape.lastIndex - 1;
    }
    throw new SyntaxProblem({ start, end: at }, `The string is not closed; add ${quote} at its end.`);
  }

  /** A bracketed list with commas; a comma after the last item is fine. */
  private list<T>(open: string, close: string, item: () => T): T[] {
    const start = this.at;
    this.advance(this.at + open.length);
    const items: T[] = [];
    while (this.peek() !== close) {
      if (this.at >= this.end)
        throw new SyntaxProblem({ start, end: this.end }, `'${open}' is not closed; add '${close}'.`);
      items.push(item());
      if (this.peek() === ',') this.advance(this.at + 1);
      else if (this.peek() !== close && this.at < this.end)
        throw new SyntaxProblem(this.here(), this.expected(`',' or '${close}'`));
    }
    this.advance(this.at + close.length);
    return items;
  }

  private lastEnd = 0;

  private advance(to: number): void {
    this.at = this.lastEnd = to;
    this.space();
  }

  private space(): void {
    this.at = this.match(SPACE) ?? this.at;
  }

  private peek(): string | undefined {
    return this.at < this.end ? this.text[this.at] : undefined;
  }

  /** The end of a match of a sticky expression here, not beyond the hint. */
  private match(expression: RegExp): number | undefined {
    expression.lastIndex = this.at;
    const match = expression.exec(this.text);
    return match ? Math.min(this.at + match[0].length, this.end) : undefined;
  }

  private wordEnd(): number | undefined {
    return this.at < this.end ? this.match(WORD) : undefined;
  }

  private word(): { text: string; range: Range } | undefined {
    const end = this.wordEnd();
    if (end === undefined) return undefined;
    const range = { start: this.at, end };
    this.advance(end);
    return { text: this.text.slice(range.start, end), range };
  }

  private expectWord(what: string): { text: string; range: Range } {
    const word = this.word();
    if (!word) throw new SyntaxProblem(this.here(), this.expected(what));
    return word;
  }

  private here(): Range {
    if (this.at < this.end) return { start: this.at, end: this.at + 1 };
    return { start: Math.max(this.start, this.end - 1), end: this.end };
  }

  private expected(what: string): string {
    return `Expected ${what}${this.at < this.end ? ` before '${this.rest()}'` : ''}.`;
  }

  private unexpected(): string {
    return `'${this.rest()}' is not expected here; a hint is written [label:] kind(arguments) [log] [each].`;
  }

  private rest(): string {
    const rest = this.text.slice(this.at, this.end).split(/[\r\n]/)[0]!;
    return rest.length > 20 ? `${rest.slice(0, 20)}…` : rest;
  }
}

/** Reads the hint in `text` from `start` to `end`. Never throws: what is wrong is a problem with its place. */
export function parseHint(text: string, start: number, end: number): WrittenHint | Problem {
  try {
    return new HintParser(text, start, end).hint();
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error;
    return { code: error.code, range: error.range, message: error.message, severity: 'error' };
  }
}

export function isProblem(result: WrittenHint | Problem): result is Problem {
  return 'code' in result;
}
