/** Tables as comma-separated values (RFC 4180). */

export type CsvCell = string | number | undefined;
export type CsvRow = readonly CsvCell[];

/** The first row is the head. */
export function toCsv(rows: readonly CsvRow[]): string {
  return rows.map((row) => row.map(cell).join(',')).join('\r\n') + '\r\n';
}

function cell(value: CsvCell): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
  // A spreadsheet would run what begins like a formula.
  const text = /^[=+@\t\r-]/.test(value) && Number.isNaN(Number(value)) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
