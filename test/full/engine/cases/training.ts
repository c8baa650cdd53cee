/** Optimizers, losses, metrics, regularizers, constraints and initialisers, each in the training of a small model. */
import type * as tf from '@tensorflow/tfjs';
import type { Case, Random, TensorFlow } from './random';

const EXAMPLES = 12;

function smallModel(tf: TensorFlow, random: Random, last: string, options: object = {}): tf.Sequential {
  const model = tf.sequential();
  model.add(tf.layers.dense({ inputShape: [5], units: 6, activation: 'tanh', ...options }));
  model.add(tf.layers.dense({ units: 3, activation: last as 'softmax' }));
  model.setWeights(model.getWeights().map((weight) => random.tensor(tf, weight.shape)));
  return model;
}

/** The loss of every batch (the last one is smaller) over three epochs, and the predictions at the end. */
async function fit(
  tf: TensorFlow,
  random: Random,
  model: tf.Sequential,
  targets: tf.Tensor,
): Promise<tf.Tensor[]> {
  const x = random.tensor(tf, [EXAMPLES, 5]);
  const losses: number[] = [];
  const onBatchEnd = (_: number, logs?: tf.Logs) => {
    for (const [name, value] of Object.entries(logs ?? {}))
      if (name !== 'batch' && name !== 'size') losses.push(value);
  };
  await model.fit(x, targets, {
    epochs: 3,
    batchSize: 5,
    shuffle: false,
    verbose: 0,
    callbacks: { onBatchEnd },
  });
  return [tf.tensor1d(losses), model.predict(x) as tf.Tensor];
}

const OPTIMIZERS: Record<string, (tf: TensorFlow) => tf.Optimizer> = {
  sgd: (tf) => tf.train.sgd(0.05),
  momentum: (tf) => tf.train.momentum(0.05, 0.9),
  rmsprop: (tf) => tf.train.rmsprop(0.01),
  adam: (tf) => tf.train.adam(0.01),
  adadelta: (tf) => tf.train.adadelta(0.5),
  adamax: (tf) => tf.train.adamax(0.01),
  adagrad: (tf) => tf.train.adagrad(0.05),
};

