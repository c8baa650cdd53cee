/** The columns of the table of candidates: what each shows, sorts by and is worth in a file. */
import type { StudyHeader, Trial, TrialMark, Value, Variable } from '../../src/protocol/study';
import { formatDuration, formatMeasure, formatValue } from './format';

/** What a column sorts by; undefined stands last in either direction. */
export type SortKey = number | string | undefined;

export interface Column {
  /** `number`, `state`, `value:…`, `cost:…`, `param:…`, `seconds`, … */
  readonly id: string;
  readonly title: string;
  /** What a person may want to know of it, in a tooltip. */
  readonly hint: string;
  readonly group: 'trial' | 'objective' | 'cost' | 'variable' | 'measure';
  readonly numeric: boolean;
  /** Pixels. */
  readonly width: number;
  text(trial: Trial): string;
  key(trial: Trial): SortKey;
}

/** Costs that are shown unless they are objectives, in this order. */
const costs = ['params', 'flops', 'latency', 'size', 'memory'];

const stateOrder = ['complete', 'running', 'waiting', 'pruned', 'infeasible', 'failed'];

export const stateTitles: Readonly<Record<Trial['state'], string>> = {
  running: 'running',
  waiting: 'waiting',
  complete: 'complete',
  pruned: 'stopped early',
  failed: 'failed',
  infeasible: 'infeasible',
};

/** Every column there could be; `measures` are the names that trials have reported. */
export function columnsOf(
  header: StudyHeader,
  measures: readonly string[],
  marks: ReadonlyMap<number, TrialMark> = new Map(),
): readonly Column[] {
  const objectives = header.objectives.map(({ name }) => name);
  const known = costs.filter((name) => measures.includes(name) && !objectives.includes(name));
  const others = measures.filter((name) => !objectives.includes(name) && !costs.includes(name));
  return [
    numberColumn,
    starColumn(marks),
    stateColumn,
    ...header.objectives.map(({ name, direction }) =>
      measureColumn(
        'objective',
        name,
        direction === 'minimize' ? 'the less the better' : 'the more the better',
      ),
    ),
    ...known.map((name) => measureColumn('cost', name, costHints[name] ?? name)),
    ...header.variables.map(variableColumn),
    secondsColumn,
    epochsColumn,
    ...others.map((name) => measureColumn('measure', name, 'as last reported')),
    workerColumn,
    startedColumn,
    noteColumn(marks),
  ];
}

/** Columns that are hidden until a person asks for them. */
export function hiddenAtFirst(columns: readonly Column[]): readonly string[] {
  return columns
    .filter(({ id, group }) => group === 'measure' || ['epochs', 'worker', 'started', 'note'].includes(id))
    .map(({ id }) => id);
}

/** Those that are named in this order, where they are named first; the others keep theirs behind. */
export function orderColumns(columns: readonly Column[], order: readonly string[]): readonly Column[] {
  if (order.length === 0) return columns;
  const place = new Map(order.map((id, i) => [id, i]));
  const at = ({ id }: Column) => place.get(id) ?? order.length;
  return [...columns].sort((a, b) => at(a) - at(b));
}

/** The names of measures that trials reported, sorted. */
export function measureNames(trials: Iterable<Trial>): readonly string[] {
  const names = new Set<string>();
  for (const { measures } of trials) for (const name in measures) names.add(name);
  return [...names].sort();
}

const costHints: Readonly<Record<string, string>> = {
  params: 'weights of the network',
  flops: 'multiply-accumulates of one example',
  latency: 'milliseconds for one example',
  size: 'bytes of the saved model',
  memory: 'bytes while training',
};

const starColumn = (marks: ReadonlyMap<number, TrialMark>): Column => ({
  id: 'star',
  title: 'Star',
  hint: 'Candidates that you starred',
  group: 'trial',
  numeric: false,
  width: 30,
  text: ({ number }) => (marks.get(number)?.star ? 'yes' : ''),
  key: ({ number }) => (marks.get(number)?.star ? 0 : 1),
});

const noteColumn = (marks: ReadonlyMap<number, TrialMark>): Column => ({
  id: 'note',
  title: 'Note',
  hint: 'What you noted of a candidate',
  group: 'trial',
  numeric: false,
  width: 180,
  text: ({ number }) => marks.get(number)?.note ?? '',
  key: ({ number }) => marks.get(number)?.note,
});

