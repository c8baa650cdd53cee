/** The models that are timed: batches of 64, ten classes, Adam. `peers/keras_models.py` builds the same ones. */
import type * as tf from '@tensorflow/tfjs';
import { otherModels } from './other-models';

export type TensorFlow = typeof tf;
export const BATCH = 64;
export const CLASSES = 10;

export interface BenchModel {
  readonly title: string;
  /** Shape of one example. */
  readonly input: number[];
  /** Words are numbers below this; undefined for models of real numbers. */
  readonly vocabulary?: number;
  /** Floating-point operations of a training step: the products of both passes, without the input's own gradient; undefined: not counted. */
  readonly flops?: number;
  build(tf: TensorFlow): tf.LayersModel;
}

/** A pass forward, and the same again for the gradients of inputs and of weights; `first` needs none of its input. */
const step = (multiplications: number, first = 0): number => 2 * BATCH * (3 * multiplications - first);

function plainCnn(tf: TensorFlow): tf.LayersModel {
  const { layers: L } = tf;
  return tf.sequential({
    layers: [
      L.conv2d({ inputShape: [28, 28, 1], filters: 16, kernelSize: 3, activation: 'relu' }),
      L.maxPooling2d({ poolSize: 2 }),
      L.conv2d({ filters: 32, kernelSize: 3, activation: 'relu' }),
      L.maxPooling2d({ poolSize: 2 }),
      L.flatten(),
      L.dense({ units: 64, activation: 'relu' }),
      L.dense({ units: CLASSES, activation: 'softmax' }),
    ],
  });
}

function cifarCnn(tf: TensorFlow): tf.LayersModel {
  const { layers: L } = tf;
  const model = tf.sequential();
  for (const [i, filters] of [32, 64, 128].entries()) {
    const first = i === 0 ? { inputShape: [32, 32, 3] } : {};
    model.add(L.conv2d({ ...first, filters, kernelSize: 3, padding: 'same', useBias: false }));
    model.add(L.batchNormalization());
    model.add(L.activation({ activation: 'relu' }));
    model.add(L.maxPooling2d({ poolSize: 2 }));
  }
  model.add(L.flatten());
  model.add(L.dense({ units: 128, activation: 'relu' }));
  model.add(L.dense({ units: CLASSES, activation: 'softmax' }));
  return model;
}

function separableCnn(tf: TensorFlow): tf.LayersModel {
  const { layers: L } = tf;
  const model = tf.sequential();
  const normalized = (layer: tf.layers.Layer): void => {
    model.add(layer);
    model.add(L.batchNormalization());
    model.add(L.activation({ activation: 'relu' }));
  };
  const kernel = { kernelSize: 3, padding: 'same' as const, useBias: false };
  normalized(L.conv2d({ inputShape: [32, 32, 3], filters: 32, ...kernel }));
  for (const filters of [64, 128]) {
    normalized(L.depthwiseConv2d({ strides: 2, ...kernel }));
    normalized(L.conv2d({ filters, kernelSize: 1, useBias: false }));
  }
  model.add(L.separableConv2d({ filters: 128, kernelSize: 3, padding: 'same', activation: 'relu' }));
  model.add(L.globalAveragePooling2d({}));
  model.add(L.dense({ units: CLASSES, activation: 'softmax' }));
  return model;
}

function recurrent(kind: 'lstm' | 'gru'): (tf: TensorFlow) => tf.LayersModel {
  return ({ layers: L, sequential }) =>
    sequential({
      layers: [
        L[kind]({ inputShape: [32, 16], units: 64 }),
        L.dense({ units: CLASSES, activation: 'softmax' }),
      ],
    });
}

/** Attention as people write it for TensorFlow.js, which has no such layer: a class of their own. */
function attention(tf: TensorFlow, units: number): tf.layers.Layer {
  class Attention extends tf.layers.Layer {
    static className = 'Attention';
    private weightsOf: tf.LayerVariable[] = [];

    override build(): void {
      const initializer = tf.initializers.glorotUniform({});
      const names = ['query', 'key', 'value', 'output'];
      this.weightsOf = names.map((name) =>
        this.addWeight(name, [units, units], 'float32', initializer as never),
      );
      this.built = true;
    }

    override computeOutputShape(shape: tf.Shape): tf.Shape {
      return shape;
    }

    override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
      return tf.tidy(() => {
        const x = [inputs].flat()[0] as tf.Tensor3D;
        const [batch, time] = x.shape;
        const project = (from: tf.Tensor, i: number): tf.Tensor3D => {
          const rows = tf.reshape(from, [batch * time, units]);
          const weight = (this.weightsOf[i] as tf.LayerVariable).read();
          return tf.reshape(tf.matMul(rows, weight), [batch, time, units]);
        };
        const [query, key, value] = [0, 1, 2].map((i) => project(x, i)) as [tf.Tensor, tf.Tensor, tf.Tensor];
        const scores = tf.mul(tf.matMul(query, key, false, true), 1 / Math.sqrt(units));
        return project(tf.matMul(tf.softmax(scores), value), 3);
      });
    }
  }
  return new Attention({});
}

