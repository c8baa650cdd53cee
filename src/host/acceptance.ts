/** From a study and one of its candidates to edits of the code as it stands now. Pure; no VS Code. */
import { applyEdits } from '../hints/apply';
import { hintsDigest, textDigest } from '../hints/digest';
import type { Edit } from '../hints/hint';
import type { HintedFile, SourceLanguage } from '../hints/language';
import { buildSpace, splitPoint } from '../space/fromHints';
import type { Point } from '../space/space';
import type { StudyHeader } from '../protocol/study';

export interface FileChange {
  readonly file: string;
  readonly before: string;
  readonly edits: readonly Edit[];
  readonly after: string;
}

/** Why a candidate cannot be written into the code. */
export interface Refusal {
  readonly reason: 'missing' | 'changed';
  readonly file: string;
  /** Labels that the study has and the file does not, and the other way round, as far as labels tell. */
  readonly gone: readonly string[];
  readonly added: readonly string[];
}

/** What is asked of a study. */
export type Searched = Pick<StudyHeader, 'hints' | 'variables' | 'sites' | 'sources'>;

export type Acceptance =
  | {
      readonly accepted: true;
      readonly changes: readonly FileChange[];
      /** Files whose other code is not what it was when the candidate was scored. */
      readonly rebased: readonly string[];
    }
  | { readonly accepted: false; readonly refusal: Refusal };

/**
 * The edits that write a candidate into the files of its program: the same that made the candidate. Refused when the
 * hints of a file are not those that were searched. `files` is the program as it stands; with `strip`, the hints go.
 */
export function planAcceptance(
  language: SourceLanguage,
  header: Searched,
  files: readonly HintedFile[],
  point: Point,
  strip = false,
): Acceptance {
  const byName = new Map(files.map((file) => [file.file, file]));
  for (const [file, digest] of Object.entries(header.hints)) {
    const source = byName.get(file);
    if (!source) return refuse('missing', file, [], []);
    if (hintsDigest(source) !== digest) return refuse('changed', file, ...difference(header, source));
  }
  const added = files.find((source) => !(source.file in header.hints) && hasVariables(source));
  if (added) return refuse('changed', added.file, ...difference(header, added));
  const values = splitPoint(point, buildSpace(files).labels);
  const changes: FileChange[] = [];
  for (const source of files) {
    const { file, text: before } = source;
    const edits = language.edits(source, values.get(file) ?? new Map());
    const written = applyEdits(before, edits);
    if (!strip) {
      if (edits.length > 0) changes.push({ file, before, edits, after: written });
      continue;
    }
    const after = applyEdits(written, language.strip(language.parse(file, written)));
    // Two rounds of edits have no common offsets: the file is replaced as a whole.
    const whole = { range: { start: 0, end: before.length }, text: after };
    if (after !== before) changes.push({ file, before, edits: [whole], after });
  }
  return { accepted: true, changes, rebased: changedCode(language, header, files) };
}

/** Whether the code is what a study was made from, but for the values of its hints. */
export function isAsSearched(
  language: SourceLanguage,
  header: Searched,
  files: readonly HintedFile[],
): boolean {
  const { sources = {}, hints } = header;
  const byName = new Map(files.map((file) => [file.file, file]));
  const isSame = (file: string) => {
    const source = byName.get(file);
    return source !== undefined && hintsDigest(source) === (hints[file] ?? hintsDigest(source));
  };
  const names = [...Object.keys(hints), ...Object.keys(sources)];
  return (
    header.sources !== undefined &&
    names.every(isSame) &&
    files.every(({ file }) => file in sources) &&
    changedCode(language, header, files).length === 0
  );
}

/** Files that differ from what was searched by more than the values of their hints. */
function changedCode(
  language: SourceLanguage,
  { sources, variables }: Searched,
  files: readonly HintedFile[],
): string[] {
  if (!sources) return [];
  const asWritten = Object.fromEntries(variables.map((variable) => [variable.label, variable.default]));
  const values = splitPoint(asWritten, buildSpace(files).labels);
  return files
    .filter((source) => {
      const text = applyEdits(source.text, language.edits(source, values.get(source.file) ?? new Map()));
      return sources[source.file] !== undefined && sources[source.file] !== textDigest(text);
    })
    .map(({ file }) => file);
}

function difference(
  header: Pick<StudyHeader, 'sites'>,
  source: HintedFile,
): [gone: readonly string[], added: readonly string[]] {
  const searched = header.sites.filter(({ file }) => file === source.file).map(({ label }) => label);
  const now = [...(buildSpace([source]).labels.get(source.file)?.values() ?? [])];
  return [searched.filter((label) => !now.includes(label)), now.filter((label) => !searched.includes(label))];
}

function hasVariables({ hints }: HintedFile): boolean {
  return hints.some(({ role }) => role === 'variable');
}

function refuse(
  reason: Refusal['reason'],
  file: string,
  gone: readonly string[],
  added: readonly string[],
): Acceptance {
  return { accepted: false, refusal: { reason, file, gone, added } };
}
