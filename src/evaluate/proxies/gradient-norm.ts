/** How strongly a batch pulls at the weights: the sum of the norms of the loss's gradients (Abdelfattah et al. 2021). */
import type * as tfjs from '@tensorflow/tfjs';
import type { Batch } from '../tensorflow/first-batch';

/** What a training step calls, beyond the declared types. */
interface Trained {
  optimizer_: Pick<tfjs.Optimizer, 'minimize' | 'getClassName' | 'getConfig'>;
}

export async function gradientNorm(
  tf: typeof tfjs,
  model: tfjs.LayersModel,
  [xs, ys]: Batch,
): Promise<number> {
  const trained = model as unknown as Trained;
  const own = trained.optimizer_;
  let norm = NaN;
  // The step computes the loss, with regularisation, as in training; the optimizer only looks at the gradients.
  trained.optimizer_ = {
    getClassName: () => 'GradientNorm',
    getConfig: () => ({}),
    minimize(loss, _returnCost, variables) {
      const { value, grads } = tf.variableGrads(loss, variables);
      norm = tf.tidy(() =>
        Object.values(grads).reduce((sum, gradient) => sum + tf.norm(gradient).dataSync()[0]!, 0),
      );
      tf.dispose(grads);
      return value;
    },
  };
  try {
    tf.dispose(await model.trainOnBatch(xs as tfjs.Tensor, ys as tfjs.Tensor));
  } finally {
    trained.optimizer_ = own;
  }
  return norm;
}
