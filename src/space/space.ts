import type { Activity, Domain, HintKind, Value } from '../hints/hint';

export type { Activity, Condition, Domain, HintKind, Literal, Value } from '../hints/hint';

/** One thing that varies. */
export interface Variable {
  readonly label: string;
  readonly domain: Domain;
  /** What the code has as written. */
  readonly default: Value;
  /** Variables of one group have equal domains and the same nature: what is learnt of one holds for the others. */
  readonly group: string;
  /** Conditions refer only to variables that stand earlier in the space. */
  readonly activeWhen: Activity;
}

/** What may vary, parents before the variables whose activity depends on them. */
export interface SearchSpace {
  readonly variables: readonly Variable[];
}

/**
 * A candidate: a value for each variable that is active in it, and for no other. Keys in the order of the space.
 */
export type Point = Readonly<Record<string, Value>>;

/** Where the hints of a variable stand (several when a label is shared). */
export interface Site {
  readonly file: string;
  readonly offset: number;
}

/** What a person writes for a domain. */
export function hintKind(domain: Domain): HintKind {
  return domain.kind === 'arm' ? 'choice' : domain.kind;
}
