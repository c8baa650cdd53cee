/** Unified diffs, as `patch` and `git apply` take them. */
import { createTwoFilesPatch } from 'diff';

/** Empty when nothing changed. `name` is the file's path from the project, with slashes. */
export function unifiedDiff(name: string, before: string, after: string): string {
  if (before === after) return '';
  const file = name.split('\\').join('/');
  const patch = createTwoFilesPatch(`a/${file}`, `b/${file}`, before, after, undefined, undefined, {
    context: 3,
  });
  return patch.replace(/^=+\n/, '');
}
