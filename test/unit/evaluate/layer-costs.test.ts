import assert from 'node:assert/strict';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { createEngine } from '../../../src/evaluate/engine';
import { isKnownLayer, layerMacs } from '../../../src/evaluate/costs/layer-costs';
import { modelGraph } from '../../../src/evaluate/graph';
import { outputShape, type Layer } from '../../../src/evaluate/layers';

type Shape = readonly number[];

/** A layer, the shapes of its inputs for one example, and its multiply-accumulates worked out by hand. */
interface Case {
  readonly layer: () => Layer;
  readonly inputs: readonly Shape[];
  readonly macs: number;
  readonly why?: string;
}

const image: Shape = [8, 6, 3];
const series: Shape = [5, 4];
const { layers } = tf;

const cases: Readonly<Record<string, readonly Case[]>> = {
  InputLayer: [],
  Dense: [
    { layer: () => layers.dense({ units: 7 }), inputs: [[4]], macs: 4 * 7 },
    {
      layer: () => layers.dense({ units: 7 }),
      inputs: [series],
      macs: 5 * 4 * 7,
      why: 'at each of 5 places',
    },
  ],
  Conv1D: [
    { layer: () => layers.conv1d({ filters: 6, kernelSize: 3 }), inputs: [series], macs: 3 * (3 * 4) * 6 },
  ],
  Conv2D: [
    { layer: () => layers.conv2d({ filters: 4, kernelSize: 3 }), inputs: [image], macs: 6 * 4 * (9 * 3) * 4 },
    {
      layer: () => layers.conv2d({ filters: 4, kernelSize: [3, 2], strides: 2, padding: 'same' }),
      inputs: [image],
      macs: 4 * 3 * (6 * 3) * 4,
    },
    {
      layer: () => layers.conv2d({ filters: 4, kernelSize: 3, dilationRate: 2 }),
      inputs: [image],
      macs: 4 * 2 * (9 * 3) * 4,
    },
  ],
  Conv3D: [
    {
      layer: () => layers.conv3d({ filters: 2, kernelSize: 2 }),
      inputs: [[4, 4, 4, 3]],
      macs: 27 * (8 * 3) * 2,
    },
  ],
  Conv2DTranspose: [
    {
      layer: () => layers.conv2dTranspose({ filters: 4, kernelSize: 3, strides: 2, padding: 'same' }),
      inputs: [image],
      macs: 8 * 6 * 3 * 9 * 4,
      why: 'each input element is spread over the window of each filter',
    },
  ],
  Conv3DTranspose: [
    {
      layer: () => layers.conv3dTranspose({ filters: 2, kernelSize: 2 }),
      inputs: [[3, 3, 3, 4]],
      macs: 27 * 4 * 8 * 2,
    },
  ],
  DepthwiseConv2D: [
    {
      layer: () => layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2 }),
      inputs: [image],
      macs: 6 * 4 * (3 * 2) * 9,
    },
  ],
  SeparableConv2D: [
    {
      layer: () => layers.separableConv2d({ filters: 5, kernelSize: 3, depthMultiplier: 2 }),
      inputs: [image],
      macs: 6 * 4 * (3 * 2) * 9 + 6 * 4 * (3 * 2) * 5,
      why: 'depthwise, then pointwise',
    },
  ],
  SimpleRNN: [{ layer: () => layers.simpleRNN({ units: 6 }), inputs: [series], macs: 5 * (4 * 6 + 6 * 6) }],
  GRU: [{ layer: () => layers.gru({ units: 6 }), inputs: [series], macs: 5 * 3 * (4 * 6 + 6 * 6) }],
  LSTM: [
    { layer: () => layers.lstm({ units: 6 }), inputs: [series], macs: 5 * 4 * (4 * 6 + 6 * 6) },
    {
      layer: () => layers.lstm({ units: 6, returnSequences: true }),
      inputs: [series],
      macs: 5 * 4 * (4 * 6 + 6 * 6),
    },
  ],
  RNN: [
    {
      layer: () => layers.rnn({ cell: layers.gruCell({ units: 6 }) }) as Layer,
      inputs: [series],
      macs: 5 * 3 * (4 * 6 + 6 * 6),
    },
    {
      layer: () =>
        layers.rnn({
          cell: [layers.lstmCell({ units: 3 }), layers.simpleRNNCell({ units: 2 })] as tf.RNN['cell'][],
        }) as Layer,
      inputs: [series],
      macs: 5 * (4 * (4 * 3 + 3 * 3) + (3 * 2 + 2 * 2)),
      why: 'stacked cells',
    },
  ],
  ConvLSTM2D: [
    {
      layer: () => layers.convLstm2d({ filters: 2, kernelSize: 3, padding: 'valid' }) as Layer,
      inputs: [[5, 8, 6, 3]],
      macs: 5 * (6 * 4) * 4 * (9 * 3 * 2 + 9 * 2 * 2),
      why: '5 steps, 6×4 places, 4 gates, of the input and of the state',
    },
  ],
  Bidirectional: [
    {
      layer: () => layers.bidirectional({ layer: layers.lstm({ units: 6 }) as tf.RNN, mergeMode: 'concat' }),
      inputs: [series],
      macs: 2 * 5 * 4 * (4 * 6 + 6 * 6),
    },
  ],
  TimeDistributed: [
    {
      layer: () => layers.timeDistributed({ layer: layers.dense({ units: 7 }) }),
      inputs: [series],
      macs: 5 * 4 * 7,
    },
    {
      layer: () => layers.timeDistributed({ layer: layers.conv2d({ filters: 2, kernelSize: 3 }) }),
      inputs: [[5, 8, 6, 3]],
      macs: 5 * 6 * 4 * 27 * 2,
    },
  ],
  Dot: [
    { layer: () => layers.dot({ axes: 1 }), inputs: [[9], [9]], macs: 9 },
    {
      layer: () => layers.dot({ axes: 2 }),
      inputs: [
        [5, 4],
        [3, 4],
      ],
      macs: 5 * 3 * 4,
      why: 'every pair of rows',
    },
    { layer: () => layers.dot({ axes: -1, normalize: true }), inputs: [[9], [9]], macs: 9 + 9 + 9 },
  ],
  BatchNormalization: [{ layer: () => layers.batchNormalization(), inputs: [image], macs: 8 * 6 * 3 }],
  LayerNormalization: [{ layer: () => layers.layerNormalization(), inputs: [series], macs: 2 * 5 * 4 }],
  Rescaling: [{ layer: () => layers.rescaling({ scale: 2, offset: 1 }), inputs: [image], macs: 8 * 6 * 3 }],
  Resizing: [
    { layer: () => layers.resizing({ height: 4, width: 4 }), inputs: [image], macs: 3 * 4 * 4 * 3 },
    {
      layer: () => layers.resizing({ height: 4, width: 4, interpolation: 'nearest' }),
      inputs: [image],
      macs: 0,
    },
  ],
  UpSampling2D: [
    { layer: () => layers.upSampling2d({ size: [2, 2] }), inputs: [image], macs: 0 },
    {
      layer: () => layers.upSampling2d({ size: [2, 2], interpolation: 'bilinear' }),
      inputs: [image],
      macs: 3 * 16 * 12 * 3,
    },
  ],
  CenterCrop: [{ layer: () => layers.centerCrop({ height: 4, width: 4 }), inputs: [image], macs: 0 }],
  Embedding: [{ layer: () => layers.embedding({ inputDim: 10, outputDim: 4 }), inputs: [[5]], macs: 0 }],
  Activation: [{ layer: () => layers.activation({ activation: 'tanh' }), inputs: [image], macs: 0 }],
  ReLU: [{ layer: () => layers.reLU(), inputs: [image], macs: 0 }],
  LeakyReLU: [{ layer: () => layers.leakyReLU(), inputs: [image], macs: 0 }],
  PReLU: [{ layer: () => layers.prelu(), inputs: [image], macs: 0 }],
  ELU: [{ layer: () => layers.elu(), inputs: [image], macs: 0 }],
  ThresholdedReLU: [{ layer: () => layers.thresholdedReLU(), inputs: [image], macs: 0 }],
  Softmax: [{ layer: () => layers.softmax(), inputs: [series], macs: 0 }],
  Dropout: [{ layer: () => layers.dropout({ rate: 0.5 }), inputs: [image], macs: 0 }],
  SpatialDropout1D: [{ layer: () => layers.spatialDropout1d({ rate: 0.5 }), inputs: [series], macs: 0 }],
  GaussianNoise: [{ layer: () => layers.gaussianNoise({ stddev: 1 }), inputs: [image], macs: 0 }],
  GaussianDropout: [{ layer: () => layers.gaussianDropout({ rate: 0.5 }), inputs: [image], macs: 0 }],
  AlphaDropout: [{ layer: () => layers.alphaDropout({ rate: 0.5 }), inputs: [image], macs: 0 }],
  Flatten: [{ layer: () => layers.flatten(), inputs: [image], macs: 0 }],
  RepeatVector: [{ layer: () => layers.repeatVector({ n: 3 }), inputs: [[4]], macs: 0 }],
  Reshape: [{ layer: () => layers.reshape({ targetShape: [20] }), inputs: [series], macs: 0 }],
  Permute: [{ layer: () => layers.permute({ dims: [2, 1] }), inputs: [series], macs: 0 }],
  Masking: [{ layer: () => layers.masking(), inputs: [series], macs: 0 }],
  CategoryEncoding: [
    {
      layer: () => layers.categoryEncoding({ numTokens: 4, outputMode: 'multiHot' }),
      inputs: [[4]],
      macs: 0,
    },
  ],
  Add: [{ layer: () => layers.add(), inputs: [[4], [4]], macs: 0 }],
  Multiply: [{ layer: () => layers.multiply(), inputs: [[4], [4]], macs: 0 }],
  Average: [{ layer: () => layers.average(), inputs: [[4], [4]], macs: 0 }],
  Maximum: [{ layer: () => layers.maximum(), inputs: [[4], [4]], macs: 0 }],
  Minimum: [{ layer: () => layers.minimum(), inputs: [[4], [4]], macs: 0 }],
  Concatenate: [{ layer: () => layers.concatenate(), inputs: [[4], [4]], macs: 0 }],
  ZeroPadding2D: [{ layer: () => layers.zeroPadding2d(), inputs: [image], macs: 0 }],
  Cropping2D: [
    {
      layer: () =>
        layers.cropping2D({
          cropping: [
            [1, 1],
            [1, 1],
          ],
        }),
      inputs: [image],
      macs: 0,
    },
  ],
  MaxPooling1D: [{ layer: () => layers.maxPooling1d({}), inputs: [series], macs: 0 }],
  MaxPooling2D: [{ layer: () => layers.maxPooling2d({}), inputs: [image], macs: 0 }],
  MaxPooling3D: [{ layer: () => layers.maxPooling3d({ poolSize: 2 }), inputs: [[4, 4, 4, 2]], macs: 0 }],
  AveragePooling1D: [{ layer: () => layers.averagePooling1d({}), inputs: [series], macs: 0 }],
  AveragePooling2D: [{ layer: () => layers.averagePooling2d({}), inputs: [image], macs: 0 }],
  AveragePooling3D: [
    { layer: () => layers.averagePooling3d({ poolSize: 2 }), inputs: [[4, 4, 4, 2]], macs: 0 },
  ],
  GlobalAveragePooling1D: [{ layer: () => layers.globalAveragePooling1d(), inputs: [series], macs: 0 }],
  GlobalAveragePooling2D: [{ layer: () => layers.globalAveragePooling2d({}), inputs: [image], macs: 0 }],
  GlobalMaxPooling1D: [{ layer: () => layers.globalMaxPooling1d(), inputs: [series], macs: 0 }],
  GlobalMaxPooling2D: [{ layer: () => layers.globalMaxPooling2d({}), inputs: [image], macs: 0 }],
  // The width is drawn at each call, so that the output has none.
  RandomWidth: [],
  // Cells are layers of their own too; within RNN they are checked above.
  SimpleRNNCell: [],
  GRUCell: [],
  LSTMCell: [],
  StackedRNNCells: [],
  ConvLSTM2DCell: [],
};

