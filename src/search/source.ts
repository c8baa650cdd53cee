/** From a file with hints to everything that its search is about. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { canonicalMeasure } from '../evaluate/measures';
import type { Program } from '../evaluate/interface';
import { hintsDigest } from '../hints/digest';
import type { SearchConfig } from '../hints/config';
import type { Diagnostic } from '../hints/hint';
import { javascript } from '../hints/javascript';
import type { HintedFile, RunnableFile, SourceLanguage } from '../hints/language';
import { Lines } from '../hints/position';
import { readProgram } from '../hints/program';
import type { VariableSite } from '../protocol/study';
import { budgetAdvice } from '../space/budget';
import { countPoints } from '../space/count';
import { buildSpace, splitPoint, type LabelMap } from '../space/fromHints';
import type { Point, SearchSpace } from '../space/space';
import { fileError, UserError } from '../study/errors';
import { projectRoot } from './project';

const languages: readonly SourceLanguage[] = [javascript];

/** A program with hints, parsed. */
export interface HintedProgram {
  readonly language: SourceLanguage;
  /** Absolute paths: the file that was named, the one that is run, the project's folder. */
  readonly file: string;
  readonly entry: string;
  readonly root: string;
  readonly files: readonly HintedFile[];
  readonly space: SearchSpace;
  readonly labels: LabelMap;
  readonly sites: readonly VariableSite[];
  readonly config: SearchConfig;
  /** Labels of metric hints, as measures are called. */
  readonly metrics: readonly string[];
  /** Of each file with variables. */
  readonly digests: Readonly<Record<string, string>>;
  readonly diagnostics: readonly Diagnostic[];
}

/** Number of architectures. */
export const countOf = (program: HintedProgram): bigint => countPoints(program.space);

/** What reads a file's language. Throws a {@link UserError} for one that nobody knows. */
export function languageOf(file: string): SourceLanguage {
  const language = languages.find(({ extensions }) => extensions.includes(path.extname(file)));
  if (language) return language;
  const known = languages.flatMap(({ extensions }) => extensions).join(', ');
  throw new UserError(`${file}: Espalier reads ${known} files.`);
}

/** Reads and parses a file and what it imports. Throws a {@link UserError} when the file cannot be read. */
export async function readHints(file: string): Promise<HintedProgram> {
  const absolute = path.resolve(file);
  const language = languageOf(absolute);
  await readFile(absolute).catch((error: unknown) => {
    throw fileError(`read ${file}`, error);
  });
  const { entry, files } = await readProgram(language, absolute, (name) =>
    readFile(name, 'utf8').catch(() => undefined),
  );
  const { space, labels, sites, diagnostics } = buildSpace(files);
  const texts = new Map(files.map((source) => [source.file, new Lines(source.text)]));
  return {
    language,
    file: absolute,
    entry,
    root: projectRoot(absolute),
    files,
    space,
    labels,
    sites: [...sites].flatMap(([label, places]) =>
      places.map(({ file, offset }) => ({
        label,
        file,
        ...(texts.get(file)?.at(offset) ?? { line: 1, column: 1 }),
      })),
    ),
    config: configOf(files, absolute, entry),
    metrics: [...new Set(files.flatMap(metricLabels))],
    digests: digestsOf(files),
    diagnostics: [
      ...files.flatMap((source) => source.diagnostics),
      ...diagnostics,
      ...budgetAdvice(files, space),
    ],
  };
}

/** The block of the file that was named, else of the one that is run, else the first. */
function configOf(files: readonly HintedFile[], file: string, entry: string): SearchConfig {
  const of = (name: string) => files.find((source) => source.file === name)?.config;
  return (of(file) ?? of(entry) ?? files.find(({ config }) => config)?.config)?.value ?? {};
}

const metricLabels = ({ hints }: HintedFile) =>
  hints.filter(({ role }) => role === 'metric').map(({ label }) => canonicalMeasure(label));

export function digestsOf(files: readonly HintedFile[]): Record<string, string> {
  const hinted = files.filter(({ hints }) => hints.some(({ role }) => role === 'variable'));
  return Object.fromEntries(hinted.map((source) => [source.file, hintsDigest(source)]));
}

/** Throws a {@link UserError} when nothing can be searched: no hints, hints with errors, no file to run. */
export function assertSearchable(program: HintedProgram): void {
  const errors = program.diagnostics.filter(({ severity }) => severity === 'error');
  const first = errors[0];
  if (first) {
    const more = errors.length > 1 ? ` (and ${errors.length - 1} more: espalier space shows them)` : '';
    throw new UserError(`${describeDiagnostic(program, first)}${more}`);
  }
  if (!program.files.some((source) => source.file === program.entry)) {
    throw new UserError(`${program.file}: the entry ${program.entry} does not exist.`);
  }
  if (program.space.variables.length === 0) {
    throw new UserError(
      `${program.file} has no hints, so nothing varies. Put one before a value: /* @nas choice(16, 32, 64) */ 32.`,
    );
  }
}

/** `file:line:column: message`. */
export function describeDiagnostic(
  { files }: Pick<HintedProgram, 'files'>,
  { file, range, message }: Diagnostic,
) {
  const text = files.find((source) => source.file === file)?.text ?? '';
  const { line, column } = new Lines(text).at(range.start);
  return `${file}:${line}:${column}: ${message}`;
}

/** Makes candidates' programs: the files with a point's values in place. */
export function programMaker(program: HintedProgram): (point: Point) => Program {
  const { language, files, labels, entry, root } = program;
  const plain = new Map<HintedFile, RunnableFile>();
  const marks = files.find((source) => source.file === entry)?.marks;
  return (point) => {
    const values = splitPoint(point, labels);
    return {
      entry,
      directory: root,
      ...marks,
      files: files.map((source) => {
        const own = values.get(source.file);
        const known = own ? undefined : plain.get(source);
        if (known) return known;
        const runnable = language.runnable(source, own ?? new Map());
        if (!own) plain.set(source, runnable);
        return runnable;
      }),
    };
  };
}

/**
 * The space's labels of those that a candidate evaluated. Files report the labels that they have; where two files
 * have the same derived label, both count as evaluated.
 */
export function labelTranslator({ labels }: HintedProgram): (evaluated: readonly string[]) => string[] {
  const names = new Map<string, Set<string>>();
  for (const [inFile, inSpace] of [...labels.values()].flatMap((ofFile) => [...ofFile])) {
    names.set(inFile, (names.get(inFile) ?? new Set()).add(inSpace));
  }
  return (evaluated) => [...new Set(evaluated.flatMap((label) => [...(names.get(label) ?? [])]))].sort();
}
