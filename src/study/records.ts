/** The records of an Optuna journal: one JSON object a line. Only what Espalier writes or reads is named here. */

/** Optuna's states of a trial. */
export const optunaState = { running: 0, complete: 1, pruned: 2, failed: 3, waiting: 4 } as const;

/** Optuna's directions of an objective. */
export const optunaDirection = { minimize: 1, maximize: 2 } as const;

/** A value of an attribute: JSON of at most 1,024 characters. */
export type Attribute =
  string | number | boolean | null | readonly Attribute[] | { readonly [key: string]: Attribute };
export type Attributes = Readonly<Record<string, Attribute>>;

interface Written {
  /** Unique per writer. */
  readonly worker_id: string;
}

export interface CreateStudy extends Written {
  readonly op_code: 0;
  readonly study_name: string;
  readonly directions: readonly number[];
}
export interface StudyUserAttribute extends Written {
  readonly op_code: 2;
  readonly study_id: number;
  readonly user_attr: Attributes;
}
export interface StudySystemAttribute extends Written {
  readonly op_code: 3;
  readonly study_id: number;
  readonly system_attr: Attributes;
}
export interface CreateTrial extends Written {
  readonly op_code: 4;
  readonly study_id: number;
  readonly datetime_start: string | null;
  readonly state: number;
  /** By parameter: the distribution as JSON text. */
  readonly distributions: Readonly<Record<string, string>>;
  /** By parameter: Optuna's internal number. */
  readonly params: Readonly<Record<string, number>>;
  readonly user_attrs: Attributes;
  readonly system_attrs: Attributes;
  readonly intermediate_values: Readonly<Record<string, number>>;
}
export interface FinishTrial extends Written {
  readonly op_code: 6;
  readonly trial_id: number;
  readonly state: number;
  readonly values: readonly number[] | null;
  /** The TypeScript viewer reads it here. */
  readonly datetime_start: string;
  readonly datetime_complete: string;
}
export interface IntermediateValue extends Written {
  readonly op_code: 7;
  readonly trial_id: number;
  readonly step: number;
  readonly intermediate_value: number;
}
export interface TrialUserAttribute extends Written {
  readonly op_code: 8;
  readonly trial_id: number;
  readonly user_attr: Attributes;
}
export interface TrialSystemAttribute extends Written {
  readonly op_code: 9;
  readonly trial_id: number;
  readonly system_attr: Attributes;
}

/** What Espalier writes. */
export type JournalRecord =
  | CreateStudy
  | StudyUserAttribute
  | StudySystemAttribute
  | CreateTrial
  | FinishTrial
  | IntermediateValue
  | TrialUserAttribute
  | TrialSystemAttribute;

/** A record without its writer, which the journal fills in. */
export type Draft = JournalRecord extends infer R
  ? R extends JournalRecord
    ? Omit<R, 'worker_id'>
    : never
  : never;

const longest = 1024;
const isHighSurrogate = (unit: number) => unit >= 0xd800 && unit < 0xdc00;
const key = (name: string, part: number) => (part === 0 ? name : `${name}#${part + 1}`);

/**
 * A long text as attributes of a length that every reader keeps: `name`, `name#2`, `name#3`, … (a JSON string is
 * measured with its quotes and escapes).
 */
export function splitAttribute(name: string, text: string): Attributes[] {
  const parts: string[] = [];
  for (let at = 0; at < text.length || parts.length === 0;) {
    let end = Math.min(text.length, at + longest - 2);
    while (JSON.stringify(text.slice(at, end)).length > longest) end = at + Math.floor((end - at) * 0.8);
    if (end < text.length && isHighSurrogate(text.charCodeAt(end - 1))) end--;
    parts.push(text.slice(at, end));
    at = end;
  }
  return parts.map((part, i) => ({ [key(name, i)]: part }));
}

/** What {@link splitAttribute} took apart; undefined when there is none. */
export function joinAttribute(attributes: Attributes, name: string): string | undefined {
  let text: string | undefined;
  for (let i = 0; ; i++) {
    const part = attributes[key(name, i)];
    if (typeof part !== 'string') return text;
    text = (text ?? '') + part;
  }
}

/** A text cut to what fits into one attribute. */
export function cutAttribute(text: string): string {
  const [first] = splitAttribute('', text);
  const part = String(first?.['']);
  return part === text ? part : `${[...part].slice(0, -1).join('')}…`;
}

/** Naive local time as Optuna writes it: `2026-11-24T10:00:00.123000`. */
export function optunaDate(date: Date): string {
  const pad = (n: number, width = 2) => String(n).padStart(width, '0');
  const day = `${pad(date.getFullYear(), 4)}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
  const time = `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
  return `${day}T${time}.${pad(date.getMilliseconds(), 3)}000`;
}

/** The moment of an Optuna date (naive local time, as {@link optunaDate} writes it). */
export function parseOptunaDate(text: string): Date | undefined {
  const date = new Date(text.replace(/(\.\d{3})\d*$/, '$1'));
  return Number.isNaN(date.getTime()) ? undefined : date;
}