/** Layer classes that the library registers, models left out. */
function libraryLayers(): string[] {
  const { classNameMap } = tf.serialization.SerializationMap.getMap();
  return Object.entries(classNameMap)
    .filter(([, [type]]) => (type as { prototype: unknown }).prototype instanceof layers.Layer)
    .filter(([, [type]]) => !((type as { prototype: unknown }).prototype instanceof tf.LayersModel))
    .map(([name]) => name)
    .filter((name) => name !== 'Model' && name !== 'Functional');
}

describe('costs of layers', () => {
  before(() => createEngine({ wasmDirectory: path.resolve('dist') }));

  it('has every layer class of the library in its table and in these cases', () => {
    const classes = libraryLayers();
    assert.ok(classes.length > 60, `only ${classes.length} classes were found`);
    assert.deepEqual(
      classes.filter((name) => !isKnownLayer(name)),
      [],
    );
    assert.deepEqual(
      classes.filter((name) => !(name in cases)),
      [],
    );
  });

  for (const [name, list] of Object.entries(cases)) {
    for (const { layer: make, inputs, macs, why } of list) {
      it(`${name} on ${JSON.stringify(inputs)} takes ${macs}${why ? ` (${why})` : ''}`, () => {
        const layer = make();
        assert.equal(layer.getClassName(), name);
        const tensors = inputs.map((shape) => tf.input({ shape: [...shape] }));
        const output = layer.apply(tensors.length === 1 ? tensors[0]! : tensors) as tf.SymbolicTensor;
        assert.equal(layerMacs(layer, inputs, [outputShape(layer, [output].flat()[0]!, inputs)]), macs);
      });
    }
  }

  it('does not know a cost when a size is open, or the layer is the person’s own', () => {
    class Own extends layers.Layer {
      static className = 'Own';
      override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor | tf.Tensor[] {
        return inputs;
      }
    }
    const input = tf.input({ shape: [null, 4] });
    const sequence = layers.gru({ units: 3, returnSequences: true }).apply(input) as tf.SymbolicTensor;
    const own = new Own({}).apply(
      layers.dense({ units: 2 }).apply(tf.input({ shape: [4] })),
    ) as tf.SymbolicTensor;
    assert.equal(modelGraph(tf.model({ inputs: input, outputs: sequence }))?.nodes.at(-1)?.flops, undefined);
    const graph = modelGraph(tf.model({ inputs: own.inputs[0]!.inputs[0]!, outputs: own }));
    assert.equal(graph?.nodes.at(-1)?.type, 'Own');
    assert.equal(graph?.partial, true);
    assert.equal(graph?.flops, 8);
  });
});
