import assert from 'node:assert/strict';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { graphCosts } from '../../../src/evaluate/costs/graph-costs';
import { createEngine } from '../../../src/evaluate/engine';
import { modelGraph } from '../../../src/evaluate/graph';
import type { Graph } from '../../../src/evaluate/interface';

const { layers } = tf;

function graphOf(model: tf.LayersModel): Graph {
  const graph = modelGraph(model);
  assert.ok(graph);
  return graph;
}

function links({ nodes, edges }: Graph): string[] {
  return edges.map(({ from, to }) => `${nodes[from]!.type} → ${nodes[to]!.type}`);
}

/** A sum of two branches; `swap` builds and adds them the other way round. */
function branches(swap: boolean, rates: readonly [number, number] = [0.1, 0.2]): tf.LayersModel {
  const input = tf.input({ shape: [4] });
  const make = [
    () => layers.dense({ units: 3, activation: 'relu' }).apply(input) as tf.SymbolicTensor,
    () =>
      layers
        .dropout({ rate: rates[0] })
        .apply(layers.dense({ units: 3, activation: 'tanh' }).apply(input)) as tf.SymbolicTensor,
  ];
  const made = (swap ? make.reverse() : make).map((branch) => branch());
  const sum = layers.add().apply(made) as tf.SymbolicTensor;
  return tf.model({
    inputs: input,
    outputs: layers.dropout({ rate: rates[1] }).apply(sum) as tf.SymbolicTensor,
  });
}

describe('graph of a model', () => {
  before(() => createEngine({ wasmDirectory: path.resolve('dist') }));

  it('has the layers of a sequential model with shapes, parameters and costs', () => {
    const model = tf.sequential();
    model.add(layers.conv2d({ inputShape: [8, 8, 1], filters: 4, kernelSize: 3, activation: 'relu' }));
    model.add(layers.maxPooling2d({ poolSize: 2 }));
    model.add(layers.flatten());
    model.add(layers.dense({ units: 10 }));
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    const graph = graphOf(model);
    assert.deepEqual(links(graph), [
      'InputLayer → Conv2D',
      'Conv2D → MaxPooling2D',
      'MaxPooling2D → Flatten',
      'Flatten → Dense',
    ]);
    assert.deepEqual(
      graph.nodes.map(({ shape }) => shape),
      [[8, 8, 1], [6, 6, 4], [3, 3, 4], [36], [10]],
    );
    assert.deepEqual(
      graph.nodes.map(({ params }) => params),
      [0, 40, 0, 0, 370],
    );
    assert.deepEqual(graphCosts(graph), {
      params: 410,
      size: 1640,
      flops: 36 * 9 * 4 + 360,
      memory: 4 * (144 + 64),
    });
    assert.equal(graph.nodes[1]!.config.activation, 'relu');
    assert.equal(graph.nodes[1]!.config.filters, 4);
    assert.equal(graph.trainableParams, 410);
  });

  it('takes nested models apart', () => {
    const block = tf.sequential({ layers: [layers.dense({ units: 4, inputShape: [4] }), layers.reLU()] });
    const inner = tf.sequential({ layers: [block, layers.dropout({ rate: 0.5 })] });
    const input = tf.input({ shape: [4] });
    const first = layers.dense({ units: 4 }).apply(input) as tf.SymbolicTensor;
    const nested = inner.apply(first) as tf.SymbolicTensor;
    const output = layers.add().apply([first, nested]) as tf.SymbolicTensor;
    const graph = graphOf(tf.model({ inputs: input, outputs: output }));
    assert.deepEqual(links(graph), [
      'InputLayer → Dense',
      'Dense → Dense',
      'Dense → ReLU',
      'ReLU → Dropout',
      'Dense → Add',
      'Dropout → Add',
    ]);
    assert.match(graph.nodes.find(({ type }) => type === 'ReLU')!.name, /^sequential_\d+\//);
    assert.equal(graph.params, 40);
  });

  it('counts a shared layer’s weights once and its costs at each use', () => {
    const [a, b] = [tf.input({ shape: [4] }), tf.input({ shape: [4] })];
    const shared = layers.dense({ units: 3 });
    const output = layers.concatenate().apply([shared.apply(a), shared.apply(b)] as tf.SymbolicTensor[]);
    const graph = graphOf(tf.model({ inputs: [a, b], outputs: output as tf.SymbolicTensor }));
    const dense = graph.nodes.filter(({ type }) => type === 'Dense');
    assert.deepEqual(dense.map(({ params }) => params).sort(), [0, 15]);
    assert.equal(graph.flops, 24);
    assert.equal(graph.params, 15);
  });

  it('gives isomorphic graphs one key, whatever their names and order', () => {
    assert.equal(graphOf(branches(false)).key, graphOf(branches(true)).key);
  });

  it('gives different graphs different keys', () => {
    const input = tf.input({ shape: [4] });
    const chain = (last: tf.layers.Layer) =>
      tf.model({
        inputs: input,
        outputs: last.apply(layers.dense({ units: 3 }).apply(input)) as tf.SymbolicTensor,
      });
    const twice = (shared: boolean) => {
      const first = layers.dense({ units: 4 });
      const second = shared ? first : layers.dense({ units: 4 });
      const outputs = layers
        .concatenate()
        .apply([first.apply(input), second.apply(input)] as tf.SymbolicTensor[]);
      return tf.model({ inputs: input, outputs: outputs as tf.SymbolicTensor });
    };
    const ordered = (swap: boolean) => {
      const parts = [layers.reLU().apply(input), layers.softmax().apply(input)] as tf.SymbolicTensor[];
      const joined = layers.concatenate().apply(swap ? parts.reverse() : parts) as tf.SymbolicTensor;
      return tf.model({ inputs: input, outputs: joined });
    };
    const models = [
      branches(false),
      branches(false, [0.2, 0.1]),
      chain(layers.dropout({ rate: 0.1 })),
      chain(layers.dropout({ rate: 0.2 })),
      twice(true),
      twice(false),
      ordered(false),
      ordered(true),
    ];
    const keys = models.map((model) => graphOf(model).key);
    assert.equal(new Set(keys).size, keys.length);
  });

  it('finds the most memory that is alive at once', () => {
    const input = tf.input({ shape: [10] });
    const wide = layers.dense({ units: 100 }).apply(input) as tf.SymbolicTensor;
    const narrow = layers.dense({ units: 5 }).apply(wide) as tf.SymbolicTensor;
    const output = layers.concatenate().apply([narrow, input]) as tf.SymbolicTensor;
    const graph = graphOf(tf.model({ inputs: input, outputs: output }));
    assert.equal(graphCosts(graph).memory, 4 * (10 + 100 + 5));
  });
});
