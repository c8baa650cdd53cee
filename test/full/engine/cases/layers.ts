/** Every layer class over random configurations: its output, and the gradients by its input and by its weights. */
import type * as tf from '@tensorflow/tfjs';
import type { Case, Random, TensorFlow } from './random';

type Layer = tf.layers.Layer;
type Inputs = tf.SymbolicTensor | tf.SymbolicTensor[];
type Build = (tf: TensorFlow, random: Random) => { layer: Layer; inputs: number[][]; values?: tf.Tensor[] };

/** Gives every weight values of its own, so that nothing hangs on the initialisers. */
function setWeights(tf: TensorFlow, random: Random, layer: Layer): void {
  layer.setWeights(
    layer.getWeights().map((weight, i) => {
      const variance = layer.weights[i]?.originalName.includes('variance');
      return random.tensor(tf, weight.shape, variance ? 0.5 : -0.6, variance ? 2 : 0.6);
    }),
  );
}

/**
 * Output, gradients by inputs and weights, and what the forward pass leaves in the other weights (moving averages).
 * `shapes` are without the batch axis. `training` only where a layer does nothing random in it.
 */
function train(tf: TensorFlow, random: Random, build: Build, training: boolean): tf.Tensor[] {
  const { layer, inputs: shapes, values } = build(tf, random);
  const batch = random.int(1, 4);
  const symbols = shapes.map((shape) => tf.input({ shape }));
  const output = layer.apply((symbols.length === 1 ? symbols[0] : symbols) as Inputs) as Inputs;
  const model = tf.model({ inputs: symbols, outputs: output });
  setWeights(tf, random, layer);
  const data = values ?? shapes.map((shape) => random.tensor(tf, [batch, ...shape]));
  const apply = (...xs: tf.Tensor[]): tf.Tensor[] =>
    [model.apply(xs.length === 1 ? (xs[0] as tf.Tensor) : xs, { training })].flat() as tf.Tensor[];
  const results = apply(...data);
  const weights = results.map((y) => random.tensor(tf, y.shape));
  const loss = (...xs: tf.Tensor[]): tf.Scalar => {
    const terms = apply(...xs).map((y, i) =>
      tf.mean(tf.mul(tf.add(tf.square(y), y), weights[i] as tf.Tensor)),
    );
    return terms.reduce((a, b) => tf.add(a, b)).asScalar();
  };
  const out = [...results];
  if (!values) out.push(...tf.grads(loss)(data));
  const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  if (variables.length > 0) {
    const { grads } = tf.variableGrads(() => loss(...data), variables);
    out.push(...variables.map((variable) => grads[variable.name] as tf.Tensor));
  }
  out.push(...layer.nonTrainableWeights.map((weight) => weight.read()));
  return out.map((tensor) => tensor.clone());
}

const layer = (name: string, covers: string[], build: Build, training = true): Case => ({
  name: `layer ${name}`,
  covers: covers.map((id) => `layers.${id}`),
  run: (tf, random) => train(tf, random, build, training),
});

const ACTIVATIONS = [
  'elu', 'selu', 'relu', 'relu6', 'linear', 'sigmoid', 'hardSigmoid', 'softplus', 'softsign', 'tanh', 'softmax',
  'logSoftmax', 'gelu', 'gelu_new', 'mish', 'swish',
] as const; // prettier-ignore

type Padding = 'same' | 'valid';
const pad = (random: Random): Padding => random.pick(['same', 'valid'] as const);
const format = (random: Random) => random.pick(['channelsLast', 'channelsFirst'] as const);
const activation = (random: Random) =>
  random.pick(['linear', 'relu', 'tanh', 'elu', 'sigmoid', 'softmax'] as const);

/** Strides and dilation of one axis, of which one is 1. */
function strideOrDilation(random: Random, axes: number): { strides: number[]; dilationRate: number[] } {
  const ones = new Array<number>(axes).fill(1);
  const some = ones.map(() => random.int(1, 3));
  return random.next() < 0.3 ? { strides: ones, dilationRate: some } : { strides: some, dilationRate: ones };
}

