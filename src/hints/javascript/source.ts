/** JavaScript and TypeScript text → syntax tree, and whether it is an ES module. */
import ts from 'typescript';

export interface ParsedSource {
  readonly tree: ts.SourceFile;
  readonly isModule: boolean;
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
  if (forced || isModuleTree(tree)) return { tree, isTypeScript, isModule: true };
  // As Node does: a script that cannot be parsed because of `await` at top level is a module when that helps.
  if (extension !== '.cjs' && extension !== '.cts' && /\bawait\b/.test(text)) {
    const asModule = createTree(file, text, isTypeScript, true);
    if (errorsOf(asModule) < errorsOf(tree)) return { tree: asModule, isTypeScript, isModule: true };
  }
  return { tree, isTypeScript, isModule: false };
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

function errorsOf(tree: ts.SourceFile): number {
  return (tree as ts.SourceFile & { parseDiagnostics?: readonly unknown[] }).parseDiagnostics?.length ?? 0;
}
