/** Stars and notes that a person keeps with trials, as attributes of the study: a trial that ended takes none. */
import type { TrialMark } from '../protocol/study';
import { cutAttribute, type Attribute, type Attributes } from './records';

export type Marks = ReadonlyMap<number, TrialMark>;

const prefix = 'espalier:mark:';

/** An empty mark is kept as null: attributes cannot be taken away. */
export function markAttribute(number: number, { star, note = '' }: TrialMark): Attributes {
  const mark = { ...(star ? { star } : {}), ...(note === '' ? {} : { note: cutNote(note) }) };
  return { [`${prefix}${number}`]: Object.keys(mark).length > 0 ? mark : null };
}

/** A value of an attribute has a bound, and the star stands in it too. */
const cutNote = (note: string): string => cutAttribute(note.slice(0, 900));

export function readMarks(attributes: Attributes): Marks {
  const marks = new Map<number, TrialMark>();
  for (const [name, value] of Object.entries(attributes)) {
    const number = name.startsWith(prefix) ? Number(name.slice(prefix.length)) : NaN;
    const mark = readMark(value);
    if (Number.isInteger(number) && mark) marks.set(number, mark);
  }
  return marks;
}

function readMark(value: Attribute): TrialMark | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const { star, note } = value as Readonly<Record<string, Attribute>>;
  return { ...(star === true ? { star } : {}), ...(typeof note === 'string' ? { note } : {}) };
}

export const marksRecord = (marks: Marks): Readonly<Record<string, TrialMark>> =>
  Object.fromEntries([...marks].map(([number, mark]) => [String(number), mark]));
