/** Whether a program imports TensorFlow.js, as far as its own files show. */
import type { RunnableFile } from '../../hints/language';
import { fromDisk, isSource } from './disk';
import { isTensorFlow } from './packages';
import { isInPackage } from '../paths';
import { resolve } from './resolve';

/** Follows the imports of the person's files. Packages and computed names are not followed. */
export function usesTensorFlow(entry: string, files: ReadonlyMap<string, RunnableFile>): boolean {
  const seen = new Set<string>();
  const visit = (file: string): boolean => {
    if (seen.has(file) || !isSource(file) || isInPackage(file)) return false;
    seen.add(file);
    for (const specifier of importsOf(file, files)) {
      if (isTensorFlow(specifier)) return true;
      const target = /^[./]/.test(specifier) ? resolve(specifier, file, files) : undefined;
      if (target !== undefined && visit(target)) return true;
    }
    return false;
  };
  return visit(entry);
}

function importsOf(file: string, files: ReadonlyMap<string, RunnableFile>): readonly string[] {
  try {
    const { imports, lazyImports = [] } = files.get(file) ?? fromDisk(file);
    return [...imports, ...lazyImports];
  } catch {
    // A file that cannot be read or parsed says so when it is run.
    return [];
  }
}
