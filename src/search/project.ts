/** Where a project begins, and where its studies lie. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../study/errors';
import { Study } from '../study/study';

const marks = ['package.json', '.git', '.espalier'];
export const studiesFolder = '.espalier';

/** The nearest folder above a file that has a package.json, .git or .espalier; else the file's own. */
export function projectRoot(file: string): string {
  const own = path.dirname(path.resolve(file));
  for (let folder = own; ; folder = path.dirname(folder)) {
    if (marks.some((mark) => existsSync(path.join(folder, mark)))) return folder;
    if (folder === path.dirname(folder)) return own;
  }
}

/** The journal of a new study on a file: `.espalier/model.log`, or `model-2.log`, `model-3.log`, … */
export function newStudyPath(root: string, file: string): string {
  const name = path.basename(file, path.extname(file));
  for (let i = 1; ; i++) {
    const journal = path.join(root, studiesFolder, `${name}${i === 1 ? '' : `-${i}`}.log`);
    if (!existsSync(journal)) return journal;
  }
}

/** The study on a file that was worked on last. Throws a {@link UserError} when there is none. */
export async function lastStudyPath(root: string, file: string): Promise<string> {
  const folder = path.join(root, studiesFolder);
  const journals = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.log')) : [];
  const byAge = journals
    .map((name) => path.join(folder, name))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  for (const journal of byAge) {
    const study = await Study.read(journal).catch(() => undefined);
    if (study?.state.settings.file === path.resolve(file)) return journal;
  }
  throw new UserError(`There is no study on ${file} to resume. Start one without --resume.`);
}

/**
 * The journal that a person means: a path, or the name of a study in the project's `.espalier/`. Throws a
 * {@link UserError} when there is none.
 */
export function findStudy(given: string, from = process.cwd()): string {
  const folder = path.join(projectRoot(path.join(from, 'any')), studiesFolder);
  const places = [path.resolve(from, given), path.resolve(from, `${given}.log`), path.join(folder, given)];
  const found = [...places, path.join(folder, `${given}.log`)].find(isFile);
  if (found) return found;
  const known = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.log')) : [];
  const names = known.map((name) => name.slice(0, -'.log'.length)).join(', ');
  throw new UserError(
    `There is no study ${given}. ${names ? `In ${folder} there are: ${names}.` : `${folder} has none.`}`,
  );
}

const isFile = (file: string) => existsSync(file) && statSync(file).isFile();
