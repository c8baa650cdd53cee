/**
 * The lock of a whole study, held while a search runs on it: `<study>.log.running` says which process on which host.
 * A holder that died, or did not show itself for a minute, is replaced.
 */
import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, stat, unlink, utimes } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createWhole, isCode } from './create-whole';
import { fileError, UserError } from './errors';
import { isAlive } from './journal-lock';

interface Holder {
  readonly pid: number;
  readonly host: string;
  /** ISO 8601. */
  readonly since: string;
  readonly token: string;
}

const heartbeat = 5_000;
const silence = 60_000;

export class StudyLock {
  private readonly timer: NodeJS.Timeout;

  private constructor(
    private readonly file: string,
    private readonly token: string,
    onLost: () => void,
  ) {
    this.timer = setInterval(() => void this.beat(onLost), heartbeat);
    this.timer.unref();
  }

  /**
   * Takes the lock of a study. Throws a {@link UserError} that names the holder when another search runs on it.
   * `onLost` is called when the lock was taken away after this process slept for long.
   */
  static async acquire(study: string, onLost: () => void): Promise<StudyLock> {
    const file = `${study}.running`;
    const token = randomUUID();
    const holder: Holder = { pid: process.pid, host: os.hostname(), since: new Date().toISOString(), token };
    for (;;) {
      if (await create(file, holder)) return new StudyLock(file, token, onLost);
      const other = await read(file);
      if (other && !(await isStale(file, other))) throw new UserError(refusal(study, other));
      await removeIf(file, other?.token);
    }
  }

  async release(): Promise<void> {
    clearInterval(this.timer);
    await removeIf(this.file, this.token);
  }

  private async beat(onLost: () => void): Promise<void> {
    if ((await read(this.file))?.token === this.token) {
      const now = new Date();
      await utimes(this.file, now, now).catch(() => undefined);
    } else {
      clearInterval(this.timer);
      onLost();
    }
  }
}

/** Who runs a search on a study, in words; undefined when nobody does. */
export async function runningSearch(study: string): Promise<string | undefined> {
  const file = `${study}.running`;
  const holder = await read(file);
  return holder && !(await isStale(file, holder)) ? who(holder) : undefined;
}

const who = ({ pid, host, since }: Holder) => `process ${pid} on ${host}, since ${since}`;
const refusal = (study: string, holder: Holder) =>
  `A search already runs on ${study}: ${who(holder)}. Stop it first, or start a new study.`;

async function create(file: string, holder: Holder): Promise<boolean> {
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await createWhole(file, JSON.stringify(holder));
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw fileError(`lock the study (${file})`, error);
  }
}

async function read(file: string): Promise<Holder | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    return typeof value === 'object' && value !== null && 'token' in value ? (value as Holder) : undefined;
  } catch {
    return undefined;
  }
}

async function isStale(file: string, holder: Holder): Promise<boolean> {
  if (holder.host === os.hostname() && !isAlive(holder.pid)) return true;
  const changed = await stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
  return Date.now() - changed > silence;
}

/** Removes the lock when it is still that of `token`: renamed first, and put back when it was another's. */
async function removeIf(file: string, token: string | undefined): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  try {
    await rename(file, aside);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return;
    throw fileError(`unlock the study (${file})`, error);
  }
  const moved = await read(aside);
  if (moved && moved.token !== token) await link(aside, file).catch(() => undefined);
  await unlink(aside);
}
