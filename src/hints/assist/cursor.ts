/** Where in a hint a cursor stands: what may be written there. From the text alone. */
import type { Range } from '../hint';
import { MARK, hintTextAt, lineEnd, openingBefore, type HintText } from './comment';

export type HintCursor =
  /** In a comment that is to become a hint: nothing, `@`, `@na`. */
  | {
      readonly place: 'mark';
      readonly word: Range;
      readonly comment: Range;
      readonly closed: boolean;
    }
  /** A label or a kind is expected. */
  | {
      readonly place: 'kind';
      readonly word: Range;
      readonly labelled: boolean;
      readonly hint: HintText;
      /** False directly behind the mark, where a blank is missing. */
      readonly spaced: boolean;
    }
  | {
      readonly place: 'argument';
      readonly word: Range;
      readonly kind: string;
      readonly index: number;
      readonly hint: HintText;
    }
  | { readonly place: 'modifier'; readonly word: Range; readonly kind: string; readonly hint: HintText }
  /** In the `@nas search` block, behind the word `search`. */
  | { readonly place: 'setting'; readonly word: Range; readonly body: Range; readonly hint: HintText };

/** What may be written at an offset; `undefined` outside of hints. */
export function hintCursor(text: string, offset: number): HintCursor | undefined {
  const hint = hintTextAt(text, offset);
  if (!hint || offset < hint.body.start) return markCursor(text, offset);
  const { start, end } = hint.body;
  if (offset > end) return undefined;
  const search = /^\s*search(?![\p{L}\p{N}_$-])/u.exec(text.slice(start, offset));
  if (search && offset > start + search[0].length)
    return {
      place: 'setting',
      word: { start: offset, end: offset },
      body: { start: start + search[0].length, end },
      hint,
    };
  return inHint(text, offset, hint);
}

function markCursor(text: string, offset: number): HintCursor | undefined {
  const typed = /@(?:n(?:as?)?)?$/.exec(text.slice(Math.max(0, offset - MARK.length), offset))?.[0];
  if (typed === undefined) return undefined;
  const start = offset - typed.length;
  const opening = openingBefore(text, start);
  if (opening === undefined) return undefined;
  const word = { start, end: offset };
  if (text[opening + 1] === '/')
    return { place: 'mark', word, comment: { start: opening, end: lineEnd(text, offset) }, closed: true };
  const close = /^(?:(?!\/\*)[^\r\n])*?\*\//.exec(text.slice(offset, offset + 500))?.[0];
  const end = offset + (close?.length ?? 0);
  return { place: 'mark', word, comment: { start: opening, end }, closed: close !== undefined };
}

/** The comment that a cursor is in. */
export function commentOf(cursor: HintCursor): Range {
  return cursor.place === 'mark' ? cursor.comment : cursor.hint.comment;
}

const TOKEN =
  /\s+|'(?:\\.|[^'\\\r\n])*'?|"(?:\\.|[^"\\\r\n])*"?|[\p{L}_$][\p{L}\p{N}_$.\-/]*|[+-]?[\d.][\w.]*|./suy;

/** Reads the hint up to the offset, token by token, and remembers where it is. */
function inHint(text: string, offset: number, hint: HintText): HintCursor | undefined {
  let at = hint.body.start;
  let kind: string | undefined;
  let labelled = false;
  let depth = 0;
  let index = 0;
  let last: Range | undefined;
  const body = text.slice(0, hint.body.end);
  while (at < offset) {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(body)?.[0];
    if (token === undefined) break;
    const end = at + token.length;
    const isWord = /^[\p{L}_$'"\d.+-]/u.test(token);
    if (end >= offset && isWord && !isClosedString(token, end === offset)) {
      last = { start: at, end: offset };
      break;
    }
    if (token === '(' || token === '[') depth++;
    else if (token === ')' || token === ']') depth--;
    else if (token === ',' && depth === 1) index++;
    else if (token === ':' && depth === 0) {
      labelled = true;
      kind = undefined;
    } else if (isWord && depth === 0) kind ??= token;
    at = end;
  }
  const word = last ?? { start: offset, end: offset };
  if (depth > 0) return kind === undefined ? undefined : { place: 'argument', word, kind, index, hint };
  if (kind !== undefined) return { place: 'modifier', word, kind, hint };
  return { place: 'kind', word, labelled, hint, spaced: word.start > hint.body.start };
}

/** A string whose closing quote lies before the cursor is done with. */
function isClosedString(token: string, cursorAtEnd: boolean): boolean {
  return cursorAtEnd && /^(['"]).*\1$/s.test(token) && token.length > 1;
}
