/** What can be written at a place of a hint. Pure: words for people are added by who shows it. */
import { MODIFIERS, type Modifier } from '../grammar';
import type { Domain, Range } from '../hint';
import { contains } from '../domain';
import { printLiteral } from '../literal';
import { allHintTexts } from './comment';
import type { HintCursor } from './cursor';
import { adviseDomains, adviseOptions, type Place } from './domains';
import type { Target } from './javascript/target';
import { escapeSnippet, kindsFor, type OfferedKind } from './kinds';
import { MEASURES } from './names';
import { settingCompletions } from './settings';

export interface Completion {
  readonly label: string;
  readonly what: 'kind' | 'domain' | 'label' | 'modifier' | 'option' | 'setting' | 'value' | 'measure';
  /** What the label stands for, where there are words about it: a kind, a modifier. */
  readonly about?: OfferedKind | Modifier;
  /** A remark of the schema, or the domain of a label. */
  readonly detail?: string;
  /** In the syntax of snippets. */
  readonly snippet: string;
  /** What is replaced. */
  readonly range: Range;
  /** More is to be completed once it is inserted. */
  readonly more?: boolean;
}

/** A label that the program has. */
export interface KnownLabel {
  readonly label: string;
  readonly domain: Domain;
  /** As written, without the label: `choice(16, 32)`. */
  readonly written: string;
}

export interface CompletionContext {
  readonly text: string;
  readonly target: Target | undefined;
  readonly labels: readonly KnownLabel[];
  /** Names of metric hints in the program. */
  readonly metrics: readonly string[];
}

/** Completions at a cursor, best first. */
export function complete(cursor: HintCursor, context: CompletionContext): readonly Completion[] {
  switch (cursor.place) {
    case 'mark':
      return hintCompletions(
        cursor.word,
        '@nas ',
        closing(cursor.closed, cursor.word, context),
        false,
        context,
      );
    case 'kind': {
      const end = closing(cursor.hint.closed, cursor.word, context);
      return hintCompletions(cursor.word, cursor.spaced ? '' : ' ', end, cursor.labelled, context);
    }
    case 'argument':
      return argumentCompletions(cursor, context);
    case 'modifier':
      return modifierCompletions(cursor, context);
    case 'setting':
      return settingCompletions(context.text, cursor.body, cursor.word.end, measuresOf(context));
  }
}

/** The end of the comment where it is missing, and a blank before code. */
function closing(closed: boolean, { end }: Range, { text }: CompletionContext): string {
  if (closed) return '';
  return /^(?:\s|$)/.test(text.slice(end, end + 1)) ? ' */' : ' */ ';
}

/** Measures that may be objectives: those of metric hints first. */
function measuresOf({ metrics }: CompletionContext): string[] {
  return [...new Set([...metrics, ...MEASURES])];
}

function hintCompletions(
  range: Range,
  before: string,
  after: string,
  labelled: boolean,
  context: CompletionContext,
): Completion[] {
  const { target, labels, text } = context;
  const items: Completion[] = [];
  const place = target?.place;
  const snippet = (inner: string) => `${before}${inner}${after}`;
  if (!target?.list?.indexed && place) {
    for (const domain of adviseDomains(place).domains)
      items.push({ label: domain, what: 'domain', snippet: snippet(escapeSnippet(domain)), range });
    const fitting = labelled ? [] : labels.filter(({ domain }) => contains(domain, place.value));
    for (const { label, written } of fitting) {
      const whole = `${label}: ${written}`;
      items.push({ label: whole, what: 'label', snippet: snippet(escapeSnippet(whole)), range });
    }
  }
  for (const { kind, snippet: inner } of kindsFor(target)) {
    const more = inner.includes('$');
    items.push({
      label: kind,
      what: 'kind',
      about: kind,
      snippet: snippet(inner),
      range,
      ...(more && { more }),
    });
  }
  if (!labelled && !hasSearchBlock(text)) {
    const block = 'search\nobjectives: { ${1:val_accuracy}: ${2:maximize} }\nbudget: { trials: ${3:50} }\n';
    items.push({
      label: 'search',
      what: 'kind',
      about: 'search',
      snippet: `${before}${block}${after.trim()}`,
      range,
    });
  }
  return items;
}

function hasSearchBlock(text: string): boolean {
  return allHintTexts(text).some(({ body }) => /^\s*search\b/.test(text.slice(body.start, body.end)));
}

function argumentCompletions(
  cursor: Extract<HintCursor, { place: 'argument' }>,
  context: CompletionContext,
): Completion[] {
  const { kind, word: range, index, hint } = cursor;
  const option = (label: string): Completion => ({
    label,
    what: 'option',
    snippet: escapeSnippet(label),
    range,
  });
  if (kind === 'metric')
    return index > 0 ? [] : measuresOf(context).map((name) => ({ ...option(name), what: 'measure' }));
  const place = context.target?.place;
  if (!place) return [];
  const isEmpty = /^\s*\)?\s*$/.test(context.text.slice(range.end, hint.body.end)) && index === 0;
  const lists = isEmpty ? argumentLists(kind, place) : [];
  if (kind !== 'choice') return lists.map(option);
  const taken = takenOptions(context.text, hint.body, range);
  const options = adviseOptions(place)
    .map((value) => printLiteral(value))
    .filter((text) => !taken.has(text));
  return [...lists, ...options].map(option);
}

/** The arguments of the table's domains of this kind. */
function argumentLists(kind: string, place: Place): string[] {
  return adviseDomains(place).domains.flatMap((domain) => {
    const match = /^(\w+)\((.*)\)/s.exec(domain);
    return match && match[1] === kind ? [match[2]!] : [];
  });
}

/** The options that a hint has already, but for the one at the cursor. */
function takenOptions(text: string, body: Range, word: Range): ReadonlySet<string> {
  const others = `${text.slice(body.start, word.start)} ${text.slice(word.end, body.end)}`;
  return new Set((others.match(/'[^']*'|"[^"]*"|[\d.]+/g) ?? []).map((item) => item.replace(/"/g, "'")));
}

function modifierCompletions(
  { kind, word: range, hint }: Extract<HintCursor, { place: 'modifier' }>,
  { text, target }: CompletionContext,
): Completion[] {
  const rest = `${text.slice(hint.body.start, range.start)} ${text.slice(range.end, hint.body.end)}`;
  const allowed = MODIFIERS.filter((name) => {
    if (new RegExp(`\\b${name}\\b`).test(rest.replace(/\(.*\)/s, ''))) return false;
    if (name === 'log') return /^(?:int|float)$/.test(kind) && !/\(\s*(?:-|0\s*,)/.test(rest);
    return target?.inLoop === true && !/^(?:metric|model|data)$/.test(kind);
  });
  return allowed.map((name) => ({ label: name, what: 'modifier', about: name, snippet: name, range }));
}
