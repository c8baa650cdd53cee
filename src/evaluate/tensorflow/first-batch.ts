/** The first batch of what `fit` or `fitDataset` was called with. */
import type * as tfjs from '@tensorflow/tfjs';

export type FitCall =
  | {
      readonly kind: 'fit';
      readonly xs: unknown;
      readonly ys: unknown;
      readonly batchSize: number | undefined;
    }
  | { readonly kind: 'fitDataset'; readonly dataset: tfjs.data.Dataset<tfjs.TensorContainer> };

/** Inputs and targets, as `trainOnBatch` takes them. */
export type Batch = [xs: unknown, ys: unknown];

export async function firstBatch(call: FitCall): Promise<Batch> {
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
