/** Times as people write them. */

const seconds: Readonly<Record<string, number>> = { s: 1, sec: 1, m: 60, min: 60, h: 3600, d: 86_400 };

/** `90 s`, `30 min`, `2 h 15 min`, `1d`; a number alone is minutes. Undefined when it is none or not above 0. */
export function parseDuration(text: string): number | undefined {
  const trimmed = text.trim().toLowerCase();
  if (/^\d+(\.\d+)?$/.test(trimmed)) return positive(Number(trimmed) * 60);
  const part = /(\d+(?:\.\d+)?)\s*(sec|s|min|m|h|d)\s*/y;
  let total = 0;
  while (part.lastIndex < trimmed.length) {
    const match = part.exec(trimmed);
    if (!match) return undefined;
    total += Number(match[1]) * (seconds[match[2]!] ?? 0);
  }
  return positive(total);
}

const positive = (value: number): number | undefined => (value > 0 && value < Infinity ? value : undefined);
