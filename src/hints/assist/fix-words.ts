/** Fixes of misspelt words, and of what is not closed. */
import { MODIFIERS, WRITTEN_KINDS } from '../grammar';
import type { Edit, Range } from '../hint';
import { schemaEntries } from '../schema';
import { nearestWord } from '../suggest';
import type { Fix, FixContext } from './fixes';
import { entryAt } from './settings';
import { yamlCursor } from './yaml-cursor';

export function wordFixes(context: FixContext): Fix[] {
  const { problem, text } = context;
  const word = text.slice(problem.range.start, problem.range.end);
  switch (problem.code) {
    case 'unknown-kind':
      return spelled(word, [...WRITTEN_KINDS, 'search'], problem.range);
    case 'unknown-modifier':
      return [...spelled(word, MODIFIERS, problem.range), drop(text, problem.range)];
    case 'modifier':
    case 'each-outside-loop':
    case 'each-loop':
      return [{ ...drop(text, problem.range), preferred: problem.code !== 'each-loop' }];
    case 'log-domain': {
      const log = context.written?.modifiers.find(({ name }) => name === 'log');
      return log ? [{ ...drop(text, log.range), preferred: true }] : [];
    }
    case 'unknown-setting':
      return settingFixes(context, word);
    case 'settings':
      return valueFixes(context, word);
    case 'syntax':
      return closingFixes(context);
    default:
      return [];
  }
}

function spelled(word: string, known: readonly string[], range: Range): Fix[] {
  const right = nearestWord(word, known);
  return right === undefined
    ? []
    : [{ name: 'write', detail: right, edits: [{ range, text: right }], preferred: true }];
}

/** A word and the blank before it. */
function drop(text: string, range: Range): Fix {
  const before = /\s*$/.exec(text.slice(0, range.start))![0].length;
  return {
    name: 'drop',
    detail: text.slice(range.start, range.end),
    edits: [{ range: { start: range.start - before, end: range.end }, text: '' }],
  };
}

/** The YAML behind the word `search`. */
function blockBody({ text, hint }: FixContext): Range {
  const start = text.indexOf('search', hint.body.start) + 'search'.length;
  return { start, end: hint.body.end };
}

function settingFixes(context: FixContext, word: string): Fix[] {
  const cursor = yamlCursor(context.text, blockBody(context), context.problem.range.start);
  const path = cursor?.path ?? [];
  const entries = path.length > 0 ? (entryAt(path)?.entries ?? []) : schemaEntries();
  const free = entries.map(({ key }) => key).filter((key) => !cursor?.siblings.includes(key));
  return spelled(word, free, context.problem.range);
}

function valueFixes(context: FixContext, word: string): Fix[] {
  const { text, problem } = context;
  const cursor = yamlCursor(text, blockBody(context), problem.range.start);
  if (!cursor) return [];
  const [first] = cursor.path;
  if (first === 'objectives') return spelled(word, ['maximize', 'minimize'], problem.range);
  if (first === 'constraints') return comparisonFixes(text, problem.range);
  return spelled(word, entryAt(cursor.path)?.suggestions ?? [], problem.range);
}

/** `params < 3` → `params <= 3`. */
function comparisonFixes(text: string, range: Range): Fix[] {
  const match = /(?<![<>=])(<|>|={1,3})(?!=)/.exec(text.slice(range.start, range.end));
  if (!match) return [];
  const start = range.start + match.index;
  const place = { start, end: start + match[0].length };
  const signs = match[0] === '>' ? ['>=', '<='] : ['<=', '>='];
  return signs.map((sign, index) => ({
    name: 'write',
    detail: sign,
    edits: [{ range: place, text: sign }],
    preferred: index === 0,
  }));
}

function closingFixes({ text, hint }: FixContext): Fix[] {
  if (!hint.closed) {
    const end = hint.body.start + text.slice(hint.body.start, hint.comment.end).trimEnd().length;
    return [close('*/', { range: { start: end, end: hint.comment.end }, text: ' */' })];
  }
  const body = text.slice(hint.body.start, hint.body.end);
  const bare = body.replace(/'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"/g, '');
  const missing = bare.split('(').length - bare.split(')').length;
  if (missing !== 1) return [];
  const modifiers = /(?:\s+(?:log|each))*\s*$/.exec(body)!;
  const at = hint.body.start + modifiers.index;
  return [close(')', { range: { start: at, end: at }, text: ')' })];
}

function close(detail: string, edit: Edit): Fix {
  return { name: 'close', detail, edits: [edit], preferred: true };
}
