/** What a file imports or requires by literal name. */
import ts from 'typescript';
import type { ParsedSource } from './source';

export interface Imports {
  /** Static imports and re-exports. */
  readonly loaded: readonly string[];
  /** `require('…')`, also as TypeScript's `import x = require('…')`. */
  readonly required: readonly string[];
  /** `import('…')`. */
  readonly lazy: readonly string[];
}

/** Other values of a hinted literal, by its node. */
export type Alternatives = ReadonlyMap<ts.Node, readonly string[]>;

/**
 * Imports by literal name, each once, in order. Imports of types alone are left out. Where the name of a file that is
 * loaded is itself hinted, every choice counts.
 */
export function importsOf({ tree }: ParsedSource, alternatives?: Alternatives): Imports {
  const loaded = new Set<string>();
  const required = new Set<string>();
  const lazy = new Set<string>();
  const add = (names: Set<string>, node: ts.Expression | undefined) => {
    if (!node || !ts.isStringLiteralLike(node)) return;
    for (const name of [node.text, ...(alternatives?.get(node) ?? [])]) names.add(name);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      if (!node.importClause?.isTypeOnly) add(loaded, node.moduleSpecifier);
    } else if (ts.isExportDeclaration(node)) {
      if (!node.isTypeOnly) add(loaded, node.moduleSpecifier);
    } else if (ts.isExternalModuleReference(node)) {
      add(required, node.expression);
    } else {
      if (ts.isCallExpression(node)) {
        if (node.expression.kind === ts.SyntaxKind.ImportKeyword) add(lazy, node.arguments[0]);
        else if (ts.isIdentifier(node.expression) && node.expression.text === 'require')
          add(required, node.arguments[0]);
      }
      ts.forEachChild(node, visit);
    }
  };
  if (MAY_IMPORT.test(tree.text)) visit(tree);
  return { loaded: [...loaded], required: [...required], lazy: [...lazy] };
}

const MAY_IMPORT = /\b(?:import|require|export)\b/;

/** The person's own files among the imports. */
export function relativeImports(source: ParsedSource, alternatives?: Alternatives): string[] {
  const { loaded, required, lazy } = importsOf(source, alternatives);
  return [...new Set([...loaded, ...required, ...lazy])].filter(isRelative);
}

/** The same for a text that is not parsed otherwise, from its tokens alone. */
export function quickRelativeImports(text: string): string[] {
  if (!MAY_IMPORT.test(text)) return [];
  const names = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
  return [...new Set(names)].filter(isRelative);
}

/** True for names of files, not of packages. */
export function isRelative(name: string): boolean {
  return /^\.{1,2}(?:[/\\]|$)|^\/|^[A-Za-z]:[/\\]/.test(name);
}
