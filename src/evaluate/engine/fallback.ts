/** What runs where WASM has no SIMD: TensorFlow.js's JavaScript backend, which trains all it knows, slowly. */
import type * as tf from '@tensorflow/tfjs';
import type { TensorFlow, TfEngine } from './internals';
import { freshState } from './reset';

export async function startFallback(tf: TensorFlow): Promise<void> {
  const selected = await tf.setBackend('cpu');
  await tf.ready();
  if (!selected || tf.getBackend() !== 'cpu') {
    throw new Error(`TensorFlow.js's cpu backend did not start; "${tf.getBackend()}" is in use instead.`);
  }
}

/** Forgets what a trial left behind, except what is shared; the garbage collector does the rest. */
export function resetFallback(tf: TensorFlow, shared: ReadonlySet<tf.Tensor>): void {
  const engine = tf.engine() as unknown as TfEngine;
  engine.state = freshState(engine.state, shared);
}
