/** Options of strategies and stopping rules, as people write them in the search block. */

export interface OptionInfo {
  readonly name: string;
  /** For completion and errors: what it does, and its default. */
  readonly description: string;
  readonly type: 'integer' | 'number' | 'boolean' | 'string';
  readonly default?: number | boolean | string;
  readonly min?: number;
  readonly max?: number;
  readonly values?: readonly string[];
}

/** An option that a person wrote wrongly; the message may be shown as it is. */
export class OptionError extends Error {
  override readonly name = 'OptionError';
}

/** Options that were checked against what is known of them. */
export class Options {
  /** @throws OptionError when an option is unknown or its value is not what it must be */
  constructor(
    private readonly owner: string,
    private readonly known: readonly OptionInfo[],
    private readonly given: Readonly<Record<string, unknown>>,
  ) {
    for (const [name, value] of Object.entries(given)) {
      const info = known.find((option) => option.name === name);
      if (info === undefined) throw new OptionError(unknownOption(owner, name, known));
      const wrong = problem(info, value);
      if (wrong)
        throw new OptionError(`Option '${name}' of ${owner} must be ${wrong}, not ${JSON.stringify(value)}.`);
    }
  }

  /** The number given, or the option's default, or the one said here. */
  number(name: string, otherwise?: number): number {
    const value = this.given[name] ?? otherwise ?? this.known.find((option) => option.name === name)?.default;
    if (typeof value !== 'number') throw new Error(`${this.owner} has no default for '${name}'.`);
    return value;
  }

  optionalNumber(name: string): number | undefined {
    return this.given[name] as number | undefined;
  }

  boolean(name: string): boolean {
    return (this.given[name] ?? this.known.find((option) => option.name === name)?.default) === true;
  }

  string(name: string): string {
    return String(this.given[name] ?? this.known.find((option) => option.name === name)?.default);
  }
}

function unknownOption(owner: string, name: string, known: readonly OptionInfo[]): string {
  const names = known.map((option) => option.name);
  const has = names.length > 0 ? `It knows: ${names.join(', ')}.` : 'It has no options.';
  return `${owner} has no option '${name}'. ${has}`;
}

function problem(info: OptionInfo, value: unknown): string | undefined {
  const { type, min = -Infinity, max = Infinity, values } = info;
  if (type === 'boolean') return typeof value === 'boolean' ? undefined : 'true or false';
  if (type === 'string') {
    if (values === undefined) return typeof value === 'string' ? undefined : 'a string';
    return values.includes(String(value)) ? undefined : `one of ${values.join(', ')}`;
  }
  const whole = type === 'integer' ? 'a whole number' : 'a number';
  const fits =
    typeof value === 'number' &&
    value >= min &&
    value <= max &&
    (type === 'number' || Number.isInteger(value));
  return fits ? undefined : `${whole}${bounds(min, max)}`;
}

function bounds(min: number, max: number): string {
  if (min > -Infinity && max < Infinity) return ` from ${min} to ${max}`;
  if (min > -Infinity) return ` of at least ${min}`;
  return max < Infinity ? ` of at most ${max}` : '';
}
