import { statSync } from 'node:fs';
import path from 'node:path';
import type { Connect } from './session';
import { StudyModel } from './study-model';

/** Studies of which more than this are not remembered. */
const most = 20;

/** Reads studies beside the one that is open, each by a process that ends at once. Good while the journal is the same. */
export class StudyReader {
  private readonly known = new Map<
    string,
    { readonly version: string; readonly study: Promise<StudyModel> }
  >();

  constructor(private readonly connect: Connect) {}

  /** Rejects with one clear line when the journal cannot be read. */
  read(journal: string): Promise<StudyModel> {
    const { mtimeMs, size } = statSync(journal);
    const version = `${mtimeMs} ${size}`;
    const known = this.known.get(journal);
    if (known?.version === version) return known.study;
    const study = this.open(journal);
    this.known.delete(journal);
    this.known.set(journal, { version, study });
    study.catch(() => this.known.delete(journal));
    for (const oldest of this.known.keys()) {
      if (this.known.size <= most) break;
      this.known.delete(oldest);
    }
    return study;
  }

  private async open(journal: string): Promise<StudyModel> {
    const nobody = { update: () => undefined, log: () => undefined };
    const connection = await this.connect(path.dirname(journal), nobody, () => undefined);
    try {
      return new StudyModel(await connection.remote.open(journal));
    } finally {
      connection.dispose();
    }
  }
}
