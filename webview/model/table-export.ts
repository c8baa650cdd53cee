/** The table as people take it elsewhere: numbers as they are, not as they are shown. */
import type { Trial } from '../../src/protocol/study';
import type { Column } from './columns';
import type { CsvCell, CsvRow } from './csv';

export function tableRows(trials: readonly Trial[], columns: readonly Column[]): readonly CsvRow[] {
  return [
    columns.map(({ id, title }) => (id === 'number' ? 'number' : title)),
    ...trials.map((trial) => columns.map((column) => cell(column, trial))),
  ];
}

function cell(column: Column, trial: Trial): CsvCell {
  const key = column.key(trial);
  return column.numeric && typeof key === 'number' ? key : column.text(trial);
}

/** With tabs, as spreadsheets and chats take it. */
export function tableText(trials: readonly Trial[], columns: readonly Column[]): string {
  return tableRows(trials, columns)
    .map((row) => row.map((value) => String(value ?? '').replace(/[\t\r\n]+/g, ' ')).join('\t'))
    .join('\n');
}