const optimizers: Case[] = Object.entries(OPTIMIZERS).map(([name, make]) => ({
  name: `optimizer ${name}`,
  covers: [`train.${name}`],
  // A step of Adam and its kin divides by the square root of small squares, which magnifies rounding.
  tolerance: 1e-4,
  run: (tf, random) => {
    const model = smallModel(tf, random, 'softmax');
    model.compile({ optimizer: make(tf), loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
    return fit(tf, random, model, random.oneHot(tf, EXAMPLES, 3));
  },
}));

/** Losses by the name that `compile` takes: the last activation and the targets that suit them. */
const LOSSES: Record<string, [string, (tf: TensorFlow, random: Random) => tf.Tensor]> = {
  meanSquaredError: ['linear', (tf, random) => random.tensor(tf, [EXAMPLES, 3])],
  meanAbsoluteError: ['linear', (tf, random) => random.tensor(tf, [EXAMPLES, 3])],
  meanAbsolutePercentageError: ['linear', (tf, random) => random.tensor(tf, [EXAMPLES, 3], 0.5, 2)],
  meanSquaredLogarithmicError: ['sigmoid', (tf, random) => random.tensor(tf, [EXAMPLES, 3], 0, 1)],
  squaredHinge: ['tanh', (tf, random) => random.tensor(tf, [EXAMPLES, 3])],
  hinge: ['tanh', (tf, random) => random.tensor(tf, [EXAMPLES, 3])],
  categoricalHinge: ['softmax', (tf, random) => random.oneHot(tf, EXAMPLES, 3)],
  logcosh: ['linear', (tf, random) => random.tensor(tf, [EXAMPLES, 3])],
  categoricalCrossentropy: ['softmax', (tf, random) => random.oneHot(tf, EXAMPLES, 3)],
  sparseCategoricalCrossentropy: ['softmax', (tf, random) => random.ints(tf, [EXAMPLES, 1], 0, 2).toFloat()],
  binaryCrossentropy: ['sigmoid', (tf, random) => random.oneHot(tf, EXAMPLES, 3)],
  kullbackLeiblerDivergence: ['softmax', (tf, random) => tf.softmax(random.tensor(tf, [EXAMPLES, 3]))],
  poisson: ['softplus', (tf, random) => random.tensor(tf, [EXAMPLES, 3], 0, 2)],
  cosineProximity: ['linear', (tf, random) => random.tensor(tf, [EXAMPLES, 3])],
};

const losses: Case[] = Object.entries(LOSSES).map(([name, [last, targets]]) => ({
  name: `loss ${name}`,
  covers: [`losses.${name}`],
  run: (tf, random) => {
    const model = smallModel(tf, random, last);
    model.compile({ optimizer: tf.train.sgd(0.02), loss: name });
    return fit(tf, random, model, targets(tf, random));
  },
}));

type LossFunction = (labels: tf.Tensor, predictions: tf.Tensor) => tf.Tensor;

/** The functions of tf.losses and tf.metrics: value and gradient by the predictions. */
const functions: Case[] = [
  ...['absoluteDifference', 'cosineDistance', 'hingeLoss', 'huberLoss', 'logLoss', 'meanSquaredError',
    'sigmoidCrossEntropy', 'softmaxCrossEntropy', 'computeWeightedLoss'].map((name): Case => ({
    name: `tf.losses.${name}`,
    covers: [`tf.losses.${name}`],
    run: (tf, random) => {
      const labels = random.oneHot(tf, 4, 3);
      const predictions = random.tensor(tf, [4, 3], 0.1, 0.9);
      const loss: LossFunction = (a, b) => {
        if (name === 'cosineDistance') return tf.losses.cosineDistance(a, b, 1);
        if (name === 'computeWeightedLoss') return tf.losses.computeWeightedLoss(tf.squaredDifference(a, b), a);
        return (tf.losses[name as 'logLoss'] as LossFunction)(a, b);
      };
      return [loss(labels, predictions), tf.grad((p) => loss(labels, p))(predictions)];
    },
  })),
  ...['MAPE', 'MSE', 'binaryAccuracy', 'binaryCrossentropy', 'categoricalAccuracy', 'categoricalCrossentropy',
    'cosineProximity', 'mape', 'meanAbsoluteError', 'meanAbsolutePercentageError', 'meanSquaredError', 'mse',
    'precision', 'r2Score', 'recall', 'sparseCategoricalAccuracy'].map((name): Case => ({
    name: `tf.metrics.${name}`,
    covers: [`metrics.${name}`],
    // It is a difference of numbers of the same size.
    ...(name === 'r2Score' ? { tolerance: 1e-4 } : {}),
    run: (tf, random) => {
      const sparse = name === 'sparseCategoricalAccuracy';
      const labels = sparse ? random.ints(tf, [4, 1], 0, 2).toFloat() : random.oneHot(tf, 4, 3);
      const metric = tf.metrics[name as 'mse'] as LossFunction;
      return [metric(labels, random.tensor(tf, [4, 3], 0.1, 0.9))];
    },
  })),
]; // prettier-ignore

const regularizers: Case[] = (['l1', 'l2', 'l1l2'] as const).map((name) => ({
  name: `regularizer ${name}`,
  covers: [`regularizers.${name}`],
  run: (tf, random) => {
    const kernelRegularizer = name === 'l1' ? tf.regularizers.l1({ l1: 0.01 }) : tf.regularizers[name]();
    const model = smallModel(tf, random, 'softmax', { kernelRegularizer });
    model.compile({ optimizer: tf.train.sgd(0.05), loss: 'categoricalCrossentropy' });
    return fit(tf, random, model, random.oneHot(tf, EXAMPLES, 3));
  },
}));

const constraints: Case[] = (['maxNorm', 'minMaxNorm', 'nonNeg', 'unitNorm'] as const).map((name) => ({
  name: `constraint ${name}`,
  covers: [`constraints.${name}`],
  run: (tf, random) => {
    const options = {
      maxNorm: { maxValue: 0.7, axis: 0 },
      minMaxNorm: { minValue: 0.2, maxValue: 0.7, axis: 0 },
    };
    const make = tf.constraints[name] as (config: object) => tf.serialization.Serializable;
    const config = name === 'nonNeg' ? {} : ((options as Record<string, object>)[name] ?? { axis: 0 });
    const model = smallModel(tf, random, 'softmax', { kernelConstraint: make(config) });
    model.compile({ optimizer: tf.train.sgd(0.05), loss: 'categoricalCrossentropy' });
    return fit(tf, random, model, random.oneHot(tf, EXAMPLES, 3));
  },
}));

/** With a seed an initialiser gives the same values on any backend. */
const initializers: Case[] = [
  'constant', 'glorotNormal', 'glorotUniform', 'heNormal', 'heUniform', 'identity', 'leCunNormal', 'leCunUniform', 'ones',
  'orthogonal', 'randomNormal', 'randomUniform', 'truncatedNormal', 'varianceScaling', 'zeros',
].map((name) => ({
  name: `initializer ${name}`,
  covers: [`initializers.${name}`],
  run: (tf, random) => {
    const size = random.int(1, 6);
    const make = tf.initializers[name as 'constant'] as (config: object) => { apply(shape: number[]): tf.Tensor };
    const config = { seed: 7, value: 0.3, scale: 1, mode: 'fanIn', distribution: 'normal', gain: 1, minval: -1, maxval: 1 };
    return [make(config).apply([size, size])];
  },
})); // prettier-ignore

export const trainingCases: Case[] = [
  ...optimizers,
  ...losses,
  ...functions,
  ...regularizers,
  ...constraints,
  ...initializers,
];
