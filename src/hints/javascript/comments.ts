/** Where the comments with hints stand. Only places where the text has `@nas` are looked at. */
import ts from 'typescript';
import type { Range } from '../hint';

export const MARK = '@nas';

export interface HintComment {
  /** The whole comment. */
  readonly range: Range;
  /** What follows `@nas`, without the blanks around it and without the comment's end. */
  readonly body: Range;
  readonly style: 'block' | 'line';
  /** False for a block comment that runs to the end of the file. */
  readonly closed: boolean;
  /** Where the next token begins: what the hint stands before. */
  readonly next: number;
}

export function findHintComments(tree: ts.SourceFile): HintComment[] {
  const { text } = tree;
  const found: HintComment[] = [];
  let at = text.indexOf(MARK);
  let scanner: ts.Scanner | undefined;
  while (at >= 0) {
    let after = at + MARK.length;
    const trivia = triviaAt(tree, at);
    if (trivia) {
      scanner ??= ts.createScanner(ts.ScriptTarget.ESNext, false);
      const comment = commentAt(scanner, text, trivia, at);
      if (comment) {
        after = Math.max(after, comment.range.end);
        const hint = hintComment(text, comment, trivia.end);
        if (hint) found.push(hint);
      }
    }
    at = text.indexOf(MARK, after);
  }
  return found;
}

/** The blanks and comments around an offset, up to the token that follows; nothing inside a token. */
function triviaAt(tree: ts.SourceFile, at: number): Range | undefined {
  let node: ts.Node = tree;
  for (;;) {
    const child: ts.Node | undefined = node
      .getChildren(tree)
      .find((candidate) => candidate.pos <= at && at < candidate.end);
    if (!child) return undefined;
    const start = child.getStart(tree);
    if (at < start) return { start: child.pos, end: start };
    if (child.kind === ts.SyntaxKind.EndOfFileToken) return { start: child.pos, end: child.end };
    node = child;
  }
}

interface RawComment {
  readonly range: Range;
  readonly style: 'block' | 'line';
  readonly closed: boolean;
}

function commentAt(scanner: ts.Scanner, text: string, trivia: Range, at: number): RawComment | undefined {
  scanner.setText(text, trivia.start, trivia.end - trivia.start);
  for (;;) {
    const kind = scanner.scan();
    if (kind === ts.SyntaxKind.EndOfFileToken || scanner.getTokenEnd() > trivia.end) return undefined;
    if (scanner.getTokenEnd() <= at) continue;
    const range = { start: scanner.getTokenStart(), end: scanner.getTokenEnd() };
    if (kind === ts.SyntaxKind.SingleLineCommentTrivia) return { range, style: 'line', closed: true };
    if (kind !== ts.SyntaxKind.MultiLineCommentTrivia) return undefined;
    const closed = range.end - range.start >= 4 && text.startsWith('*/', range.end - 2);
    return { range, style: 'block', closed };
  }
}

function hintComment(text: string, comment: RawComment, next: number): HintComment | undefined {
  const { range, style, closed } = comment;
  const opening =
    style === 'line' ? /\/{2,}[^\S\r\n]*@nas(?![\p{L}\p{N}_$-])/uy : /\/\*+[\s*]*@nas(?![\p{L}\p{N}_$-])/uy;
  opening.lastIndex = range.start;
  const match = opening.exec(text);
  if (!match) return undefined;
  const from = range.start + match[0].length;
  const to = style === 'block' && closed ? range.end - 2 : range.end;
  const body = text.slice(from, to);
  const trimmed = body.trim();
  const start = from + (trimmed === '' ? 0 : body.indexOf(trimmed));
  return { range, style, closed, next, body: { start, end: start + trimmed.length } };
}
