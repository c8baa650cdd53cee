/** Runnable code as functions; a warm process keeps those whose code has not changed. */
import inspector from 'node:inspector';
import { pathToFileURL } from 'node:url';
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
  const { prefix, suffix } = around(source);
  const run = compileFunction(`${prefix}${source.code}${suffix}`, source.isAsync ? [] : parameters, {
    filename: source.file,
    columnOffset: -prefix.length,
  }) as ModuleFunction;
  const callable = source.isAsync ? (run as unknown as () => ModuleFunction)() : run;
  compiled.set(source.file, { source, run: callable });
  return callable;
}

function same(a: RunnableFile, b: RunnableFile): boolean {
  return a === b || (a.code === b.code && a.isAsync === b.isAsync && a.isModule === b.isModule);
}

/** What stands before the code, on its first line, so that lines keep their numbers, and behind it. */
function around(source: RunnableFile): { prefix: string; suffix: string } {
  const map = mapComment(source);
  if (!source.isAsync) return { prefix: '', suffix: map };
  const strict = source.isModule ? `'use strict'; ` : '';
  return {
    prefix: `${strict}return (async function (${parameters.join(', ')}) { `,
    suffix: `\n})${map}`,
  };
}

/** Tells a debugger where the lines come from. Nobody else reads it. */
function mapComment({ file, map }: RunnableFile): string {
  if (map === undefined || inspector.url() === undefined) return '';
  const absolute = { ...(JSON.parse(map) as object), sources: [pathToFileURL(file).href] };
  const text = Buffer.from(JSON.stringify(absolute)).toString('base64');
  return `\n//# sourceMappingURL=data:application/json;charset=utf-8;base64,${text}`;
}
