/** A trial as records of the journal, and back. */
import { cutAttribute, optunaDate, optunaState, splitAttribute, joinAttribute } from './records';
import { loadedPath, storedPath } from './settings';
import type { Attribute, Attributes, Draft } from './records';
import type { EncodedParams } from './distributions';
import type { Point } from '../space/space';
import type { Measures, Trial, TrialError } from './trial';

/** What a trial is given when it begins. */
export interface Begun {
  readonly number: number;
  readonly point: Point;
  readonly seed: number;
  readonly worker: number;
  readonly started: Date;
}

/** A step of a trial: an epoch, or a metric that was reported. */
export interface ObjectiveStep {
  readonly step: number;
  /** Of the first objective. */
  readonly value: number;
}

const measurePrefix = 'espalier:measure:';

/** The record that creates a running trial. */
export function beginDraft(begun: Begun, encoded: EncodedParams): Draft {
  return {
    op_code: 4,
    study_id: 0,
    datetime_start: optunaDate(begun.started),
    state: optunaState.running,
    distributions: encoded.distributions,
    params: encoded.params,
    user_attrs: {
      'espalier:number': begun.number,
      'espalier:seed': begun.seed,
      'espalier:worker': begun.worker,
    },
    system_attrs: {},
    intermediate_values: {},
  };
}

export function stepDrafts(id: number, steps: readonly ObjectiveStep[]): Draft[] {
  return steps
    .filter(({ value }) => Number.isFinite(value))
    .map(({ step, value }) => ({ op_code: 7, trial_id: id, step, intermediate_value: value }));
}

/** Where the records of a trial's end stand and refer to. */
export interface EndContext {
  readonly journal: string;
  readonly id: number;
  /** The point's labels, to name those that were not evaluated. */
  readonly labels: readonly string[];
  readonly objectives: readonly string[];
  /** All of them, or empty when one is not known. */
  readonly constraints: readonly number[];
  readonly started: Date;
  readonly ended: Date;
  /** Address of the curve in the store. */
  readonly curve?: string;
}

/** The records that end a trial: its attributes, then the state that closes it. */
export function endDrafts(trial: Trial, context: EndContext): Draft[] {
  const attributes = endAttributes(trial, context);
  return [
    ...attributes.map((user_attr): Draft => ({ op_code: 8, trial_id: context.id, user_attr })),
    ...(context.constraints.length > 0
      ? [{ op_code: 9, trial_id: context.id, system_attr: { constraints: context.constraints } } as const]
      : []),
    finishDraft(context, ...optunaEnd(trial, context.objectives)),
  ];
}

/** Ends a trial whose process died: its candidate runs again under a new record with the same `espalier:number`. */
export function giveUpDrafts(id: number, started: Date, ended: Date): Draft[] {
  return [
    { op_code: 8, trial_id: id, user_attr: { 'espalier:state': 'given up' } },
    finishDraft({ id, started, ended }, optunaState.failed, null),
  ];
}

function finishDraft(
  { id, started, ended }: Pick<EndContext, 'id' | 'started' | 'ended'>,
  state: number,
  values: readonly number[] | null,
): Draft {
  const dates = { datetime_start: optunaDate(started), datetime_complete: optunaDate(ended) };
  return { op_code: 6, trial_id: id, state, values, ...dates };
}

/**
 * Optuna's state and values. A candidate that was measured and breaks a constraint is complete, as Optuna has it; one
 * that was refused before training is pruned, since it has no values.
 */
function optunaEnd(
  trial: Trial,
  objectives: readonly string[],
): [state: number, values: readonly number[] | null] {
  const values = objectives.map((name) => trial.values[name]).filter((value) => value !== undefined);
  const all = values.length === objectives.length && values.every(Number.isFinite) ? values : null;
  switch (trial.state) {
    case 'complete':
      return [optunaState.complete, all];
    case 'infeasible':
      return all ? [optunaState.complete, all] : [optunaState.pruned, null];
    case 'pruned':
      return [optunaState.pruned, all];
    default:
      return [optunaState.failed, null];
  }
}

function endAttributes(trial: Trial, context: EndContext): Attributes[] {
  const list: Attributes[] = [];
  const add = (name: string, value: Attribute | undefined) => {
    if (value !== undefined) list.push({ [`espalier:${name}`]: value });
  };
  for (const [name, value] of Object.entries(trial.measures)) {
    if (Number.isFinite(value)) list.push({ [`${measurePrefix}${name}`]: value });
  }
  if (trial.state === 'infeasible') add('state', trial.state);
  add('seconds', trial.seconds);
  add('epochs', trial.epochs);
  add('backend', trial.backend);
  add('graph', trial.graph);
  add('curve', context.curve);
  add('same_as', trial.sameAs);
  if (trial.evaluated) list.push(...unusedAttributes(trial.evaluated, context.labels));
  if (trial.error) list.push(...errorAttributes(trial.error, context.journal));
  return list;
}

