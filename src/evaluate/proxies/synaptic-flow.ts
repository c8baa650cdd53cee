/**
 * Synaptic flow (Tanaka et al. 2020, as a score of architectures Abdelfattah et al. 2021): how much of a signal of ones
 * passes when all weights are positive, Σ |θ · ∂R/∂θ| with R the sum of the outputs. Needs no data.
 */
import type * as tfjs from '@tensorflow/tfjs';
import type { Layer } from '../layers';
import type { Batch } from '../tensorflow/first-batch';

/** Activations that squeeze the outputs, so that their sum would say nothing. */
const squeezing = ['softmax', 'sigmoid', 'tanh', 'hardSigmoid', 'softsign'];

interface Activated {
  activation?: { getClassName(): string };
}

/** The natural logarithm of the flow, which grows with the product of all layers. */
export function synapticFlow(tf: typeof tfjs, model: tfjs.LayersModel, [xs]: Batch): number | undefined {
  const restore = withoutOutputActivations(model);
  try {
    return tf.tidy(() => {
      for (const weight of model.trainableWeights) weight.write(weight.read().abs());
      const ones = [xs].flat().map((input) => tf.onesLike((input as tfjs.Tensor).slice(0, 1)));
      const variables = model.trainableWeights.map((weight) => weight.read() as tfjs.Variable);
      const { grads } = tf.variableGrads(() => {
        const outputs = [model.apply(ones, { training: false })].flat() as tfjs.Tensor[];
        return tf.addN(outputs.map((output) => output.toFloat().sum())) as tfjs.Scalar;
      }, variables);
      // In doubles: the products of many layers leave the range of floats before their sum does.
      let flow = 0;
      for (const variable of variables) {
        const gradient = grads[variable.name]?.dataSync();
        const values = variable.dataSync();
        gradient?.forEach((slope, i) => (flow += Math.abs(slope * values[i]!)));
      }
      return flow > 0 && Number.isFinite(flow) ? Math.log(flow) : undefined;
    });
  } finally {
    restore();
  }
}

/** The logits in place of what is made of them; the function that it gives puts all back. */
function withoutOutputActivations(model: tfjs.LayersModel): () => void {
  const changed = (model as unknown as { outputLayers: (Layer & Activated)[] }).outputLayers
    .filter(({ activation }) => activation && squeezing.includes(activation.getClassName()))
    .map((layer) => ({ layer, activation: layer.activation! }));
  for (const { layer } of changed) layer.activation = linear;
  return () => {
    for (const { layer, activation } of changed) layer.activation = activation;
  };
}

const linear = { getClassName: () => 'linear', apply: (x: tfjs.Tensor) => x };
