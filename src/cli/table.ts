/** Plain text tables: columns as wide as their widest cell, numbers to the right. */

const gap = '  ';

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => (row[i] ?? '').length)));
  const right = head.map((_, i) => rows.length > 0 && rows.every((row) => isNumber(row[i] ?? '')));
  const line = (cells: readonly string[]) =>
    widths
      .map((width, i) => (right[i] ? (cells[i] ?? '').padStart(width) : (cells[i] ?? '').padEnd(width)))
      .join(gap)
      .trimEnd();
  return [line(head), line(widths.map((width) => '─'.repeat(width))), ...rows.map(line)].join('\n');
}

const isNumber = (text: string) => text === '' || /^-?[\d.]+(e[+-]?\d+)?( s| min \d+ s)?$/.test(text);
