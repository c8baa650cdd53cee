/** The workspace's own tfjs-node or tfjs-node-gpu, as an instance for trials. */
import { createRequire } from 'node:module';
import path from 'node:path';
import type * as tfjs from '@tensorflow/tfjs';
import { seededRandom } from '../child/random';
import type { BackendName } from '../messages';
import type { Instance } from './instance';

/**
 * Loads the package from a directory of the person's.
 * @throws when it is not there, does not load, or computes wrong gradients.
 */
export function nativeInstance(name: Exclude<BackendName, 'embedded'>, directory: string): Instance {
  const require = createRequire(path.join(directory, 'package.json'));
  putBackUtilFunctions(require);
  const tf = require(`@tensorflow/${name}`) as typeof tfjs;
  if (tf.getBackend() !== 'tensorflow') {
    throw new Error(`@tensorflow/${name} loaded, but runs on ${tf.getBackend()} instead of TensorFlow`);
  }
  checkGradients(tf);
  const { version } = require(`@tensorflow/${name}/package.json`) as { version: string };
  const tensors = trackTensors(tf);
  seedShuffles(tf);
  return {
    tf,
    isNative: true,
    description: `${name} ${version} (native TensorFlow)`,
    acceptMethods: () => {},
    newRefusals: () => [],
    seed: (seed) => (Math.random = seededRandom(seed)),
    reset: () => tensors.release(),
    share: (make) => {
      const made = make();
      tensors.share(tf.tensor_util.getTensorsInContainer(made));
      return made;
    },
  };
}

/** tfjs-node 4.22 calls functions that Node 23 has removed. */
function putBackUtilFunctions(require: NodeJS.Require): void {
  const missing: Record<string, (value: unknown) => boolean> = {
    isArray: Array.isArray,
    isBoolean: (value) => typeof value === 'boolean',
    isFunction: (value) => typeof value === 'function',
    isNull: (value) => value === null,
    isNullOrUndefined: (value) => value === null || value === undefined,
    isNumber: (value) => typeof value === 'number',
    isObject: (value) => typeof value === 'object' && value !== null,
    isString: (value) => typeof value === 'string',
    isUndefined: (value) => value === undefined,
  };
  const target = require('node:util') as Record<string, unknown>;
  for (const [name, check] of Object.entries(missing)) {
    if (typeof target[name] !== 'function')
      Object.defineProperty(target, name, { value: check, configurable: true });
  }
}

/** Gradients of a convolution and a product, against values worked out by hand. */
export function checkGradients(tf: typeof tfjs): void {
  const wrong = tf.tidy(() => {
    // y = sum of a 2×2 window over 3×3 ones: each weight meets 4 ones, each corner of x one window, its centre four.
    const image = tf.ones([1, 3, 3, 1]) as tfjs.Tensor4D;
    const filter = tf.ones([2, 2, 1, 1]) as tfjs.Tensor4D;
    const convolve = (x: tfjs.Tensor, w: tfjs.Tensor) =>
      tf
        .conv2d(x as tfjs.Tensor4D, w as tfjs.Tensor4D, 1, 'valid')
        .sum()
        .asScalar();
    const [dx, dw] = tf.grads(convolve)([image, filter]);
    const [da] = tf.grads((a, b) =>
      tf
        .matMul(a as tfjs.Tensor2D, b as tfjs.Tensor2D)
        .sum()
        .asScalar(),
    )([tf.ones([2, 3]), tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2])]);
    const expected: [tfjs.Tensor, number[]][] = [
      [dx!, [1, 2, 1, 2, 4, 2, 1, 2, 1]],
      [dw!, [4, 4, 4, 4]],
      [da!, [3, 7, 11, 3, 7, 11]],
    ];
    return expected.some(([tensor, values]) =>
      tensor.dataSync().some((value, i) => Math.abs(value - values[i]!) > 1e-4),
    );
  });
  if (wrong) throw new Error('its gradients are wrong');
}

interface TrackingEngine {
  trackTensor(tensor: tfjs.Tensor, backend: unknown): void;
  disposeTensor(tensor: tfjs.Tensor): void;
  state: { registeredVariables: Record<string, tfjs.Variable>; activeScope: unknown; scopeStack: unknown[] };
}

/** Keeps a list of all tensors that live, to dispose of those that a trial leaves. */
function trackTensors(tf: typeof tfjs): { release(): void; share(tensors: readonly tfjs.Tensor[]): void } {
  const engine = tf.engine() as unknown as TrackingEngine;
  const live = new Set<tfjs.Tensor>();
  const shared = new Set<tfjs.Tensor>();
  const { trackTensor, disposeTensor } = engine;
  engine.trackTensor = function (tensor, backend) {
    live.add(tensor);
    return trackTensor.call(this, tensor, backend);
  };
  engine.disposeTensor = function (tensor) {
    live.delete(tensor);
    shared.delete(tensor);
    return disposeTensor.call(this, tensor);
  };
  return {
    release() {
      for (const variable of Object.values(engine.state.registeredVariables)) variable.dispose();
      for (const tensor of live) if (!shared.has(tensor)) tensor.dispose();
      engine.state.scopeStack = [];
      engine.state.activeScope = null;
    },
    share: (tensors) => tensors.forEach((tensor) => shared.add(tensor)),
  };
}

/** tf.data's shuffle draws its seed from the clock when it is given none. */
function seedShuffles(tf: typeof tfjs): void {
  const prototype = tf.data.Dataset.prototype as {
    shuffle(size: number, seed?: string, again?: boolean): unknown;
  };
  const { shuffle } = prototype;
  prototype.shuffle = function (size, seed, again) {
    return shuffle.call(this, size, String(seed ?? Math.random()), again);
  };
}
