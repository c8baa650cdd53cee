// Is a first name a woman's or a man's, by its letters? Whether a recurrent network, convolutions or a bag of letters
// reads it is part of the search. Runs as it stands: node names.js
import * as tf from '@tensorflow/tfjs';
import { length, letters, load } from './data.js';

/* @nas search
objectives: { val_accuracy: maximize }
budget: { trials: 30 }
stop: asha
seed: 1
*/

/** Convolutions that grow wider, and the strongest answer of each. */
function convolutions(x) {
  const layers = /* @nas conv.layers: int(1, 3) */ 1;
  for (let i = 0; i < layers; i++) {
    x = tf.layers
      .conv1d({
        filters: /* @nas conv.filters: choice(16, 32, 64) */ 32,
        kernelSize: /* @nas conv.kernel: choice(2, 3, 5) */ 3,
        padding: 'same',
        activation: 'relu',
      })
      .apply(x);
  }
  return tf.layers.globalMaxPooling1d().apply(x);
}

/** A recurrent cell, perhaps from both ends. */
function recurrent(x) {
  const units = /* @nas cell.units: choice(16, 32, 64) */ 32;
  const cell = /* @nas cell: choice */ [tf.layers.gru({ units }), tf.layers.lstm({ units })][0];
  const both = /* @nas cell.both: bool */ false;
  return (both ? tf.layers.bidirectional({ layer: cell, mergeMode: 'concat' }) : cell).apply(x);
}

/** The mean letter: the baseline that ignores the order. */
function bag(x) {
  return tf.layers.globalAveragePooling1d().apply(x);
}

function createModel() {
  const name = tf.input({ shape: [length] });
  const outputDim = /* @nas embedding: choice(8, 16, 32) */ 16;
  const embedded = tf.layers.embedding({ inputDim: letters, outputDim }).apply(name);
  const reader = /* @nas reader: choice */ [bag, convolutions, recurrent][0];
  let x = reader(embedded);
  // @nas optional
  x = tf.layers.dropout({ rate: /* @nas dropout: float(0.1, 0.5) */ 0.2 }).apply(x);
  const woman = tf.layers.dense({ units: 1, activation: 'sigmoid' }).apply(x);
  const model = tf.model({ inputs: name, outputs: woman });
  model.compile({
    optimizer: tf.train.adam(/* @nas rate: float(1e-3, 3e-2) log */ 3e-3),
    loss: 'binaryCrossentropy',
    metrics: ['accuracy'],
  });
  return model;
}

const { train, validation, test } = load();
const model = createModel();
await model.fit(train.xs, train.ys, {
  epochs: 9,
  batchSize: /* @nas batch: choice(32, 64, 128) */ 64,
  validationData: [validation.xs, validation.ys],
});

// On names that training never saw; the search goes by the validation above.
const [, accuracy] = model.evaluate(test.xs, test.ys);
console.log(`test ${accuracy.dataSync()[0].toFixed(4)}`);
