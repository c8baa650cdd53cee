import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';

/** A study's journal on disk. */
export interface StudyFile {
  /** Absolute path of the journal. */
  readonly file: string;
  readonly name: string;
  /** The project's folder, which holds `.espalier/`. */
  readonly project: string;
  /** Milliseconds since 1970. */
  readonly modified: number;
}

export const studiesFolder = '.espalier';
/** Projects deeper than this below a workspace folder are not looked for. */
const deepest = 4;
const passedOver = new Set(['node_modules', '.git', 'dist', 'build', 'out']);

/** The studies below some folders, the newest first. Folders that cannot be read are passed over. */
export async function listStudies(folders: readonly string[]): Promise<StudyFile[]> {
  const found = (await Promise.all(folders.map((folder) => below(folder, 0)))).flat();
  return found.sort((a, b) => b.modified - a.modified);
}

async function below(folder: string, depth: number): Promise<StudyFile[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((): Dirent[] => []);
  const folders = entries.filter((entry) => entry.isDirectory() && !passedOver.has(entry.name));
  const nested = folders.map(async ({ name }) => {
    const inside = path.join(folder, name);
    if (name === studiesFolder) return journals(inside);
    return depth < deepest && !name.startsWith('.') ? below(inside, depth + 1) : [];
  });
  return (await Promise.all(nested)).flat();
}

async function journals(folder: string): Promise<StudyFile[]> {
  const names = (await readdir(folder).catch((): string[] => [])).filter((name) => name.endsWith('.log'));
  const files = names.map(async (name): Promise<StudyFile[]> => {
    const file = path.join(folder, name);
    const info = await stat(file).catch(() => undefined);
    if (!info?.isFile()) return [];
    const project = path.dirname(folder);
    return [{ file, name: path.basename(name, '.log'), project, modified: info.mtimeMs }];
  });
  return (await Promise.all(files)).flat();
}
