import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const root = path.resolve(__dirname, '../..');

/** What each part may import of the others. Its own files and packages are open to it unless said below. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  hints: [],
  space: ['hints'],
  strategy: ['space'],
  evaluate: ['space', 'hints'],
  // The loop speaks the protocol's updates and header, so that every shell shows the same.
  study: ['space', 'strategy', 'evaluate/interface', 'hints', 'protocol/study'],
  search: ['hints', 'space', 'strategy', 'evaluate', 'study', 'protocol'],
  cli: ['hints', 'space', 'strategy', 'evaluate', 'study', 'protocol', 'search'],
  host: ['protocol', 'hints', 'space'],
  'extension.ts': ['host', 'protocol', 'hints', 'space'],
  webview: ['protocol'],
};

interface Import {
  readonly file: string;
  readonly line: number;
  readonly module: string;
  /** Gone when the code is compiled: `import type`, `export type`, or types only in braces. */
  readonly typeOnly: boolean;
}

interface Source {
  /** From the root of the checkout, with slashes. */
  readonly file: string;
  readonly part: string;
  readonly text: string;
  /** As far as the last import; all of a file of the protocol. */
  readonly tree: ts.SourceFile;
  readonly imports: readonly Import[];
}

function listSources(folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => path.posix.join(folder, name.replaceAll('\\', '/')))
    .filter((name) => /\.tsx?$/.test(name))
    .filter((name) => !name.startsWith('src/evaluate/engine/assembly/')); // AssemblyScript, another language
}

function partOf(file: string): string {
  const [first, second = ''] = file.split('/');
  return first === 'src' ? second : (first ?? '');
}

function isTypeOnly(node: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
  if (ts.isExportDeclaration(node)) return node.isTypeOnly;
  return node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
}

