/** What is removed from a text, with the lines and blanks around it. */
import type { Edit, Range } from '../hint';

const SPACES = /^[^\S\r\n]*$/;

/** Ranges with nothing but spaces between them become one. */
export function mergeSpaced(text: string, ranges: readonly Range[]): Range[] {
  const merged: Range[] = [];
  for (const range of [...ranges].sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last && (range.start <= last.end || SPACES.test(text.slice(last.end, range.start))))
      merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, range.end) };
    else merged.push(range);
  }
  return joinLines(text, merged);
}

/** Ranges that fill neighbouring lines alone become one, so that the blank lines around them are seen together. */
function joinLines(text: string, ranges: readonly Range[]): Range[] {
  const joined: Range[] = [];
  for (const range of ranges) {
    const last = joined.at(-1);
    const isNeighbour =
      last &&
      isAlone(text, last) &&
      isAlone(text, range) &&
      /^[^\S\r\n]*(?:\r\n|\r|\n)[^\S\r\n]*$/.test(text.slice(last.end, range.start));
    if (isNeighbour) joined[joined.length - 1] = { start: last.start, end: range.end };
    else joined.push(range);
  }
  return joined;
}

function isAlone(text: string, range: Range): boolean {
  return (
    SPACES.test(text.slice(lineStart(text, range.start), range.start).replace(/^\uFEFF/, '')) &&
    SPACES.test(text.slice(range.end, lineEnd(text, range.end)))
  );
}

/** What to remove with a range so that neither an empty line nor a double space is left. */
export function removal(text: string, range: Range): Range {
  if (isAlone(text, range)) return withBlankLines(text, range);
  const after = /[^\S\r\n]*/y;
  after.lastIndex = range.end;
  const end = range.end + after.exec(text)![0].length;
  if (end < lineEnd(text, end)) return { start: range.start, end };
  const before = text.slice(lineStart(text, range.start), range.start).trimEnd();
  return { start: lineStart(text, range.start) + before.length, end };
}

/** The whole lines, and one of two blank neighbours. */
function withBlankLines(text: string, range: Range): Range {
  let start = lineStart(text, range.start);
  if (start === 0 && text.startsWith('\uFEFF')) start = 1;
  let end = nextLine(text, range.end);
  const before = text.slice(0, start).replace(/^\uFEFF/, '');
  const opens = before === '' || /(?:[{([]|[\r\n][^\S\r\n]*)(?:\r\n|\r|\n)$/.test(before);
  const blank = /[^\S\r\n]*(?:\r\n|\r|\n)/y;
  if (opens) {
    blank.lastIndex = end;
    for (let match = blank.exec(text); match && end < text.length; match = blank.exec(text))
      end = blank.lastIndex;
  }
  const closes = end >= text.length || /^[^\S\r\n]*[})\]]/.test(text.slice(end, end + 200));
  if (closes) {
    const trimmed = /(?:\r\n|\r|\n)((?:[^\S\r\n]*(?:\r\n|\r|\n))+)$/.exec(text.slice(0, start));
    if (trimmed) start -= trimmed[1]!.length;
  }
  return { start, end };
}

/** Moves the lines of a range that begins on a line of its own to the indentation of the line at `to`. */
export function dedent(text: string, to: number, range: Range, frozen: readonly Range[]): Edit[] {
  const from = indentation(text, range.start);
  if (!SPACES.test(text.slice(lineStart(text, range.start), range.start))) return [];
  const surplus = from.slice(indentation(text, to).length);
  if (surplus === '') return [];
  const edits: Edit[] = [];
  for (let at = nextLine(text, range.start); at < range.end; at = nextLine(text, at)) {
    if (frozen.some(({ start, end }) => start < at && at < end)) continue;
    if (text.startsWith(from, at)) edits.push({ range: { start: at, end: at + surplus.length }, text: '' });
  }
  return edits;
}

function indentation(text: string, at: number): string {
  return /^[^\S\r\n]*/.exec(text.slice(lineStart(text, at)).slice(0, 1000))![0];
}

function lineStart(text: string, at: number): number {
  let start = at;
  while (start > 0 && text[start - 1] !== '\n' && text[start - 1] !== '\r') start--;
  return start;
}

function lineEnd(text: string, at: number): number {
  let end = at;
  while (end < text.length && text[end] !== '\n' && text[end] !== '\r') end++;
  return end;
}

/** Where the next line begins; the text's end on the last. */
function nextLine(text: string, at: number): number {
  const end = lineEnd(text, at);
  if (text.startsWith('\r\n', end)) return end + 2;
  return Math.min(end + 1, text.length);
}

/** Edits inside larger ones are dropped; deletions that touch or overlap become one. */
export function outermost(edits: readonly Edit[]): Edit[] {
  const sorted = [...edits].sort((a, b) => a.range.start - b.range.start || b.range.end - a.range.end);
  const kept: Edit[] = [];
  for (const edit of sorted) {
    const last = kept.at(-1);
    if (!last || edit.range.start >= last.range.end) kept.push(edit);
    else if (edit.range.end > last.range.end)
      kept[kept.length - 1] = {
        range: { start: last.range.start, end: edit.range.end },
        text: last.text + edit.text,
      };
  }
  return kept;
}
