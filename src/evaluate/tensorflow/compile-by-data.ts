/** Loss and metrics for a model that comes without, by what its labels are. */
import type * as tfjs from '@tensorflow/tfjs';
import type { Labelled, TrainingData } from './data';

/**
 * Compiles a model that is not compiled yet, with Adam at its default rate. Class numbers and one-hot rows: cross-entropy
 * and accuracy; zeros and ones: binary cross-entropy and accuracy; anything else: mean squared and absolute error. The
 * loss takes logits when the last layer has no activation.
 */
export function compileByData(tf: typeof tfjs, model: tfjs.LayersModel, data: TrainingData): void {
  const { optimizer, outputs } = model as tfjs.LayersModel & { optimizer?: unknown };
  if (optimizer) return;
  const labels = data.kind === 'tensors' ? [(data as Labelled).ys].flat() : [];
  const kind = outputs.length === 1 && labels.length === 1 ? kindOf(tf, labels[0]!, outputs[0]!) : 'number';
  const isLogits = lastActivation(model) === 'linear';
  const compile = (loss: string | Loss, metric: string | Loss = 'accuracy'): void =>
    model.compile({ optimizer: tf.train.adam(), loss, metrics: [metric] });
  if (kind === 'number') compile('meanSquaredError', 'mae');
  else if (kind === 'class') compile('sparseCategoricalCrossentropy');
  else if (!isLogits) compile(kind === 'binary' ? 'binaryCrossentropy' : 'categoricalCrossentropy');
  else if (kind === 'one-hot') compile((labels, logits) => tf.losses.softmaxCrossEntropy(labels, logits));
  else {
    const accuracy: Loss = (labels, logits) => tf.metrics.binaryAccuracy(labels, tf.sigmoid(logits));
    compile((labels, logits) => tf.losses.sigmoidCrossEntropy(labels, logits), accuracy);
  }
}

type Loss = (labels: tfjs.Tensor, predictions: tfjs.Tensor) => tfjs.Tensor;
type LabelKind = 'one-hot' | 'class' | 'binary' | 'number';

/** Labels that are looked at. */
const sample = 1000;

function kindOf(tf: typeof tfjs, labels: tfjs.Tensor, output: tfjs.SymbolicTensor): LabelKind {
  const units = output.shape.at(-1) ?? 1;
  const values = tf.tidy(() =>
    labels.slice(0, Math.min(sample, labels.shape[0]!)).dataSync(),
  ) as ArrayLike<number>;
  const list = Array.from(values);
  const width = labels.rank > 1 ? labels.shape.at(-1)! : 1;
  const whole = list.every((value) => Number.isInteger(value) && value >= 0);
  if (units > 1 && width === 1 && whole && list.every((value) => value < units)) return 'class';
  if (units > 1 && width === units && whole && isOneHot(list, width)) return 'one-hot';
  if (units === 1 && width === 1 && list.every((value) => value === 0 || value === 1)) return 'binary';
  return 'number';
}

function isOneHot(values: readonly number[], width: number): boolean {
  for (let row = 0; row < values.length; row += width) {
    if (values.slice(row, row + width).reduce((sum, value) => sum + value, 0) !== 1) return false;
  }
  return true;
}

function lastActivation(model: tfjs.LayersModel): unknown {
  const config = model.layers.at(-1)?.getConfig() as { activation?: unknown } | undefined;
  const isActivation = ['Softmax', 'Activation'].includes(model.layers.at(-1)?.getClassName() ?? '');
  return isActivation ? 'own' : (config?.activation ?? 'linear');
}
