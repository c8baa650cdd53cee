/**
 * The schema of the `@nas search` block. It validates (its messages are the errors a person reads) and describes
 * itself: every entry carries a description, suggestions are in its metadata.
 */
import * as v from 'valibot';
import type { Constraint, Direction, Named, SearchConfig } from './config';
import { defaultDirection } from './objective';
import { didYouMean } from './suggest';
import { dimensionOf, parseQuantity, type Dimension } from './units';

/** Values worth offering while an entry is typed. */
export interface Suggestions {
  readonly suggestions: readonly string[];
}

function suggest<TInput>(
  ...suggestions: readonly string[]
): v.MetadataAction<TInput, { suggestions: readonly string[] }> {
  return v.metadata({ suggestions });
}

function oneOf<const T extends readonly [string, ...string[]]>(options: T) {
  return v.picklist(options, (issue) => {
    const written = String(issue.input);
    return `Expected ${options.join(' or ')}, not ${written}.${didYouMean(written, options)}`;
  });
}

function positive(what: string) {
  const message = `${what} is a whole number above 0.`;
  return v.pipe(v.number(message), v.safeInteger(message), v.minValue(1, message));
}

/** A quantity with a unit, or a plain number in units of `plain` base units; above 0. Yields base units. */
function quantity(dimension: Dimension, message: string, plain = 1) {
  return v.pipe(
    v.union([v.number(), v.string()], message),
    v.rawTransform<string | number, number>(({ dataset, addIssue, NEVER }) => {
      const value =
        typeof dataset.value === 'number' ? dataset.value * plain : parseQuantity(dataset.value, dimension);
      if (typeof value === 'number' && Number.isFinite(value) && value > 0) return value;
      addIssue({ message: typeof value === 'object' ? value.message : message });
      return NEVER;
    }),
  );
}

const direction = oneOf(['maximize', 'minimize']);

const OBJECTIVES_USAGE = 'Objectives are measures with a direction, as in { val_accuracy: maximize }.';

/** A name, a list of names, or names with directions. */
const objectives = v.pipe(
  v.lazy((input): v.GenericSchema<string | string[] | Record<string, Direction>> => {
    if (typeof input === 'string') return v.string();
    if (Array.isArray(input)) return v.array(v.string(OBJECTIVES_USAGE), OBJECTIVES_USAGE);
    return v.record(v.string(), direction, OBJECTIVES_USAGE);
  }),
  v.check(
    (input) => typeof input === 'string' || Object.keys(input).length > 0,
    'Name at least one measure, as in { val_accuracy: maximize }.',
  ),
  v.transform((input): Readonly<Record<string, Direction>> => {
    if (typeof input === 'object' && !Array.isArray(input)) return input;
    const names = typeof input === 'string' ? [input] : input;
    return Object.fromEntries(names.map((name) => [name, defaultDirection(name)]));
  }),
  v.description('Measures to improve, each with its direction.'),
  suggest(
    '{ val_accuracy: maximize }',
    '{ val_loss: minimize }',
    '{ val_accuracy: maximize, latency: minimize }',
  ),
);

const CONSTRAINT_USAGE =
  'A constraint compares a measure with a number, as in params <= 200k or latency <= 5 ms.';

export function parseConstraint(text: string): Constraint | { readonly message: string } {
  const match = /^\s*([\p{L}_$][\p{L}\p{N}_$.\-/]*)\s*(<=|>=|≤|≥|<|>|={1,3})\s*(.*)$/u.exec(text);
  if (!match) return { message: CONSTRAINT_USAGE };
  const [, measure, sign, quantityText] = match as unknown as [string, string, string, string];
  const comparison = sign === '≤' || sign === '<=' ? '<=' : sign === '≥' || sign === '>=' ? '>=' : undefined;
  if (!comparison)
    return { message: `Write <= or >= in place of ${sign}: constraints have no other comparison.` };
  const bound = parseQuantity(quantityText, dimensionOf(measure));
  if (typeof bound === 'object') return bound;
  return { measure, comparison, bound, text: text.trim() };
}

const constraint = v.pipe(
  v.string(CONSTRAINT_USAGE),
  v.rawTransform<string, Constraint>(({ dataset, addIssue, NEVER }) => {
    const parsed = parseConstraint(dataset.value);
    if (!('message' in parsed)) return parsed;
    addIssue({ message: parsed.message });
    return NEVER;
  }),
);

function named(what: string, ...suggestions: readonly string[]) {
  const message = `${what} is a name, or { name: …, option: value }.`;
  return v.pipe(
    v.union([v.string(), v.looseObject({ name: v.string() })], message),
    v.transform((input): Named => {
      if (typeof input === 'string') return { name: input, options: {} };
      const { name, ...options } = input;
      return { name, options };
    }),
    v.description(what),
    suggest(...suggestions),
  );
}

const DURATION = 'A time such as 30m, 2h, 90s, 1h30m, or seconds as a number.';

