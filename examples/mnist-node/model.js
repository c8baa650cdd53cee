// The network, compiled at top level. Only the hints were added.
const tf = require('@tensorflow/tfjs');

const model = tf.sequential();
model.add(
  tf.layers.conv2d({
    inputShape: [28, 28, 1],
    filters: /* @nas choice(8, 16, 32) */ 16,
    kernelSize: /* @nas choice(3, 5) */ 3,
    activation: /* @nas act: choice('relu', 'elu') */ 'relu',
  }),
);
model.add(tf.layers.maxPooling2d({ poolSize: [2, 2] }));
model.add(
  tf.layers.conv2d({
    filters: /* @nas choice(8, 16, 32) */ 16,
    kernelSize: 3,
    activation: /* @nas act: choice('relu', 'elu') */ 'relu',
  }),
);
model.add(tf.layers.maxPooling2d({ poolSize: [2, 2] }));
model.add(tf.layers.flatten());
// @nas optional
model.add(tf.layers.dropout({ rate: /* @nas float(0.1, 0.5) */ 0.25 }));
model.add(tf.layers.dense({ units: /* @nas choice(32, 64, 128) */ 64, activation: 'relu' }));
model.add(tf.layers.dense({ units: 10, activation: 'softmax' }));

model.compile({
  optimizer: tf.train.adam(/* @nas float(3e-4, 1e-2) log */ 1e-3),
  loss: 'categoricalCrossentropy',
  metrics: ['accuracy'],
});

module.exports = model;
