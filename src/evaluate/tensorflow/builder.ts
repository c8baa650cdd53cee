import type { TrialContext } from '../child/tensorflow-interface';
import type { Instance } from './instance';

/** Placeholder until modules without a fit are trained. */
export async function train(
  _instance: Instance,
  _exports: unknown,
  _context: TrialContext,
): Promise<boolean> {
  return false;
}
