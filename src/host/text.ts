/** Small things said to people: errors, durations, measures. No VS Code. */

/** The one clear line of an error, whatever was thrown or came over a channel. */
export function errorText(error: unknown): string {
  if (error instanceof Error) return error.message;
  if (typeof error === 'object' && error !== null && 'message' in error) return String(error.message);
  return String(error);
}

/** `1 h 05 min`, `4 min 10 s`, `7 s`. Seconds in. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const two = (n: number) => String(n).padStart(2, '0');
  if (whole >= 3600) return `${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))} min`;
  if (whole >= 60) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  return `${whole} s`;
}

/** Four significant digits without a tail of zeros. */
export function measure(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
}

/** A count given in digits, with separators while it can be read and as a power of ten beyond. */
export function bigCount(digits: string): string {
  if (digits.length > 15) return `${digits[0]}.${digits.slice(1, 3)}×10^${digits.length - 1}`;
  return digits.replace(/\B(?=(\d{3})+$)/g, ',');
}
