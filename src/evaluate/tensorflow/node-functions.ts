/** `tf.node`: what of tfjs-node can be had without it. */
import type { TrialContext } from '../child/tensorflow-interface';

/** Functions of `tf.node` that need native code. */
const native = [
  'decodeImage',
  'decodePng',
  'decodeJpeg',
  'decodeBmp',
  'decodeGif',
  'encodePng',
  'encodeJpeg',
  'loadSavedModel',
  'getMetaGraphsFromSavedModel',
  'getNumOfSavedModels',
  'summaryFileWriter',
];

/** What cannot be had, each with an error that says so. */
export function missingFunctions(): Record<string, unknown> {
  const missing = native.map((name) => [
    name,
    () => {
      throw new Error(
        `tf.node.${name} needs the native TensorFlow of @tensorflow/tfjs-node, and the embedded TensorFlow.js runs. ` +
          'Install tfjs-node and choose it with the setting backend: tfjs-node, or decode with a package such as pngjs',
      );
    },
  ]);
  return Object.fromEntries(missing);
}

/** What is done in another way, whichever TensorFlow.js runs. */
export function nodeFunctions(current: () => TrialContext | undefined): Record<string, unknown> {
  return {
    tensorBoard: () => {
      current()?.say('tf.node.tensorBoard is left out: the panel shows the learning curve');
      return {};
    },
  };
}