function transformer(tf: TensorFlow): tf.LayersModel {
  const { layers: L } = tf;
  const apply = (layer: tf.layers.Layer, x: tf.SymbolicTensor | tf.SymbolicTensor[]): tf.SymbolicTensor =>
    layer.apply(x) as tf.SymbolicTensor;
  const words = tf.input({ shape: [32] });
  const embedded = apply(L.embedding({ inputDim: 1000, outputDim: 64 }), words);
  const attended = apply(L.add(), [embedded, apply(attention(tf, 64), embedded)]);
  const x = apply(L.layerNormalization(), attended);
  const inner = apply(L.dense({ units: 64 }), apply(L.dense({ units: 128, activation: 'relu' }), x));
  const normalized = apply(L.layerNormalization(), apply(L.add(), [x, inner]));
  const pooled = apply(L.globalAveragePooling1d(), normalized);
  return tf.model({
    inputs: words,
    outputs: apply(L.dense({ units: CLASSES, activation: 'softmax' }), pooled),
  });
}

function perceptron({ layers: L, sequential }: TensorFlow): tf.LayersModel {
  return sequential({
    layers: [
      L.dense({ inputShape: [64], units: 256, activation: 'relu' }),
      L.dropout({ rate: 0.1 }),
      L.dense({ units: 256, activation: 'relu' }),
      L.dense({ units: CLASSES, activation: 'softmax' }),
    ],
  });
}

const plainFirst = 26 * 26 * 16 * 9;
const colourFirst = 32 * 32 * 32 * 27;

export const sevenModels = {
  cnn: {
    title: '28×28 CNN',
    input: [28, 28, 1],
    flops: step(plainFirst + 11 * 11 * 32 * 9 * 16 + 800 * 64 + 640, plainFirst),
    build: plainCnn,
  },
  cifar: {
    title: 'CIFAR CNN 32/64/128 + BN',
    input: [32, 32, 3],
    flops: step(colourFirst + 16 * 16 * 64 * 9 * 32 + 8 * 8 * 128 * 9 * 64 + 2048 * 128 + 1280, colourFirst),
    build: cifarCnn,
  },
  separable: {
    title: 'depthwise-separable + BN',
    input: [32, 32, 3],
    flops: step(
      colourFirst + 256 * 32 * (9 + 64) + 64 * 64 * (9 + 128) + 64 * 128 * (9 + 128) + 1280,
      colourFirst,
    ),
    build: separableCnn,
  },
  lstm: {
    title: 'LSTM 64, 32×16',
    input: [32, 16],
    flops: step(32 * (16 + 64) * 256 + 640),
    build: recurrent('lstm'),
  },
  gru: {
    title: 'GRU 64, 32×16',
    input: [32, 16],
    flops: step(32 * (16 + 64) * 192 + 640),
    build: recurrent('gru'),
  },
  transformer: {
    title: 'transformer block',
    input: [32],
    vocabulary: 1000,
    flops: step(32 * (4 * 64 * 64 + 2 * 64 * 128) + 2 * 32 * 32 * 64 + 640),
    build: transformer,
  },
  mlp: {
    title: 'MLP 256-256, dropout',
    input: [64],
    flops: step(64 * 256 + 256 * 256 + 2560, 64 * 256),
    build: perceptron,
  },
} satisfies Record<string, BenchModel>;

export const models: Record<ModelName, BenchModel> = { ...sevenModels, ...otherModels };

export type ModelName = keyof typeof sevenModels | keyof typeof otherModels;

/** Random examples and one-hot labels, as many as `steps` batches have. */
export function examples(
  tf: TensorFlow,
  { input, vocabulary }: BenchModel,
  steps: number,
): [tf.Tensor, tf.Tensor] {
  const count = BATCH * steps;
  const x = vocabulary
    ? tf.randomUniform([count, ...input], 0, vocabulary, 'int32', 7).toFloat()
    : tf.randomNormal([count, ...input], 0, 1, 'float32', 7);
  const y = tf.oneHot(tf.randomUniform([count], 0, CLASSES, 'int32', 8), CLASSES).toFloat();
  return [x, y];
}
