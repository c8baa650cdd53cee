/** From a specifier to a file of the person's, as Node resolves, with TypeScript's endings added. */
import { statSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RunnableFile } from '../../hints/language';

const endings = ['', '.js', '.ts', '.json', '.cjs', '.mjs', '.cts', '.mts', '.node'];
/** A TypeScript file is imported by the name of what it compiles to. */
const compiledEndings: Readonly<Record<string, string>> = { '.js': '.ts', '.mjs': '.mts', '.cjs': '.cts' };

/** The absolute path of a file; undefined when nothing is found (a package that must be imported, say). */
export function resolve(
  specifier: string,
  from: string,
  files: ReadonlyMap<string, RunnableFile>,
): string | undefined {
  if (/^(\.{1,2}(\/|\\|$)|\/|file:|[A-Za-z]:[\\/])/.test(specifier)) {
    const bare = specifier.startsWith('file:') ? fileURLToPath(specifier) : specifier.replace(/[?#].*$/, '');
    return findFile(path.resolve(path.dirname(from), bare), files);
  }
  try {
    return createRequire(from).resolve(specifier);
  } catch {
    return undefined;
  }
}

function findFile(base: string, files: ReadonlyMap<string, RunnableFile>): string | undefined {
  const candidates = endings.map((ending) => base + ending);
  const swapped = compiledEndings[path.extname(base)];
  if (swapped) candidates.push(base.slice(0, -path.extname(base).length) + swapped);
  for (const file of candidates) {
    if (files.has(file)) return file;
    if (isFile(file)) return known(file, files);
  }
  try {
    return known(createRequire(base).resolve(base), files);
  } catch {
    const index = ['index.ts', 'index.mjs', 'index.mts'].map((name) => path.join(base, name)).find(isFile);
    return index === undefined ? undefined : known(index, files);
  }
}

/** The name under which the program has a file that was found, through links too. */
function known(file: string, files: ReadonlyMap<string, RunnableFile>): string {
  if (files.has(file)) return file;
  const real = realpathSync(file);
  return files.has(real) ? real : file;
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}
