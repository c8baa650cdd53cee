/** ES modules and TypeScript → CommonJS for an evaluator, by TypeScript's own transpiler. */
import ts from 'typescript';
import type { ParsedSource } from './source';

const OPTIONS: ts.CompilerOptions = {
  module: ts.ModuleKind.CommonJS,
  target: ts.ScriptTarget.ES2022,
  esModuleInterop: true,
  allowJs: true,
  sourceMap: true,
  isolatedModules: true,
  useDefineForClassFields: true,
};

/** The `require` that the transpiler writes, so that a person's own `require` or `__dirname` may be declared beside it. */
const OWN_REQUIRE = '__espalier_require';

/** CommonJS code. */
export interface Transpiled {
  readonly code: string;
  /** Source map (version 3, JSON) to the given code. */
  readonly map: string;
  /** What an ES module imports statically, without what was only for types. */
  readonly imports: readonly string[];
}

/** Never throws: broken code gives broken code. */
export function transpile(code: string, { tree, isModule, isTypeScript }: ParsedSource): Transpiled {
  const name = tree.fileName.split(/[\\/]/).pop()!;
  const result = ts.transpileModule(code, {
    // The endings .mts and .mjs would keep the output an ES module.
    fileName: `${name}.${isTypeScript ? 'ts' : 'js'}`,
    compilerOptions: {
      ...OPTIONS,
      moduleDetection: isModule ? ts.ModuleDetectionKind.Force : ts.ModuleDetectionKind.Legacy,
    },
    transformers: isModule ? { after: [renameRequire] } : {},
  });
  const output = result.outputText.replace(/\/\/# sourceMappingURL=.*\s*$/, '');
  const map = { ...(JSON.parse(result.sourceMapText!) as object), sources: [name] };
  // Braces: at its top level a module may declare names that are parameters of the function it becomes.
  const body = isModule ? `"use strict"; const ${OWN_REQUIRE} = require; { ${output}\n}` : output;
  const loads = [...body.matchAll(new RegExp(`${OWN_REQUIRE}\\(("(?:[^"\\\\]|\\\\.)*")\\)`, 'g'))];
  const imports = new Set(loads.map((match) => JSON.parse(match[1]!) as string));
  return { code: body, map: JSON.stringify(map), imports: [...imports] };
}

/** Calls of `require` that are not in the source are the transpiler's. */
function renameRequire(context: ts.TransformationContext): ts.Transformer<ts.SourceFile> {
  const visit = (node: ts.Node): ts.Node => {
    const visited = ts.visitEachChild(node, visit, context);
    const isOwn = ts.isIdentifier(visited) && visited.text === 'require' && visited.pos < 0;
    return isOwn ? context.factory.createIdentifier(OWN_REQUIRE) : visited;
  };
  return (file) => ts.visitNode(file, visit) as ts.SourceFile;
}
