/** Names that TensorFlow.js 4 knows. */

/** Activations of layers, the usual ones of hidden layers first. */
export const ACTIVATIONS = [
  'relu',
  'elu',
  'swish',
  'gelu',
  'selu',
  'tanh',
  'mish',
  'relu6',
  'sigmoid',
  'softplus',
  'softsign',
  'hardSigmoid',
  'linear',
  'softmax',
  'gelu_new',
] as const;

/** Optimizers that `compile` takes by name. */
export const OPTIMIZERS = ['adam', 'sgd', 'rmsprop', 'adamax', 'adagrad', 'adadelta'] as const;

/** Initializers that layers take by name. */
export const INITIALIZERS = [
  'glorotUniform',
  'glorotNormal',
  'heUniform',
  'heNormal',
  'leCunUniform',
  'leCunNormal',
  'randomNormal',
  'randomUniform',
  'truncatedNormal',
  'varianceScaling',
  'orthogonal',
  'zeros',
  'ones',
  'identity',
] as const;

export const PADDINGS = ['same', 'valid'] as const;
export const MERGE_MODES = ['concat', 'sum', 'mul', 'ave'] as const;
export const INTERPOLATIONS = ['nearest', 'bilinear'] as const;

/** Losses that `compile` takes by name. */
export const LOSSES = [
  'categoricalCrossentropy',
  'sparseCategoricalCrossentropy',
  'binaryCrossentropy',
  'meanSquaredError',
  'meanAbsoluteError',
  'meanAbsolutePercentageError',
  'meanSquaredLogarithmicError',
  'squaredHinge',
  'hinge',
  'categoricalHinge',
  'logcosh',
  'kullbackLeiblerDivergence',
  'poisson',
  'cosineProximity',
] as const;

/** What a search can improve or bound without a `metric` hint. */
export const MEASURES = [
  'val_accuracy',
  'val_loss',
  'accuracy',
  'loss',
  'params',
  'flops',
  'size',
  'latency',
  'memory',
] as const;
