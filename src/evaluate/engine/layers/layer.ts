/** What the fused layers share: the stock classes whose `call` they replace. */
import type * as tf from '@tensorflow/tfjs';
import { stockPrototype, type TensorFlow } from '../internals';

/** Arguments of `Layer.call` beside the inputs. */
export interface CallOptions {
  training?: boolean;
  mask?: tf.Tensor | tf.Tensor[] | null;
  initialState?: tf.Tensor | tf.Tensor[] | null;
}
export type Call<L> = (
  this: L,
  inputs: tf.Tensor | tf.Tensor[],
  options?: CallOptions,
) => tf.Tensor | tf.Tensor[];

/** A weight of a layer: its value and how to replace it. */
export interface Weight {
  read(): tf.Tensor;
  write(value: tf.Tensor): void;
}

/** What every layer has. */
export interface BaseLayer {
  invokeCallHook(inputs: tf.Tensor | tf.Tensor[], options?: CallOptions): void;
}

/** The prototype of a stock layer class, by the name it is registered under. */
export const layerPrototype = <L extends BaseLayer>(
  tf: TensorFlow,
  className: string,
): L & { call: Call<L> } => stockPrototype(tf, className);

/** Replaces `call` of a stock layer class. `fused` returns undefined where it does not apply. */
export function fuse<L extends BaseLayer>(
  tf: TensorFlow,
  className: string,
  fused: (layer: L, input: tf.Tensor, options: CallOptions) => tf.Tensor | undefined,
): void {
  const prototype = layerPrototype<L>(tf, className);
  const stock = prototype.call;
  prototype.call = function (inputs, options) {
    const input = Array.isArray(inputs) ? (inputs[0] as tf.Tensor) : inputs;
    const result = tf.tidy(() => fused(this, input, options ?? {}) as tf.Tensor);
    if (!result) return stock.call(this, inputs, options);
    this.invokeCallHook(inputs, options);
    return result;
  };
}
