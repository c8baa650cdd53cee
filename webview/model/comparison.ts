/** What several candidates are, row by row: measures first, then the values of the variables. */
import type { Objective, Trial, Variable } from '../../src/protocol/study';
import { formatDuration, formatMeasure, formatValue } from './format';
import { measureOf } from './measure';

export interface ComparedRow {
  readonly name: string;
  /** One a candidate; empty where it has none. */
  readonly texts: readonly string[];
  /** Of a measure. */
  readonly values?: readonly (number | undefined)[];
  readonly objective?: Objective;
  readonly differs: boolean;
}

export function comparisonRows(
  trials: readonly Trial[],
  measures: readonly Objective[],
  variables: readonly Variable[],
): readonly ComparedRow[] {
  return [
    ...measures.map((objective): ComparedRow => {
      const values = trials.map((trial) => measureOf(trial, objective.name));
      const texts = values.map((value) => (value === undefined ? '' : formatMeasure(objective.name, value)));
      return { name: objective.name, texts, values, objective, differs: differ(texts) };
    }),
    row(
      'Duration',
      trials.map(({ seconds }) => (seconds === undefined ? '' : formatDuration(seconds))),
    ),
    row(
      'Epochs',
      trials.map(({ epochs }) => (epochs === undefined ? '' : String(epochs))),
    ),
    ...variables.map(({ label, domain }) =>
      row(
        label,
        trials.map(({ params, evaluated }) =>
          Object.hasOwn(params, label) && (!evaluated || evaluated.includes(label))
            ? formatValue(domain, params[label])
            : '',
        ),
      ),
    ),
  ];
}

const row = (name: string, texts: readonly string[]): ComparedRow => ({
  name,
  texts,
  differs: differ(texts),
});

const differ = (texts: readonly string[]): boolean => texts.some((text) => text !== texts[0]);
