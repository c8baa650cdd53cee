/** JavaScript and TypeScript text → syntax tree, and whether it is an ES module. */
import ts from 'typescript';

export interface ParsedSource {
  readonly tree: ts.SourceFile;
  readonly isModule: boolean;
  /** It awaits at top level. */
  readonly isAsync: boolean;
  /** TypeScript: types must go before it runs. */
  readonly isTypeScript: boolean;
}

export const EXTENSIONS = ['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts'] as const;

export function extensionOf(file: string): string {
  return /\.[^./\\]*$/.exec(file)?.[0].toLowerCase() ?? '';
}

/** Never throws; code that is half typed gives a tree as far as it goes. */
export function parseSource(file: string, text: string): ParsedSource {
  const extension = extensionOf(file);
  const isTypeScript = extension.endsWith('ts');
  const forced = extension === '.mjs' || extension === '.mts';
  const tree = createTree(file, text, isTypeScript, forced);
  const isAsync = awaitsAtTop(tree);
  if (forced || isModuleTree(tree)) return { tree, isTypeScript, isModule: true, isAsync };
  // As Node does: what awaits at top level is a module, whether it imports or not.
  const mayBeModule = extension !== '.cjs' && extension !== '.cts';
  if (isAsync && mayBeModule)
    return { tree: createTree(file, text, isTypeScript, true), isTypeScript, isModule: true, isAsync };
  return { tree, isTypeScript, isModule: false, isAsync: false };
}

function createTree(file: string, text: string, isTypeScript: boolean, module: boolean): ts.SourceFile {
  const options: ts.CreateSourceFileOptions = {
    languageVersion: ts.ScriptTarget.ESNext,
    jsDocParsingMode: ts.JSDocParsingMode.ParseNone,
    ...(module && {
      setExternalModuleIndicator: (tree: ts.SourceFile & { externalModuleIndicator?: unknown }) => {
        tree.externalModuleIndicator = true;
      },
    }),
  };
  return ts.createSourceFile(file, text, options, true, isTypeScript ? ts.ScriptKind.TS : ts.ScriptKind.JS);
}

/** `import x = require()` and `export =` are CommonJS in TypeScript's dress. */
function isModuleTree(tree: ts.SourceFile): boolean {
  if (!ts.isExternalModule(tree)) return false;
  const commonjs = tree.statements.some(
    (statement) =>
      (ts.isExportAssignment(statement) && statement.isExportEquals === true) ||
      (ts.isImportEqualsDeclaration(statement) && ts.isExternalModuleReference(statement.moduleReference)),
  );
  return !commonjs;
}

function awaitsAtTop(tree: ts.SourceFile): boolean {
  if (!/\bawait\b/.test(tree.text)) return false;
  const visit = (node: ts.Node): boolean => {
    if (ts.isFunctionLike(node) || ts.isClassStaticBlockDeclaration(node)) return false;
    if (ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier !== undefined))
      return true;
    if (
      ts.isVariableDeclarationList(node) &&
      (node.flags & ts.NodeFlags.AwaitUsing) === ts.NodeFlags.AwaitUsing
    )
      return true;
    return ts.forEachChild(node, visit) ?? false;
  };
  return visit(tree);
}
