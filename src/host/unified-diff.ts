import path from 'node:path';
import { createTwoFilesPatch } from 'diff';

/** A unified diff of a file, with three lines around each change. */
export function unifiedDiff(file: string, before: string, after: string): string {
  const name = path.basename(file);
  return createTwoFilesPatch(`a/${name}`, `b/${name}`, before, after, undefined, undefined, { context: 3 });
}
