/** A file that appears with all of its content or not at all, and never in place of another. */
import { randomUUID } from 'node:crypto';
import { link, unlink, writeFile } from 'node:fs/promises';

/**
 * Makes a file, linked into place with its content: nobody reads half of it, and a process that is killed at any moment
 * leaves none that is empty. Throws as the file system does, with `EEXIST` where the file is there.
 */
export async function createWhole(file: string, text: string): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  try {
    await writeFile(aside, text);
    await link(aside, file).catch(async (error: unknown) => {
      // File systems without hard links.
      if (isCode(error, 'EPERM') || isCode(error, 'ENOTSUP')) await writeFile(file, text, { flag: 'wx' });
      else throw error;
    });
  } finally {
    await unlink(aside).catch(() => undefined);
  }
}

/** Whether an error of the file system has this code. */
export function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
