import type { Direction } from './config';

/** Which way is better for a measure of this name, when the person does not say. */
export function defaultDirection(measure: string): Direction {
  return /(?:loss|error|latency|energy|size|params|flops|memory)$/i.test(measure) ? 'minimize' : 'maximize';
}
