/** What a person arranged: kept between reloads and restarts. */
import type { PanelState } from '../../src/protocol/panel';
import type { Sort } from './order';

export interface ViewState extends PanelState {
  readonly selected?: number;
  /** Candidates that are selected together, to be compared, copied or kept. */
  readonly picked: readonly number[];
  readonly sort?: Sort;
  readonly filter: string;
  /** Ids of hidden columns; absent: as at first. */
  readonly hidden?: readonly string[];
  /** Ids of columns in the order in which they stand; those that are missing follow in their own. */
  readonly order: readonly string[];
  /** Shares of the first of two regions, by the name of the split. */
  readonly splits: Readonly<Record<string, number>>;
  /** Names of the open tabs, by the name of the tab list. */
  readonly tabs: Readonly<Record<string, string>>;
  /** What is chosen in a chart (axes, objectives, …), by name. */
  readonly choices: Readonly<Record<string, string>>;
}

export const firstView: ViewState = {
  picked: [],
  filter: '',
  order: [],
  splits: {},
  tabs: {},
  choices: {},
};

/** Reads what was kept, member by member: an older version may have kept other things. */
export function readView(kept: unknown): ViewState {
  if (!isRecord(kept)) return firstView;
  const { study, selected, picked, sort, filter, hidden, order, splits, tabs, choices } = kept;
  return {
    ...(typeof study === 'string' && { study }),
    ...(isNumber(selected) && { selected }),
    picked: list(picked, isNumber),
    ...(isRecord(sort) &&
      typeof sort.column === 'string' && {
        sort: { column: sort.column, descending: sort.descending === true },
      }),
    filter: typeof filter === 'string' ? filter : '',
    ...(Array.isArray(hidden) && { hidden: list(hidden, isText) }),
    order: list(order, isText),
    splits: record(splits, isNumber),
    tabs: record(tabs, isText),
    choices: record(choices, isText),
  };
}

/** For another study: the arrangement stays, what refers to trials goes. */
export function viewFor(view: ViewState, study: string): ViewState {
  if (view.study === study) return view;
  const { selected: _selected, hidden: _hidden, ...rest } = view;
  return { ...rest, study, picked: [], filter: '', choices: {} };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const isText = (value: unknown): value is string => typeof value === 'string';

const list = <T>(value: unknown, is: (item: unknown) => item is T): readonly T[] =>
  Array.isArray(value) ? value.filter(is) : [];

function record<T>(value: unknown, is: (item: unknown) => item is T): Readonly<Record<string, T>> {
  if (!isRecord(value)) return {};
  return Object.fromEntries(Object.entries(value).filter((entry): entry is [string, T] => is(entry[1])));
}
