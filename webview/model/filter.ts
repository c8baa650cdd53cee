/**
 * The table's filter: `val_accuracy > 0.9 and filters = 32 or state = failed`, words alone search every column.
 *
 *     any  = all ('or' all)*          all = one ('and' one)*        one = 'not' one | '(' any ')' | test
 *     test = name ('=' | '!=' | '<' | '<=' | '>' | '>=' | '~') value | word
 *
 * Names with spaces or signs in them, and such values, stand in quotes. `~` is “contains”. Per cent and k, M count.
 */
import type { Trial } from '../../src/protocol/study';
import type { Column } from './columns';

export interface Filter {
  keep(trial: Trial): boolean;
  /** What is wrong with the text, for people; the filter then keeps everything. */
  readonly error?: string;
}

type Keep = (trial: Trial) => boolean;

interface Token {
  readonly kind: 'word' | 'quoted' | 'operator' | 'bracket';
  readonly text: string;
}

class FilterError extends Error {}

/** Never throws: a text that cannot be understood keeps everything and says why. */
export function parseFilter(text: string, columns: readonly Column[]): Filter {
  if (text.trim() === '') return { keep: () => true };
  try {
    return { keep: new Parser(tokens(text), columns).parse() };
  } catch (error) {
    if (error instanceof FilterError) return { keep: () => true, error: error.message };
    throw error;
  }
}

function tokens(text: string): Token[] {
  const found: Token[] = [];
  const pattern = /\s*(?:(["'`])(.*?)(?:\1|$)|(<=|>=|!=|==|&&|\|\||[<>=~!])|([()])|([^\s"'`<>=~!()&|]+))/gy;
  let end = 0;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    end = pattern.lastIndex;
    const [, , quoted, operator, bracket, word] = match;
    if (quoted !== undefined) found.push({ kind: 'quoted', text: quoted });
    else if (operator !== undefined) found.push({ kind: 'operator', text: operator });
    else if (bracket !== undefined) found.push({ kind: 'bracket', text: bracket });
    else found.push({ kind: 'word', text: word ?? '' });
  }
  const rest = text.slice(end).trim();
  if (rest !== '') throw new FilterError(`“${rest}” is not understood.`);
  return found;
}

const comparisons = ['=', '==', '!=', '<', '<=', '>', '>=', '~'];

class Parser {
  private at = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly columns: readonly Column[],
  ) {}

  parse(): Keep {
    const keep = this.any();
    const rest = this.tokens[this.at];
    if (rest) throw new FilterError(`“${rest.text}” is not expected there; join tests with and, or.`);
    return keep;
  }

  private any(): Keep {
    const parts = [this.all()];
    while (this.takes('or', '||')) parts.push(this.all());
    return (trial) => parts.some((keep) => keep(trial));
  }

  private all(): Keep {
    const parts = [this.one()];
    while (this.takes('and', '&&')) parts.push(this.one());
    return (trial) => parts.every((keep) => keep(trial));
  }

  private one(): Keep {
    if (this.takes('not', '!')) {
      const keep = this.one();
      return (trial) => !keep(trial);
    }
    if (this.takes('(')) {
      const keep = this.any();
      if (!this.takes(')')) throw new FilterError('A bracket is not closed: “)” is missing.');
      return keep;
    }
    return this.test();
  }

  private test(): Keep {
    const token = this.tokens[this.at];
    if (!token)
      throw new FilterError('The filter ends too soon: a test is missing, such as “params < 100k”.');
    if (token.kind === 'operator' || token.kind === 'bracket') {
      throw new FilterError(`A name is missing before “${token.text}”.`);
    }
    this.at += 1;
    const operator = this.tokens[this.at];
    if (operator?.kind !== 'operator' || !comparisons.includes(operator.text)) return this.search(token.text);
    this.at += 1;
    const value = this.tokens[this.at];
    if (!value || value.kind === 'operator' || value.kind === 'bracket') {
      throw new FilterError(`A value is missing after “${token.text} ${operator.text}”.`);
    }
    this.at += 1;
    return comparison(this.column(token.text), operator.text, value.text);
  }

  /** A word by itself: the trial's number, or text that any column shows. */
  private search(word: string): Keep {
    const lower = word.toLowerCase();
    return (trial) =>
      String(trial.number) === word ||
      this.columns.some((column) => column.text(trial).toLowerCase().includes(lower));
  }

  private column(name: string): Column {
    const lower = name.toLowerCase();
    const found =
      this.columns.find(({ title, id }) => title === name || id === name) ??
      this.columns.find(({ title, id }) => title.toLowerCase() === lower || id.toLowerCase() === lower);
    if (found) return found;
    const names = this.columns.map(({ id, title }) => (id.includes(':') ? title : id));
    const close = names.filter((known) => known.toLowerCase().includes(lower)).slice(0, 3);
    const hint = close.length > 0 ? close : names.slice(0, 8);
    throw new FilterError(
      `There is no column “${name}”. There is ${hint.map((known) => `“${known}”`).join(', ')}.`,
    );
  }

  private takes(...texts: readonly string[]): boolean {
    const token = this.tokens[this.at];
    if (!token || token.kind === 'quoted' || !texts.includes(token.text.toLowerCase())) return false;
    this.at += 1;
    return true;
  }
}

function comparison(column: Column, operator: string, text: string): Keep {
  const wanted = text.toLowerCase();
  if (operator === '~') return (trial) => column.text(trial).toLowerCase().includes(wanted);
  const number = parseNumber(text);
  const test = tests[operator]!;
  return (trial) => {
    const key = column.key(trial);
    // A cell without a value passes only the test that it is not something.
    if (key === undefined)
      return operator === '!=' || ((operator === '=' || operator === '==') && wanted === '');
    if (number !== undefined && typeof key === 'number' && column.numeric) return test(key - number);
    const shown = column.text(trial).toLowerCase();
    const equal =
      shown === wanted ||
      String(key).toLowerCase() === wanted ||
      (trial.state === wanted && column.id === 'state');
    return test(equal ? 0 : shown < wanted ? -1 : 1);
  };
}

const tests: Readonly<Record<string, (difference: number) => boolean>> = {
  '=': (difference) => difference === 0,
  '==': (difference) => difference === 0,
  '!=': (difference) => difference !== 0,
  '<': (difference) => difference < 0,
  '<=': (difference) => difference <= 0,
  '>': (difference) => difference > 0,
  '>=': (difference) => difference >= 0,
};

const factors: Readonly<Record<string, number>> = { '%': 0.01, k: 1e3, m: 1e6, g: 1e9 };

/** `0.9`, `90%`, `100k`, `1.5M`, `1e-3`. */
function parseNumber(text: string): number | undefined {
  const match = /^([-+−]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)(%|k|m|g)?$/i.exec(text.replace(/^−/, '-'));
  if (!match) return undefined;
  return Number(match[1]) * (factors[match[2]?.toLowerCase() ?? ''] ?? 1);
}
