// Which patients have a narrowed coronary vessel? So few patients that one split would say little: every candidate is
// cross-validated, and how the findings are prepared is searched together with the network. Runs as it stands: node heart.js
import * as tf from '@tensorflow/tfjs';
import { areaUnderCurve, load, preprocessing } from './data.js';

/* @nas search
objectives: { auc: maximize }
constraints: [params <= 2k]
budget: { trials: 60 }
seed: 1
*/

function createModel(inputs) {
  const model = tf.sequential();
  const activation = /* @nas activation: choice('relu', 'elu', 'tanh') */ 'relu';
  const l2 = /* @nas l2: float(1e-5, 1e-1) log */ 1e-3;
  const layers = /* @nas layers: int(0, 3) */ 1;
  model.add(tf.layers.inputLayer({ inputShape: [inputs] }));
  for (let i = 0; i < layers; i++) {
    const units = /* @nas units: choice(4, 8, 16, 32) each */ 16;
    model.add(tf.layers.dense({ units, activation, kernelRegularizer: tf.regularizers.l2({ l2 }) }));
    model.add(tf.layers.dropout({ rate: /* @nas dropout: float(0, 0.5) */ 0.2 }));
  }
  model.add(
    tf.layers.dense({ units: 1, activation: 'sigmoid', kernelRegularizer: tf.regularizers.l2({ l2 }) }),
  );
  model.compile({
    optimizer: tf.train.adam(/* @nas rate: float(1e-3, 1e-1) log */ 1e-2),
    loss: 'binaryCrossentropy',
  });
  return model;
}

/** Trains on some patients; the scores of others. */
async function fitAndScore(known, others) {
  const prepare = preprocessing(known, {
    scaling: /* @nas scaling: choice('standard', 'range') */ 'range',
    oneHot: /* @nas oneHot: bool */ false,
  });
  const xs = tf.tensor2d(known.map(prepare));
  const ys = tf.tensor2d(known.map(({ ill }) => [ill]));
  const model = createModel(xs.shape[1]);
  await model.fit(xs, ys, {
    epochs: /* @nas epochs: int(5, 60, 5) */ 20,
    batchSize: /* @nas batch: choice(8, 16, 32) */ 16,
    verbose: 0,
  });
  const scores = model.predict(tf.tensor2d(others.map(prepare))).dataSync();
  return areaUnderCurve(
    scores,
    others.map(({ ill }) => ill),
  );
}

const { folds, test } = load();
const areas = [];
for (const held of folds) {
  areas.push(await fitAndScore(folds.filter((fold) => fold !== held).flat(), held));
}
const auc = areas.reduce((a, b) => a + b) / areas.length;
console.log('cross-validated area under the curve', /* @nas metric(auc) */ auc);

// For the network that was chosen, once: TEST=1 node heart.js
if (process.env.TEST) console.log('on the test set', await fitAndScore(folds.flat(), test));
