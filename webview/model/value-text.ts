/** Numbers of a domain as people type them. */
import type { Domain, Value } from '../../src/protocol/study';

export const valueText = (value: Value): string =>
  typeof value === 'number' ? String(value) : JSON.stringify(value);

/** The number that a text stands for, or why it is none of the domain. */
export function parseValue(
  domain: Domain,
  text: string,
): { readonly value: number } | { readonly problem: string } {
  if (domain.kind !== 'int' && domain.kind !== 'float') return { problem: 'not a number' };
  const value = text.trim() === '' ? NaN : Number(text);
  const { low, high } = domain;
  const range = `${low} to ${high}`;
  if (!Number.isFinite(value) || value < low || value > high) return { problem: `a number from ${range}` };
  if (domain.kind === 'int' && (value - low) % domain.step !== 0) {
    return {
      problem: domain.step === 1 ? `a whole number from ${range}` : `${range} in steps of ${domain.step}`,
    };
  }
  return { value };
}
