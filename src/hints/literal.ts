import type { Literal } from './hint';

export type LiteralType = 'string' | 'number' | 'boolean' | 'null' | 'array';

export function typeOfLiteral(value: Literal): LiteralType {
  if (value === null) return 'null';
  if (typeof value === 'object') return 'array';
  return typeof value as 'string' | 'number' | 'boolean';
}

/** Deep equality of literals; -0 and 0 are equal. */
export function sameLiteral(a: Literal, b: Literal): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  return a.length === b.length && a.every((item, index) => sameLiteral(item, b[index]!));
}

export type Quote = "'" | '"' | '`';

/** A literal as JavaScript source, which is also how hints write it. Finite numbers only. */
export function printLiteral(value: Literal, quote: Quote = "'"): string {
  if (typeof value === 'string') return printString(value, quote);
  if (typeof value === 'object' && value !== null)
    return `[${value.map((item) => printLiteral(item, quote)).join(', ')}]`;
  return Object.is(value, -0) ? '0' : String(value);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
};

function printString(value: string, quote: Quote): string {
  let out = '';
  for (let at = 0; at < value.length; at++) {
    const char = value[at]!;
    const opensTemplate = quote === '`' && char === '$' && value[at + 1] === '{';
    if (char === quote || opensTemplate) out += `\\${char}`;
    else if (ESCAPES[char] !== undefined) out += ESCAPES[char];
    else if (char < ' ' || char === '\u007f') out += `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`;
    else out += char;
  }
  return quote + out + quote;
}