/** An image with `axes` axes of at least `least`, and channels where the format wants them. */
function image(random: Random, axes: number, least: number, channels: number, first = false): number[] {
  const size = Array.from({ length: axes }, () => random.int(least, least + 4));
  return first ? [channels, ...size] : [...size, channels];
}

const convolutional: Case[] = [
  layer('conv1d', ['conv1d'], (tf, random) => {
    const { strides, dilationRate } = strideOrDilation(random, 1);
    const padding = random.pick(['same', 'valid', 'causal'] as const);
    const causal = padding === 'causal';
    const layer = tf.layers.conv1d({
      filters: random.int(1, 6), kernelSize: random.int(1, 3), padding, strides: causal ? 1 : (strides as [number]),
      dilationRate: dilationRate as [number], activation: activation(random), useBias: random.bool(),
    }); // prettier-ignore
    return { layer, inputs: [image(random, 1, 7, random.int(1, 5))] };
  }),
  layer('conv2d', ['conv2d'], (tf, random) => {
    const dataFormat = format(random);
    const layer = tf.layers.conv2d({
      filters: random.int(1, 9), kernelSize: [random.int(1, 3), random.int(1, 3)], padding: pad(random), dataFormat,
      activation: activation(random), useBias: random.bool(),
      ...(strideOrDilation(random, 2) as { strides: [number, number]; dilationRate: [number, number] }),
    }); // prettier-ignore
    return { layer, inputs: [image(random, 2, 7, random.int(1, 5), dataFormat === 'channelsFirst')] };
  }),
  layer('conv2dTranspose', ['conv2dTranspose'], (tf, random) => {
    const layer = tf.layers.conv2dTranspose({
      filters: random.int(1, 6), kernelSize: random.int(1, 3), strides: random.int(1, 3), padding: pad(random),
      useBias: random.bool(),
    }); // prettier-ignore
    return { layer, inputs: [image(random, 2, 2, random.int(1, 5))] };
  }),
  layer('conv3d', ['conv3d'], (tf, random) => {
    const [filters, channels] = random.bool()
      ? [random.int(1, 4), random.int(1, 3)]
      : [random.int(4, 18), random.int(3, 9)];
    const [strides, dilationRate] = random.bool() ? [random.int(1, 3), 1] : [1, random.int(1, 2)];
    const layer = tf.layers.conv3d({
      filters, kernelSize: random.int(1, 3), strides, dilationRate, padding: pad(random), activation: activation(random),
    }); // prettier-ignore
    return { layer, inputs: [image(random, 3, dilationRate > 1 ? 5 : 3, channels)] };
  }),
  layer('conv3dTranspose', ['conv3dTranspose'], (tf, random) => {
    const layer = tf.layers.conv3dTranspose({
      filters: random.int(1, 4), kernelSize: random.int(1, 3), strides: random.int(1, 2), padding: pad(random),
    }); // prettier-ignore
    return { layer, inputs: [image(random, 3, 2, random.int(1, 3))] };
  }),
  layer('separableConv2d', ['separableConv2d'], (tf, random) => {
    const layer = tf.layers.separableConv2d({
      filters: random.int(1, 9), kernelSize: random.int(1, 3), depthMultiplier: random.int(1, 2), padding: pad(random),
      strides: random.int(1, 2), activation: activation(random),
    }); // prettier-ignore
    return { layer, inputs: [image(random, 2, 4, random.int(1, 9))] };
  }),
  layer('depthwiseConv2d', ['depthwiseConv2d'], (tf, random) => {
    const dilated = random.next() < 0.3;
    const layer = tf.layers.depthwiseConv2d({
      kernelSize: random.int(1, 3), depthMultiplier: random.int(1, 2), padding: pad(random),
      strides: dilated ? 1 : random.int(1, 3), dilationRate: dilated ? random.int(2, 3) : 1,
      activation: activation(random),
    }); // prettier-ignore
    return { layer, inputs: [image(random, 2, 7, random.int(1, 9))] };
  }),
  layer('convLstm2d', ['convLstm2d', 'convLstm2dCell'], (tf, random) => {
    const options = {
      filters: random.int(1, 12), kernelSize: random.int(1, 3), padding: pad(random),
      recurrentActivation: random.pick(['sigmoid', 'hardSigmoid']), useBias: random.bool(),
    }; // prettier-ignore
    const layer = random.bool()
      ? tf.layers.convLstm2d({ ...options, returnSequences: random.bool() } as never)
      : tf.layers.convLstm2d({ ...options, cell: tf.layers.convLstm2dCell(options as never) } as never);
    return { layer, inputs: [[random.int(1, 3), ...image(random, 2, 4, random.int(1, 3))]] };
  }),
];

