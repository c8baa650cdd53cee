/** Counting loops: `for (let i = 0; i < N; i++)`. */
import ts from 'typescript';
import { bare, functionAround } from './nodes';

export interface CountingLoop {
  readonly statement: ts.ForStatement;
  readonly variable: string;
  readonly start: number;
  /** `i < bound` or `i <= bound`. */
  readonly inclusive: boolean;
  readonly bound: ts.Expression;
  /** Counts 0, 1, 2, … up to but without the bound, and the body leaves the variable alone. */
  readonly plain: boolean;
}

/** The nearest loop in the same function whose body contains the node. */
export function loopAround(node: ts.Node): ts.IterationStatement | undefined {
  const limit = functionAround(node);
  for (let at = node; at.parent && at !== limit; at = at.parent) {
    const { parent } = at;
    if (ts.isIterationStatement(parent, false) && parent.statement === at) return parent;
  }
  return undefined;
}

/** The loop as a counting one; `undefined` when it is of another kind. */
export function countingLoop(loop: ts.Node): CountingLoop | undefined {
  if (!ts.isForStatement(loop) || !loop.initializer || !loop.condition || !loop.incrementor) return undefined;
  if (!ts.isVariableDeclarationList(loop.initializer)) return undefined;
  const declaration = loop.initializer.declarations.find(
    (candidate) => ts.isIdentifier(candidate.name) && isCounter(candidate.name.text, loop.condition!),
  );
  if (!declaration?.initializer || !ts.isIdentifier(declaration.name)) return undefined;
  const variable = declaration.name.text;
  const initial = bare(declaration.initializer);
  const condition = bare(loop.condition);
  if (!ts.isNumericLiteral(initial) || !ts.isBinaryExpression(condition)) return undefined;
  const inclusive = condition.operatorToken.kind === ts.SyntaxKind.LessThanEqualsToken;
  const step = stepOf(variable, bare(loop.incrementor));
  if (step === undefined) return undefined;
  const start = Number(initial.text);
  const bound = condition.right;
  const plain = start === 0 && !inclusive && step === 1 && !isChanged(variable, loop.statement);
  return { statement: loop, variable, start, inclusive, bound, plain };
}

function isCounter(name: string, condition: ts.Expression): boolean {
  const test = bare(condition);
  if (!ts.isBinaryExpression(test)) return false;
  const operator = test.operatorToken.kind;
  const compares = operator === ts.SyntaxKind.LessThanToken || operator === ts.SyntaxKind.LessThanEqualsToken;
  const left = bare(test.left);
  return compares && ts.isIdentifier(left) && left.text === name;
}

/** How much a turn adds to the variable; `undefined` when that cannot be told or is not above 0. */
function stepOf(variable: string, node: ts.Expression): number | undefined {
  const isVariable = (operand: ts.Expression) => ts.isIdentifier(operand) && operand.text === variable;
  if (ts.isPostfixUnaryExpression(node) || ts.isPrefixUnaryExpression(node))
    return node.operator === ts.SyntaxKind.PlusPlusToken && isVariable(node.operand) ? 1 : undefined;
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.PlusEqualsToken)
    return undefined;
  if (!isVariable(node.left) || !ts.isNumericLiteral(node.right)) return undefined;
  const step = Number(node.right.text);
  return step > 0 ? step : undefined;
}

/** True when code below the node assigns a loop's variable, or declares another of its name in a block. */
function isChanged(name: string, node: ts.Node): boolean {
  const visit = (at: ts.Node): boolean => {
    if (hidesName(at, name)) return false;
    if (ts.isIdentifier(at) && at.text === name && changes(at)) return true;
    return ts.forEachChild(at, visit) ?? false;
  };
  return visit(node);
}

/** True for loops and functions inside which the name means something of their own. */
function hidesName(node: ts.Node, name: string): boolean {
  if (ts.isFunctionLike(node)) return node.parameters.some((parameter) => parameter.name.getText() === name);
  if (!ts.isForStatement(node) && !ts.isForInStatement(node) && !ts.isForOfStatement(node)) return false;
  const list = node.initializer;
  if (!list || !ts.isVariableDeclarationList(list) || (list.flags & ts.NodeFlags.BlockScoped) === 0)
    return false;
  return list.declarations.some((declaration) => declaration.name.getText() === name);
}

function changes(name: ts.Identifier): boolean {
  const { parent } = name;
  if (ts.isVariableDeclaration(parent) || ts.isBindingElement(parent)) return parent.name === name;
  if (ts.isPrefixUnaryExpression(parent) || ts.isPostfixUnaryExpression(parent))
    return (
      parent.operator === ts.SyntaxKind.PlusPlusToken || parent.operator === ts.SyntaxKind.MinusMinusToken
    );
  if (!ts.isBinaryExpression(parent) || parent.left !== name) return false;
  const operator = parent.operatorToken.kind;
  return operator >= ts.SyntaxKind.FirstAssignment && operator <= ts.SyntaxKind.LastAssignment;
}
