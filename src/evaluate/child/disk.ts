/** The person's files that are not part of the candidate: read from disk, prepared once for each version. */
import { readFileSync, statSync } from 'node:fs';
import type { RunnableFile } from '../../hints/language';

const prepared = new Map<string, { readonly version: string; readonly source: RunnableFile }>();

/** True for files with code; JSON and native addons are not. */
export function isSource(file: string): boolean {
  return !/\.(json|node|wasm)$/.test(file);
}

export function fromDisk(file: string): RunnableFile {
  const { mtimeMs, size } = statSync(file);
  const version = `${mtimeMs} ${size}`;
  const known = prepared.get(file);
  if (known?.version === version) return known.source;
  const source = prepare(file, readFileSync(file, 'utf8'));
  prepared.set(file, { version, source });
  return source;
}

function prepare(file: string, text: string): RunnableFile {
  const imports = [...text.matchAll(/\brequire\(\s*(['"])([^'"]+)\1\s*\)/g)].map((match) => match[2]!);
  return { file, code: text.replace(/^\uFEFF?#!.*/, ''), isAsync: false, isModule: false, imports };
}