type PoolName = 'averagePooling' | 'avgPool' | 'avgPooling' | 'maxPooling' | 'maxPool';

const pool = (name: string, axes: 1 | 2 | 3): Case =>
  layer(name, [name], (tf, random) => {
    const make = tf.layers[name as `${PoolName}2d`] as (config: object) => Layer;
    const dataFormat = axes === 2 ? format(random) : 'channelsLast';
    const layer = make({
      poolSize: random.int(1, 3), strides: random.bool() ? null : random.int(1, 3), padding: pad(random), dataFormat,
    }); // prettier-ignore
    return { layer, inputs: [image(random, axes, 3, random.int(1, 6), dataFormat === 'channelsFirst')] };
  });

const globalPool = (name: string, axes: 1 | 2): Case =>
  layer(name, [name], (tf, random) => ({
    layer: (tf.layers[name as 'globalMaxPooling2d'] as (config: object) => Layer)({}),
    inputs: [image(random, axes, 1, random.int(1, 9))],
  }));

const pooling: Case[] = [
  ...['averagePooling1d', 'avgPool1d', 'avgPooling1d', 'maxPooling1d', 'maxPool1d'].map((name) =>
    pool(name, 1),
  ),
  ...['averagePooling2d', 'avgPool2d', 'avgPooling2d', 'maxPooling2d', 'maxPool2d'].map((name) =>
    pool(name, 2),
  ),
  ...['averagePooling3d', 'avgPool3d', 'avgPooling3d', 'maxPooling3d'].map((name) => pool(name, 3)),
  ...['globalAveragePooling1d', 'globalMaxPooling1d', 'globalMaxPool1d'].map((name) => globalPool(name, 1)),
  ...['globalAveragePooling2d', 'globalMaxPooling2d', 'globalMaxPool2d'].map((name) => globalPool(name, 2)),
];

