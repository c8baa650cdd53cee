/** The engine on a machine whose WASM has no SIMD. */
import * as tf from '@tensorflow/tfjs';
import { testEngine } from './engine';

void (async () => {
  tf.env().set('WASM_HAS_SIMD_SUPPORT', false);
  const engine = await testEngine();
  const losses: number[][] = [];
  for (let trial = 0; trial < 2; trial++) {
    engine.seed(0);
    const model = tf.sequential({
      layers: [tf.layers.dense({ units: 3, inputShape: [4] }), tf.layers.dropout({ rate: 0.5 })],
    });
    model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
    const x = tf.randomNormal([20, 4]);
    const { history } = await model.fit(x, tf.randomNormal([20, 3]), { epochs: 2, verbose: 0 });
    losses.push(history.loss as number[]);
    engine.reset();
  }
  const { name: backend, description } = engine.backend;
  process.send?.({ backend, description, tensors: engine.memory().tensors, losses }, () => process.exit());
})();
