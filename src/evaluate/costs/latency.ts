/** How long the finished model takes for one example. */
import type * as tfjs from '@tensorflow/tfjs';

/** A first prediction up to this many milliseconds is cheap enough to be measured always. */
const cheap = 20;
const runs = 15;

/** Milliseconds of one example's `predict`, the median of several; undefined when it is too costly and not wanted. */
export function measureLatency(
  tf: typeof tfjs,
  model: tfjs.LayersModel,
  wanted: boolean,
): number | undefined {
  if (model.inputs.some((input) => input.shape.slice(1).some((size) => size === null))) return undefined;
  return tf.tidy(() => {
    const example = model.inputs.map((input) =>
      tf.zeros([1, ...(input.shape.slice(1) as number[])], input.dtype),
    );
    const once = (): number => {
      const began = performance.now();
      const output = tf.tidy(() => model.predict(example.length === 1 ? example[0]! : example));
      for (const tensor of [output].flat()) tensor.dataSync();
      return performance.now() - began;
    };
    once();
    const first = once();
    if (first > cheap && !wanted) return undefined;
    const times = [first, ...Array.from({ length: runs - 1 }, once)].sort((a, b) => a - b);
    return times[runs >> 1];
  });
}