const core: Case[] = [
  layer('dense', ['dense'], (tf, random) => ({
    layer: tf.layers.dense({
      units: random.int(1, 9),
      activation: activation(random),
      useBias: random.bool(),
    }),
    inputs: [random.bool() ? [random.int(1, 9)] : [random.int(1, 4), random.int(1, 9)]],
  })),
  ...ACTIVATIONS.map((name): Case => ({
    ...layer(`activation ${name}`, ['activation'], (tf, random) => ({
      layer: tf.layers.activation({ activation: name as 'relu' }),
      inputs: [[random.int(1, 4), random.int(1, 9)]],
    })),
    covers: ['layers.activation', `activations.${name}`],
  })),
  layer('elu', ['elu'], (tf, random) => ({ layer: tf.layers.elu({}), inputs: [[random.int(1, 9)]] })),
  layer('leakyReLU', ['leakyReLU'], (tf, random) => ({
    layer: tf.layers.leakyReLU({ alpha: 0.2 }),
    inputs: [[random.int(1, 9)]],
  })),
  layer('prelu', ['prelu'], (tf, random) => ({
    layer: tf.layers.prelu(random.bool() ? {} : { sharedAxes: [1] }),
    inputs: [[random.int(1, 4), random.int(1, 9)]],
  })),
  layer('reLU', ['reLU'], (tf, random) => ({
    layer: tf.layers.reLU(random.bool() ? {} : { maxValue: 0.5 }),
    inputs: [[random.int(1, 9)]],
  })),
  layer('softmax', ['softmax'], (tf, random) => ({
    layer: tf.layers.softmax({}),
    inputs: [[random.int(1, 9)]],
  })),
  layer('thresholdedReLU', ['thresholdedReLU'], (tf, random) => ({
    layer: tf.layers.thresholdedReLU({ theta: 0.3 }),
    inputs: [[random.int(1, 9)]],
  })),
  layer('flatten', ['flatten'], (tf, random) => {
    const dataFormat = format(random);
    return { layer: tf.layers.flatten({ dataFormat }), inputs: [image(random, 2, 1, random.int(1, 4))] };
  }),
  layer('repeatVector', ['repeatVector'], (tf, random) => ({
    layer: tf.layers.repeatVector({ n: random.int(1, 4) }),
    inputs: [[random.int(1, 9)]],
  })),
  layer('reshape', ['reshape'], (tf, random) => {
    const [a, b] = [random.int(1, 4), random.int(1, 4)];
    return { layer: tf.layers.reshape({ targetShape: [b, a] }), inputs: [[a, b]] };
  }),
  layer('permute', ['permute'], (tf, random) => ({
    layer: tf.layers.permute({ dims: random.shuffled([1, 2, 3]) }),
    inputs: [image(random, 2, 1, random.int(1, 4))],
  })),
  layer('embedding', ['embedding'], (tf, random) => {
    const [rows, length, batch] = [random.int(2, 9), random.int(1, 6), random.int(1, 4)];
    const layer = tf.layers.embedding({ inputDim: rows, outputDim: random.int(1, 6) });
    return { layer, inputs: [[length]], values: [random.ints(tf, [batch, length], 0, rows - 1).toFloat()] };
  }),
  layer('timeDistributed', ['timeDistributed'], (tf, random) => ({
    layer: tf.layers.timeDistributed({
      layer: tf.layers.dense({ units: random.int(1, 5), activation: 'tanh' }),
    }),
    inputs: [[random.int(1, 4), random.int(1, 5)]],
  })),
  layer('rescaling', ['rescaling'], (tf, random) => ({
    layer: tf.layers.rescaling({ scale: 0.3, offset: 0.1 }),
    inputs: [image(random, 2, 1, 3)],
  })),
  layer('cropping2D', ['cropping2D'], (tf, random) => ({
    layer: tf.layers.cropping2D({ cropping: [[random.int(0, 1), 1], [1, random.int(0, 2)]] }),
    inputs: [image(random, 2, 4, random.int(1, 3))],
  })), // prettier-ignore
  layer('zeroPadding2d', ['zeroPadding2d'], (tf, random) => ({
    layer: tf.layers.zeroPadding2d({ padding: [[random.int(0, 2), 1], [0, random.int(0, 2)]] }),
    inputs: [image(random, 2, 2, random.int(1, 3))],
  })), // prettier-ignore
  layer('upSampling2d', ['upSampling2d'], (tf, random) => ({
    layer: tf.layers.upSampling2d({
      size: [random.int(1, 3), random.int(1, 3)],
      interpolation: random.pick(['nearest', 'bilinear'] as const),
    }),
    // Square, since the stock gradient of a bilinear resize exchanges height and width.
    inputs: [[4, 4, random.int(1, 3)]],
  })),
];

const merging: Case[] = [
  ...(['add', 'multiply', 'average', 'maximum', 'minimum'] as const).map((name) =>
    layer(name, [name], (tf, random) => {
      const shape = [random.int(1, 4), random.int(1, 5)];
      return { layer: tf.layers[name](), inputs: Array.from({ length: random.int(2, 3) }, () => shape) };
    }),
  ),
  layer('concatenate', ['concatenate'], (tf, random) => {
    const rows = random.int(1, 4);
    return { layer: tf.layers.concatenate({ axis: -1 }), inputs: [[rows, random.int(1, 4)], [rows, random.int(1, 4)]] };
  }), // prettier-ignore
  layer('dot', ['dot'], (tf, random) => {
    const [a, b, c] = [random.int(1, 4), random.int(1, 4), random.int(1, 4)];
    return { layer: tf.layers.dot({ axes: [2, 2], normalize: random.bool() }), inputs: [[a, c], [b, c]] };
  }), // prettier-ignore
];