const numberColumn: Column = {
  id: 'number',
  title: '#',
  hint: 'Number of the trial, in the order in which they began',
  group: 'trial',
  numeric: true,
  width: 56,
  text: ({ number }) => String(number),
  key: ({ number }) => number,
};

const stateColumn: Column = {
  id: 'state',
  title: 'State',
  hint: 'How the trial ended',
  group: 'trial',
  numeric: false,
  width: 128,
  text: ({ state }) => stateTitles[state],
  key: ({ state }) => stateOrder.indexOf(state),
};

const secondsColumn: Column = {
  id: 'seconds',
  title: 'Duration',
  hint: 'How long the trial took',
  group: 'trial',
  numeric: true,
  width: 92,
  text: ({ seconds }) => (seconds === undefined ? '' : formatDuration(seconds)),
  key: ({ seconds }) => seconds,
};

const epochsColumn: Column = {
  id: 'epochs',
  title: 'Epochs',
  hint: 'Epochs trained',
  group: 'trial',
  numeric: true,
  width: 72,
  text: ({ epochs }) => (epochs === undefined ? '' : String(epochs)),
  key: ({ epochs }) => epochs,
};

const workerColumn: Column = {
  id: 'worker',
  title: 'Worker',
  hint: 'Which worker ran the trial',
  group: 'trial',
  numeric: true,
  width: 72,
  text: ({ worker }) => (worker === undefined ? '' : String(worker)),
  key: ({ worker }) => worker,
};

const startedColumn: Column = {
  id: 'started',
  title: 'Started',
  hint: 'When the trial began',
  group: 'trial',
  numeric: false,
  width: 150,
  text: ({ started }) => (started ? localTime(started) : ''),
  key: ({ started }) => started,
};

function localTime(iso: string): string {
  const date = new Date(iso);
  return Number.isNaN(date.valueOf())
    ? iso
    : date.toLocaleString(undefined, { dateStyle: 'short', timeStyle: 'medium' });
}

function measureColumn(group: 'objective' | 'cost' | 'measure', name: string, hint: string): Column {
  const value = (trial: Trial): number | undefined =>
    finite(group === 'objective' ? (trial.values[name] ?? trial.measures[name]) : trial.measures[name]);
  return {
    id: `${group === 'objective' ? 'value' : 'cost'}:${name}`,
    title: name,
    hint: `${name}: ${hint}`,
    group,
    numeric: true,
    width: widthFor(name, group === 'cost' ? 11 : 9),
    text: (trial) => {
      const known = value(trial);
      return known === undefined ? '' : formatMeasure(name, known);
    },
    key: value,
  };
}

const finite = (value: number | null | undefined): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;

function variableColumn(variable: Variable): Column {
  const { label, domain } = variable;
  const numeric =
    domain.kind === 'int' || domain.kind === 'float' || (domain.kind === 'choice' && domain.ordered);
  return {
    id: `param:${label}`,
    title: label,
    hint: `${label}, as written ${formatValue(domain, variable.default)}`,
    group: 'variable',
    numeric,
    width: widthFor(label, longest(variable)),
    text: ({ params }) => (Object.hasOwn(params, label) ? formatValue(domain, params[label]) : ''),
    key: ({ params }) => (Object.hasOwn(params, label) ? keyOf(params[label]) : undefined),
  };
}

const keyOf = (value: Value | undefined): SortKey =>
  typeof value === 'number' || typeof value === 'string' ? value : JSON.stringify(value);

function longest({ domain }: Variable): number {
  if (domain.kind === 'choice')
    return Math.max(...domain.options.map((option) => formatValue(domain, option).length));
  if (domain.kind === 'arm' || domain.kind === 'subset')
    return Math.max(...domain.texts.map(({ length }) => length));
  return domain.kind === 'float' ? 9 : domain.kind === 'optional' ? 8 : 5;
}

/** Wide enough for the title (with its sorting arrow) and the values, within bounds. */
function widthFor(title: string, characters: number): number {
  return Math.min(220, Math.max(64, Math.max(title.length * 7 + 34, characters * 7 + 20)));
}
