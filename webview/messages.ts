/** What may come from the host, by shape: anything else is dropped before it reaches the panel. */
import * as v from 'valibot';
import type { StudySnapshot, StudyUpdate, TrialDetail } from '../src/protocol/study';

/** NaN and infinities arrive as null. */
const number = v.nullable(v.number());
const numbers = v.record(v.string(), number);
const natural = v.pipe(v.number(), v.integer(), v.minValue(0));
const optionalText = v.optional(v.string());

const error = v.looseObject({
  message: v.string(),
  file: optionalText,
  line: v.optional(v.number()),
  stack: optionalText,
});

const trial = v.looseObject({
  number: natural,
  state: v.picklist(['running', 'waiting', 'complete', 'pruned', 'failed', 'infeasible']),
  params: v.record(v.string(), v.unknown()),
  values: numbers,
  measures: numbers,
  seconds: v.optional(number),
  started: optionalText,
  error: v.optional(error),
  epochs: v.optional(number),
});

const progress = v.looseObject({
  state: v.picklist(['idle', 'starting', 'running', 'pausing', 'paused', 'stopping', 'finished', 'failed']),
  message: optionalText,
  done: v.number(),
  trials: v.optional(v.number()),
  time: v.optional(v.number()),
  elapsed: v.number(),
  remaining: v.optional(number),
  workers: v.number(),
  backend: optionalText,
  strategy: optionalText,
  best: v.array(natural),
});

const variable = v.looseObject({
  label: v.string(),
  domain: v.looseObject({
    kind: v.picklist(['choice', 'arm', 'subset', 'int', 'float', 'bool', 'optional']),
  }),
});

const header = v.looseObject({
  study: v.string(),
  name: v.string(),
  file: v.string(),
  variables: v.array(variable),
  sites: v.array(v.looseObject({ label: v.string(), file: v.string(), line: v.number() })),
  objectives: v.array(v.looseObject({ name: v.string(), direction: v.picklist(['minimize', 'maximize']) })),
  constraints: v.array(v.string()),
  bounds: v.optional(
    v.array(v.looseObject({ measure: v.string(), comparison: v.picklist(['<=', '>=']), bound: v.number() })),
  ),
  count: v.string(),
  strategy: v.string(),
});

const snapshot = v.looseObject({ header, progress, trials: v.array(trial) });

const update = v.looseObject({
  progress,
  trials: v.array(trial),
  steps: v.array(v.looseObject({ number: natural, step: v.number(), measures: numbers })),
});

const shape = v.array(v.nullable(v.number()));

const graph = v.looseObject({
  key: v.string(),
  nodes: v.array(
    v.looseObject({
      id: v.number(),
      name: v.string(),
      type: v.string(),
      config: v.record(v.string(), v.unknown()),
      shape,
      params: v.number(),
      flops: v.optional(number),
      source: v.optional(v.looseObject({ file: v.string(), line: v.number() })),
    }),
  ),
  edges: v.array(v.looseObject({ from: v.number(), to: v.number(), shape })),
  params: v.number(),
});

const detail = v.looseObject({
  trial,
  graph: v.optional(graph),
  curve: v.looseObject({ steps: v.array(v.looseObject({ step: v.number(), measures: numbers })) }),
});

/** A message of another shape than the protocol has: the two sides are of different versions, or it is not ours. */
export class MessageError extends Error {}

function check<T>(schema: v.GenericSchema, value: unknown, what: string): T {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return value as T;
  const [issue] = result.issues;
  const where = v.getDotPath(issue) ?? 'it';
  throw new MessageError(`The ${what} cannot be shown: ${where}: ${issue.message}. Reload the window.`);
}

export const parseSnapshot = (value: unknown): StudySnapshot => check(snapshot, value, 'study');
export const parseUpdate = (value: unknown): StudyUpdate => check(update, value, 'update');
export const parseDetail = (value: unknown): TrialDetail => check(detail, value, 'trial');
