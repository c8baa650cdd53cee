/** From a hint as written to its domain, with everything that can be wrong about its arguments. */
import type { Domain, Literal, Range } from './hint';
import { intCount } from './domain';
import type { Problem, WrittenHint } from './grammar';
import { sameLiteral } from './literal';

/** Above so many values of one variable, a search cannot tell them apart. */
const MANY_OPTIONS = 1000;
const MANY_INTEGERS = 1e6;

export type Report = (problem: Problem) => void;

/** Domains whose values are literals; arrays and statements need the code as well. */
export type LiteralDomain = Extract<Domain, { kind: 'choice' | 'int' | 'float' | 'bool' }>;

const USAGE: Readonly<Record<string, string>> = {
  choice: "choice('a', 'b')",
  int: 'int(1, 4)',
  float: 'float(0.1, 0.5)',
  subset: 'subset(1, 3)',
};

/** The domain of `choice(…)`, `int`, `float` or `bool`; `undefined` when it cannot be had (problems were reported). */
export function literalDomain(hint: WrittenHint, report: Report): LiteralDomain | undefined {
  switch (hint.kind) {
    case 'choice':
      return choiceDomain(hint, report);
    case 'int':
      return intDomain(hint, report);
    case 'float':
      return floatDomain(hint, report);
    default:
      return noArguments(hint, report) ? { kind: 'bool' } : undefined;
  }
}

function choiceDomain(hint: WrittenHint, report: Report): LiteralDomain | undefined {
  const options: Literal[] = [];
  for (const argument of hint.arguments ?? []) {
    if (argument.type === 'name') {
      const quoted = `'${argument.value}'`;
      report(
        error(
          'arguments',
          argument.range,
          `${argument.value} is not a literal; write ${quoted} if it is a string.`,
        ),
      );
      return undefined;
    }
    if (options.some((option) => sameLiteral(option, argument.value)))
      report(warning('duplicate-option', argument.range, 'This option is written twice; remove one.'));
    else options.push(argument.value);
  }
  if (options.length === 0) {
    report(error('empty-domain', hint.kindRange, `choice() has no options; write ${USAGE['choice']}.`));
    return undefined;
  }
  if (options.length === 1)
    report(
      warning('single-option', hint.kindRange, 'One option is no choice; add another or remove the hint.'),
    );
  if (options.length > MANY_OPTIONS)
    report(
      warning(
        'huge-domain',
        hint.kindRange,
        `${options.length} options are more than a search can try; write fewer.`,
      ),
    );
  return { kind: 'choice', options, ordered: options.every((option) => typeof option === 'number') };
}

function intDomain(hint: WrittenHint, report: Report): LiteralDomain | undefined {
  const numbers = numericArguments(hint, 2, 3, report);
  if (!numbers) return undefined;
  const [low, high, step = 1] = numbers.map((number) => number.value) as [number, number, number?];
  const fraction = numbers.find((number) => !Number.isSafeInteger(number.value));
  if (fraction) {
    report(
      error(
        'arguments',
        fraction.range,
        `int takes whole numbers, not ${fraction.value}; float(low, high) takes any.`,
      ),
    );
    return undefined;
  }
  if (step <= 0) {
    report(error('empty-domain', numbers[2]!.range, `The step must be above 0, not ${step}.`));
    return undefined;
  }
  const log = hasModifier(hint, 'log');
  if (!soundRange(hint, low, high, log, span(numbers), report)) return undefined;
  if (numbers.length === 3 && (high - low) % step !== 0 && high - low >= step) {
    const last = low + Math.floor((high - low) / step) * step;
    report(
      warning(
        'unreached-bound',
        numbers[1]!.range,
        `With step ${step} the largest value is ${last}; write it as the bound.`,
      ),
    );
  }
  const count = intCount({ low, high, step });
  if (count === 1)
    report(
      warning(
        'single-option',
        hint.kindRange,
        `Only ${low} is possible; widen the range or remove the hint.`,
      ),
    );
  if (count > MANY_INTEGERS && !log)
    report(
      warning(
        'huge-domain',
        hint.kindRange,
        `${count} values are more than a search can tell apart; add log or a step.`,
      ),
    );
  return { kind: 'int', low, high, step, log };
}

function floatDomain(hint: WrittenHint, report: Report): LiteralDomain | undefined {
  const numbers = numericArguments(hint, 2, 2, report);
  if (!numbers) return undefined;
  const [low, high] = numbers.map((number) => number.value) as [number, number];
  const log = hasModifier(hint, 'log');
  if (!soundRange(hint, low, high, log, span(numbers), report)) return undefined;
  if (low === high)
    report(
      warning(
        'single-option',
        hint.kindRange,
        `Only ${low} is possible; widen the range or remove the hint.`,
      ),
    );
  return { kind: 'float', low, high, log };
}

