/** An error that a person may read: one clear line that says what is wrong and what to do. Printed without a stack. */
export class UserError extends Error {
  override readonly name = 'UserError';
}

/** What a person reads of an error. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The message of an error of the file system, in words. `doing` reads like `write /a/b.log`. */
export function fileError(doing: string, error: unknown): UserError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return new UserError(`Cannot ${doing}: ${reasons[code] ?? messageOf(error)}.`, { cause: error });
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full. Free some space, then resume the search',
  EDQUOT: 'the disk quota is used up. Free some space, then resume the search',
  EFBIG: 'the file would be larger than the disk or a limit allows',
  EROFS: 'the disk is read-only',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOENT: 'no such file or folder',
  EISDIR: 'it is a folder',
  EEXIST: 'a file of that name is in the way',
  ENOTDIR: 'part of the path is a file, not a folder',
  EMFILE: 'too many files are open',
  EIO: 'the disk reports an error',
};
