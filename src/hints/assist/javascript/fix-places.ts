/** Fixes of hints that stand at the wrong place of the code. */
import ts from 'typescript';
import type { Edit, Range } from '../../hint';
import { removal } from '../../javascript/lines';
import { nodesAt } from '../../javascript/nodes';
import { indentAt, lineStart, newlineOf } from '../comment';
import type { Fix, FixContext } from '../fixes';
import { pathTo } from './calls';
import { syntaxOf } from './syntax';

export function placeFixes(context: FixContext): Fix[] {
  const { problem, text, hint } = context;
  switch (problem.code) {
    case 'needs-index': {
      const { start, end } = problem.range;
      const at = { range: { start: end, end }, text: '[0]' };
      return text[start] === '[' ? [{ name: 'index', detail: '[0]', edits: [at], preferred: true }] : [];
    }
    case 'not-a-literal':
      return moved(context, valueBehind(context));
    case 'trailing-hint': {
      const start = lineStart(text, hint.comment.start);
      const line = `${indentAt(text, start + indentWidth(text, start))}${comment(context)}${newlineOf(text)}`;
      const spaces = /[^\S\r\n]*$/.exec(text.slice(0, hint.comment.start))![0].length;
      const gone = { start: hint.comment.start - spaces, end: hint.comment.end };
      return move([
        { range: { start, end: start }, text: line },
        { range: gone, text: '' },
      ]);
    }
    case 'needs-block':
      return braces(context);
    default:
      return [];
  }
}

function indentWidth(text: string, start: number): number {
  return /^[^\S\r\n]*/.exec(text.slice(start, start + 200))![0].length;
}

function comment({ text, hint }: FixContext): string {
  return text.slice(hint.comment.start, hint.comment.end);
}

function move(edits: readonly Edit[]): Fix[] {
  return [{ name: 'move', detail: '', edits, preferred: true }];
}

/** Behind the `:` of a property or the `=` of a declaration, when the hint stands before the name. */
function valueBehind({ file, text, hint }: FixContext): number | undefined {
  const tree = syntaxOf(file, text);
  const next = /(?:\s|\/\/[^\r\n]*|\/\*[\s\S]*?\*\/)*/y;
  next.lastIndex = hint.comment.end;
  const offset = hint.comment.end + next.exec(text)![0].length;
  for (const node of nodesAt(tree, offset)) {
    if (ts.isPropertyAssignment(node)) return node.initializer.getStart();
    const list = ts.isVariableStatement(node) ? node.declarationList.declarations : [];
    if (list.length === 1) return list[0]!.initializer?.getStart();
  }
  return undefined;
}

function moved(context: FixContext, to: number | undefined): Fix[] {
  const { text, hint } = context;
  if (to === undefined) return [];
  const body = text.slice(hint.body.start, hint.body.end).trim();
  return move([
    { range: removal(text, hint.comment), text: '' },
    { range: { start: to, end: to }, text: `/* @nas ${body} */ ` },
  ]);
}

/** Braces around a statement that is the only one of its branch. */
function braces({ file, text, hint }: FixContext): Fix[] {
  const tree = syntaxOf(file, text);
  const statement = nodesAt(tree, nextToken(text, hint.comment)).filter(ts.isStatement).pop();
  if (!statement) return [];
  const owner = pathTo(tree, hint.comment.start).find((node) => node !== statement && ts.isStatement(node));
  if (!owner) return [];
  const indent = indentAt(text, owner.getStart(tree));
  const newline = newlineOf(text);
  const edits: Edit[] = [
    { range: { start: hint.comment.start, end: hint.comment.start }, text: '{ ' },
    { range: { start: statement.end, end: statement.end }, text: `${newline}${indent}}` },
  ];
  return [{ name: 'braces', detail: '', edits, preferred: true }];
}

function nextToken(text: string, { end }: Range): number {
  return end + /^\s*/.exec(text.slice(end))![0].length;
}