function soundRange(
  hint: WrittenHint,
  low: number,
  high: number,
  log: boolean,
  range: Range,
  report: Report,
): boolean {
  if (low > high) {
    const swapped = `${hint.kind}(${high}, ${low})`;
    report(
      error('empty-domain', range, `${low} is above ${high}, so no value is possible; write ${swapped}.`),
    );
    return false;
  }
  if (log && low <= 0) {
    report(
      error('log-domain', range, `log needs a lower bound above 0, not ${low}; raise it or remove log.`),
    );
    return false;
  }
  return true;
}

interface NumberArgument {
  readonly value: number;
  readonly range: Range;
}

function numericArguments(
  hint: WrittenHint,
  least: number,
  most: number,
  report: Report,
): readonly NumberArgument[] | undefined {
  const given = hint.arguments ?? [];
  const range = given.length > 0 ? span(given) : hint.kindRange;
  if (given.length < least || given.length > most) {
    const count = least === most ? `${least}` : `${least} or ${most}`;
    report(error('arguments', range, `${hint.kind} takes ${count} numbers, as in ${USAGE[hint.kind]}.`));
    return undefined;
  }
  const numbers: NumberArgument[] = [];
  for (const argument of given) {
    if (typeof argument.value !== 'number') {
      report(error('arguments', argument.range, `${hint.kind} takes numbers, as in ${USAGE[hint.kind]}.`));
      return undefined;
    }
    numbers.push({ value: argument.value, range: argument.range });
  }
  return numbers;
}

/** `min` and `max` of a subset of `count` elements. */
export function subsetBounds(
  hint: WrittenHint,
  count: number,
  report: Report,
): { min: number; max: number } | undefined {
  const numbers = numericArguments(hint, 2, 2, report);
  if (!numbers) return undefined;
  const [min, max] = numbers.map((number) => number.value) as [number, number];
  const wrong = numbers.find((number) => !Number.isSafeInteger(number.value) || number.value < 0);
  if (wrong) {
    report(
      error('arguments', wrong.range, `subset counts elements: whole numbers from 0, not ${wrong.value}.`),
    );
    return undefined;
  }
  if (min > max) {
    report(error('empty-domain', span(numbers), `${min} is above ${max}; write subset(${max}, ${min}).`));
    return undefined;
  }
  if (min > count) {
    report(
      error(
        'empty-domain',
        numbers[0]!.range,
        `The array has only ${count} elements; ask for at most so many.`,
      ),
    );
    return undefined;
  }
  if (max > count)
    report(
      warning('beyond-array', numbers[1]!.range, `The array has only ${count} elements; write ${count}.`),
    );
  const domain = { min, max: Math.min(max, count) };
  if (domain.min === domain.max && (domain.max === 0 || domain.max === count))
    report(
      warning(
        'single-option',
        span(numbers),
        'Only one subset is possible; widen the bounds or remove the hint.',
      ),
    );
  return domain;
}

/** False, with a problem reported, when a kind that takes no arguments has some. */
export function noArguments(hint: WrittenHint, report: Report): boolean {
  if (!hint.arguments || hint.arguments.length === 0) return true;
  report(error('arguments', span(hint.arguments), `${hint.kind} takes no arguments; remove them.`));
  return false;
}

/** Reports modifiers that mean nothing for the kind; true when there are none. */
export function soundModifiers(hint: WrittenHint, report: Report): boolean {
  const takesLog = hint.kind === 'int' || hint.kind === 'float';
  const takesEach = hint.kind !== 'metric' && hint.kind !== 'model' && hint.kind !== 'data';
  for (const { name, range } of hint.modifiers) {
    if (name === 'log' && !takesLog)
      report(error('modifier', range, `log is for int and float, not for ${hint.kind}; remove it.`));
    else if (name === 'each' && !takesEach)
      report(error('modifier', range, `each is for what varies, not for ${hint.kind}; remove it.`));
    else continue;
    return false;
  }
  return true;
}

/** The name in `metric(name)`. */
export function metricName(hint: WrittenHint, report: Report): string | undefined {
  const [argument, more] = hint.arguments ?? [];
  const name = argument && typeof argument.value === 'string' ? argument.value.trim() : '';
  if (more || name === '') {
    const range = hint.arguments && hint.arguments.length > 0 ? span(hint.arguments) : hint.kindRange;
    report(error('arguments', range, 'metric takes the name of a measure, as in metric(val_accuracy).'));
    return undefined;
  }
  return name;
}

export function hasModifier(hint: WrittenHint, name: 'log' | 'each'): boolean {
  return hint.modifiers.some((modifier) => modifier.name === name);
}

function span(items: readonly { readonly range: Range }[]): Range {
  return { start: items[0]!.range.start, end: items[items.length - 1]!.range.end };
}

export function error(code: string, range: Range, message: string): Problem {
  return { code, range, message, severity: 'error' };
}

export function warning(code: string, range: Range, message: string): Problem {
  return { code, range, message, severity: 'warning' };
}