/** Labels that the candidate never evaluated: mostly none. */
function unusedAttributes(evaluated: readonly string[], labels: readonly string[]): Attributes[] {
  const used = new Set(evaluated);
  return splitAttribute('espalier:unused', JSON.stringify(labels.filter((label) => !used.has(label))));
}

function errorAttributes(error: TrialError, journal: string): Attributes[] {
  return [
    { 'espalier:error': cutAttribute(error.message) },
    ...(error.file === undefined ? [] : [{ 'espalier:error_file': storedPath(journal, error.file) }]),
    ...(error.line === undefined ? [] : [{ 'espalier:error_line': error.line }]),
    ...(error.stack === undefined ? [] : [{ 'espalier:error_stack': cutAttribute(error.stack) }]),
  ];
}

/** What the records of a trial say, attributes gathered. */
export interface RawTrial {
  readonly id: number;
  readonly point: Point;
  readonly attributes: Attributes;
  readonly state: number;
  /** In the order of the objectives. */
  readonly values: readonly number[];
  readonly started?: Date;
}

/** Address of a trial's curve in the store. */
export function curveAddress(attributes: Attributes): string | undefined {
  return text(attributes['espalier:curve']);
}

/** The trial that the records tell of; undefined when Espalier did not write it or gave it up. */
export function readTrial(raw: RawTrial, journal: string, objectives: readonly string[]): Trial | undefined {
  const at = (name: string) => raw.attributes[`espalier:${name}`];
  const no = number(at('number'));
  const state = stateOf(raw.state, at('state'));
  if (no === undefined || state === undefined) return undefined;
  const measures = readMeasures(raw.attributes);
  const evaluated = readEvaluated(raw);
  const error = readError(raw.attributes, journal);
  return {
    number: no,
    state,
    params: raw.point,
    values: state === 'failed' ? {} : readValues(raw, measures, objectives),
    measures,
    ...some('seconds', number(at('seconds'))),
    ...some('started', raw.started?.toISOString()),
    ...some('error', error),
    ...some('epochs', number(at('epochs'))),
    ...some('graph', text(at('graph'))),
    ...some('evaluated', evaluated),
    ...some('seed', number(at('seed'))),
    ...some('backend', text(at('backend'))),
    ...some('worker', number(at('worker'))),
    ...some('sameAs', number(at('same_as'))),
  };
}

function stateOf(state: number, own: Attribute | undefined): Trial['state'] | undefined {
  if (own === 'given up') return undefined;
  if (own === 'infeasible') return 'infeasible';
  const names = { 0: 'running', 1: 'complete', 2: 'pruned', 3: 'failed' } as const;
  return names[state as keyof typeof names];
}

function readValues(
  raw: RawTrial,
  measures: Measures,
  objectives: readonly string[],
): Record<string, number> {
  const values: Record<string, number> = {};
  objectives.forEach((name, i) => {
    const value = raw.values[i] ?? measures[name];
    if (value !== undefined) values[name] = value;
  });
  return values;
}

function readMeasures(attributes: Attributes): Record<string, number> {
  const measures: Record<string, number> = {};
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith(measurePrefix) && typeof value === 'number')
      measures[name.slice(measurePrefix.length)] = value;
  }
  return measures;
}

function readEvaluated({ attributes, point }: RawTrial): string[] | undefined {
  const stored = joinAttribute(attributes, 'espalier:unused');
  if (stored === undefined) return undefined;
  const unused = new Set(JSON.parse(stored) as string[]);
  return Object.keys(point)
    .filter((label) => !unused.has(label))
    .sort();
}

function readError(attributes: Attributes, journal: string): TrialError | undefined {
  const message = text(attributes['espalier:error']);
  if (message === undefined) return undefined;
  const file = text(attributes['espalier:error_file']);
  return {
    message,
    ...some('file', file === undefined ? undefined : loadedPath(journal, file)),
    ...some('line', number(attributes['espalier:error_line'])),
    ...some('stack', text(attributes['espalier:error_stack'])),
  };
}

const number = (value: unknown) => (typeof value === 'number' ? value : undefined);
const text = (value: unknown) => (typeof value === 'string' ? value : undefined);

/** A property that is left out when it is not known. */
function some<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]: V });
}
