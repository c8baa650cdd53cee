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
  metrics?: (string | Loss)[];
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

  function build({ layers, optimizer, loss, metrics }: ModelOptions = {}): tf.Sequential {
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
      metrics: metrics ?? ['accuracy'],
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
      measures.push(logs?.loss as number, logs?.acc ?? 0);
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
    'recurrent layers that drop': () => [
      engine.tf.layers.reshape({ targetShape: [36, 8] }),
      engine.tf.layers.lstm({ units: 6, dropout: 0.2, recurrentDropout: 0.3, returnSequences: true }),
      engine.tf.layers.gru({ units: 6, dropout: 0.2, recurrentDropout: 0.3, returnSequences: true }),
    ],
    noise: () => [
      engine.tf.layers.gaussianNoise({ stddev: 0.3 }),
      engine.tf.layers.gaussianDropout({ rate: 0.2 }),
      engine.tf.layers.alphaDropout({ rate: 0.2 }),
    ],
    'batch normalization and a rectifier': () => [
      engine.tf.layers.conv2d({ filters: 12, kernelSize: 3, padding: 'same', useBias: false }),
      engine.tf.layers.batchNormalization(),
      engine.tf.layers.reLU(),
      engine.tf.layers.maxPooling2d({ poolSize: 2 }),
      engine.tf.layers.conv2d({ filters: 6, kernelSize: 1 }),
      engine.tf.layers.batchNormalization({ center: false }),
      engine.tf.layers.activation({ activation: 'relu' }),
    ],
    'biases and rectifiers, with and without pooling behind them': () => [
      engine.tf.layers.depthwiseConv2d({ kernelSize: 3, padding: 'same', activation: 'relu' }),
      engine.tf.layers.reshape({ targetShape: [36, 8] }),
      engine.tf.layers.conv1d({ filters: 9, kernelSize: 3, activation: 'relu' }),
      engine.tf.layers.maxPooling1d({ poolSize: 2 }),
      engine.tf.layers.conv1d({ filters: 12, kernelSize: 3, activation: 'relu' }),
      engine.tf.layers.conv1d({ filters: 5, kernelSize: 1, activation: 'relu' }),
    ],
    'dense layers with shortcuts': () => {
      const { input, layers: L, model } = engine.tf;
      const dense = (x: tf.SymbolicTensor, units: number, activation?: 'relu'): tf.SymbolicTensor =>
        L.dense({ units, activation }).apply(x) as tf.SymbolicTensor;
      const sum = (...all: tf.SymbolicTensor[]): tf.SymbolicTensor => L.add().apply(all) as tf.SymbolicTensor;
      const x = input({ shape: [6, 6, 8] });
      const a = dense(dense(x, 13, 'relu'), 13);
      const b = sum(a, dense(dense(a, 301, 'relu'), 13));
      const c = sum(dense(b, 13), dense(b, 13), dense(dense(b, 9, 'relu'), 13));
      return [model({ inputs: x, outputs: sum(b, c) }) as unknown as tf.layers.Layer];
    },
    'pooling with and without rectifiers before it': () => [
      engine.tf.layers.conv2d({ filters: 13, kernelSize: 3, padding: 'same', activation: 'relu' }),
      engine.tf.layers.maxPooling2d({ poolSize: 3, strides: 1 }),
      engine.tf.layers.conv2d({ filters: 13, kernelSize: 1, activation: 'relu' }),
      engine.tf.layers.maxPooling2d({ poolSize: 2 }),
      engine.tf.layers.conv2d({ filters: 9, kernelSize: 1 }),
      engine.tf.layers.maxPooling2d({ poolSize: 2 }),
    ],
    'other activations before pooling': () => [
      engine.tf.layers.conv2d({ filters: 13, kernelSize: 3, padding: 'same', activation: 'tanh' }),
      engine.tf.layers.maxPooling2d({ poolSize: 3, strides: 1 }),
      engine.tf.layers.conv2d({ filters: 21, kernelSize: 1, padding: 'same', activation: 'elu' }),
      engine.tf.layers.maxPooling2d({ poolSize: 2 }),
      engine.tf.layers.conv2d({ filters: 21, kernelSize: 3, padding: 'same', activation: 'tanh' }),
      engine.tf.layers.maxPooling2d({ poolSize: 2 }),
    ],
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

  const large: Record<string, () => { shape: number[]; layers: tf.layers.Layer[] }> = {
    'images, activations and pooling': () => {
      const { layers: L } = engine.tf;
      const convolution = (filters: number, kernelSize: number, activation: 'tanh' | 'elu' | 'relu') =>
        L.conv2d({ filters, kernelSize, activation, padding: kernelSize === 5 ? 'same' : 'valid' });
      const layers = [
        L.conv2d({ inputShape: [28, 28, 1], filters: 32, kernelSize: 5, activation: 'tanh' }),
        L.maxPooling2d({ poolSize: 2 }),
        convolution(16, 3, 'relu'),
        convolution(72, 5, 'elu'),
        L.maxPooling2d({ poolSize: 2 }),
        L.flatten(),
      ];
      return { shape: [28, 28, 1], layers };
    },
    'lines and pooling': () => {
      const { layers: L } = engine.tf;
      const layers = [
        L.conv1d({ inputShape: [90, 2], filters: 40, kernelSize: 5, activation: 'relu' }),
        L.maxPooling1d({ poolSize: 3 }),
        L.conv1d({ filters: 20, kernelSize: 3, activation: 'tanh' }),
        L.maxPooling1d({ poolSize: 2 }),
        L.flatten(),
      ];
      return { shape: [90, 2], layers };
    },
    'depthwise convolutions and those of single pixels': () => {
      const { layers: L } = engine.tf;
      const single = (filters: number): tf.layers.Layer =>
        L.conv2d({ filters, kernelSize: 1, activation: 'relu' });
      const depthwise = { padding: 'same' as const, activation: 'relu' as const };
      const layers = [
        L.depthwiseConv2d({ inputShape: [16, 16, 16], kernelSize: 5, depthMultiplier: 4, ...depthwise }),
        single(32),
        L.depthwiseConv2d({ kernelSize: 3, ...depthwise }),
        single(20),
        L.globalAveragePooling2d({}),
      ];
      return { shape: [16, 16, 16], layers };
    },
    'rows, shortcuts and normalization': () => {
      const { input, layers: L, model } = engine.tf;
      const apply = (layer: tf.layers.Layer, ...x: tf.SymbolicTensor[]): tf.SymbolicTensor =>
        layer.apply(x.length === 1 ? (x[0] as tf.SymbolicTensor) : x) as tf.SymbolicTensor;
      const x = input({ shape: [64, 20] });
      const wide = apply(L.dense({ units: 64, activation: 'tanh' }), x);
      const inner = apply(L.dense({ units: 64 }), apply(L.dense({ units: 100, activation: 'relu' }), wide));
      const normal = apply(L.layerNormalization(), apply(L.add(), wide, inner));
      const shares = apply(L.dense({ units: 64, activation: 'softmax' }), normal);
      const outputs = apply(L.globalAveragePooling1d(), apply(L.add(), normal, shares, wide));
      return { shape: [64, 20], layers: [model({ inputs: x, outputs }) as unknown as tf.layers.Layer] };
    },
  };
  for (const [name, make] of Object.entries(large)) {
    it(`with ${name} in strips`, async () => {
      const { replayed, refused } = await compare(async () => {
        const { shape, layers } = make();
        const dense = engine.tf.layers.dense({ units: 4, activation: 'softmax' });
        const model = engine.tf.sequential({ layers: [...layers, dense] });
        model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
        examples = [new Random(7).tensor(engine.tf, [EXAMPLES, ...shape]), examples[1]];
        return fit(model, { batchSize: 40 });
      });
      // Two shapes of batches, four of each.
      assert.deepEqual({ replayed, refused }, { replayed: 2, refused: [] });
    });
  }

  it('with a learning rate that a callback changes', async () => {
    const scenario =
      (optimizer: () => tf.Optimizer, change: (optimizer: tf.Optimizer, rate: number) => void) =>
      async () => {
        const model = build({ optimizer });
        const onEpochBegin = (epoch: number) => change(model.optimizer, 0.05 / (1 + epoch));
        return fit(model, {}, { onEpochBegin });
      };
    const assign = (optimizer: tf.Optimizer, rate: number) =>
      Object.assign(optimizer, { learningRate: rate });
    const set = (optimizer: tf.Optimizer, rate: number) =>
      (optimizer as tf.SGDOptimizer).setLearningRate(rate);
    for (const changed of [
      scenario(() => engine.tf.train.adam(0.05), assign),
      scenario(() => engine.tf.train.rmsprop(0.05), assign),
      scenario(() => engine.tf.train.sgd(0.05), set),
      scenario(() => engine.tf.train.momentum(0.05, 0.9), set),
    ]) {
      assert.equal((await compare(changed)).replayed, REPLAYED);
    }
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

  /** A layer of the trial whose call is given, with two weights; it counts its calls. */
  function ownLayer(
    call: (x: tf.Tensor, weights: tf.Tensor[], count: number) => tf.Tensor,
    counted: { calls: number } = { calls: 0 },
  ): tf.layers.Layer {
    const { tf: t } = engine;
    class Own extends t.layers.Layer {
      static className = 'Own';
      private kernels: tf.LayerVariable[] = [];

      override build(): void {
        const initializer = t.initializers.glorotUniform({}) as never;
        this.kernels = ['a', 'b'].map((name) => this.addWeight(name, [8, 8], 'float32', initializer));
        this.built = true;
      }

      override computeOutputShape(shape: tf.Shape): tf.Shape {
        return shape;
      }

      override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
        const weights = this.kernels.map((kernel) => kernel.read());
        return call([inputs].flat()[0] as tf.Tensor, weights, counted.calls++);
      }
    }
    return new Own({});
  }

  /** Attention over pixels: products, a constant, softmax, and the input as it is. */
  const attention = (x: tf.Tensor, [a, b]: tf.Tensor[]): tf.Tensor =>
    engine.tf.tidy(() => {
      const { tf: t } = engine;
      const rows = t.reshape(x, [-1, 8]);
      const [q, v] = [t.matMul(rows, a as tf.Tensor), t.matMul(rows, b as tf.Tensor)].map((product) =>
        t.reshape(product, [x.shape[0] as number, 36, 8]),
      ) as [tf.Tensor, tf.Tensor];
      const scores = t.softmax(t.mul(t.matMul(q, q, false, true), 1 / Math.sqrt(8)));
      return t.add(t.reshape(t.matMul(scores, v), x.shape), x.clone());
    });

  it('with a layer, a loss and a metric of the trial, which run as often as untraced', async () => {
    const { replayed, refused } = await compare(async () => {
      const counted = { calls: 0 };
      let [losses, metrics] = [0, 0];
      const model = build({
        layers: () => [ownLayer(attention, counted), engine.tf.layers.dropout({ rate: 0.2 })],
        loss: (labels, predictions) => {
          losses++;
          return engine.tf.sub(labels, predictions).square().sum(-1);
        },
        metrics: [
          (labels, predictions) => {
            metrics++;
            return engine.tf.abs(engine.tf.sub(labels, predictions)).max(-1);
          },
        ],
      });
      return [...(await fit(model)), counted.calls, losses, metrics];
    });
    assert.deepEqual({ replayed, refused }, { replayed: REPLAYED, refused: [] });
  });

  it('with a value that a loss or a layer captures and that changes by epoch', async () => {
    let factor = 1;
    const onEpochEnd = (epoch: number): void => {
      if (epoch === 2) factor *= 0.5;
    };
    const ofLoss = await compare(() => {
      factor = 1;
      const { sub } = engine.tf;
      const loss: Loss = (labels, predictions) => sub(labels, predictions).square().sum(-1).mul(factor);
      return fit(build({ loss }), { epochs: 6 }, { onEpochEnd });
    });
    const ofLayer = await compare(() => {
      factor = 1;
      const layers = () => [
        engine.tf.layers.dropout({ rate: 0.2 }),
        ownLayer((x, weights) => engine.tf.mul(attention(x, weights), factor)),
      ];
      return fit(build({ layers }), { epochs: 6 }, { onEpochEnd });
    });
    for (const { replayed, refused } of [ofLoss, ofLayer]) {
      assert.deepEqual(refused, []);
      assert.ok(replayed > 10 && replayed < 6 * 5 - 6);
    }
  });

  /** What code of the trial may do in its 12th call, when steps have been replayed for long. */
  const surprises: Record<string, (x: tf.Tensor, seen: Measures) => tf.Tensor> = {
    'runs another kernel': (x) => engine.tf.tanh(x),
    'gives back its input': (x) => x,
    'reads what it is given': (x, seen) => {
      seen.push(engine.tf.sum(x).dataSync()[0] as number);
      return engine.tf.relu(x);
    },
    'reads and decides': (x) => ((engine.tf.sum(x).dataSync()[0] as number) > 0 ? engine.tf.elu(x) : x),
    'keeps a tensor': (x, seen) => {
      const kept = engine.tf.keep(engine.tf.relu(x));
      seen.push(...kept.dataSync().slice(0, 3));
      return kept.clone();
    },
    'makes a variable': (x) => engine.tf.mul(x, engine.tf.variable(engine.tf.scalar(0.7))),
    'takes more kernels': (x) => engine.tf.relu(engine.tf.mul(engine.tf.relu(x), 0.9)),
  };
  for (const [what, surprise] of Object.entries(surprises)) {
    it(`with a layer that once ${what}, and goes on as before`, async () => {
      const { replayed } = await compare(async () => {
        const seen: Measures = [];
        const counted = { calls: 0 };
        let once = true;
        const layer = ownLayer((x, weights, count) => {
          const y = attention(x, weights);
          if (count < 12 || !once) return engine.tf.relu(y);
          once = false;
          return surprise(y, seen);
        }, counted);
        const model = build({
          layers: () => [engine.tf.layers.dropout({ rate: 0.2 }), layer, ownLayer(attention)],
        });
        return [...(await fit(model)), ...seen, counted.calls];
      });
      assert.ok(replayed > 0);
    });
  }

  /** What a loss may do with a tensor that a layer put aside, in a step in which a layer between goes another way. */
  const handed: Record<string, (aside: tf.Tensor, seen: Measures) => tf.Tensor> = {
    adds: (aside) => aside.mul(0.1),
    'reads and adds': (aside) => aside.mul(aside.dataSync()[0] as number),
    'keeps and adds': (aside, seen) => {
      const kept = engine.tf.keep(aside);
      seen.push(...kept.dataSync());
      return kept.clone();
    },
    'makes a variable of': (aside) => engine.tf.mul(aside, engine.tf.variable(aside)),
    'takes a gradient of': (aside) => engine.tf.grad((x: tf.Tensor) => engine.tf.square(x))(aside),
    'has a gradient of its own for': (aside) =>
      engine.tf.customGrad((x) => ({
        value: engine.tf.square(x as tf.Tensor),
        gradFunc: (dy: tf.Tensor) => engine.tf.mul(dy, 0.3),
      }))(aside),
  };
  for (const [what, use] of Object.entries(handed)) {
    it(`with a loss that ${what} what a layer put aside, after a layer that changes`, async () => {
      const { tf: t } = engine;
      const { replayed } = await compare(async () => {
        const seen: Measures = [];
        const counted = { first: { calls: 0 }, second: { calls: 0 }, losses: 0 };
        let [aside, late]: [tf.Tensor | undefined, boolean] = [undefined, false];
        const first = ownLayer((x, weights) => {
          const y = attention(x, weights);
          aside = t.mean(t.square(y));
          return y;
        }, counted.first);
        const second = ownLayer((x) => t.mul(t.relu(x), late ? 0.5 : 1), counted.second);
        const loss: Loss = (labels, predictions) => {
          counted.losses++;
          const error = t.sub(labels, predictions).square().sum(-1);
          const given = aside as tf.Tensor;
          return t.add(error, late && counted.losses < 40 ? use(given, seen) : given.mul(0.1));
        };
        const layers = () => [first, engine.tf.layers.dropout({ rate: 0.2 }), second];
        const onEpochEnd = (epoch: number) => void (late = epoch >= 2);
        const measures = await fit(build({ layers, loss }), { epochs: 6 }, { onEpochEnd });
        return [...measures, ...seen, counted.first.calls, counted.second.calls, counted.losses];
      });
      assert.ok(replayed > 0);
    });
  }

  it('with a layer that takes a gradient of what another put aside, from some epoch on', async () => {
    const { tf: t } = engine;
    const { replayed, refused: reasons } = await compare(() => {
      let [aside, late]: [tf.Tensor | undefined, boolean] = [undefined, false];
      const first = ownLayer((x, weights) => {
        aside = attention(x, weights);
        return t.relu(aside);
      });
      const halved = t.customGrad((x) => ({
        value: t.square(x as tf.Tensor),
        gradFunc: (dy: tf.Tensor) => t.mul(dy, 0.5),
      }));
      const second = ownLayer((x) => t.add(x, late ? halved(aside as tf.Tensor) : (aside as tf.Tensor)));
      const onEpochEnd = (epoch: number) => void (late = epoch >= 1);
      return fit(build({ layers: () => [first, second] }), {}, { onEpochEnd });
    });
    assert.ok(replayed > 0);
    assert.match(reasons[0] ?? '', /gradients/);
  });

  it('with layers of the trial that drop units, more of them from some epoch on', async () => {
    const { tf: t } = engine;
    for (const seed of [undefined, 5]) {
      const { replayed } = await compare(async () => {
        const seen: Measures = [];
        let late = false;
        const drop = [0.3, 0.2].map((rate) => t.layers.dropout({ rate, seed }));
        const dropped = (x: tf.Tensor, i: number) =>
          (drop[i] as tf.layers.Layer).call(x, { training: true }) as tf.Tensor;
        const first = ownLayer((x, weights) => {
          const y = dropped(attention(x, weights), 0);
          const z = late ? dropped(y, 1) : y;
          if (late && seen.length < 8) seen.push(...t.sum(z).dataSync());
          return z;
        });
        const second = ownLayer((x) => t.mul(dropped(x, 0), late ? 0.5 : 1));
        const layers = () => [
          t.layers.dropout({ rate: 0.2 }),
          first,
          t.layers.dropout({ rate: 0.1 }),
          second,
        ];
        const onEpochEnd = (epoch: number) => void (late = epoch >= 2);
        return [...(await fit(build({ layers }), { epochs: 6 }, { onEpochEnd })), ...seen];
      });
      assert.ok(replayed > 0);
    }
  });

  it('with a layer that takes a gradient of its own from some epoch on', async () => {
    const { tf: t } = engine;
    const halved = (x: tf.Tensor) =>
      t.customGrad((input) => ({
        value: t.square(input as tf.Tensor),
        gradFunc: (dy: tf.Tensor) => t.mul(dy, 0.5),
      }))(x);
    const { replayed, refused: reasons } = await compare(() => {
      let own = false;
      const layer = ownLayer((x) => (own ? halved(x) : t.square(x)));
      const onEpochEnd = (epoch: number) => void (own = epoch >= 1);
      return fit(build({ layers: () => [layer] }), {}, { onEpochEnd });
    });
    assert.ok(replayed > 0);
    assert.match(reasons[0] ?? '', /gradients/);
  });

  it('with a layer that drops itself at random', async () => {
    await compare(() => {
      const layer = ownLayer((x, weights) => (Math.random() < 0.2 ? x : attention(x, weights)));
      return fit(build({ layers: () => [layer] }));
    });
  });

  it('not with code of the trial that reads tensors, draws noise or takes gradients', async () => {
    const { tf: t } = engine;
    const withLayer = (call: (x: tf.Tensor) => tf.Tensor) => () =>
      fit(build({ layers: () => [ownLayer(call)] }));
    await refused(
      withLayer((x) => t.mul(x, t.max(x).dataSync()[0] as number)),
      /reads/,
    );
    await refused(
      withLayer((x) => t.add(x, t.randomNormal(x.shape))),
      /constant/,
    );
    const halved = (x: tf.Tensor) =>
      t.customGrad((input) => ({
        value: t.square(input as tf.Tensor),
        gradFunc: (dy: tf.Tensor) => t.mul(dy, 0.5),
      }))(x);
    await refused(withLayer(halved), /gradients/);
  });

  it('not with a layer of the trial that changes more than its call', async () => {
    await refused(() => {
      const layer = ownLayer((x) => engine.tf.relu(x));
      Object.assign(layer, { apply: layer.apply.bind(layer) });
      return fit(build({ layers: () => [layer] }));
    }, /another apply/);
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
      let factor = 1;
      const layer = ownLayer((x, weights) => engine.tf.mul(attention(x, weights), factor));
      const onEpochEnd = (epoch: number) => void (factor = epoch < 1 ? 1 : 0.5);
      const layers = () => [layer, engine.tf.layers.maxPooling2d({ poolSize: 2 })];
      await fit(build({ layers }), {}, { onEpochEnd });
      engine.reset();
      assert.deepEqual({ ...engine.memory(), heapBytes: 0 }, { ...before, heapBytes: 0 });
    }
  });
});
