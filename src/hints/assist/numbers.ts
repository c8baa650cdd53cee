/** Numbers as people write them in hints. */

/** `1e-4` rather than `0.0001`, `0.05` as it is; at most four significant digits unless the number is whole. */
export function printNumber(value: number): string {
  if (Number.isInteger(value)) return String(value === 0 ? 0 : value);
  const short = Number(value.toPrecision(4));
  const plain = String(short);
  const exponent = short.toExponential().replace('e+', 'e');
  return exponent.length < plain.length ? exponent : plain;
}

/**
 * Whole numbers around one, each twice the last: powers of two around a power of two, else halves and doubles of the
 * number. The number itself is among them; all are at least 1.
 */
export function doublingsAround(value: number, below: number, above: number): number[] {
  const numbers = [value];
  for (let step = 1; step <= below; step++) numbers.unshift(Math.max(1, Math.round(value / 2 ** step)));
  for (let step = 1; step <= above; step++) numbers.push(value * 2 ** step);
  return [...new Set(numbers)].filter(Number.isSafeInteger);
}
