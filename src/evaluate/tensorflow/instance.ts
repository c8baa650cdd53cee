/** A TensorFlow.js with what trials need of it, embedded or the workspace's own. */
import type * as tfjs from '@tensorflow/tfjs';

export interface Instance {
  readonly tf: typeof tfjs;
  /** Which, and on what. */
  readonly description: string;
  /** True for the workspace's own, with native code. */
  readonly isNative: boolean;
  /** The classes have the methods that trials are to find, those of the evaluator among them. */
  acceptMethods(): void;
  /** Why training steps of this trial are not replayed from recordings, as found since the last call. */
  newRefusals(): readonly string[];
  /** All that is random starts anew. */
  seed(seed: number): void;
  /** Frees everything that a trial left, but what is shared. */
  reset(): void;
  /** Tensors that outlive the trial. */
  share<T extends tfjs.TensorContainer>(make: () => T): T;
}
