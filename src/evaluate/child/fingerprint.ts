/** What a call depends on, as text: two calls with the same text give the same data. */
import { createHash } from 'node:crypto';
import type { ToldFunction } from '../../hints/language';

/** A function of the person's as its file tells it. */
export interface KnownFunction {
  readonly file: string;
  readonly told: ToldFunction;
}

export interface Fingerprint {
  readonly text: string;
  /** Something that lies outside of the program is read. */
  readonly reads: boolean;
}

/** Characters of what a call depends on, at most. */
const most = 10_000;
/** Bytes of binary data, or characters of one text, that are looked at. */
const mostBytes = 1 << 24;
/** Longer texts are told by a digest. */
const longest = 1000;

class NotData extends Error {}

/**
 * Of a function that is called with values: its text and that of every function of the person's that it reaches, with
 * the values that they mention. Undefined where that is more than data (an object of a class, a function that is not
 * known), or too much of it.
 */
export function fingerprint(
  called: unknown,
  values: readonly unknown[],
  known: (called: unknown) => KnownFunction | undefined,
): Fingerprint | undefined {
  const seen = new Map<object, number>();
  let text = '';
  let reads = false;
  const add = (part: string): void => {
    if ((text += part).length > most) throw new NotData();
  };
  const visit = (value: unknown): void => {
    if (typeof value === 'string')
      return add(value.length > longest ? digestOf(value) : JSON.stringify(value));
    if (typeof value === 'symbol') throw new NotData();
    if (value === null || (typeof value !== 'object' && typeof value !== 'function'))
      return add(`${typeof value} ${Object.is(value, -0) ? '-0' : String(value as number)},`);
    const before = seen.get(value);
    if (before !== undefined) return add(`#${before},`);
    seen.set(value, seen.size);
    if (typeof value === 'function') return visitFunction(value);
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return add(digestOf(value));
    if (value instanceof URL || value instanceof RegExp) return add(`${String(value)},`);
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Array.prototype && prototype !== Object.prototype && prototype !== null)
      throw new NotData();
    // Neither makes a list of all that there is: it ends early where that is much.
    if (Array.isArray(value)) {
      add('[');
      for (const element of value) visit(element);
      return add(']');
    }
    add('{');
    for (const name in value) {
      add(`${name}:`);
      visit((value as Record<string, unknown>)[name]);
    }
    add('}');
  };
  const visitFunction = (value: unknown): void => {
    const found = known(value);
    if (!found) throw new NotData();
    const [, digest, readsItself, mentioned] = found.told;
    reads ||= readsItself;
    visit(found.file);
    add(`${digest}(`);
    mentioned().forEach(visit);
    add(')');
  };
  try {
    visit(called);
    values.forEach(visit);
    return { text, reads };
  } catch {
    // Not data, or a name that has no value yet.
    return undefined;
  }
}

function digestOf(value: ArrayBufferView | ArrayBuffer | string): string {
  const size = typeof value === 'string' ? value.length : value.byteLength;
  if (size > mostBytes) throw new NotData();
  const bytes = value instanceof ArrayBuffer ? new Uint8Array(value) : (value as string | Uint8Array);
  return `${value.constructor.name} ${createHash('sha256').update(bytes).digest('hex')},`;
}