export const searchSchema = v.strictObject({
  objectives: v.optional(objectives),
  constraints: v.optional(
    v.pipe(
      v.array(constraint, 'Constraints are a list, as in [params <= 200k, latency <= 5 ms].'),
      v.description('Bounds that a candidate must keep: measure <= number with unit.'),
      suggest('[params <= 200k]', '[latency <= 5 ms]', '[size <= 1 MB]', '[flops <= 10M]'),
    ),
  ),
  strategy: v.optional(
    named(
      'The search strategy',
      'auto',
      'random',
      'tpe',
      'gp',
      'regularized-evolution',
      'local-search',
      'nsga2',
      'bohb',
      'predictor',
      'reinforce',
      'quasi-random',
      'grid',
    ),
  ),
  budget: v.optional(
    v.pipe(
      v.strictObject(
        {
          trials: v.optional(
            v.pipe(positive('trials'), v.description('How many candidates to try.'), suggest('50', '200')),
          ),
          time: v.optional(
            v.pipe(
              quantity('time', DURATION),
              v.description(`How long to search. ${DURATION}`),
              suggest('30m', '2h'),
            ),
          ),
          epochs: v.optional(
            v.pipe(
              positive('epochs'),
              v.description('Epochs of each trial, in place of those in the code.'),
              suggest('5', '20'),
            ),
          ),
        },
        'The budget is an object, as in { trials: 200, time: 30m, epochs: 5 }.',
      ),
      v.description('When the search ends: trials, time, and epochs of each trial.'),
      suggest('{ trials: 200 }', '{ time: 30m }', '{ trials: 200, time: 30m, epochs: 5 }'),
    ),
  ),
  stop: v.optional(
    named(
      'The rule that ends unpromising trials early',
      'asha',
      'median',
      'hyperband',
      'patience',
      'threshold',
      'extrapolation',
      'none',
    ),
  ),
  seed: v.optional(
    v.pipe(
      v.number('The seed is a whole number from 0.'),
      v.safeInteger('The seed is a whole number from 0.'),
      v.minValue(0, 'The seed is a whole number from 0.'),
      v.description('Fixes the whole search when there is one worker.'),
      suggest('1'),
    ),
  ),
  workers: v.optional(
    v.pipe(
      positive('workers'),
      v.description('How many candidates are tried at the same time.'),
      suggest('1', '2', '4'),
    ),
  ),
  weights: v.optional(
    v.pipe(
      oneOf(['own', 'shared']),
      v.description(
        'Weights that a candidate begins with: its own, drawn from its seed, or those that earlier candidates have learnt (weight sharing).',
      ),
      suggest('own', 'shared'),
    ),
  ),
  entry: v.optional(
    v.pipe(
      v.string('The entry is a file, relative to this one.'),
      v.trim(),
      v.minLength(1, 'The entry is a file, relative to this one.'),
      v.description('The file to run, when this one only builds the model; relative to this file.'),
      suggest('train.js'),
    ),
  ),
  limits: v.optional(
    v.pipe(
      v.strictObject(
        {
          time: v.optional(
            v.pipe(
              quantity('time', DURATION),
              v.description(`Longest time of one trial. ${DURATION}`),
              suggest('10m'),
            ),
          ),
          memory: v.optional(
            v.pipe(
              quantity('bytes', 'Memory is a size such as 2 GB, or mebibytes as a number.', 1024 ** 2),
              v.transform((bytes) => bytes / 1024 ** 2),
              v.description('Most memory of one trial: 2 GB, or mebibytes as a number.'),
              suggest('2 GB', '4 GB'),
            ),
          ),
        },
        'The limits are an object, as in { time: 10m, memory: 2 GB }.',
      ),
      v.description('Limits of one trial: a trial beyond them fails alone.'),
      suggest('{ time: 10m }', '{ memory: 2 GB }'),
    ),
  ),
  backend: v.optional(
    v.pipe(
      oneOf(['auto', 'embedded', 'tfjs-node', 'tfjs-node-gpu']),
      v.description('Which TensorFlow.js trains the candidates; auto takes the quickest.'),
      suggest('auto', 'embedded', 'tfjs-node', 'tfjs-node-gpu'),
    ),
  ),
});

/** What the schema yields is what the rest of Espalier reads. */
const _output: SearchConfig = {} as v.InferOutput<typeof searchSchema>;
void _output;

/** An entry of the schema for completion and hovers. */
export interface SchemaEntry {
  readonly key: string;
  readonly description: string;
  readonly suggestions: readonly string[];
  /** Keys of the object that the entry takes, where they are fixed. */
  readonly entries: readonly SchemaEntry[];
}

type AnySchema = v.GenericSchema & {
  readonly entries?: Readonly<Record<string, AnySchema>>;
  readonly wrapped?: AnySchema;
  readonly pipe?: readonly (v.GenericSchema | v.GenericPipeAction)[];
};

/** The entries of the search block, as a tree. */
export function schemaEntries(schema: v.GenericSchema = searchSchema): readonly SchemaEntry[] {
  const entries = unwrap(schema as AnySchema).entries ?? {};
  return Object.entries(entries).map(([key, entry]) => {
    const inner = unwrap(entry);
    return {
      key,
      description: v.getDescription(inner) ?? '',
      suggestions: (v.getMetadata(inner) as Partial<Suggestions>).suggestions ?? [],
      entries: schemaEntries(inner),
    };
  });
}

function unwrap(schema: AnySchema): AnySchema {
  return schema.wrapped ? unwrap(schema.wrapped) : schema;
}
