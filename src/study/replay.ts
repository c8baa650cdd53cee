/** The state of a study is the replay of its journal. Records of other writers (a dashboard's notes) do no harm. */
import { paramCodec } from './distributions';
import { readMarks, type Marks } from './marks';
import { joinAttribute, parseOptunaDate } from './records';
import { parseSettings, type Budget, type StudySettings } from './settings';
import { curveAddress, readTrial, type ObjectiveStep, type RawTrial } from './trial-records';
import type { Attribute, Attributes } from './records';
import type { ForeignRecord } from './journal';
import type { Point } from '../space/space';
import type { Trial } from './trial';

/** A trial as the journal has it. */
export interface KnownTrial {
  readonly trial: Trial;
  /** Optuna's id: where records about it belong. */
  readonly id: number;
  /** The first objective by step. */
  readonly steps: readonly ObjectiveStep[];
  /** Address of the whole curve in the store. */
  readonly curve?: string;
}

/** What happened, in the order in which it happened. A trial begins once, however often its process died. */
export type StudyEvent =
  | { readonly kind: 'begun'; readonly number: number; readonly point: Point }
  | { readonly kind: 'ended'; readonly number: number };

export interface StudyState {
  readonly settings: StudySettings;
  /** By number. */
  readonly trials: ReadonlyMap<number, KnownTrial>;
  readonly events: readonly StudyEvent[];
  /** Trials that began and neither ended nor were given up: ids. */
  readonly open: readonly { readonly id: number; readonly started?: Date }[];
  /** Trials that began and have no result: they run first on resume. */
  readonly unfinished: readonly { readonly number: number; readonly point: Point }[];
  readonly marks: Marks;
}

/** Undefined when no study of Espalier's is in the records. */
export function replay(journal: string, records: readonly ForeignRecord[]): StudyState | undefined {
  const log = gather(records);
  const own = log.studies.findIndex((attributes) => 'espalier:study' in attributes);
  const settings = readSettings(journal, log.studies[own] ?? {});
  if (!settings) return undefined;

  const { decode } = paramCodec(settings.variables);
  const objectives = settings.objectives.map(({ name }) => name);
  const trials = new Map<number, KnownTrial>();
  const points = new Map<number, Point>();
  const events: StudyEvent[] = [];
  for (const event of log.events) {
    const raw = log.trials[event.id];
    const number = raw?.attributes['espalier:number'];
    if (!raw || raw.study !== own || typeof number !== 'number') continue;
    if (event.kind === 'begun') {
      if (points.has(number)) continue;
      const point = decode(raw.params);
      points.set(number, point);
      events.push({ kind: 'begun', number, point });
    } else {
      const known = readKnown(journal, event.id, raw, points.get(number) ?? {}, objectives);
      if (!known || trials.has(number)) continue;
      trials.set(number, known);
      events.push({ kind: 'ended', number });
    }
  }
  return {
    settings,
    marks: readMarks(log.studies[own] ?? {}),
    trials,
    events,
    open: log.trials.flatMap((raw, id) =>
      raw.study === own && raw.state === 0 && 'espalier:number' in raw.attributes
        ? [{ id, ...(raw.started ? { started: raw.started } : {}) }]
        : [],
    ),
    unfinished: [...points]
      .filter(([number]) => !trials.has(number))
      .map(([number, point]) => ({ number, point })),
  };
}

function readKnown(
  journal: string,
  id: number,
  raw: GatheredTrial,
  point: Point,
  objectives: readonly string[],
): KnownTrial | undefined {
  const trial = readTrial({ ...raw, id, point }, journal, objectives);
  const curve = curveAddress(raw.attributes);
  return trial && { trial, id, steps: raw.steps, ...(curve === undefined ? {} : { curve }) };
}

function readSettings(journal: string, attributes: Attributes): StudySettings | undefined {
  const text = joinAttribute(attributes, 'espalier:study');
  const settings = text === undefined ? undefined : parseSettings(journal, text);
  if (!settings) return undefined;
  const budget = attributes['espalier:budget'];
  const backend = attributes['espalier:backend'];
  const workers = attributes['espalier:workers'];
  return {
    ...settings,
    ...(isObject(budget) ? { budget: budget as Budget } : {}),
    ...(typeof workers === 'number' ? { workers } : {}),
    ...(isObject(backend)
      ? { chosenBackend: { name: String(backend.name), reason: String(backend.reason) } }
      : {}),
  };
}

type GatheredTrial = Omit<RawTrial, 'point' | 'id'> & {
  study: number;
  params: Record<string, number>;
  steps: ObjectiveStep[];
  state: number;
  values: readonly number[];
  attributes: Record<string, Attribute>;
};

interface Gathered {
  readonly studies: Record<string, Attribute>[];
  readonly trials: GatheredTrial[];
  readonly events: { readonly kind: 'begun' | 'ended'; readonly id: number }[];
}

/** Applies the records one by one: ids are counted, and what is said of a finished trial is ignored. */
function gather(records: readonly ForeignRecord[]): Gathered {
  const log: Gathered = { studies: [], trials: [], events: [] };
  for (const record of records) apply(log, record);
  return log;
}

function apply(log: Gathered, record: ForeignRecord): void {
  const trial = log.trials[Number(record.trial_id)];
  const running = trial?.state === 0 || trial?.state === 4 ? trial : undefined;
  switch (record.op_code) {
    case 0:
      log.studies.push({});
      break;
    case 2:
      Object.assign(log.studies[Number(record.study_id)] ?? {}, record.user_attr);
      break;
    case 4:
      log.trials.push(createTrial(record));
      log.events.push({ kind: 'begun', id: log.trials.length - 1 });
      break;
    case 6:
      if (!running) break;
      running.state = Number(record.state);
      running.values = Array.isArray(record.values) ? record.values.map(Number) : [];
      if (running.state !== 0) log.events.push({ kind: 'ended', id: Number(record.trial_id) });
      break;
    case 7:
      running?.steps.push({ step: Number(record.step), value: Number(record.intermediate_value) });
      break;
    case 8:
      if (running) Object.assign(running.attributes, record.user_attr);
      break;
  }
}

function createTrial(record: ForeignRecord): GatheredTrial {
  const started =
    typeof record.datetime_start === 'string' ? parseOptunaDate(record.datetime_start) : undefined;
  return {
    study: Number(record.study_id),
    state: typeof record.state === 'number' ? record.state : 0,
    params: isObject(record.params) ? (record.params as Record<string, number>) : {},
    attributes: isObject(record.user_attrs) ? { ...(record.user_attrs as Attributes) } : {},
    values: [],
    steps: [],
    ...(started ? { started } : {}),
  };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
