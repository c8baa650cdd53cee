/** Small questions about syntax trees. */
import ts from 'typescript';
import type { Range } from '../hint';

export function rangeOf(node: ts.Node): Range {
  return { start: node.getStart(), end: node.getEnd() };
}

/** Nodes whose text begins at the offset, smallest first; the file itself is left out. */
export function nodesAt(tree: ts.SourceFile, offset: number): ts.Node[] {
  const path: ts.Node[] = [];
  let node: ts.Node | undefined = tree;
  while (node) {
    const child: ts.Node | undefined = ts.forEachChild(node, (candidate) =>
      candidate.pos <= offset && offset < candidate.end ? candidate : undefined,
    );
    if (child && child.kind !== ts.SyntaxKind.EndOfFileToken) path.push(child);
    node = child;
  }
  return path.filter((candidate) => candidate.getStart(tree) === offset).reverse();
}

/** Statements that stand in a list, where another may be put before them. */
export function inStatementList(node: ts.Node): boolean {
  const { parent } = node;
  return (
    ts.isBlock(parent) ||
    ts.isSourceFile(parent) ||
    ts.isCaseOrDefaultClause(parent) ||
    ts.isModuleBlock(parent)
  );
}

export function statementsAround(node: ts.Node): readonly ts.Statement[] {
  const { parent } = node;
  if (
    ts.isBlock(parent) ||
    ts.isSourceFile(parent) ||
    ts.isModuleBlock(parent) ||
    ts.isCaseOrDefaultClause(parent)
  )
    return parent.statements;
  return [];
}

/** The nearest function, method, accessor, constructor, class initialiser or file around a node. */
export function functionAround(node: ts.Node): ts.Node {
  let at = node.parent;
  while (
    at.parent &&
    !ts.isFunctionLike(at) &&
    !ts.isClassStaticBlockDeclaration(at) &&
    !ts.isPropertyDeclaration(at)
  )
    at = at.parent;
  return at;
}

/** The expression without the parentheses, assertions and `!` around it. */
export function bare(node: ts.Expression): ts.Expression {
  const wrapped =
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isTypeAssertionExpression(node);
  return wrapped ? bare(node.expression) : node;
}

/** The outermost expression that is this one but for parentheses, assertions and `!`. */
export function dressed(node: ts.Node): ts.Node {
  const { parent } = node;
  const wrapped =
    ts.isParenthesizedExpression(parent) ||
    ts.isAsExpression(parent) ||
    ts.isSatisfiesExpression(parent) ||
    ts.isNonNullExpression(parent) ||
    ts.isTypeAssertionExpression(parent);
  return wrapped ? dressed(parent) : node;
}

/** The target of an assignment, of `++`, of `for … of` or of `delete`: not a value. */
export function isAssignmentTarget(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isParenthesizedExpression(parent) || ts.isNonNullExpression(parent))
    return isAssignmentTarget(parent);
  if (ts.isBinaryExpression(parent)) {
    const operator = parent.operatorToken.kind;
    const assigns = operator >= ts.SyntaxKind.FirstAssignment && operator <= ts.SyntaxKind.LastAssignment;
    return assigns && parent.left === node;
  }
  if (ts.isPrefixUnaryExpression(parent) || ts.isPostfixUnaryExpression(parent))
    return (
      parent.operator === ts.SyntaxKind.PlusPlusToken || parent.operator === ts.SyntaxKind.MinusMinusToken
    );
  if (ts.isForOfStatement(parent) || ts.isForInStatement(parent)) return parent.initializer === node;
  if (ts.isDeleteExpression(parent)) return true;
  const element =
    ts.isArrayLiteralExpression(parent) ||
    ts.isSpreadElement(parent) ||
    ts.isSpreadAssignment(parent) ||
    ts.isObjectLiteralExpression(parent) ||
    (ts.isPropertyAssignment(parent) && parent.initializer === node);
  return element && isAssignmentTarget(parent);
}

/** True where the tree's node stands for a value when the program runs: not a name, a type, a directive, a path. */
export function isValuePlace(node: ts.Expression): boolean {
  const { parent } = node;
  if (
    ts.isImportDeclaration(parent) ||
    ts.isExportDeclaration(parent) ||
    ts.isExternalModuleReference(parent)
  )
    return false;
  if (ts.isImportAttribute(parent) || ts.isLiteralTypeNode(parent) || ts.isEnumMember(parent)) return false;
  if (ts.isTaggedTemplateExpression(parent)) return parent.template !== node && parent.tag !== node;
  if ('name' in parent && parent.name === node) return false;
  if (ts.isExpressionStatement(parent) && ts.isStringLiteral(node)) return !isDirective(parent);
  return !isAssignmentTarget(node);
}

/** True for `'use strict'` and the like. */
export function isDirective(statement: ts.Statement): boolean {
  const around = statementsAround(statement);
  for (const other of around) {
    if (!ts.isExpressionStatement(other) || !ts.isStringLiteral(other.expression)) return false;
    if (other === statement) return true;
  }
  return false;
}
