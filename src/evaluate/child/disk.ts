/** The person's files that are not part of the candidate: read from disk, prepared once for each version. */
import { readFileSync, statSync } from 'node:fs';
import type { RunnableFile } from '../../hints/language';
import { loadBundle } from './bundles';

const prepared = new Map<string, { readonly version: string; readonly source: RunnableFile }>();

/** Who is told of files whose lines have changed by conversion. */
let tell: ((file: RunnableFile) => void) | undefined;

export function onConverted(listener: (file: RunnableFile) => void): void {
  tell = listener;
}

/** True for files with code; JSON and native addons are not. */
export function isSource(file: string): boolean {
  return !/\.(json|node|wasm)$/.test(file);
}

/** @throws when the file cannot be read. */
export function fromDisk(file: string): RunnableFile {
  const { mtimeMs, size } = statSync(file);
  const version = `${mtimeMs} ${size}`;
  const known = prepared.get(file);
  if (known?.version === version) return known.source;
  const source = prepare(file, readFileSync(file, 'utf8'));
  prepared.set(file, { version, source });
  if (source.map !== undefined) tell?.(source);
  return source;
}

/** Plain CommonJS runs as it is; the parser, which is large, is loaded for everything else. */
function prepare(file: string, text: string): RunnableFile {
  if (isPlain(file, text)) {
    const imports = [...text.matchAll(/\brequire\(\s*(['"])([^'"]+)\1\s*\)/g)].map((match) => match[2]!);
    return { file, code: text.replace(/^\uFEFF?(#!.*)?/, ''), isAsync: false, isModule: false, imports };
  }
  const { prepareSource } = loadBundle('javascript.js') as typeof import('./javascript');
  return prepareSource(file, text);
}

/** True when nothing in the file needs converting: no types, no ES modules, no hints, no `import()`, no `await`. */
function isPlain(file: string, text: string): boolean {
  return /\.c?js$/.test(file) && !/\b(import|export|await)\b|@nas\b/.test(text);
}
