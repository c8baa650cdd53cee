/**
 * The lock of writers of a journal, as Optuna's `JournalFileOpenLock` has it: `<file>.lock`, created exclusively. A
 * lock that nobody changed for 30 s is taken over: its holder died. Ours says whose it is (Optuna's are empty), so that
 * nobody waits for a process of this machine that is gone.
 */
import { readFile, rename, stat, unlink } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import os from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { createWhole, isCode } from './create-whole';
import { fileError } from './errors';

export interface JournalLockOptions {
  /** Milliseconds after which an unchanged lock is taken over. */
  readonly grace?: number;
}

/** Runs `work` while holding the lock of `file`. */
export async function withJournalLock<T>(
  file: string,
  work: () => Promise<T>,
  { grace = 30_000 }: JournalLockOptions = {},
): Promise<T> {
  const lock = `${file}.lock`;
  await acquire(lock, grace);
  try {
    return await work();
  } finally {
    await remove(lock);
  }
}

async function acquire(lock: string, grace: number): Promise<void> {
  const holder = `${os.hostname()} ${process.pid}`;
  let seen: { changed: number; at: number } | undefined;
  for (let wait = 1; ; wait = Math.min(wait * 2, 1000)) {
    try {
      await createWhole(lock, holder);
      return;
    } catch (error) {
      if (!isCode(error, 'EEXIST')) throw fileError(`lock the study (${lock})`, error);
    }
    const changed = await changedAt(lock);
    if (changed !== undefined) {
      if (seen?.changed !== changed) seen = { changed, at: performance.now() };
      if (performance.now() - seen.at > grace || (await isOfTheDead(lock))) await remove(lock);
    }
    await sleep(wait);
  }
}

/** Whether the lock says that it is of a process on this machine which is no more. */
async function isOfTheDead(lock: string): Promise<boolean> {
  const [host, pid] = (await readFile(lock, 'utf8').catch(() => '')).split(' ');
  return host === os.hostname() && /^\d+$/.test(pid ?? '') && !isAlive(Number(pid));
}

/** Whether a process of this machine lives, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isCode(error, 'EPERM');
  }
}

/** Renamed first, so that of two who remove it only one does and neither removes a lock made since. */
async function remove(lock: string): Promise<void> {
  const aside = `${lock}.${randomUUID()}`;
  try {
    await rename(lock, aside);
    await unlink(aside);
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw fileError(`unlock the study (${lock})`, error);
  }
}

async function changedAt(lock: string): Promise<number | undefined> {
  try {
    return (await stat(lock)).mtimeMs;
  } catch {
    return undefined;
  }
}
