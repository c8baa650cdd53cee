// A convolutional network that reads handwritten digits. Runs as it stands: node digits.js
import * as tf from '@tensorflow/tfjs';
import { load } from './data.js';

/* @nas search
objectives: { val_accuracy: maximize }
budget: { trials: 24 }
stop: asha
seed: 1
*/

function createModel() {
  const model = tf.sequential();
  const blocks = /* @nas blocks: int(1, 3) */ 2;
  const kernelSize = /* @nas kernel: choice(3, 5) */ 3;
  const activation = /* @nas activation: choice('relu', 'elu', 'swish') */ 'relu';
  for (let i = 0; i < blocks; i++) {
    model.add(
      tf.layers.conv2d({
        filters: /* @nas filters: choice(8, 16, 24, 32) each */ 16,
        kernelSize,
        activation,
        padding: 'same',
        ...(i === 0 ? { inputShape: [28, 28, 1] } : {}),
      }),
    );
    model.add(
      /* @nas pooling: choice */ [
        tf.layers.maxPooling2d({ poolSize: 2 }),
        tf.layers.averagePooling2d({ poolSize: 2 }),
      ][0],
    );
  }
  model.add(tf.layers.flatten());
  model.add(tf.layers.dense({ units: /* @nas units: choice(32, 64, 128) */ 64, activation }));
  model.add(tf.layers.dropout({ rate: /* @nas dropout: float(0, 0.5) */ 0.25 }));
  model.add(tf.layers.dense({ units: 10, activation: 'softmax' }));
  model.compile({
    optimizer: tf.train.adam(/* @nas rate: float(3e-4, 1e-2) log */ 1e-3),
    loss: 'categoricalCrossentropy',
    metrics: ['accuracy'],
  });
  return model;
}

const train = load('train');
const validation = load('validation');
const model = createModel();
await model.fit(train.xs, train.ys, {
  epochs: 6,
  batchSize: /* @nas batch: choice(32, 64, 128) */ 64,
  validationData: [validation.xs, validation.ys],
  callbacks: { onEpochEnd: (epoch, logs) => console.log(`epoch ${epoch + 1}: validation ${logs.val_acc.toFixed(4)}`) },
});

// On digits that training never saw. The search goes by the validation above; this is for the network that was chosen.
const test = load('test');
const [, accuracy] = model.evaluate(test.xs, test.ys);
console.log(`test ${accuracy.dataSync()[0].toFixed(4)}`);
