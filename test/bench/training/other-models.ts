/** Models off the beaten track, each with layers that the seven of `models.ts` lack. `peers/keras_models.py` has them too. */
import type * as tf from '@tensorflow/tfjs';
import type { BenchModel, TensorFlow } from './models';

type Layers = TensorFlow['layers'];

/** The layers of a sequential model without its last one, which tells the classes. */
function model(
  title: string,
  input: number[],
  layers: (L: Layers, first: { inputShape: number[] }) => tf.layers.Layer[],
  vocabulary?: number,
): BenchModel {
  const build = ({ layers: L, sequential }: TensorFlow): tf.LayersModel => {
    const own = layers(L, { inputShape: input });
    return sequential({ layers: [...own, L.dense({ units: 10, activation: 'softmax' })] });
  };
  return { title, input, build, ...(vocabulary ? { vocabulary } : {}) };
}

/** Two blocks that add their input to what they make of it. */
function residual({ layers: L, ...tf }: TensorFlow): tf.LayersModel {
  const apply = (layer: tf.layers.Layer, x: tf.SymbolicTensor | tf.SymbolicTensor[]): tf.SymbolicTensor =>
    layer.apply(x) as tf.SymbolicTensor;
  const block = (x: tf.SymbolicTensor, filters: number, strides: number): tf.SymbolicTensor => {
    const conv = { filters, padding: 'same' as const, useBias: false };
    let y = apply(L.conv2d({ ...conv, kernelSize: 3, strides }), x);
    y = apply(L.activation({ activation: 'relu' }), apply(L.batchNormalization(), y));
    y = apply(L.batchNormalization(), apply(L.conv2d({ ...conv, kernelSize: 3 }), y));
    const past = strides === 1 ? x : apply(L.conv2d({ ...conv, kernelSize: 1, strides }), x);
    return apply(L.activation({ activation: 'relu' }), apply(L.add(), [past, y]));
  };
  const image = tf.input({ shape: [32, 32, 3] });
  const x = apply(L.conv2d({ filters: 16, kernelSize: 3, padding: 'same', activation: 'relu' }), image);
  const pooled = apply(L.globalAveragePooling2d({}), block(block(x, 16, 1), 32, 2));
  return tf.model({ inputs: image, outputs: apply(L.dense({ units: 10, activation: 'softmax' }), pooled) });
}

const relu = { activation: 'relu' as const };

