/**
 * NASWOT (Mellor et al. 2021): how differently the units of an untrained network respond to the examples of a batch.
 * Each example's code says which units are active; K_ij counts the units that agree on examples i and j; the score is
 * log |det K|, high where no two examples look alike to the network.
 */
import type * as tfjs from '@tensorflow/tfjs';
import type { Layer } from '../layers';
import type { Batch } from '../tensorflow/first-batch';

/** More say little more, and the determinant takes the cube of them. */
const mostExamples = 64;
/** Part of a unit that is added to the diagonal: examples that look quite alike give a low score, not none. */
const ridge = 1e-3;

/** The output beyond which a unit counts as active, by activation; those that are not here have no such point. */
const active: Readonly<Record<string, number>> = {
  relu: 0,
  relu6: 0,
  elu: 0,
  selu: 0,
  swish: 0,
  gelu: 0,
  gelu_new: 0,
  mish: 0,
  tanh: 0,
  softsign: 0,
  sigmoid: 0.5,
  hardSigmoid: 0.5,
  softplus: Math.LN2,
};

/** Undefined for a network without such activations before its outputs. */
export function activationOverlap(tf: typeof tfjs, model: tfjs.LayersModel, [xs]: Batch): number | undefined {
  const { outputLayers } = model as unknown as { outputLayers: Layer[] };
  const units = model.layers.flatMap((layer) => {
    const threshold = outputLayers.includes(layer) ? undefined : thresholdOf(layer);
    return threshold === undefined ? [] : [{ layer, threshold }];
  });
  if (units.length === 0) return undefined;
  return tf.tidy(() => {
    const inputs = [xs]
      .flat()
      .map((input) =>
        (input as tfjs.Tensor).slice(0, Math.min(mostExamples, (input as tfjs.Tensor).shape[0]!)),
      );
    const outputs = model.execute(
      inputs,
      units.map(({ layer }) => (layer.output as tfjs.SymbolicTensor).name),
    );
    const examples = inputs[0]!.shape[0]!;
    const kernel = tf.addN(
      [outputs].flat().map((output, i) => {
        const code = output.reshape([examples, -1]).greater(units[i]!.threshold).toFloat();
        const off = tf.sub(1, code);
        return code.matMul(code, false, true).add(off.matMul(off, false, true)) as tfjs.Tensor2D;
      }),
    );
    return logDeterminant(Float64Array.from(kernel.dataSync()), examples);
  });
}

function thresholdOf(layer: Layer): number | undefined {
  const name = layer.getClassName();
  if (['ReLU', 'LeakyReLU', 'PReLU', 'ELU', 'ThresholdedReLU'].includes(name)) return 0;
  const { activation } = layer as unknown as { activation?: { getClassName?(): string } };
  return active[activation?.getClassName?.() ?? ''];
}

/** log det of a symmetric, positive matrix [n, n] with the ridge on its diagonal, by Cholesky's decomposition in place. */
export function logDeterminant(matrix: Float64Array, n: number): number {
  let log = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * n + j]! + (i === j ? ridge : 0);
      for (let k = 0; k < j; k++) sum -= matrix[i * n + k]! * matrix[j * n + k]!;
      if (i === j) {
        // Rounding may leave nothing of a row that another one has already.
        const diagonal = Math.sqrt(Math.max(sum, ridge));
        matrix[i * n + i] = diagonal;
        log += 2 * Math.log(diagonal);
      } else matrix[i * n + j] = sum / matrix[j * n + j]!;
    }
  }
  return log;
}
