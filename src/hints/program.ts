/** The files of a person's program: the entry and what it imports, each parsed. Reading is given, so that unsaved text counts. */
import path from 'node:path';
import type { HintedFile, SourceLanguage } from './language';

export interface SourceProgram {
  /** Absolute path of the file that is run. */
  readonly entry: string;
  /** In the order in which they are imported, depth first, the file with the hints last when it is not reached. */
  readonly files: readonly HintedFile[];
}

/** The text of a file by its absolute path; undefined when there is no such file. */
export type ReadSource = (file: string) => Promise<string | undefined>;

/** More files than this are not looked at: a program of a person's own is smaller. */
const mostFiles = 500;

/** TypeScript is imported by the name of what it compiles to. */
const compiledFrom: Readonly<Record<string, string>> = { '.js': '.ts', '.mjs': '.mts', '.cjs': '.cts' };

/**
 * Reads a program from the file with the `@nas search` block (its `entry`, else the file itself). Files that are
 * missing are left out; `entry` may name one.
 */
export async function readProgram(
  language: SourceLanguage,
  file: string,
  read: ReadSource,
): Promise<SourceProgram> {
  const files = new Map<string, HintedFile>();
  const seen = new Set<string>();
  const visit = async (base: string): Promise<string | undefined> => {
    for (const candidate of candidates(language, base)) {
      if (files.has(candidate)) return candidate;
      if (seen.has(candidate) || files.size >= mostFiles) continue;
      seen.add(candidate);
      const text = await read(candidate);
      if (text === undefined) continue;
      const parsed = language.parse(candidate, text);
      files.set(candidate, parsed);
      for (const name of parsed.imports) await visit(path.resolve(path.dirname(candidate), name));
      return candidate;
    }
    return undefined;
  };
  const own = await read(file);
  const written = own === undefined ? undefined : language.parse(file, own).config?.value.entry;
  const asked = written === undefined ? file : path.resolve(path.dirname(file), written);
  const entry = (await visit(asked)) ?? asked;
  await visit(file);
  return { entry, files: [...files.values()] };
}

/** The files that an import may mean, the likeliest first. */
function candidates(language: SourceLanguage, base: string): string[] {
  const extension = path.extname(base);
  const known = language.extensions.includes(extension);
  const swapped = compiledFrom[extension];
  return [
    ...(known ? [base] : []),
    ...language.extensions.map((ending) => base + ending),
    ...(swapped ? [base.slice(0, -extension.length) + swapped] : []),
    ...language.extensions.map((ending) => path.join(base, `index${ending}`)),
  ];
}
