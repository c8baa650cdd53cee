/** Writes a candidate into the source: the edits that made it for evaluation are the edits that are applied. */
import { randomUUID } from 'node:crypto';
import { chmod, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { applyEdits } from '../hints/apply';
import type { StudyHeader } from '../protocol/study';
import { buildSpace, splitPoint } from '../space/fromHints';
import type { Point } from '../space/space';
import { fileError, UserError } from '../study/errors';
import { hintsChanged } from './changed';
import { digestsOf, languageOf } from './source';
import { projectRoot } from './project';

export interface FileChange {
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

/**
 * The files as they are with a candidate's values, and without hints when stripped. Only files that change. Throws a
 * {@link UserError} when the hints are not those that were searched.
 */
export async function acceptTrial(
  header: StudyHeader,
  point: Point,
  strip: boolean,
  read: (file: string) => Promise<string>,
): Promise<FileChange[]> {
  const language = languageOf(header.file);
  const files = await Promise.all(
    Object.keys(header.hints).map(async (file) => {
      const text = await read(file).catch((error: unknown) => {
        throw fileError(`read ${file}`, error);
      });
      return language.parse(file, text);
    }),
  );
  const { space, labels } = buildSpace(files);
  const changed = hintsChanged(header, { space, digests: digestsOf(files), root: projectRoot(header.file) });
  if (changed !== undefined) {
    throw new UserError(`${changed} What was scored is no longer what would be written; search again.`);
  }
  const values = splitPoint(point, labels);
  return files
    .map((source) => {
      const written = applyEdits(source.text, language.edits(source, values.get(source.file) ?? new Map()));
      const after = strip
        ? applyEdits(written, language.strip(language.parse(source.file, written)))
        : written;
      return { file: source.file, before: source.text, after };
    })
    .filter(({ before, after }) => before !== after);
}

/** Writes all files or none: each is written beside its place first, with its mode, then all are moved into place. */
export async function writeChanges(changes: readonly FileChange[]): Promise<void> {
  const ready: { from: string; to: string }[] = [];
  try {
    for (const { file, after } of changes) {
      // A link stays a link.
      const to = await realpath(file);
      const from = path.join(path.dirname(to), `.${path.basename(to)}.${randomUUID()}`);
      ready.push({ from, to });
      await writeFile(from, after, { flag: 'wx', flush: true });
      await chmod(from, (await stat(to)).mode);
    }
    for (const { from, to } of ready) await rename(from, to);
  } catch (error) {
    throw fileError(`write ${changes.map(({ file }) => file).join(', ')}`, error);
  } finally {
    for (const { from } of ready) await rm(from, { force: true }).catch(() => undefined);
  }
}
