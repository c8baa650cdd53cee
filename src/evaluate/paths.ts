import path from 'node:path';

/** True for what is installed: loaded once by Node itself, never as a file of the person's. */
export function isInPackage(file: string): boolean {
  return file.split(path.sep).includes('node_modules');
}