const normalizing: Case[] = [true, false].map((training) =>
  layer(
    `batchNormalization${training ? '' : ', inference'}`,
    ['batchNormalization'],
    (tf, random) => {
      // Of a few rows nearly nothing is left of the gradient, and of its digits.
      const shape = [8, random.int(1, 4), random.int(1, 40)];
      // On another axis, or without scale or center, the stock layer throws in training.
      const layer = tf.layers.batchNormalization();
      return { layer, inputs: [shape] };
    },
    training,
  ),
);
normalizing.push(
  layer('layerNormalization', ['layerNormalization'], (tf, random) => {
    const shape = [random.int(2, 5), random.int(2, 9)];
    const axis = random.pick([-1, 2, [1, 2]]);
    const layer = tf.layers.layerNormalization({
      axis,
      scale: random.next() < 0.8,
      center: random.next() < 0.8,
    });
    return { layer, inputs: [shape] };
  }),
);

type Cell = ReturnType<typeof tf.layers.gruCell>;
type Recurrent = 'simpleRNN' | 'gru' | 'lstm';

/** What recurrent layers have in common, drawn. */
function recurrentOptions(random: Random, kind: Recurrent): Record<string, unknown> {
  const gates = random.pick(['hardSigmoid', 'sigmoid', 'tanh'] as const);
  return {
    units: random.pick([1, 3, 4, 8, 12]),
    activation: random.pick(['tanh', 'tanh', 'relu'] as const),
    useBias: random.next() < 0.8,
    ...(kind === 'simpleRNN' ? {} : { recurrentActivation: gates }),
    ...(kind === 'lstm' ? { unitForgetBias: random.bool() } : {}),
    returnSequences: random.bool(),
    goBackwards: random.next() < 0.3,
  };
}

const recurrent: Case[] = (['simpleRNN', 'gru', 'lstm'] as const).flatMap((kind) => {
  const make = (tf: TensorFlow, options: Record<string, unknown>): Layer =>
    (tf.layers[kind] as (config: object) => Layer)(options);
  const shape = (random: Random): number[] => [random.int(1, 7), random.int(1, 6)];
  return [
    layer(kind, [kind], (tf, random) => {
      const returnState = random.next() < 0.3;
      return { layer: make(tf, { ...recurrentOptions(random, kind), returnState }), inputs: [shape(random)] };
    }),
    layer(`${kind}, usual options`, [kind], (tf, random) => {
      const options = {
        units: 4 * random.int(1, 4),
        returnSequences: random.bool(),
        goBackwards: random.bool(),
      };
      return { layer: make(tf, options), inputs: [shape(random)] };
    }),
    layer(`${kind} cell`, [`${kind}Cell`, 'rnn', 'stackedRNNCells'], (tf, random) => {
      const cell = (units: number) => (tf.layers[`${kind}Cell`] as (config: object) => Cell)({ units });
      const cells = [cell(4), cell(random.int(1, 4))];
      const stacked = random.bool() ? tf.layers.stackedRNNCells({ cells }) : cells;
      return {
        layer: tf.layers.rnn({ cell: stacked as unknown as Cell, returnSequences: random.bool() }),
        inputs: [shape(random)],
      };
    }),
    layer(`bidirectional ${kind}`, ['bidirectional'], (tf, random) => {
      const inner = make(tf, { units: 4, returnSequences: random.bool() }) as tf.RNN;
      const mergeMode = random.pick(['concat', 'sum', 'mul', 'ave'] as const);
      return { layer: tf.layers.bidirectional({ layer: inner, mergeMode }), inputs: [shape(random)] };
    }),
    masked(kind, make),
  ];
});

