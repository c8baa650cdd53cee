/**
 * Scores of a candidate that is not trained (zero-cost proxies, Abdelfattah et al. 2021): from one batch, at the weights
 * that it starts with, which are as they were afterwards.
 */
import type * as tfjs from '@tensorflow/tfjs';
import { functional } from '../layers';
import type { Measures } from '../interface';
import type { Batch } from '../tensorflow/first-batch';
import { activationOverlap } from './activation-overlap';
import { gradientNorm } from './gradient-norm';
import { synapticFlow } from './synaptic-flow';

/** A model whose layers are connected, and what its `fit` was called with; undefined where the score has no meaning. */
type Proxy = (
  tf: typeof tfjs,
  model: tfjs.LayersModel,
  batch: Batch,
) => Promise<number | undefined> | number | undefined;

const proxies: Readonly<Record<string, Proxy>> = {
  grad_norm: gradientNorm,
  synflow: synapticFlow,
  naswot: activationOverlap,
};

export const isProxy = (name: string): boolean => Object.hasOwn(proxies, name);

/** The proxies of these names, and no others. `batch` is asked for only when there is one to measure. */
export async function measureProxies(
  tf: typeof tfjs,
  model: tfjs.LayersModel,
  names: readonly string[],
  batch: () => Promise<Batch>,
): Promise<Measures> {
  const wanted = names.filter(isProxy);
  const inner = functional(model);
  if (wanted.length === 0 || !inner) return {};
  const measures: Record<string, number> = {};
  const given = await batch();
  for (const name of wanted) {
    const score = await unchanged(tf, inner, () => proxies[name]!(tf, inner, given));
    if (score !== undefined) measures[name] = score;
  }
  return measures;
}

/** Whatever is done to the weights and the output activations meanwhile is undone. */
async function unchanged<T>(
  tf: typeof tfjs,
  model: tfjs.LayersModel,
  work: () => Promise<T> | T,
): Promise<T> {
  const kept = tf.tidy(() => model.weights.map((weight) => tf.keep(weight.read().clone())));
  try {
    return await work();
  } finally {
    model.weights.forEach((weight, i) => weight.write(kept[i]!));
    tf.dispose(kept);
  }
}
