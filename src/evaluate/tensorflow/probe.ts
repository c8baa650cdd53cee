/** How long a training step of the model at hand takes, to choose between backends. */
import type * as tfjs from '@tensorflow/tfjs';

/** The first steps compile, allocate and are recorded. */
const warmUp = 5;
const measured = 8;

/** What `fit` or `fitDataset` was called with. */
export type FitCall =
  | {
      readonly kind: 'fit';
      readonly xs: unknown;
      readonly ys: unknown;
      readonly batchSize: number | undefined;
    }
  | { readonly kind: 'fitDataset'; readonly dataset: tfjs.data.Dataset<tfjs.TensorContainer> };

/** Milliseconds of one step on the call's first batch: the least of several, since noise only adds. */
export async function measureStep(model: tfjs.LayersModel, call: FitCall): Promise<number> {
  const [xs, ys] = await firstBatch(call);
  let least = Infinity;
  for (let i = 0; i < warmUp + measured; i++) {
    const began = performance.now();
    await model.trainOnBatch(xs as tfjs.Tensor, ys as tfjs.Tensor);
    if (i >= warmUp) least = Math.min(least, performance.now() - began);
  }
  return least;
}

async function firstBatch(call: FitCall): Promise<[unknown, unknown]> {
  if (call.kind === 'fitDataset') {
    const iterator = await call.dataset.iterator();
    const { value } = await iterator.next();
    const batch = value as { xs: unknown; ys: unknown } | [unknown, unknown];
    return Array.isArray(batch) ? batch : [batch.xs, batch.ys];
  }
  const take = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(take);
    const tensor = value as tfjs.Tensor;
    return tensor.slice(0, Math.min(call.batchSize ?? 32, tensor.shape[0]!));
  };
  return [take(call.xs), take(call.ys)];
}
