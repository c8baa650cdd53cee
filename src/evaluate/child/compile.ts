/** Runnable code as functions; a warm process keeps those whose code has not changed. */
import { compileFunction } from 'node:vm';
import type { Reporter, RunnableFile } from '../../hints/language';

export type ModuleFunction = (
  this: unknown,
  exports: unknown,
  require: NodeJS.Require,
  module: unknown,
  filename: string,
  dirname: string,
  importMeta: unknown,
  espalier: Reporter,
) => unknown;

const parameters = ['exports', 'require', 'module', '__filename', '__dirname', '__importMeta', '__espalier'];

const compiled = new Map<string, { readonly source: RunnableFile; readonly run: ModuleFunction }>();

/** @throws SyntaxError whose stack begins with the file and line. */
export function compile(source: RunnableFile): ModuleFunction {
  const known = compiled.get(source.file);
  if (known && same(known.source, source)) return known.run;
  const run = compileFunction(wrap(source), source.isAsync ? [] : parameters, {
    filename: source.file,
    lineOffset: -1,
  }) as ModuleFunction;
  const callable = source.isAsync ? (run as unknown as () => ModuleFunction)() : run;
  compiled.set(source.file, { source, run: callable });
  return callable;
}

function same(a: RunnableFile, b: RunnableFile): boolean {
  return a === b || (a.code === b.code && a.isAsync === b.isAsync && a.isModule === b.isModule);
}

/** One line before the code, so that its lines keep their numbers with an offset of -1. */
function wrap({ code, isAsync, isModule }: RunnableFile): string {
  const strict = isModule ? `'use strict';` : '';
  if (!isAsync) return `${strict}\n${code}`;
  return `${strict} return (async function (${parameters.join(', ')}) {\n${code}\n})`;
}
