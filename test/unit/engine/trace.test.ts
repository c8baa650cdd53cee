/** A replayed step is the step, bit for bit; and where that cannot be known, nothing is replayed. */
import assert from 'node:assert/strict';
import type * as tf from '@tensorflow/tfjs';
import type { Engine } from '../../../src/evaluate/engine/index';
import { Random } from './cases/random';
import { testEngine } from './engine';

type Loss = (labels: tf.Tensor, predictions: tf.Tensor) => tf.Tensor;
interface ModelOptions {
  layers?: () => tf.layers.Layer[];
  optimizer?: () => tf.Optimizer | string;
  loss?: string | Loss;
}

/** Losses and accuracies of every batch, and what else a scenario measures. */
type Measures = number[];

describe('engine: recorded steps', function () {
  this.timeout(60_000);
  let engine: Engine;
  let examples: [tf.Tensor, tf.Tensor];
  const EXAMPLES = 72;

  before(async () => {
    engine = await testEngine();
  });

  function build({ layers, optimizer, loss }: ModelOptions = {}): tf.Sequential {
    const { layers: L, sequential } = engine.tf;
    const model = sequential({
      layers: [
        L.conv2d({ inputShape: [8, 8, 2], filters: 8, kernelSize: 3, activation: 'relu' }),
        L.batchNormalization(),
        ...(layers?.() ?? []),
        L.flatten(),
        L.dense({ units: 16, activation: 'tanh' }),
        L.dense({ units: 4, activation: 'softmax' }),
      ],
    });
    const options = {
      optimizer: optimizer?.() ?? 'adam',
      loss: loss ?? 'categoricalCrossentropy',
      metrics: ['accuracy'],
    };
    model.compile(options as tf.ModelCompileArgs);
    return model;
  }

  async function fit(
    model: tf.LayersModel,
    args: tf.ModelFitArgs = {},
    callbacks: tf.CustomCallbackArgs = {},
  ): Promise<Measures> {
    const measures: Measures = [];
    const onBatchEnd = (_: number, logs?: tf.Logs) => {
      measures.push(logs?.loss as number, logs?.acc as number);
    };
    const [x, y] = examples;
    const all = {
      epochs: 4,
      batchSize: 16,
      verbose: 0 as const,
      ...args,
      callbacks: { ...callbacks, onBatchEnd },
    };
    await model.fit(x, y, all);
    const scores = [model.evaluate(x, y, { batchSize: 50 })].flat();
    measures.push(...scores.map((score) => score.dataSync()[0] as number));
    return measures;
  }

  /** The scenario untraced and traced, from the same seed. */
  async function compare(
    scenario: () => Promise<Measures>,
  ): Promise<{ replayed: number; refused: string[] }> {
    const results: Measures[] = [];
    const { trace } = engine;
    const before = { replayed: trace.replayed, refused: trace.refused.length };
    for (const on of [false, true]) {
      engine.reset();
      engine.setTracing(on);
      engine.seed(3);
      const random = new Random(11);
      examples = [random.tensor(engine.tf, [EXAMPLES, 8, 8, 2]), random.oneHot(engine.tf, EXAMPLES, 4)];
      results.push(await scenario());
    }
    const [untraced, traced] = results as [Measures, Measures];
    assert.ok(untraced.length > 0 && untraced.every(Number.isFinite));
    assert.deepEqual(traced, untraced);
    return { replayed: trace.replayed - before.replayed, refused: trace.refused.slice(before.refused) };
  }

  /** Of 4 epochs of 5 batches (the last one is smaller), so many can be replayed: all but three of each shape. */
  const REPLAYED = 4 * 5 - 3 - 3;

  const optimizers: Record<string, () => tf.Optimizer> = {
    sgd: () => engine.tf.train.sgd(0.1),
    momentum: () => engine.tf.train.momentum(0.05, 0.9),
    rmsprop: () => engine.tf.train.rmsprop(0.01),
    adagrad: () => engine.tf.train.adagrad(0.05),
    adadelta: () => engine.tf.train.adadelta(0.5),
    adam: () => engine.tf.train.adam(0.01),
    adamax: () => engine.tf.train.adamax(0.01),
  };
  for (const [name, optimizer] of Object.entries(optimizers)) {
    it(`with ${name}, and a smaller last batch`, async () => {
      const { replayed, refused } = await compare(() => fit(build({ optimizer })));
      assert.deepEqual({ replayed, refused }, { replayed: REPLAYED, refused: [] });
    });
  }

  const stock: Record<string, () => tf.layers.Layer[]> = {
    dropout: () => [engine.tf.layers.dropout({ rate: 0.3 })],
    'dropout with a seed': () => [engine.tf.layers.dropout({ rate: 0.3, seed: 5 })],
    pooling: () => [
      engine.tf.layers.maxPooling2d({ poolSize: 2 }),
      engine.tf.layers.averagePooling2d({ poolSize: 2 }),
    ],
    'a separable convolution': () => [
      engine.tf.layers.separableConv2d({ filters: 8, kernelSize: 3, activation: 'elu' }),
    ],
    'a regularizer': () => [
      engine.tf.layers.conv2d({
        filters: 4,
        kernelSize: 1,
        kernelRegularizer: engine.tf.regularizers.l2({ l2: 0.01 }),
      }),
    ],
    'an LSTM over rows': () => [
      engine.tf.layers.reshape({ targetShape: [36, 8] }),
      engine.tf.layers.lstm({ units: 6, returnSequences: true }),
      engine.tf.layers.gru({ units: 5, returnSequences: true }),
    ],
    'a simple RNN': () => [
      engine.tf.layers.reshape({ targetShape: [36, 8] }),
      engine.tf.layers.simpleRNN({ units: 6, returnSequences: true }),
      engine.tf.layers.layerNormalization(),
    ],
    'a transposed convolution': () => [
      engine.tf.layers.conv2dTranspose({ filters: 3, kernelSize: 3, strides: 2 }),
    ],
    'a constraint': () => [
      engine.tf.layers.conv2d({
        filters: 4,
        kernelSize: 1,
        kernelConstraint: engine.tf.constraints.maxNorm({}),
      }),
    ],
  };
  for (const [name, layers] of Object.entries(stock)) {
    it(`with ${name}`, async () => {
      const { replayed, refused } = await compare(() => fit(build({ layers })));
      assert.deepEqual({ replayed, refused }, { replayed: REPLAYED, refused: [] });
    });
  }

  it('with a learning rate that a callback changes, of Adam and of SGD', async () => {
    const scenario =
      (optimizer: () => tf.Optimizer, change: (optimizer: tf.Optimizer, rate: number) => void) =>
      async () => {
        const model = build({ optimizer });
        const onEpochBegin = (epoch: number) => change(model.optimizer, 0.05 / (1 + epoch));
        return fit(model, {}, { onEpochBegin });
      };
    const adam = await compare(
      scenario(
        () => engine.tf.train.adam(0.05),
        (optimizer, rate) => Object.assign(optimizer, { learningRate: rate }),
      ),
    );
    assert.equal(adam.replayed, REPLAYED);
    await compare(
      scenario(
        () => engine.tf.train.sgd(0.05),
        (optimizer, rate) => (optimizer as tf.SGDOptimizer).setLearningRate(rate),
      ),
    );
  });

  it('with weights set between epochs from a snapshot', async () => {
    const { replayed } = await compare(async () => {
      const model = build();
      let kept: tf.Tensor[] = [];
      const onEpochEnd = (epoch: number) => {
        if (epoch === 1) kept = model.getWeights().map((weight) => weight.clone());
        if (epoch === 2) model.setWeights(kept);
      };
      const measures = await fit(model, {}, { onEpochEnd });
      return [...measures, ...kept.map((weight) => weight.sum().dataSync()[0] as number)];
    });
    assert.equal(replayed, REPLAYED);
  });

  it('with validation and predictions between epochs', async () => {
    const { replayed } = await compare(async () => {
      const model = build();
      const seen: Measures = [];
      const onEpochEnd = (_: number, logs?: tf.Logs) => {
        const first = model.predict(examples[0].slice([0, 0, 0, 0], [5, 8, 8, 2])) as tf.Tensor;
        seen.push(logs?.val_loss as number, first.sum().dataSync()[0] as number);
      };
      return [...(await fit(model, { validationData: examples }, { onEpochEnd })), ...seen];
    });
    assert.equal(replayed, REPLAYED);
  });

  it('with two models in turns', async () => {
    const { refused } = await compare(async () => {
      const models = [build(), build({ layers: () => [engine.tf.layers.maxPooling2d({ poolSize: 2 })] })];
      const measures: Measures = [];
      for (let round = 0; round < 3; round++) {
        for (const model of models) measures.push(...(await fit(model, { epochs: 1 })));
      }
      return measures;
    });
    assert.deepEqual(refused, []);
  });

  it('with a layer frozen and the model compiled again', async () => {
    await compare(async () => {
      const model = build();
      const first = await fit(model, { epochs: 2 });
      (model.layers[0] as tf.layers.Layer).trainable = false;
      model.compile({ optimizer: 'sgd', loss: 'meanSquaredError', metrics: ['accuracy'] });
      return [...first, ...(await fit(model, { epochs: 2 }))];
    });
  });

  it('with a dropout rate that a callback changes', async () => {
    const { replayed } = await compare(async () => {
      const model = build({ layers: () => [engine.tf.layers.dropout({ rate: 0.5 })] });
      const onEpochBegin = (epoch: number) => {
        Object.assign(model.layers[2] as object, { rate: 0.5 / (1 + epoch) });
      };
      return fit(model, {}, { onEpochBegin });
    });
    // Each epoch is another step: two of its five batches are recorded again, and the last one has a shape of its own.
    assert.ok(replayed > 0 && replayed < REPLAYED);
  });

  it('with trainOnBatch and fitDataset', async () => {
    const { replayed } = await compare(async () => {
      const model = build();
      const [x, y] = examples;
      const measures: Measures = [];
      for (let i = 0; i < 6; i++) measures.push(...((await model.trainOnBatch(x, y)) as number[]));
      const { data } = engine.tf;
      const rows = data.zip({
        xs: data.array((await x.array()) as number[][]),
        ys: data.array((await y.array()) as number[][]),
      });
      const { history } = await model.fitDataset(
        rows.shuffle(50).batch(18) as tf.data.Dataset<tf.TensorContainer>,
        {
          epochs: 3,
          verbose: 0,
        },
      );
      return [...measures, ...(history.loss as number[])];
    });
    assert.ok(replayed > 3);
  });

  const refused = async (scenario: () => Promise<Measures>, reason: RegExp): Promise<void> => {
    const outcome = await compare(scenario);
    assert.equal(outcome.replayed, 0);
    assert.match(outcome.refused[0] ?? '', reason);
  };

  it('not with a loss of the trial, whose captured values may change by epoch', async () => {
    await refused(async () => {
      let factor = 1;
      const { sub } = engine.tf;
      const model = build({
        loss: (labels, predictions) => sub(labels, predictions).square().sum(-1).mul(factor),
      });
      return fit(model, {}, { onEpochEnd: () => void (factor *= 0.5) });
    }, /loss or metric/);
  });

  it('not with a layer of the trial', async () => {
    await refused(async () => {
      let scale = 1;
      class Scaled extends engine.tf.layers.Layer {
        static className = 'Scaled';
        override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
          return engine.tf.mul([inputs].flat()[0] as tf.Tensor, scale);
        }
      }
      const model = build({ layers: () => [new Scaled({})] });
      return fit(model, {}, { onEpochEnd: () => void (scale *= 0.5) });
    }, /class of its own/);
  });

  it('not with a method put in place of a stock one, on the object or on its class', async () => {
    const { tf: t } = engine;
    let factor = 1;
    const after = { onEpochEnd: () => void (factor *= 0.5) };
    type Gradients = { name: string; tensor: tf.Tensor }[];
    const scaled = (gradients: Gradients) =>
      gradients.map(({ name, tensor }) => ({ name, tensor: t.mul(tensor, factor) }));
    await refused(() => {
      factor = 1;
      const optimizer = t.train.sgd(0.1);
      const apply = optimizer.applyGradients.bind(optimizer);
      optimizer.applyGradients = (gradients) => apply(scaled(gradients as Gradients));
      return fit(build({ optimizer: () => optimizer }), {}, after);
    }, /another applyGradients/);
    await refused(() => {
      factor = 1;
      const model = build();
      const layer = model.layers.at(-2) as tf.layers.Layer;
      const call = layer.call.bind(layer);
      layer.call = (inputs, kwargs) => t.mul(call(inputs, kwargs) as tf.Tensor, factor);
      return fit(model, {}, after);
    }, /another call/);
    const { prototype } = t.serialization.SerializationMap.getMap().classNameMap[
      'Flatten'
    ]![0] as unknown as {
      prototype: tf.layers.Layer;
    };
    const { call } = prototype;
    try {
      await refused(() => {
        factor = 1;
        prototype.call = function (...args) {
          return t.mul(call.apply(this, args) as tf.Tensor, factor);
        };
        return fit(build(), {}, after);
      }, /another call/);
    } finally {
      prototype.call = call;
    }
  });

  it('not with a layer that draws its noise in JavaScript', async () => {
    await refused(
      () => fit(build({ layers: () => [engine.tf.layers.gaussianNoise({ stddev: 0.3 })] })),
      /constant/,
    );
  });

  it('not with a call hook', async () => {
    await refused(async () => {
      const model = build();
      (model.layers[0] as tf.layers.Layer).setCallHook(() => {});
      return fit(model);
    }, /call hook/);
  });

  it('not with recurrent dropout, whose masks are drawn in JavaScript', async () => {
    const layers = () => [
      engine.tf.layers.reshape({ targetShape: [36, 8] }),
      engine.tf.layers.simpleRNN({ units: 6, recurrentDropout: 0.2, returnSequences: true }),
    ];
    await refused(() => fit(build({ layers })), /outlives|changes/);
  });

  it('gives all memory back', async () => {
    engine.reset();
    engine.setTracing(true);
    const before = engine.memory();
    const random = new Random(11);
    for (let trial = 0; trial < 3; trial++) {
      examples = [random.tensor(engine.tf, [EXAMPLES, 8, 8, 2]), random.oneHot(engine.tf, EXAMPLES, 4)];
      await fit(build());
      engine.reset();
      assert.deepEqual({ ...engine.memory(), heapBytes: 0 }, { ...before, heapBytes: 0 });
    }
  });
});
