/**
 * Domains as Optuna's distributions, and values as its internal numbers. A name keeps its class and choices for the
 * whole file; a subset becomes one boolean parameter for each element.
 */
import type { Domain, Literal, Value } from '../hints/hint';
import type { Point, Variable } from '../space/space';

/** What a trial's record has of its parameters. */
export interface EncodedParams {
  /** Distributions as JSON text. */
  readonly distributions: Readonly<Record<string, string>>;
  readonly params: Readonly<Record<string, number>>;
}

/** A point as parameters of a trial. Throws when a value is not in its variable's domain. */
export type Encode = (point: Point) => EncodedParams;
/** The point that {@link Encode} was given; labels that are not in the space, or values out of range, are left out. */
export type Decode = (params: Readonly<Record<string, number>>) => Point;

interface Parameter {
  readonly name: string;
  readonly distribution: string;
}

interface Codec {
  readonly label: string;
  readonly parameters: readonly Parameter[];
  /** One number for each parameter. */
  encode(value: Value): readonly number[];
  /** Undefined when the numbers are of no value of the domain. */
  decode(numbers: readonly number[]): Value | undefined;
}

/** The encoding of a space; made once for a study. */
export function paramCodec(variables: readonly Variable[]): { encode: Encode; decode: Decode } {
  const codecs = variables.map((variable) => codecOf(variable.label, variable.domain));
  return {
    encode(point) {
      const distributions: Record<string, string> = {};
      const params: Record<string, number> = {};
      for (const codec of codecs) {
        const value = point[codec.label];
        if (value === undefined) continue;
        const numbers = codec.encode(value);
        codec.parameters.forEach((parameter, i) => {
          distributions[parameter.name] = parameter.distribution;
          params[parameter.name] = numbers[i] ?? 0;
        });
      }
      return { distributions, params };
    },
    decode(params) {
      const point: Record<string, Value> = {};
      for (const codec of codecs) {
        const numbers = codec.parameters.map(({ name }) => params[name]);
        if (!numbers.every((n) => n !== undefined)) continue;
        const value = codec.decode(numbers);
        if (value !== undefined) point[codec.label] = value;
      }
      return point;
    },
  };
}

function codecOf(label: string, domain: Domain): Codec {
  switch (domain.kind) {
    case 'choice':
      return categorical(label, domain.options.map(choiceOf), domain.options);
    case 'arm':
      return categorical(
        label,
        domain.texts.map((text, i) => elementName(i, text)),
        domain.texts.map((_, i) => i),
      );
    case 'bool':
    case 'optional':
      return categorical(label, [false, true], [false, true]);
    case 'int':
      return numeric(label, 'IntDistribution', {
        log: domain.log,
        // Optuna has no steps on a logarithmic scale.
        step: domain.log ? 1 : domain.step,
        low: domain.low,
        high: domain.low + Math.floor((domain.high - domain.low) / domain.step) * domain.step,
      });
    case 'float':
      return numeric(label, 'FloatDistribution', {
        step: null,
        low: domain.low,
        high: domain.high,
        log: domain.log,
      });
    case 'subset':
      return subset(label, domain.texts);
  }
}

function categorical(
  label: string,
  choices: readonly (string | number | boolean | null)[],
  values: readonly Value[],
): Codec {
  const texts = values.map((value) => JSON.stringify(value));
  return {
    label,
    parameters: [{ name: label, distribution: distribution('CategoricalDistribution', { choices }) }],
    encode(value) {
      const index = texts.indexOf(JSON.stringify(value));
      if (index < 0) throw new RangeError(`${JSON.stringify(value)} is not a choice of ${label}.`);
      return [index];
    },
    decode: ([index]) => values[index ?? -1],
  };
}

function numeric(label: string, name: string, attributes: object): Codec {
  return {
    label,
    parameters: [{ name: label, distribution: distribution(name, attributes) }],
    encode(value) {
      if (typeof value === 'number' && Number.isFinite(value)) return [value];
      throw new RangeError(`${JSON.stringify(value)} is not a number for ${label}.`);
    },
    decode: ([value]) => value,
  };
}

function subset(label: string, texts: readonly string[]): Codec {
  const kept = distribution('CategoricalDistribution', { choices: [false, true] });
  return {
    label,
    parameters: texts.map((text, i) => ({ name: `${label}/${elementName(i, text)}`, distribution: kept })),
    encode(value) {
      if (!Array.isArray(value))
        throw new RangeError(`${JSON.stringify(value)} is not a subset for ${label}.`);
      return texts.map((_, i) => (value.includes(i) ? 1 : 0));
    },
    decode: (numbers) => numbers.flatMap((n, i) => (n === 1 ? [i] : [])),
  };
}

/** An element of an array literal: unique by its index, readable by the beginning of its text. */
function elementName(index: number, text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return `${index}: ${line.length > 48 ? `${line.slice(0, 47)}…` : line}`;
}

/** Optuna's choices are null, booleans, numbers and strings: arrays, and numbers that JSON has not, become text. */
function choiceOf(option: Literal): string | number | boolean | null {
  if (option === null || typeof option === 'string' || typeof option === 'boolean') return option;
  if (typeof option === 'number') return Number.isFinite(option) ? option : String(option);
  return JSON.stringify(option);
}

const distribution = (name: string, attributes: object) => JSON.stringify({ name, attributes });
