/** Scores of candidates that are not trained, against values worked out by hand. */
import assert from 'node:assert/strict';
import { logDeterminant } from '../../../src/evaluate/proxies/activation-overlap';
import { Harness, completed } from './harness';

const near = (actual: number | undefined, expected: number) =>
  assert.ok(
    Math.abs(actual! - expected) < 1e-3 * Math.max(1, Math.abs(expected)),
    `${actual}, not ${expected}`,
  );

/** Two inputs, two rectified units, one output, with weights that are known. */
const program = (activation: string, epochs = 2) => `
  const tf = require('@tensorflow/tfjs');
  const model = tf.sequential();
  model.add(tf.layers.dense({ units: 2, activation: '${activation}', useBias: false, inputShape: [2] }));
  model.add(tf.layers.dense({ units: 1, activation: 'sigmoid', useBias: false }));
  model.setWeights([tf.tensor2d([[1, -1], [2, -3]]), tf.tensor2d([[1], [-2]])]);
  model.compile({ optimizer: tf.train.sgd(0), loss: 'meanSquaredError' });
  const xs = tf.tensor2d([[1, 0], [0, 1], [-1, 0], [-1, -1]]);
  model.fit(xs, tf.tensor2d([[1], [0], [1], [0]]), { epochs: ${epochs}, batchSize: 4, verbose: 0 })
    .then(() => console.log('trained', Array.from(model.getWeights()[0].dataSync()).join()));`;

describe('proxies', () => {
  const harness = new Harness();
  after(() => harness.end());

  it('are as worked out by hand, and leave the weights as they were', async () => {
    const told = await harness.run(
      { 'main.js': program('relu') },
      { measures: ['synflow', 'naswot', 'grad_norm'] },
    );
    const measures = completed(told);
    // Of ones through |W|: hidden (3, 4), output 3·1 + 4·2 = 11; each layer's weights carry all of it: 22.
    near(measures.synflow, Math.log(22));
    // Active units: (1,0), (1,0), (0,1), (0,1): two pairs that agree in 2 of 2 units, the others in none.
    const ridged = 2 + 1e-3;
    near(measures.naswot, 2 * Math.log(ridged ** 2 - 4));
    assert.ok(measures.grad_norm! > 0);
    assert.deepEqual(told.lines, ['trained 1,-1,2,-3']);
  });

  it('the norm of the gradients is that of the loss that is trained', async () => {
    const code = program('linear').replace(
      '.then(',
      `.then(async () => {
        const weights = model.trainableWeights.map((weight) => weight.read());
        const loss = () => tf.losses.meanSquaredError(tf.tensor2d([[1], [0], [1], [0]]), model.apply(xs)).asScalar();
        const { grads } = tf.variableGrads(loss, weights);
        console.log(Object.values(grads).reduce((sum, g) => sum + tf.norm(g).dataSync()[0], 0));
      }).then(`,
    );
    const told = await harness.run({ 'main.js': code }, { measures: ['grad_norm'] });
    near(completed(told).grad_norm, Number(told.lines[0]));
  });

  it('change nothing of a training, drawn numbers and moving means included', async () => {
    const code = `
      const tf = require('@tensorflow/tfjs');
      const model = tf.sequential();
      model.add(tf.layers.dense({ units: 8, activation: 'relu', inputShape: [4] }));
      model.add(tf.layers.batchNormalization());
      model.add(tf.layers.dense({ units: 3, activation: 'softmax' }));
      model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy' });
      const xs = tf.randomNormal([32, 4], 0, 1, 'float32', 1);
      model.fit(xs, tf.oneHot(xs.argMax(1).minimum(tf.scalar(2, 'int32')), 3), { epochs: 3, verbose: 0 });`;
    const plain = await harness.run({ 'main.js': code });
    const measured = await harness.run({ 'main.js': code }, { measures: ['synflow', 'naswot', 'grad_norm'] });
    assert.ok('synflow' in completed(measured) && 'naswot' in measured.outcome.measures);
    assert.deepEqual(measured.reports, plain.reports);
  });

  it('are all that is done when nothing else is asked for', async () => {
    const asked = { measures: ['naswot', 'params'], untrained: true } as const;
    const told = await harness.run({ 'main.js': program('relu') }, asked);
    const measures = completed(told);
    assert.equal(measures.params, 6);
    assert.ok('naswot' in measures);
    assert.equal(measures.loss, undefined);
    assert.deepEqual([told.reports, told.lines], [[], []]);
  });

  it('bound what is trained', async () => {
    const bounds = [{ measure: 'synflow', comparison: '>=', bound: 5 }] as const;
    const told = await harness.run({ 'main.js': program('relu') }, { measures: ['synflow'], bounds });
    assert.equal(told.outcome.state, 'infeasible');
    assert.deepEqual(told.reports, []);
  });

  it('have no value where they have no meaning', async () => {
    const told = await harness.run({ 'main.js': program('linear') }, { measures: ['naswot'] });
    assert.equal(completed(told).naswot, undefined);
  });

  it('the logarithm of a determinant', () => {
    const matrix = Float64Array.of(4, 2, 2, 3);
    near(logDeterminant(matrix, 2), Math.log((4 + 1e-3) * (3 + 1e-3) - 4));
  });
});
