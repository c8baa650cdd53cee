/** Kinds of hints that fit a piece of code, with snippets for their arguments. */
import type { WrittenKind } from '../grammar';
import type { Literal } from '../hint';
import { printLiteral } from '../literal';
import type { Target } from './javascript/target';

export type OfferedKind = WrittenKind | 'search';

export interface KindOffer {
  readonly kind: OfferedKind;
  /** In the syntax of snippets: `int(${1:1}, ${2:4})`. */
  readonly snippet: string;
}

/** The kinds for what follows the hint, the likeliest first; all of them where nothing is known. */
export function kindsFor(target: Target | undefined): readonly KindOffer[] {
  const offers = target ? fitting(target) : [];
  if (offers.length > 0) return offers;
  return [
    { kind: 'choice', snippet: 'choice($1)' },
    { kind: 'int', snippet: 'int(${1:1}, ${2:4})' },
    { kind: 'float', snippet: 'float(${1:0}, ${2:1})' },
    { kind: 'bool', snippet: 'bool' },
    { kind: 'subset', snippet: 'subset(${1:1}, ${2:2})' },
    { kind: 'optional', snippet: 'optional' },
    metric,
  ];
}

const metric: KindOffer = { kind: 'metric', snippet: 'metric(${1:score})' };

function fitting({ place, list, statement, expression, exported }: Target): KindOffer[] {
  const offers: KindOffer[] = [];
  if (list?.indexed) offers.push({ kind: 'choice', snippet: 'choice' });
  else if (list) offers.push({ kind: 'subset', snippet: `subset(\${1:1}, \${2:${list.length}})` });
  if (place && !list?.indexed) offers.push(...literalKinds(place.value));
  if (statement) offers.push({ kind: 'optional', snippet: 'optional' });
  if (exported) offers.push({ kind: 'model', snippet: 'model' }, { kind: 'data', snippet: 'data' });
  if (expression) offers.push(metric);
  return offers;
}

function literalKinds(value: Literal): KindOffer[] {
  const written = escapeSnippet(printLiteral(value));
  const choice: KindOffer = { kind: 'choice', snippet: `choice(${written}, $1)` };
  if (typeof value === 'boolean') return [{ kind: 'bool', snippet: 'bool' }, choice];
  if (typeof value !== 'number') return [choice];
  const range = [Math.min(0, value * 2), Math.max(0, value * 2) || 1].map((bound) => printLiteral(bound));
  const float: KindOffer = { kind: 'float', snippet: `float(\${1:${range[0]}}, \${2:${range[1]}})` };
  if (!Number.isSafeInteger(value * 2)) return [float, choice];
  const low = value > 0 ? '1' : range[0]!;
  return [choice, { kind: 'int', snippet: `int(\${1:${low}}, \${2:${range[1]}})` }, float];
}

/** Text that a snippet inserts as it is. */
export function escapeSnippet(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}
