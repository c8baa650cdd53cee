/** What a file imports or requires by literal name. */
import ts from 'typescript';
import type { ParsedSource } from './source';

/** Static imports and exports from elsewhere, `require('…')`, `import('…')`; each once, in order. */
export function importsOf({ tree }: ParsedSource): string[] {
  const found = new Set<string>();
  const add = (node: ts.Expression | undefined) => {
    for (const name of specifiers(node)) found.add(name);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      if (!node.importClause?.isTypeOnly) add(node.moduleSpecifier);
      return;
    }
    if (ts.isExportDeclaration(node)) {
      if (!node.isTypeOnly) add(node.moduleSpecifier);
      return;
    }
    if (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference))
      add(node.moduleReference.expression);
    if (ts.isCallExpression(node) && isLoad(node.expression)) add(node.arguments[0]);
    ts.forEachChild(node, visit);
  };
  if (/\b(?:import|require|export)\b/.test(tree.text)) visit(tree);
  return [...found];
}

/** The person's own files among the imports. */
export function relativeImports(source: ParsedSource): string[] {
  return importsOf(source).filter(isRelative);
}

/** The same for a text that is not parsed otherwise, from its tokens alone. */
export function quickRelativeImports(text: string): string[] {
  if (!/\b(?:import|require|export)\b/.test(text)) return [];
  const names = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
  return [...new Set(names)].filter(isRelative);
}

function isRelative(name: string): boolean {
  return /^\.{1,2}(?:[/\\]|$)|^\/|^[A-Za-z]:[/\\]/.test(name);
}

function isLoad(callee: ts.Expression): boolean {
  if (callee.kind === ts.SyntaxKind.ImportKeyword) return true;
  return ts.isIdentifier(callee) && callee.text === 'require';
}

function specifiers(node: ts.Expression | undefined): string[] {
  return node && ts.isStringLiteralLike(node) ? [node.text] : [];
}
