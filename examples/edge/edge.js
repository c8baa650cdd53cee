// A network for a microcontroller: as good as possible at reading digits, with as few multiplications as possible, in
// 64 kB of weights and 96 kB of memory. The search ends with the Pareto set of both. Runs as it stands: node edge.js
import * as tf from '@tensorflow/tfjs';
import { load } from '../digits/data.js';

/* @nas search
objectives: { val_accuracy: maximize, flops: minimize }
constraints: [size <= 64 kB, memory <= 96 kB]
budget: { trials: 40 }
seed: 1
*/

/** Depthwise-separable blocks as in MobileNet (Howard et al. 2017), with the width and depth that the device allows. */
function createModel() {
  const model = tf.sequential();
  const activation = /* @nas activation: choice('relu', 'relu6') */ 'relu';
  model.add(
    tf.layers.conv2d({
      inputShape: [28, 28, 1],
      filters: /* @nas stem: choice(4, 8, 16) */ 8,
      kernelSize: /* @nas stem.kernel: choice(3, 5) */ 3,
      strides: 2,
      padding: 'same',
      activation,
    }),
  );
  const blocks = /* @nas blocks: int(1, 4) */ 2;
  for (let i = 0; i < blocks; i++) {
    model.add(
      tf.layers.separableConv2d({
        filters: /* @nas filters: choice(8, 16, 32, 48) each */ 16,
        kernelSize: /* @nas kernel: choice(3, 5) each */ 3,
        strides: /* @nas stride: choice(1, 2) each */ 1,
        padding: 'same',
        activation,
      }),
    );
  }
  model.add(tf.layers.globalAveragePooling2d({}));
  model.add(tf.layers.dense({ units: 10, activation: 'softmax' }));
  model.compile({
    optimizer: tf.train.adam(/* @nas rate: float(1e-3, 3e-2) log */ 5e-3),
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
  batchSize: /* @nas batch: choice(32, 64) */ 64,
  validationData: [validation.xs, validation.ys],
});
