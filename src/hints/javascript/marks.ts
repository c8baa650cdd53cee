/** `@nas model` and `@nas data`: which export builds the model, which loads the data. */
import ts from 'typescript';
import { nodesAt } from './nodes';

/** The name of the export that begins at an offset (`default` for the default one), or `undefined`. */
export function exportAt(tree: ts.SourceFile, offset: number): string | undefined {
  for (const node of nodesAt(tree, offset).reverse()) {
    const name = exportName(node);
    if (name !== undefined) return name;
  }
  return undefined;
}

function exportName(node: ts.Node): string | undefined {
  if (ts.isExportAssignment(node)) return 'default';
  if (ts.isFunctionDeclaration(node)) {
    return node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword)
      ? 'default'
      : node.name?.text;
  }
  if (ts.isVariableStatement(node)) {
    const name = node.declarationList.declarations[0]?.name;
    return name && ts.isIdentifier(name) ? name.text : undefined;
  }
  if (ts.isExpressionStatement(node) && ts.isBinaryExpression(node.expression)) {
    const { left } = node.expression;
    return ts.isPropertyAccessExpression(left) ? left.name.text : undefined;
  }
  const isProperty =
    ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node) || ts.isMethodDeclaration(node);
  if (isProperty)
    return ts.isIdentifier(node.name) || ts.isStringLiteral(node.name) ? node.name.text : undefined;
  return undefined;
}
