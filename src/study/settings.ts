/** What a study is about, kept in its journal, so that it can be resumed and read with nothing but the file. */
import path from 'node:path';
import type { Constraint, Named, SearchConfig } from '../hints/config';
import type { Objective, StudyHeader, VariableSite } from '../protocol/study';
import type { Variable } from '../space/space';

export interface StudySettings {
  readonly name: string;
  /** Absolute paths: the file with the hints, the one that is run, the project's folder. */
  readonly file: string;
  readonly entry: string;
  readonly root: string;
  readonly variables: readonly Variable[];
  readonly sites: readonly VariableSite[];
  /** Number of architectures, in digits. */
  readonly count: string;
  /** By absolute path. */
  readonly hints: Readonly<Record<string, string>>;
  /** A digest of the text of each file of the program, by absolute path; studies of old have none. */
  readonly sources?: Readonly<Record<string, string>>;
  readonly objectives: readonly Objective[];
  /** False while the objective is a guess that the first report may correct. */
  readonly objectivesKnown: boolean;
  readonly constraints: readonly Constraint[];
  readonly strategy: Named;
  readonly stop?: Named;
  readonly seed: number;
  readonly budget: Budget;
  readonly workers: number;
  /** Shared: candidates begin with what earlier ones have learnt. Absent: each with its own. */
  readonly weights?: 'shared';
  /** Of one trial. */
  readonly limits: { readonly seconds: number; readonly megabytes: number };
  /** What the person asked for. */
  readonly backend: NonNullable<SearchConfig['backend']>;
  /** What was chosen, once it was. */
  readonly chosenBackend?: ChosenBackend;
  readonly versions: Readonly<Record<string, string>>;
}

/** Which TensorFlow.js runs, and why in one line for people; kept, so that a resumed search goes on with the same. */
export interface ChosenBackend {
  readonly name: string;
  readonly reason: string;
}

/** Seconds for time. Absent: no bound. */
export interface Budget {
  readonly trials?: number;
  readonly time?: number;
  readonly epochs?: number;
}

export const describeBackend = ({ name, reason }: ChosenBackend): string => `${name}: ${reason}`;

export function headerOf(study: string, settings: StudySettings): StudyHeader {
  return {
    study,
    // A study is called as its file, which may have been renamed.
    name: path.basename(study, '.log'),
    file: settings.file,
    entry: settings.entry,
    variables: settings.variables,
    sites: settings.sites,
    objectives: settings.objectives,
    constraints: settings.constraints.map(({ text }) => text),
    bounds: settings.constraints.map(({ measure, comparison, bound }) => ({ measure, comparison, bound })),
    count: settings.count,
    strategy: describe(settings.strategy),
    stop: settings.stop ? describe(settings.stop) : 'none',
    seed: settings.seed,
    hints: settings.hints,
    ...(settings.sources ? { sources: settings.sources } : {}),
    ...(settings.budget.epochs === undefined ? {} : { epochs: settings.budget.epochs }),
  };
}

/** `tpe`, or `tpe (startup: 10)`. */
function describe({ name, options }: Named): string {
  const list = Object.entries(options).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  return list.length > 0 ? `${name} (${list.join(', ')})` : name;
}

/** A path as it is kept: relative to the journal's folder, with slashes, so that a project can be moved. */
export function storedPath(journal: string, file: string): string {
  const relative = path.relative(path.dirname(journal), file);
  return path.isAbsolute(relative) ? relative : relative.split(path.sep).join('/');
}

export function loadedPath(journal: string, stored: string): string {
  return path.resolve(path.dirname(journal), stored);
}

/** The settings as JSON text for the journal. */
export function settingsText(journal: string, settings: StudySettings): string {
  return JSON.stringify({ format: 1, ...mapPaths(settings, (file) => storedPath(journal, file)) });
}

/** Undefined when the text is not of a format that this version knows. */
export function parseSettings(journal: string, text: string): StudySettings | undefined {
  try {
    const { format, ...settings } = JSON.parse(text) as StudySettings & { format: unknown };
    return format === 1 ? mapPaths(settings, (file) => loadedPath(journal, file)) : undefined;
  } catch {
    return undefined;
  }
}

function mapPaths(settings: StudySettings, map: (file: string) => string): StudySettings {
  return {
    ...settings,
    file: map(settings.file),
    entry: map(settings.entry),
    root: map(settings.root),
    sites: settings.sites.map((site) => ({ ...site, file: map(site.file) })),
    hints: mapKeys(settings.hints, map),
    ...(settings.sources ? { sources: mapKeys(settings.sources, map) } : {}),
  };
}

function mapKeys(
  digests: Readonly<Record<string, string>>,
  map: (file: string) => string,
): Record<string, string> {
  return Object.fromEntries(Object.entries(digests).map(([file, digest]) => [map(file), digest]));
}
