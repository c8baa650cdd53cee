/** Comments with hints, found in the text alone: no parser, so that it works while code is half typed. */
import type { Range } from '../hint';

export const MARK = '@nas';

export interface HintText {
  /** From the opening of the comment to its end (or to the end of the line where it is not closed). */
  readonly comment: Range;
  /** What follows the mark, up to the end of the comment; blanks included. */
  readonly body: Range;
  readonly style: 'block' | 'line';
  readonly closed: boolean;
}

/** A search block is longer than a line, but not longer than this. */
const LONGEST = 20_000;

/** Between the opening of a comment and its mark there are only blanks and stars, not many. */
const OPENING = 200;

/** The hint's comment around an offset; `undefined` when there is none. */
export function hintTextAt(text: string, offset: number): HintText | undefined {
  const before = hintTextBefore(text, offset);
  if (before && offset <= before.comment.end) return before;
  const ahead = text.slice(offset, offset + OPENING).indexOf(MARK);
  const next = ahead < 0 ? undefined : hintTextFrom(text, offset + ahead);
  return next && next.comment.start <= offset ? next : undefined;
}

/** The last comment with a hint whose mark is before an offset, in reach of a search block's length. */
export function hintTextBefore(text: string, offset: number): HintText | undefined {
  const limit = Math.max(0, offset - LONGEST);
  for (let at = text.lastIndexOf(MARK, offset); at >= limit; at = text.lastIndexOf(MARK, at - 1)) {
    const found = hintTextFrom(text, at);
    if (found || at === 0) return found;
  }
  return undefined;
}

/** Every comment with a hint in a text. Text in strings that looks like one counts too. */
export function allHintTexts(text: string): HintText[] {
  const found: HintText[] = [];
  for (let at = text.indexOf(MARK); at >= 0;) {
    const hint = hintTextFrom(text, at);
    if (hint) found.push(hint);
    at = text.indexOf(MARK, hint ? Math.max(hint.comment.end, at + 1) : at + 1);
  }
  return found;
}

/** The comment that a mark begins. */
function hintTextFrom(text: string, mark: number): HintText | undefined {
  const from = mark + MARK.length;
  if (/[\p{L}\p{N}_$-]/u.test(text.slice(from, from + 1))) return undefined;
  const opening = openingBefore(text, mark);
  if (opening === undefined) return undefined;
  const isLine = text[opening + 1] === '/';
  if (isLine) {
    const end = lineEnd(text, from);
    return {
      comment: { start: opening, end },
      body: { start: from, end },
      style: 'line',
      closed: true,
    };
  }
  const close = text.indexOf('*/', from);
  const next = text.indexOf('/*', from);
  const isSearch = /^\s*search(?![\p{L}\p{N}_$-])/u.test(text.slice(from, from + 40));
  // A comment that is being typed swallows the next one: what is behind its line is not its own.
  const limit = isSearch ? text.length : lineEnd(text, from);
  const closed = close >= 0 && (next < 0 || close < next) && (isSearch || close <= limit || next < 0);
  const end = closed ? close : isSearch ? lineEnd(text, from) : limit;
  return {
    comment: { start: opening, end: closed ? close + 2 : end },
    body: { start: from, end },
    style: 'block',
    closed,
  };
}

/** Where the comment opens whose first word is at an offset. */
export function openingBefore(text: string, offset: number): number | undefined {
  const before = text.slice(Math.max(0, offset - 200), offset);
  const match = /\/\*+[\s*]*$|\/{2,}[^\S\r\n]*$/.exec(before);
  return match ? offset - match[0].length : undefined;
}

export function lineEnd(text: string, offset: number): number {
  const match = /[\r\n]/.exec(text.slice(offset, offset + 10_000));
  return match ? offset + match.index : Math.min(text.length, offset + 10_000);
}

export function lineStart(text: string, offset: number): number {
  return Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
}

/** The blanks at the beginning of the line of an offset. */
export function indentAt(text: string, offset: number): string {
  return /^[^\S\r\n]*/.exec(text.slice(lineStart(text, offset), offset))![0];
}

/** The line ending that a text uses. */
export function newlineOf(text: string): string {
  return /\r\n|\n/.exec(text)?.[0] ?? '\n';
}