/** Two stacked layers behind a mask: the first gives sequences, so that the mask reaches the second. */
function masked(kind: Recurrent, make: (tf: TensorFlow, options: Record<string, unknown>) => Layer): Case {
  return {
    name: `layer ${kind}, masked`,
    covers: ['layers.masking', `layers.${kind}`],
    run: (tf, random) => {
      const [steps, width] = [random.int(1, 6), random.int(1, 5)];
      const first = make(tf, { units: 4, returnSequences: true, goBackwards: random.next() < 0.2 });
      const second = make(tf, { ...recurrentOptions(random, kind), returnSequences: random.bool() });
      const inner = tf.sequential({
        layers: [tf.layers.masking({ maskValue: 0, inputShape: [steps, width] }), first, second],
      });
      const batch = random.int(1, 4);
      // Steps are dropped at random, not at the end only.
      const kept = random.ints(tf, [batch, steps, 1], 0, 2).greater(0).toFloat();
      const x = tf.mul(random.tensor(tf, [batch, steps, width]), kept);
      for (const layer of [first, second]) setWeights(tf, random, layer);
      const weights = random.tensor(tf, (inner.apply(x) as tf.Tensor).shape);
      const variables = inner.trainableWeights.map((weight) => weight.read() as tf.Variable);
      const loss = () =>
        tf.mean(tf.mul(tf.square(inner.apply(x, { training: true }) as tf.Tensor), weights)).asScalar();
      const { value, grads } = tf.variableGrads(loss, variables);
      return [
        value,
        inner.apply(x) as tf.Tensor,
        ...variables.map((variable) => grads[variable.name] as tf.Tensor),
      ];
    },
  };
}

/** Layers with no weights and no gradient, or random ones as they are outside of training. */
const inference: Case[] = [
  ...(['alphaDropout', 'dropout', 'gaussianDropout', 'spatialDropout1d'] as const).map((name) =>
    layer(
      name,
      [name],
      (tf, random) => ({
        layer: (tf.layers[name] as (config: object) => Layer)({ rate: 0.3 }),
        inputs: [[random.int(1, 4), random.int(1, 5)]],
      }),
      false,
    ),
  ),
  layer(
    'gaussianNoise',
    ['gaussianNoise'],
    (tf, random) => ({ layer: tf.layers.gaussianNoise({ stddev: 0.3 }), inputs: [[random.int(1, 5)]] }),
    false,
  ),
  ...(['centerCrop', 'resizing', 'categoryEncoding'] as const).map((name): Case => ({
    name: `layer ${name}`,
    covers: [`layers.${name}`],
    run: (tf, random) => {
      if (name === 'categoryEncoding') {
        const layer = tf.layers.categoryEncoding({
          numTokens: 6,
          outputMode: 'multiHot',
        });
        // Of one axis, the cpu backend counts where it should say whether.
        const shape = [random.int(1, 4), random.int(2, 6)];
        return [layer.apply(random.ints(tf, shape, 0, 5)) as tf.Tensor];
      }
      const [height, width] = [random.int(1, 5), random.int(1, 5)];
      const layer = tf.layers[name]({ height, width });
      return [
        layer.apply(
          random.tensor(tf, [random.int(1, 3), random.int(5, 8), random.int(5, 8), 3]),
        ) as tf.Tensor,
      ];
    },
  })),
  {
    name: 'input layer',
    covers: ['layers.input', 'layers.inputLayer'],
    run: (tf, random) => {
      const model = tf.sequential();
      model.add(tf.layers.inputLayer({ inputShape: [3] }));
      model.add(tf.layers.dense({ units: 2 }));
      setWeights(tf, random, model.layers[1] as Layer);
      return [model.predict(random.tensor(tf, [2, 3])) as tf.Tensor];
    },
  },
];

export const layerCases: Case[] = [
  ...convolutional,
  ...pooling,
  ...core,
  ...merging,
  ...normalizing,
  ...recurrent,
  ...inference,
];
