/** Numbers, times and values as people read them. */
import type { Domain, Value } from '../../src/protocol/study';

const fraction = /acc|precision|recall|f1|auc|share|importance/i;
const milliseconds = /latency/i;
const bytes = /memory|size$/i;
const counts = /params|flops|macs/i;

/** Four significant digits; 12.35k, 1.235M for large numbers; 1.2e-5 for tiny ones; – for none. */
export function formatNumber(value: number | null | undefined): string {
  if (value === undefined || value === null || Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  if (size >= 1e15 || (size > 0 && size < 1e-4)) return sign(value.toExponential(2).replace('e+', 'e'));
  for (const [unit, letter] of units) {
    if (size >= unit && (unit > 1000 || size >= 10_000)) return sign(digits(value / unit)) + letter;
  }
  return sign(digits(value));
}

const units: readonly (readonly [number, string])[] = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
];

/** At most four significant digits, no trailing zeros after the point. */
const digits = (value: number): string => String(Number(value.toPrecision(4)));
const sign = (text: string): string => text.replace(/^-/, '−');

/** A measure by its name: per cent for accuracies, ms for latencies, bytes for memory. */
export function formatMeasure(name: string, value: number | null | undefined): string {
  if (value === undefined || value === null || !Number.isFinite(value)) return formatNumber(value);
  if (isFraction(name, value)) return `${sign((value * 100).toFixed(2))} %`;
  if (milliseconds.test(name)) return `${formatNumber(value)} ms`;
  if (bytes.test(name)) return formatBytes(value);
  return formatNumber(value);
}

/** As {@link formatMeasure} for the ticks of an axis: no more digits than there are. */
export function formatTick(name: string, value: number): string {
  return isFraction(name, value)
    ? `${sign(String(Number((value * 100).toFixed(2))))} %`
    : formatMeasure(name, value);
}

const isFraction = (name: string, value: number): boolean => fraction.test(name) && value >= -1 && value <= 1;

/** The signed difference of two measures: `+1.25 pp`, `−40 %` of a count's size. */
export function formatDifference(name: string, value: number, than: number): string {
  const difference = value - than;
  if (!Number.isFinite(difference)) return '';
  if (difference === 0) return '±0';
  const plus = difference > 0 ? '+' : '';
  if (isFraction(name, value) && isFraction(name, than))
    return `${plus}${sign((difference * 100).toFixed(2))} pp`;
  if ((counts.test(name) || milliseconds.test(name) || bytes.test(name)) && than !== 0) {
    // Of much larger costs, the factor says more.
    if (than > 0 && value >= 3 * than) return `×${Number((value / than).toPrecision(3))}`;
    return `${plus}${sign(String(Number(((difference / Math.abs(than)) * 100).toPrecision(3))))} %`;
  }
  return `${plus}${formatNumber(difference)}`;
}

function formatBytes(value: number): string {
  const size = Math.abs(value);
  if (size >= 2 ** 30) return `${digits(value / 2 ** 30)} GiB`;
  if (size >= 2 ** 20) return `${digits(value / 2 ** 20)} MiB`;
  if (size >= 2 ** 10) return `${digits(value / 2 ** 10)} KiB`;
  return `${digits(value)} B`;
}

/** Seconds: `350 ms`, `12.3 s`, `4 min 20 s`, `2 h 5 min`, `3 d 4 h`. */
export function formatDuration(seconds: number | null | undefined): string {
  if (seconds === undefined || seconds === null || !Number.isFinite(seconds)) return '–';
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (Math.round(seconds) < 3600) return pair(Math.round(seconds), 60, 'min', 's');
  return minutes < 1440 ? pair(minutes, 60, 'h', 'min') : pair(Math.round(seconds / 3600), 24, 'd', 'h');
}

/** A number of small units as large ones and what is left. */
function pair(count: number, of: number, large: string, small: string): string {
  const rest = count % of;
  return `${Math.floor(count / of)} ${large}${rest === 0 ? '' : ` ${rest} ${small}`}`;
}

/** The number of architectures, which may have hundreds of digits. */
export function formatCount(count: string): string {
  if (!/^\d+$/.test(count)) return count;
  if (count.length <= 6) return count.replace(/\B(?=(\d{3})+$)/g, ' ');
  return `${count[0]}.${count.slice(1, 3)}·10${superscript(count.length - 1)}`;
}

const superscript = (value: number): string =>
  String(value).replace(/\d/g, (digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)] ?? digit);

/** A variable's value as it stands in the code: elements of an array by their source. */
export function formatValue(domain: Domain | undefined, value: Value | undefined): string {
  if (value === undefined) return '';
  if (domain?.kind === 'arm' && typeof value === 'number')
    return oneLine(domain.texts[value] ?? String(value));
  if (domain?.kind === 'subset' && Array.isArray(value)) {
    return `[${value.map((index) => oneLine(domain.texts[Number(index)] ?? String(index))).join(', ')}]`;
  }
  if (domain?.kind === 'optional') return value === true ? 'kept' : 'left out';
  if (typeof value === 'number') return exactNumber(value);
  if (typeof value === 'string') return value;
  return JSON.stringify(value);
}

/** Values must not be rounded so far that two look equal: whole numbers whole, others with six digits. */
const exactNumber = (value: number): string =>
  Number.isInteger(value) && Math.abs(value) < 1e15
    ? sign(String(value))
    : sign(String(Number(value.toPrecision(5))));

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** A shape without the batch axis: `28×28×1`, ? where it is not fixed. */
export function formatShape(shape: readonly (number | null)[]): string {
  return shape.length === 0 ? 'scalar' : shape.map((size) => size ?? '?').join('×');
}

/** The last part of a path. */
export const baseName = (file: string): string => file.split(/[\\/]/).pop() ?? file;
