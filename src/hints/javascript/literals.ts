/** Literals of JavaScript: reading them from the tree, printing them in the style of the place. */
import ts from 'typescript';
import type { Literal } from '../hint';
import { printLiteral, type Quote } from '../literal';

/** The literal that an expression is, without the parentheses and type assertions around it. */
export function literalNode(node: ts.Expression): ts.Expression | undefined {
  const inner =
    ts.isParenthesizedExpression(node) || ts.isTypeAssertionExpression(node) ? node.expression : undefined;
  if (inner) return literalNode(inner);
  return readLiteral(node) === undefined ? undefined : node;
}

/** The value of a literal; `undefined` when the expression is something else. */
export function readLiteral(node: ts.Expression): Literal | undefined {
  if (ts.isNumericLiteral(node)) return finite(Number(node.text));
  if (ts.isStringLiteralLike(node)) return node.text;
  if (node.kind === ts.SyntaxKind.TrueKeyword) return true;
  if (node.kind === ts.SyntaxKind.FalseKeyword) return false;
  if (node.kind === ts.SyntaxKind.NullKeyword) return null;
  if (ts.isPrefixUnaryExpression(node)) {
    const operand = ts.isNumericLiteral(node.operand) ? finite(Number(node.operand.text)) : undefined;
    if (operand === undefined) return undefined;
    if (node.operator === ts.SyntaxKind.MinusToken) return operand === 0 ? 0 : -operand;
    return node.operator === ts.SyntaxKind.PlusToken ? operand : undefined;
  }
  if (ts.isParenthesizedExpression(node)) return readLiteral(node.expression);
  if (!ts.isArrayLiteralExpression(node)) return undefined;
  const items: Literal[] = [];
  for (const element of node.elements) {
    const item = readLiteral(element);
    if (item === undefined) return undefined;
    items.push(item);
  }
  return items;
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}

/** The quote that a text of literals uses first. */
export function quoteOf(text: string): Quote | undefined {
  return /['"`]/.exec(text)?.[0] as Quote | undefined;
}

/**
 * A literal as it can stand in the place of `node`: a negative number before `**` and a number before `.` need
 * parentheses.
 */
export function printInPlace(value: Literal, quote: Quote, node: ts.Node): string {
  const text = printLiteral(value, quote);
  return needsParentheses(value, node) ? `(${text})` : text;
}

function needsParentheses(value: Literal, node: ts.Node): boolean {
  if (typeof value !== 'number') return false;
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (value >= 0) return false;
  if (ts.isBinaryExpression(parent))
    return parent.operatorToken.kind === ts.SyntaxKind.AsteriskAsteriskToken && parent.left === node;
  if (ts.isElementAccessExpression(parent) || ts.isCallExpression(parent) || ts.isNonNullExpression(parent))
    return parent.expression === node;
  return false;
}
