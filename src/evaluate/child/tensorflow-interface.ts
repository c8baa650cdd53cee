/** What the evaluator process sees of TensorFlow.js, which is a bundle of its own, loaded when a program imports it. */
import type { EvaluatorSettings, RunMessage } from '../messages';
import type { Trial, Place } from './trial';

export interface TensorFlowBundle {
  /** Loads the chosen TensorFlow.js and takes over its training. */
  loadTensorFlow(settings: EvaluatorSettings): Promise<TensorFlow>;
}

export interface TrialContext {
  readonly trial: Trial;
  readonly message: RunMessage;
  /** The place in the person's code that calls now, else where it was last. */
  callSite(): Place | undefined;
  /** The place in the person's code on the stack. */
  ownFrame(): Place | undefined;
  /** A line of the evaluator's own among what the code prints. */
  say(line: string): void;
  /** Keeps the process waiting for a promise that nothing in the event loop stands for. */
  hold<T>(promise: Promise<T>): Promise<T>;
}

/** Tensors that outlive a trial. */
export interface KeptTensors {
  /** False for variables, whose numbers change. */
  is(value: object): boolean;
  /** Elements. */
  size(tensor: object): number;
  /** Another tensor of the same numbers, which no trial can dispose of. */
  keep(tensor: object): unknown;
  /** One for a trial. */
  copy(kept: unknown): unknown;
  dispose(kept: unknown): void;
}

export interface TensorFlow {
  /** Which, and on what: `embedded TensorFlow.js 4.22.0 (wasm)`. */
  readonly description: string;
  /** The exports for an import of `@tensorflow/…`. */
  exports(specifier: string): unknown;
  readonly tensors: KeptTensors;
  begin(context: TrialContext): void;
  /** Builds and trains a module's exported builder and loader; false when it exports none. */
  train(exports: unknown, context: TrialContext): Promise<boolean>;
  /** The program has run to its end: what can still be said of its models. */
  finish(context: TrialContext): void;
  /** Milliseconds of one training step, measured by a probe. */
  readonly step: number | undefined;
  /** Disposes of everything that the trial left. */
  end(): void;
}
