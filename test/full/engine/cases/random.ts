/** Random shapes and values that two processes draw alike. */
import type * as tf from '@tensorflow/tfjs';

export type TensorFlow = typeof tf;

export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** In [0, 1). Mulberry32. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  /** From `low` to `high`, both included. */
  int(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  bool(): boolean {
    return this.next() < 0.5;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.int(0, items.length - 1)] as T;
  }

  shuffled<T>(items: readonly T[]): T[] {
    const result = [...items];
    for (let i = result.length - 1; i > 0; i--) {
      const j = this.int(0, i);
      [result[i], result[j]] = [result[j] as T, result[i] as T];
    }
    return result;
  }

  floats(size: number, low = -1, high = 1): Float32Array {
    return Float32Array.from({ length: size }, () => low + this.next() * (high - low));
  }

  tensor(tf: TensorFlow, shape: number[], low = -1, high = 1): tf.Tensor {
    return tf.tensor(this.floats(product(shape), low, high), shape);
  }

  ints(tf: TensorFlow, shape: number[], low: number, high: number): tf.Tensor {
    const values = Int32Array.from({ length: product(shape) }, () => this.int(low, high));
    return tf.tensor(values, shape, 'int32');
  }

  oneHot(tf: TensorFlow, rows: number, classes: number): tf.Tensor {
    return tf.oneHot(this.ints(tf, [rows], 0, classes - 1) as tf.Tensor1D, classes).toFloat();
  }
}

export const product = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** One property: what `run` returns is the same on the engine and on the reference. */
export interface Case {
  readonly name: string;
  /** Exports of TensorFlow.js that it trains, such as `layers.conv2d` or `train.adam`. */
  readonly covers: readonly string[];
  run(tf: TensorFlow, random: Random): tf.Tensor[] | Promise<tf.Tensor[]>;
  /** In place of 1e-5, with the reason in a comment. */
  readonly tolerance?: number;
}
