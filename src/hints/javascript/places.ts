/** Which statements and expressions a hint may stand before. */
import ts from 'typescript';
import { dressed, isValuePlace } from './nodes';

/** Statements that declare names which other code may need. */
export function isDeclaration(statement: ts.Statement): boolean {
  return (
    ts.isVariableStatement(statement) ||
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isImportDeclaration(statement) ||
    ts.isImportEqualsDeclaration(statement) ||
    ts.isExportDeclaration(statement) ||
    ts.isExportAssignment(statement) ||
    ts.isEnumDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isModuleDeclaration(statement)
  );
}

/** False for directives such as 'use strict'. */
export function isValueStatement(statement: ts.Statement): boolean {
  return (
    !ts.isExpressionStatement(statement) ||
    !ts.isStringLiteral(statement.expression) ||
    isValuePlace(statement.expression)
  );
}

/** An expression that a comment may be meant to stand before: the largest is, though not beyond a comma. */
export function isWholeExpression(node: ts.Node): node is ts.Expression {
  if (!ts.isExpression(node) || ts.isSpreadElement(node) || ts.isOmittedExpression(node)) return false;
  return !ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.CommaToken;
}

/** True where the value can be taken on its way without changing what the code does. */
export function isMetricTarget(node: ts.Expression): boolean {
  const { parent } = node;
  if (!isValuePlace(node) || (ts.isIdentifier(node) && ts.isPartOfTypeNode(node))) return false;
  if (ts.isNewExpression(parent) && parent.expression === node) return false;
  if (ts.isLabeledStatement(parent) || ts.isBreakOrContinueStatement(parent)) return false;
  if (node.kind === ts.SyntaxKind.SuperKeyword || node.kind === ts.SyntaxKind.ImportKeyword) return false;
  return !ts.isExpressionWithTypeArguments(node) && !isMethod(node);
}

/** `a.b` in `(a.b)()`, which must be called on its object. */
function isMethod(node: ts.Expression): boolean {
  if (!ts.isPropertyAccessExpression(node) && !ts.isElementAccessExpression(node)) return false;
  const outer = dressed(node);
  const { parent } = outer;
  return (
    (ts.isCallExpression(parent) && parent.expression === outer) ||
    (ts.isTaggedTemplateExpression(parent) && parent.tag === outer)
  );
}
