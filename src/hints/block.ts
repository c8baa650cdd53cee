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
    range: within(range, { start: range.start + pos[0], end: range.start + wordEnd(body, pos) }),
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

/** The end of a problem's place; where that is one character, the end of the word that it begins. */
function wordEnd(body: string, [start, end]: readonly [number, number]): number {
  const word = /[\w.-]+/y;
  word.lastIndex = start;
  return Math.max(end, start + (word.exec(body)?.[0].length ?? 0));
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
function validate(raw: Record<string, unknown>): { config: SearchConfig; issues: readonly Issue[] } {
  const rest = structuredClone(raw);
  let issues: readonly Issue[] | undefined;
  for (;;) {
    const result = v.safeParse(searchSchema, rest);
    if (result.success) return { config: result.output, issues: issues ?? [] };
    // What is only wrong because something was taken out is no problem of the person's.
    issues ??= result.issues;
    const paths = new Map(result.issues.map((issue) => [JSON.stringify(keysOf(issue)), keysOf(issue)]));
    // From the end, so that the indices of what is still to be taken from a list stay right.
    const removed = [...paths.values()].reverse().filter((keys) => remove(rest, keys));
    if (removed.length === 0) return { config: {}, issues };
  }
}

function keysOf(issue: Issue): (string | number)[] {
  return (issue.path ?? []).map((item) => item.key as string | number);
}

/** Removes what lies at a path; false when nothing does. */
function remove(root: Record<string, unknown>, keys: readonly (string | number)[]): boolean {
  let at: unknown = root;
  for (const key of keys.slice(0, -1))
    at = typeof at === 'object' && at !== null ? at[key as never] : undefined;
  const last = keys.at(-1);
  if (last === undefined || typeof at !== 'object' || at === null) return false;
  if (Array.isArray(at)) return at.splice(Number(last), 1).length > 0;
  return Object.hasOwn(at, last) && delete (at as Record<string, unknown>)[last];
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
