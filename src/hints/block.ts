/** The `@nas search` block: YAML → configuration, with every problem at the key or value it is about. */
import * as v from 'valibot';
import { isMap, isNode, isPair, isScalar, parseDocument, type Document, type Node, type Pair } from 'yaml';
import type { SearchConfig } from './config';
import type { Problem } from './grammar';
import type { Range } from './hint';
import { searchSchema, schemaEntries } from './schema';
import { didYouMean } from './suggest';

export interface SearchBlock {
  /** What could be read; entries with problems are left out. */
  readonly config: SearchConfig;
  readonly problems: readonly Problem[];
}

/** Reads the YAML between two offsets of a file's text. Never throws. */
export function parseSearchBlock(text: string, range: Range): SearchBlock {
  const body = blankStars(text.slice(range.start, range.end));
  const document = parseDocument(body, {
    prettyErrors: false,
    strict: false,
    uniqueKeys: true,
    logLevel: 'silent',
  });
  const problems: Problem[] = document.errors.map(({ message, pos }) => ({
    code: 'yaml',
    severity: 'error',
    range: within(range, { start: range.start + pos[0], end: range.start + pos[1] }),
    message: `${message.split('\n')[0]!.replace(/[.:]?$/, '')}; the block is YAML (key: value).`,
  }));
  const raw = plain(document);
  if (raw === undefined) return { config: {}, problems };
  if (raw === null || typeof raw !== 'object' || Array.isArray(raw)) {
    const message = 'The search block is a list of settings, such as budget: { trials: 200 }.';
    return { config: {}, problems: [...problems, { code: 'settings', severity: 'error', range, message }] };
  }
  const { config, issues } = validate(raw as Record<string, unknown>);
  problems.push(...issues.map((issue) => problemOf(issue, document, range)));
  return { config, problems };
}

/** Stars at the beginning of all lines, as in documentation comments, become blanks: offsets stay. */
function blankStars(body: string): string {
  const lines = body.split('\n').slice(1);
  const starred = lines.length > 0 && lines.every((line) => /^\s*(?:\*|$)/.test(line));
  return starred ? body.replace(/(\n[^\S\n]*)\*/g, '$1 ') : body;
}

function plain(document: Document): unknown {
  try {
    return document.contents === null ? undefined : document.toJS({ maxAliasCount: 10 });
  } catch {
    return undefined;
  }
}

type Issue = v.InferIssue<typeof searchSchema>;

/** The valid entries; what is invalid is taken out, piece by piece. */
function validate(raw: Record<string, unknown>): { config: SearchConfig; issues: Issue[] } {
  const issues: Issue[] = [];
  const rest = structuredClone(raw);
  for (;;) {
    const result = v.safeParse(searchSchema, rest);
    if (result.success) return { config: result.output, issues };
    for (const issue of result.issues) {
      issues.push(issue);
      remove(rest, keysOf(issue));
    }
  }
}

function keysOf(issue: Issue): (string | number)[] {
  return (issue.path ?? []).map((item) => item.key as string | number);
}

/** Removes what lies at a path: the key of an object; of a list, the whole list's entry. */
function remove(root: Record<string, unknown>, keys: readonly (string | number)[]): void {
  let at: unknown = root;
  for (const key of keys.slice(0, -1)) {
    const next: unknown = (at as Record<string, unknown>)?.[key];
    if (typeof next !== 'object' || next === null) break;
    if (Array.isArray(next)) {
      const index = keys[keys.indexOf(key) + 1];
      if (typeof index === 'number') next.splice(index, 1);
      return;
    }
    at = next;
  }
  const last = keys[keys.length - 1];
  if (last !== undefined && typeof at === 'object' && at !== null)
    delete (at as Record<string, unknown>)[last];
  else for (const key of Object.keys(root)) delete root[key];
}

function problemOf(issue: Issue, document: Document, block: Range): Problem {
  const keys = keysOf(issue);
  const isUnknown = issue.type === 'strict_object' && issue.expected === 'never';
  const range = nodeRange(document, keys, isUnknown, block);
  if (!isUnknown) return { code: 'settings', severity: 'error', range, message: issue.message };
  const key = String(keys[keys.length - 1]);
  const known = entriesAt(keys.slice(0, -1));
  const hint = didYouMean(key, known) || ` Known are ${known.join(', ')}.`;
  return { code: 'unknown-setting', severity: 'error', range, message: `Unknown setting '${key}'.${hint}` };
}

function entriesAt(keys: readonly (string | number)[]): string[] {
  let entries = schemaEntries();
  for (const key of keys) entries = entries.find((entry) => entry.key === key)?.entries ?? [];
  return entries.map(({ key }) => key);
}

/** The place of a value, or of its key. */
function nodeRange(
  document: Document,
  keys: readonly (string | number)[],
  key: boolean,
  block: Range,
): Range {
  let node: unknown = document.contents;
  let found: Node | undefined;
  for (const [depth, name] of keys.entries()) {
    if (isMap(node)) {
      const pair: Pair | undefined = node.items.find(
        (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(name),
      );
      const isLast = depth === keys.length - 1;
      const next = isLast && key ? pair?.key : (pair?.value ?? pair?.key);
      if (isNode(next)) found = next;
      node = pair?.value;
    } else {
      const item: unknown = (node as { items?: unknown[] } | null)?.items?.[Number(name)];
      if (isNode(item)) found = item;
      node = item;
    }
  }
  const range = found?.range;
  if (!range) return block;
  return within(block, { start: block.start + range[0], end: block.start + range[1] });
}

function within(outer: Range, inner: Range): Range {
  const start = Math.min(Math.max(inner.start, outer.start), outer.end);
  return { start, end: Math.min(Math.max(inner.end, start), outer.end) };
}