export const otherModels = {
  conv1d: model('1-D convolutions', [128, 16], (L, first) => [
    L.conv1d({ ...first, filters: 64, kernelSize: 5, ...relu }),
    L.maxPooling1d({ poolSize: 2 }),
    L.conv1d({ filters: 64, kernelSize: 3, ...relu }),
    L.globalMaxPooling1d(),
  ]),
  strided: model('3×3 with stride 2', [32, 32, 3], (L, first) => [
    L.conv2d({ ...first, filters: 32, kernelSize: 3, strides: 2, padding: 'same', ...relu }),
    L.conv2d({ filters: 64, kernelSize: 3, strides: 2, padding: 'same', ...relu }),
    L.globalAveragePooling2d({}),
  ]),
  large: model('5×5 with stride 2', [32, 32, 3], (L, first) => [
    L.conv2d({ ...first, filters: 32, kernelSize: 5, strides: 2, padding: 'same', ...relu }),
    L.conv2d({ filters: 64, kernelSize: 5, strides: 2, padding: 'same', ...relu }),
    L.globalAveragePooling2d({}),
  ]),
  dilated: model('3×3 with dilation 2, ELU', [32, 32, 3], (L, first) => [
    L.conv2d({ ...first, filters: 16, kernelSize: 3, dilationRate: 2, padding: 'same', activation: 'elu' }),
    L.conv2d({ filters: 32, kernelSize: 3, dilationRate: 2, padding: 'same', activation: 'elu' }),
    L.globalMaxPooling2d({}),
  ]),
  odd: model('channels 12, 20, 36', [28, 28, 1], (L, first) => [
    L.conv2d({ ...first, filters: 12, kernelSize: 3, ...relu }),
    L.maxPooling2d({ poolSize: 2 }),
    L.conv2d({ filters: 20, kernelSize: 3, ...relu }),
    L.averagePooling2d({ poolSize: 2 }),
    L.conv2d({ filters: 36, kernelSize: 3, activation: 'swish' }),
    L.flatten(),
  ]),
  wideConv: model('7×7, SELU, Gaussian dropout', [32, 32, 3], (L, first) => [
    L.conv2d({ ...first, filters: 16, kernelSize: 7, strides: 2, padding: 'same', activation: 'selu' }),
    L.gaussianDropout({ rate: 0.2 }),
    L.conv2d({ filters: 16, kernelSize: 7, padding: 'same', activation: 'selu' }),
    L.globalAveragePooling2d({}),
  ]),
  multiplier: model('depthwise 5×5, 4 outputs a channel', [16, 16, 16], (L, first) => [
    L.depthwiseConv2d({ ...first, kernelSize: 5, depthMultiplier: 4, padding: 'same', ...relu }),
    L.conv2d({ filters: 32, kernelSize: 1, ...relu }),
    L.globalAveragePooling2d({}),
  ]),
  residual: { title: 'residual blocks', input: [32, 32, 3], build: residual },
  transposed: model('transposed convolution', [8, 8, 16], (L, first) => [
    L.conv2dTranspose({ ...first, filters: 16, kernelSize: 3, strides: 2, padding: 'same', ...relu }),
    L.upSampling2d({ size: [2, 2] }),
    L.conv2d({ filters: 8, kernelSize: 3, padding: 'same', activation: 'tanh' }),
    L.flatten(),
  ]),
  conv3d: model('3-D convolutions', [8, 16, 16, 1], (L, first) => [
    L.conv3d({ ...first, filters: 8, kernelSize: 3, ...relu }),
    L.maxPooling3d({ poolSize: [2, 2, 2] }),
    L.conv3d({ filters: 16, kernelSize: 3, ...relu }),
    L.flatten(),
  ]),
  convLstm: model('ConvLSTM', [6, 12, 12, 3], (L, first) => [
    L.convLstm2d({ ...first, filters: 16, kernelSize: 3, padding: 'same' }) as tf.layers.Layer,
    L.flatten(),
  ]),
  timed: model('convolution over time, LSTM', [8, 16, 16, 3], (L, first) => [
    L.timeDistributed({ ...first, layer: L.conv2d({ filters: 8, kernelSize: 3, ...relu }) }),
    L.timeDistributed({ layer: L.flatten() }),
    L.lstm({ units: 32 }),
  ]),
  bidirectional: model('two bidirectional LSTM', [32, 16], (L, first) => [
    L.bidirectional({
      ...first,
      layer: L.lstm({ units: 32, returnSequences: true }) as tf.RNN,
      mergeMode: 'concat',
    }),
    L.bidirectional({ layer: L.lstm({ units: 32 }) as tf.RNN, mergeMode: 'concat' }),
  ]),
  masked: model(
    'masked embedding, GRU',
    [32],
    (L, first) => [
      L.embedding({ ...first, inputDim: 1000, outputDim: 32, maskZero: true }),
      L.gru({ units: 48, returnSequences: true }),
      L.gru({ units: 48 }),
    ],
    1000,
  ),
  dropped: model('two GRU of 50 steps that drop', [50, 8], (L, first) => [
    L.gru({ ...first, units: 32, dropout: 0.2, returnSequences: true }),
    L.gru({ units: 32, dropout: 0.2, recurrentDropout: 0.2 }),
  ]),
  mixed: model('mixing block, GELU', [64, 32], (L, first) => [
    L.layerNormalization(first),
    L.permute({ dims: [2, 1] }),
    L.dense({ units: 64, activation: 'gelu' }),
    L.permute({ dims: [2, 1] }),
    L.dense({ units: 64, activation: 'gelu' }),
    L.dense({ units: 32 }),
    L.globalAveragePooling1d({}),
  ]),
  picture: model('bilinear upsampling to one channel', [16, 16, 8], (L, first) => [
    L.conv2d({ ...first, filters: 16, kernelSize: 3, padding: 'same', activation: 'swish' }),
    L.upSampling2d({ size: [2, 2], interpolation: 'bilinear' }),
    L.conv2d({ filters: 1, kernelSize: 3, padding: 'same' }),
    L.flatten(),
  ]),
  wide: model('dense 1024, PReLU', [512], (L, first) => [
    L.dense({ ...first, units: 1024 }),
    L.prelu(),
    L.dense({ units: 1024, ...relu }),
  ]),
} satisfies Record<string, BenchModel>;
