/** Where a cursor stands in YAML that is being typed: the keys around it, and whether a key or a value comes. */
import type { Range } from '../hint';

export interface YamlCursor {
  readonly place: 'key' | 'value';
  /** The keys around: for a value, its own key is the last. */
  readonly path: readonly string[];
  /** Keys that the same object has already. */
  readonly siblings: readonly string[];
  /** True inside of a list. */
  readonly listed: boolean;
  /** What is typed so far of the key or value, up to the cursor. */
  readonly word: Range;
}

/** One object or list around the cursor. */
interface Level {
  readonly kind: 'block' | 'object' | 'list';
  readonly indent: number;
  readonly keys: string[];
  /** The key whose value is being written. */
  key: string | undefined;
}

/** `undefined` in comments and in quoted strings. */
export function yamlCursor(text: string, body: Range, offset: number): YamlCursor | undefined {
  const typed = text.slice(body.start, offset);
  const reader = new Reader();
  let at = 0;
  for (const line of typed.split(/(?<=\n)/)) {
    const isLast = at + line.length === typed.length;
    reader.line(line.replace(/^(\s*)\*(?!\/)/, '$1 '), isLast);
    at += line.length;
  }
  if (typed.endsWith('\n')) reader.line('', true);
  const word = reader.word;
  if (word === undefined) return undefined;
  const siblings = [...reader.keys, ...keysBehind(text.slice(offset, body.end), reader)];
  return {
    place: reader.place,
    path: reader.path,
    siblings,
    listed: reader.isListed,
    word: { start: offset - word.length, end: offset },
  };
}

class Reader {
  private levels: Level[] = [{ kind: 'block', indent: -1, keys: [], key: undefined }];
  private flow: Level[] = [];
  /** Text since the last delimiter; undefined inside of a comment. */
  word: string | undefined = '';

  line(line: string, isLast: boolean): void {
    const indent = /^\s*/.exec(line)![0].length;
    if (this.flow.length === 0) {
      if (line.trim() === '' && !isLast) return;
      this.openBlock(line, isLast && line.trim() === '' ? line.length : indent);
    }
    this.word = '';
    this.rest(line.trimStart().replace(/^-\s+/, ''));
  }

  get current(): Level {
    return this.flow[this.flow.length - 1] ?? this.levels[this.levels.length - 1]!;
  }

  get keys(): readonly string[] {
    return this.current.keys.filter((key) => key !== this.current.key);
  }

  get path(): string[] {
    const all = [...this.levels, ...this.flow];
    return all.flatMap(({ key }) => key ?? []);
  }

  get place(): 'key' | 'value' {
    const { kind, key } = this.current;
    return kind === 'list' || key !== undefined ? 'value' : 'key';
  }

  get isListed(): boolean {
    return this.current.kind === 'list';
  }

  /** A line of block YAML: levels that are indented as far, or farther, are over. */
  private openBlock(line: string, indent: number): void {
    while (this.levels.length > 1 && this.levels[this.levels.length - 1]!.indent > indent) this.levels.pop();
    const top = this.levels[this.levels.length - 1]!;
    const isItem = /^\s*-(?:\s|$)/.test(line);
    if (top.key !== undefined && (indent > top.indent || (isItem && indent >= top.indent))) {
      this.levels.push({ kind: isItem ? 'list' : 'block', indent, keys: [], key: undefined });
    } else if (!isItem) {
      if (top.indent < 0) this.levels[0] = { ...top, indent };
      this.levels[this.levels.length - 1]!.key = undefined;
    }
  }

  private rest(text: string): void {
    const token =
      /"(?:\\.|[^"\\])*"?|'(?:''|[^'])*'?|(?:^|\s)#.*|[{}[\],]|:(?=\s|$)|[^"'{}[\],:\s]+|\s+|./gsu;
    for (const [part] of text.matchAll(token)) this.take(part);
    if (this.flow.length === 0 && /\n$/.test(text)) this.word = '';
  }

  private take(part: string): void {
    const level = this.current;
    if (/^\s*#/.test(part) && part.trim().startsWith('#')) this.word = undefined;
    else if (part === '{' || part === '[')
      this.open({ kind: part === '{' ? 'object' : 'list', indent: 0, keys: [], key: undefined });
    else if (part === '}' || part === ']') this.close();
    else if (part === ',' && this.flow.length > 0) {
      level.key = undefined;
      this.word = '';
    } else if (part === ':' && level.key === undefined && level.kind !== 'list') {
      level.key = (this.word ?? '').trim().replace(/^(['"])(.*)\1$/, '$2');
      level.keys.push(level.key);
      this.word = '';
    } else if (/^\s+$/.test(part) && this.word === '') return;
    else if (this.word !== undefined) this.word += part;
  }

  private open(level: Level): void {
    this.flow.push(level);
    this.word = '';
  }

  private close(): void {
    this.flow.pop();
    this.word = '';
  }
}

/** Keys of the same object behind the cursor, as far as they can be seen without reading on. */
function keysBehind(text: string, reader: Reader): string[] {
  if (reader.current.kind === 'object') {
    const own = text.split('}')[0]!;
    return [...own.matchAll(/([\w.-]+)\s*:/g)].map((match) => match[1]!);
  }
  if (reader.path.length > (reader.place === 'value' ? 1 : 0)) return [];
  return [...text.matchAll(/^[^\S\n]*\*?[^\S\n]*([\w-]+):/gm)].map((match) => match[1]!);
}
