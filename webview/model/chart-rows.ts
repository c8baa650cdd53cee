/** What charts show, as tables. */
import type { Trial, TrialCurve, Variable } from '../../src/protocol/study';
import type { CsvCell, CsvRow } from './csv';
import { formatValue } from './format';
import { measureOf } from './measure';

/** One row a trial: number, state and the measures; then the variables' values. */
export function trialRows(
  trials: readonly Trial[],
  measures: readonly string[],
  variables: readonly Variable[] = [],
): readonly CsvRow[] {
  return [
    ['number', 'state', ...measures, ...variables.map(({ label }) => label)],
    ...trials.map((trial) => [
      trial.number,
      trial.state,
      ...measures.map((name) => measureOf(trial, name)),
      ...variables.map(({ label, domain }): CsvCell => {
        const value = Object.hasOwn(trial.params, label) ? trial.params[label] : undefined;
        return typeof value === 'number' && domain.kind !== 'arm' ? value : formatValue(domain, value);
      }),
    ]),
  ];
}

/** One row a step. */
export function curveRows(curves: Iterable<TrialCurve>, measure: string): readonly CsvRow[] {
  const rows: CsvRow[] = [['number', 'step', measure]];
  for (const { number, points } of curves)
    for (const [step, value] of points) rows.push([number, step, value]);
  return rows;
}
