/**
 * The file of a study: an append-only Optuna journal. Readers take no lock; a half-written last line is ignored by
 * them and cut by the next writer.
 */
import { mkdir, open, rename, rm, stat, writeFile, type FileHandle } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import os from 'node:os';
import path from 'node:path';
import { fileError, UserError } from './errors';
import { withJournalLock } from './journal-lock';
import type { Draft, JournalRecord } from './records';

/** A record of any writer, as parsed: everything must be checked before use. */
export type ForeignRecord = Readonly<Record<string, unknown>>;

const newline = 0x0a;
/** Milliseconds between two `fsync`s: what a power cut may cost; a killed process costs nothing. */
const syncInterval = 1000;

/** The complete lines of a journal. Throws a {@link UserError} when it cannot be read or is none. */
export async function readJournal(file: string): Promise<ForeignRecord[]> {
  const handle = await open(file, 'r').catch((error: unknown) => {
    throw fileError(`read the study ${file}`, error);
  });
  try {
    return parseLines(file, (await readFrom(handle, 0)).text, 1);
  } finally {
    await handle.close();
  }
}

/** Appends to a journal; one writer object a process. */
export class Journal {
  private readonly worker = `espalier-${os.hostname().slice(0, 32)}-${process.pid}-${randomUUID().slice(0, 8)}`;
  private lastSync = 0;
  private unsynced = false;
  /** Records are written in the order in which they were given. */
  private queue: Promise<void> = Promise.resolve();

  private constructor(
    readonly file: string,
    private handle: FileHandle,
    /** How far the file is known, in bytes and lines. */
    private offset: number,
    private lines: number,
    /** Create-trial records up to there: the id of the next one, whoever wrote them. */
    private trials: number,
  ) {}

  /** Opens a journal for appending, made when it is missing. Returns its records too. */
  static async open(file: string): Promise<{ journal: Journal; records: ForeignRecord[] }> {
    try {
      await mkdir(path.dirname(file), { recursive: true });
      // Not 'a+': a torn tail is cut, so places are given.
      const handle = await open(file, (await exists(file)) ? 'r+' : 'wx+');
      try {
        const { text, bytes } = await readFrom(handle, 0);
        const records = parseLines(file, text, 1);
        return { journal: new Journal(file, handle, bytes, records.length, countTrials(records)), records };
      } catch (error) {
        await handle.close();
        throw error;
      }
    } catch (error) {
      throw error instanceof UserError ? error : fileError(`open the study ${file} for writing`, error);
    }
  }

  /**
   * Appends records in one piece. The drafts are made under the lock, from the id that the next trial gets. Throws a
   * {@link UserError} when the disk refuses; the file is then as it was.
   */
  append(drafts: (nextTrial: number) => readonly Draft[]): Promise<void> {
    const turn = this.queue.then(() => this.appendNow(drafts));
    this.queue = turn.catch(() => undefined);
    return turn;
  }

  private async appendNow(drafts: (nextTrial: number) => readonly Draft[]): Promise<void> {
    await withJournalLock(this.file, async () => {
      try {
        const foreign = await readFrom(this.handle, this.offset);
        const seen = parseLines(this.file, foreign.text, this.lines + 1);
        this.advance(foreign.bytes, seen);
        const records = drafts(this.trials).map((draft) => this.sign(draft));
        await this.write(records);
      } catch (error) {
        throw error instanceof UserError ? error : fileError(`write the study ${this.file}`, error);
      }
    });
  }

  /**
   * Writes the whole file anew from its records. Atomic: readers see the old file or the new one. The trials' records
   * must keep their order, since their ids are places.
   */
  rewrite(change: (records: readonly ForeignRecord[]) => readonly Draft[]): Promise<void> {
    const turn = this.queue.then(() => this.rewriteNow(change));
    this.queue = turn.catch(() => undefined);
    return turn;
  }

  private async rewriteNow(change: (records: readonly ForeignRecord[]) => readonly Draft[]): Promise<void> {
    await withJournalLock(this.file, async () => {
      const aside = `${this.file}.${randomUUID()}`;
      try {
        const records = change(await readJournal(this.file)).map((draft) => this.sign(draft));
        const text = records.map(line).join('');
        await writeFile(aside, text, { flush: true });
        await rename(aside, this.file);
        await this.handle.close();
        this.handle = await open(this.file, 'r+');
        [this.offset, this.lines, this.trials] = [
          Buffer.byteLength(text),
          records.length,
          countTrials(records),
        ];
      } catch (error) {
        await rm(aside, { force: true }).catch(() => undefined);
        throw error instanceof UserError ? error : fileError(`write the study ${this.file}`, error);
      }
    });
  }

  async close(): Promise<void> {
    await this.queue;
    try {
      if (this.unsynced) await this.handle.datasync();
    } finally {
      await this.handle.close();
    }
  }

  private sign(draft: Draft): JournalRecord {
    return { ...draft, worker_id: this.worker } as JournalRecord;
  }

  private async write(records: readonly JournalRecord[]): Promise<void> {
    const bytes = Buffer.from(records.map(line).join(''), 'utf8');
    const { size, ino } = await this.handle.stat();
    if ((await stat(this.file).catch(() => undefined))?.ino !== ino) {
      throw new UserError(`The study ${this.file} was deleted or replaced while the search ran.`);
    }
    if (size > this.offset) await this.handle.truncate(this.offset);
    try {
      for (let at = 0; at < bytes.length;) {
        at += (await this.handle.write(bytes, at, bytes.length - at, this.offset + at)).bytesWritten;
      }
    } catch (error) {
      await this.handle.truncate(this.offset).catch(() => undefined);
      throw error;
    }
    this.advance(bytes.length, records);
    await this.sync();
  }

  private advance(bytes: number, records: readonly object[]): void {
    this.offset += bytes;
    this.lines += records.length;
    this.trials += countTrials(records);
  }

  private async sync(): Promise<void> {
    this.unsynced = true;
    if (performance.now() - this.lastSync < syncInterval) return;
    await this.handle.datasync();
    this.lastSync = performance.now();
    this.unsynced = false;
  }
}

const line = (record: JournalRecord) => `${JSON.stringify(record)}\n`;
const countTrials = (records: readonly object[]) =>
  records.filter((r) => 'op_code' in r && r.op_code === 4).length;

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

/** The complete lines from an offset on, and how many bytes they take. */
async function readFrom(handle: FileHandle, offset: number): Promise<{ text: string; bytes: number }> {
  const { size } = await handle.stat();
  if (size <= offset) return { text: '', bytes: 0 };
  const buffer = Buffer.alloc(size - offset);
  let read = 0;
  while (read < buffer.length) {
    const { bytesRead } = await handle.read(buffer, read, buffer.length - read, offset + read);
    if (bytesRead === 0) break;
    read += bytesRead;
  }
  const bytes = buffer.subarray(0, read).lastIndexOf(newline) + 1;
  return { text: buffer.toString('utf8', 0, bytes), bytes };
}

function parseLines(file: string, text: string, first: number): ForeignRecord[] {
  if (text === '') return [];
  return text
    .slice(0, -1)
    .split('\n')
    .map((line, i) => {
      const record = parse(line);
      if (record) return record;
      throw new UserError(
        `${file}, line ${first + i}: not a record of a study. The file was changed by hand or is no Optuna journal.`,
      );
    });
}

function parse(line: string): ForeignRecord | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && 'op_code' in value
      ? (value as ForeignRecord)
      : undefined;
  } catch {
    return undefined;
  }
}
