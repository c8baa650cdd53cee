/** Completion in the `@nas search` block, from its schema. */
import type { Range } from '../hint';
import { schemaEntries, type SchemaEntry } from '../schema';
import type { Completion } from './completion';
import { escapeSnippet } from './kinds';
import { yamlCursor, type YamlCursor } from './yaml-cursor';

/** Keys and values that may stand at an offset of the block. `measures` may be objectives or be bounded. */
export function settingCompletions(
  text: string,
  body: Range,
  offset: number,
  measures: readonly string[],
): Completion[] {
  const cursor = yamlCursor(text, body, offset);
  if (!cursor) return [];
  const [first] = cursor.path;
  if (first === 'objectives') return objectiveCompletions(cursor, measures);
  if (first === 'constraints' && cursor.path.length === 1) return constraintCompletions(cursor, measures);
  return cursor.place === 'key' ? keys(cursor) : values(cursor);
}

/** What a key of the block is for, wherever it stands. */
export function settingDescription(
  key: string,
  entries: readonly SchemaEntry[] = schemaEntries(),
): string | undefined {
  for (const entry of entries) {
    const found = entry.key === key ? entry.description : settingDescription(key, entry.entries);
    if (found) return found;
  }
  return undefined;
}

/** The entry of the schema at a path of keys. */
export function entryAt(path: readonly string[]): SchemaEntry | undefined {
  let entries = schemaEntries();
  let entry: SchemaEntry | undefined;
  for (const key of path) {
    entry = entries.find((candidate) => candidate.key === key);
    entries = entry?.entries ?? [];
  }
  return entry;
}

function keys({ path, siblings, word }: YamlCursor): Completion[] {
  const entries = path.length === 0 ? schemaEntries() : (entryAt(path)?.entries ?? []);
  return entries
    .filter(({ key }) => !siblings.includes(key))
    .map(({ key, description }) => ({
      label: key,
      what: 'setting',
      detail: description,
      snippet: `${key}: `,
      range: word,
      more: true,
    }));
}

function values({ path, word }: YamlCursor): Completion[] {
  const entry = entryAt(path);
  const isName = path.length === 2 && path[1] === 'name';
  const suggestions = (isName ? entryAt(path.slice(0, 1)) : entry)?.suggestions ?? [];
  return suggestions.map((label) => value(label, word));
}

function objectiveCompletions(
  { place, path, siblings, word }: YamlCursor,
  measures: readonly string[],
): Completion[] {
  if (place === 'key')
    return measures
      .filter((name) => !siblings.includes(name))
      .map((label) => ({ label, what: 'measure', snippet: `${label}: `, range: word, more: true }));
  if (path.length > 1) return ['maximize', 'minimize'].map((label) => value(label, word));
  const whole = entryAt(path)?.suggestions ?? [];
  return [...whole.map((label) => value(label, word)), ...measures.map((label) => measure(label, word))];
}

function constraintCompletions({ word, listed }: YamlCursor, measures: readonly string[]): Completion[] {
  const suggestions = entryAt(['constraints'])?.suggestions ?? [];
  if (!listed) return suggestions.map((label) => value(label, word));
  const inner = suggestions.map((label) => label.replace(/^\[|\]$/g, ''));
  return [...inner.map((label) => value(label, word)), ...measures.map((label) => measure(label, word))];
}

function value(label: string, range: Range): Completion {
  return { label, what: 'value', snippet: escapeSnippet(label), range };
}

function measure(label: string, range: Range): Completion {
  return { label, what: 'measure', snippet: escapeSnippet(label), range };
}