/** Every static, dynamic and required module, and those in type positions. */
function importsOf(file: string, tree: ts.SourceFile): Import[] {
  const found: Import[] = [];
  const add = (module: ts.Node | undefined, typeOnly: boolean) => {
    if (!module || !ts.isStringLiteralLike(module)) return;
    const line = tree.getLineAndCharacterOfPosition(module.getStart(tree)).line + 1;
    found.push({ file, line, module: module.text, typeOnly });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node))
      add(node.moduleSpecifier, isTypeOnly(node));
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal, true);
    if (ts.isExternalModuleReference(node)) add(node.expression, false);
    if (ts.isCallExpression(node)) {
      const isImport = node.expression.kind === ts.SyntaxKind.ImportKeyword;
      const isRequire = ts.isIdentifier(node.expression) && node.expression.text === 'require';
      if (isImport || isRequire) add(node.arguments[0], false);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

/** The lines up to the last that may import: parsing every file to its end takes seconds. */
function untilLastImport(text: string): string {
  const last = [...text.matchAll(/\b(?:from|import|require)\b[\s(]*['"`]/g)].at(-1);
  return last ? text.slice(0, text.indexOf('\n', last.index + last[0].length) + 1) : '';
}

function readSource(file: string): Source {
  const part = partOf(file);
  const text = readFileSync(path.join(root, file), 'utf8');
  const tree = ts.createSourceFile(
    file,
    part === 'protocol' ? text : untilLastImport(text),
    ts.ScriptTarget.Latest,
    false,
    file.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS,
  );
  return { file, part, text, tree, imports: importsOf(file, tree) };
}

/** The file that a relative import means, from the root and without its ending; undefined for a package. */
function target(found: Import): string | undefined {
  if (!found.module.startsWith('.')) return undefined;
  return path.posix.join(path.posix.dirname(found.file), found.module).replace(/\.[jt]sx?$/, '');
}

/** `study/trial`, `webview/table`: the part and the rest. */
function inParts(file: string): string {
  return file.startsWith('src/') ? file.slice('src/'.length) : file;
}

function mayImport(part: string, imported: string): boolean {
  const inPart = (name: string) => imported === name || imported.startsWith(`${name}/`);
  return inPart(part) || (allowed[part] ?? []).some(inPart);
}

const show = (found: Import) => `${found.file}:${found.line} imports ${found.module}`;

describe('import rules', () => {
  const sources = [...listSources('src'), ...listSources('webview')].map(readSource);
  const imports = sources.flatMap((source) => source.imports);
  const value = imports.filter((found) => !found.typeOnly);

  it('sees the sources', () => {
    assert.ok(sources.length > 30 && imports.length > 100);
    assert.ok(imports.some((found) => found.typeOnly) && value.length > 0);
  });

  it('each part imports only what lies before it', () => {
    const wrong = imports.filter((found) => {
      const file = target(found);
      const part = partOf(found.file);
      // The protocol consists of types, which are erased: it may name those of every part.
      if (file === undefined || part === 'protocol') return false;
      return !mayImport(part, inParts(file));
    });
    assert.deepEqual(wrong.map(show), []);
  });

  it('every part has its rule', () => {
    const parts = new Set(sources.map((source) => source.part));
    assert.deepEqual(
      [...parts].filter((part) => part !== 'protocol' && !(part in allowed)),
      [],
    );
  });

  it('the protocol consists of types only', () => {
    const protocol = sources.filter((source) => source.part === 'protocol');
    assert.ok(protocol.length > 0);
    assert.deepEqual(
      protocol.flatMap((source) => source.imports.filter((found) => !found.typeOnly)).map(show),
      [],
    );
    for (const { file, tree } of protocol) {
      for (const statement of tree.statements) {
        const erased =
          ts.isImportDeclaration(statement) ||
          ts.isExportDeclaration(statement) ||
          ts.isInterfaceDeclaration(statement) ||
          ts.isTypeAliasDeclaration(statement);
        assert.ok(erased, `${file}: "${statement.getText(tree).slice(0, 60)}" is there at run time`);
      }
    }
  });

  it('the study takes only types of the evaluator', () => {
    const wrong = value.filter(
      (found) => partOf(found.file) === 'study' && inParts(target(found) ?? '').startsWith('evaluate'),
    );
    assert.deepEqual(wrong.map(show), []);
  });

  it('vscode is known to the host alone', () => {
    const wrong = imports.filter(
      (found) => found.module === 'vscode' && !['host', 'extension.ts'].includes(partOf(found.file)),
    );
    assert.deepEqual(wrong.map(show), []);
    assert.ok(imports.some((found) => found.module === 'vscode'));
  });

  it('TensorFlow.js is known to the evaluator alone', () => {
    const wrong = imports.filter(
      (found) => found.module.startsWith('@tensorflow/') && partOf(found.file) !== 'evaluate',
    );
    assert.deepEqual(wrong.map(show), []);
  });

  it('the DOM is known to the webview alone', () => {
    const wrong: string[] = [];
    for (const source of sources) {
      if (source.part === 'webview') continue;
      const usesDom = /<reference\s+lib=["']dom/.test(source.text);
      const imported = source.imports.filter((found) =>
        /^(preact|echarts|@vscode\/webview-ui-toolkit)/.test(found.module),
      );
      wrong.push(...(usesDom ? [`${source.file} asks for the DOM's types`] : []), ...imported.map(show));
    }
    assert.deepEqual(wrong, []);
    const host = ts.readConfigFile(path.join(root, 'tsconfig.json'), (file) => readFileSync(file, 'utf8'));
    const { compilerOptions } = host.config as { compilerOptions: { lib: string[] } };
    assert.ok(!compilerOptions.lib.some((lib) => /dom/i.test(lib)));
  });

  it('the webview knows nothing of Node', () => {
    const wrong = imports.filter(
      (found) => partOf(found.file) === 'webview' && /^(node:|fs$|path$|child_process$)/.test(found.module),
    );
    assert.deepEqual(wrong.map(show), []);
  });
});
