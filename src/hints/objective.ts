import type { Direction } from './config';

/** Which way is better for a measure of this name, when the person does not say. */
export function defaultDirection(measure: string): Direction {
  return /(?:loss|error|latency|energy|size|params|flops|memory)$/i.test(measure) ? 'minimize' : 'maximize';
}

/** Costs of the graph, and scores of a network that is not trained (proxies): known before a candidate is trained. */
export const knownBeforeTraining: ReadonlySet<string> = new Set([
  ...['params', 'flops', 'size', 'memory'],
  ...['grad_norm', 'synflow', 'naswot'],
]);
