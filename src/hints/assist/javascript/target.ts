/** What a hint stands before, also while the hint itself is half typed. */
import ts from 'typescript';
import type { Literal, Range } from '../../hint';
import { literalNode, readLiteral } from '../../javascript/literals';
import { countingLoop, loopAround } from '../../javascript/loops';
import { deriveName } from '../../javascript/names';
import { inStatementList, isValuePlace, nodesAt } from '../../javascript/nodes';
import type { Place } from '../domains';
import { syntaxOf } from './syntax';

export interface Target {
  /** Set before a literal in a place of a value. */
  readonly place?: Place;
  /** Set before an array literal whose elements are written out. */
  readonly list?: { readonly length: number; readonly indexed: boolean };
  /** A statement that can be left out begins here. */
  readonly statement: boolean;
  readonly expression: boolean;
  /** An export begins here. */
  readonly exported: boolean;
  /** Stands in a loop that `each` can draw for. */
  readonly inLoop: boolean;
}

const NOTHING: Target = { statement: false, expression: false, exported: false, inLoop: false };

/** What follows a comment. The comment's text is not looked at: it may swallow code while it is being typed. */
export function targetBehind(file: string, text: string, comment: Range): Target {
  const blank = text.slice(comment.start, comment.end).replace(/[^\r\n]/g, ' ');
  const code = text.slice(0, comment.start) + blank + text.slice(comment.end);
  const next = skipTrivia(code, comment.end);
  const nodes = nodesAt(syntaxOf(file, code), next);
  return nodes.length === 0 ? NOTHING : targetOf(nodes);
}

function targetOf(nodes: readonly ts.Node[]): Target {
  const node = nodes[0]!;
  const statement = nodes.filter(ts.isStatement).pop();
  const list = listOf(node);
  const place = placeOf(node);
  return {
    ...(place && { place }),
    ...(list && { list }),
    statement: statement !== undefined && canBeLeftOut(statement),
    expression: nodes.some((candidate) => ts.isExpression(candidate) && isValuePlace(candidate)),
    exported: statement !== undefined && isExport(statement),
    inLoop: isInPlainLoop(node),
  };
}

/** The literal at a node, with the name of the place that it is for. */
export function placeOf(node: ts.Node): Place | undefined {
  const holder = ts.isExpression(node) ? literalNode(node) : undefined;
  if (!holder || !isValuePlace(holder)) return undefined;
  const value = readLiteral(holder) as Literal;
  const { label, group } = deriveName({ slot: { kind: 'literal', holder }, written: { kind: 'choice' } });
  const call = label.endsWith(`.${group}`) ? label.slice(0, -group.length - 1) : undefined;
  return { name: group, ...(call !== undefined && { call }), value };
}

function listOf(node: ts.Node): Target['list'] {
  if (!ts.isArrayLiteralExpression(node) || !isValuePlace(node)) return undefined;
  const odd = node.elements.some((element) => ts.isSpreadElement(element) || ts.isOmittedExpression(element));
  if (odd || node.elements.length === 0) return undefined;
  const indexed = ts.isElementAccessExpression(node.parent) && node.parent.expression === node;
  return { length: node.elements.length, indexed };
}

/** True for statements that `optional` may stand before: no declarations, nothing without braces around it. */
export function canBeLeftOut(statement: ts.Statement): boolean {
  const { kind } = statement;
  const declares =
    ts.isVariableStatement(statement) ||
    (kind >= ts.SyntaxKind.FunctionDeclaration && kind <= ts.SyntaxKind.ExportSpecifier);
  return !declares && !ts.isReturnStatement(statement) && inStatementList(statement);
}

function isExport(statement: ts.Statement): boolean {
  if (ts.isExportAssignment(statement)) return true;
  if (ts.canHaveModifiers(statement))
    return ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;
  return false;
}

function isInPlainLoop(node: ts.Node): boolean {
  const loop = loopAround(node);
  return loop !== undefined && countingLoop(loop)?.plain === true;
}

/** The offset of the next token. */
function skipTrivia(text: string, offset: number): number {
  const trivia = /(?:\s+|\/\/[^\r\n]*|\/\*[\s\S]*?\*\/)*/y;
  trivia.lastIndex = offset;
  return offset + trivia.exec(text)![0].length;
}
