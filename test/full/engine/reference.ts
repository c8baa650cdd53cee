/**
 * The other side of compare.ts: TensorFlow.js as it comes, on its cpu backend. Where that cannot train at all, the
 * missing gradients are made of its own kernels.
 */
import * as tf from '@tensorflow/tfjs';
import { allCases, runCase, seedsOf, type ReferenceMessage, type Result } from './compare';

type Gradient = (
  dy: tf.Tensor,
  saved: tf.Tensor[],
  attrs: Record<string, unknown>,
) => Record<string, () => tf.Tensor>;
type Pair = [number, number];

function register(kernelName: string, inputsToSave: string[], gradFunc: Gradient): void {
  tf.registerGradient({ kernelName, inputsToSave, gradFunc: gradFunc as never });
}

const run = (name: string, inputs: Record<string, tf.Tensor>, attrs: object): tf.Tensor =>
  tf.engine().runKernel(name, inputs as never, attrs as never) as tf.Tensor;

/** The filter with zeros between its rows and columns, which convolves without dilation as the other does with it. */
function spreadFilter(filter: tf.Tensor, [dh, dw]: Pair): tf.Tensor {
  const [kh, kw, c, n] = filter.shape as [number, number, number, number];
  const rows = tf.pad(tf.reshape(filter, [kh, 1, kw, 1, c, n]), [[0, 0], [0, dh - 1], [0, 0], [0, dw - 1], [0, 0], [0, 0]]);
  const whole = tf.reshape(rows, [kh * dh, kw * dw, c, n]);
  return tf.slice(whole, 0, [(kh - 1) * dh + 1, (kw - 1) * dw + 1, c, n]);
} // prettier-ignore

/** Gradients of a dilated convolution, which the stock ones refuse. */
function dilatedGradient(input: string, filterKernel: string): Gradient {
  return (dy, [x, filter], attrs) => {
    const dilations = [attrs.dilations ?? 1, attrs.dilations ?? 1].flat().slice(0, 2) as Pair;
    const [image, kernel] = [x as tf.Tensor, filter as tf.Tensor];
    const spread = spreadFilter(kernel, dilations);
    const shared = { ...attrs, dilations: [1, 1], inputShape: image.shape, filterShape: spread.shape };
    return {
      x: () => run(input, { dy, filter: spread }, shared),
      filter: () => {
        const whole = run(filterKernel, { x: image, dy }, shared);
        return tf.stridedSlice(whole, [0, 0, 0, 0], spread.shape, [...dilations, 1, 1]);
      },
    };
  };
}

function completeGradients(): void {
  register('Conv2D', ['x', 'filter'], dilatedGradient('Conv2DBackpropInput', 'Conv2DBackpropFilter'));
  const depthwise = ['Input', 'Filter'].map((name) => `DepthwiseConv2dNativeBackprop${name}`) as [
    string,
    string,
  ];
  register('DepthwiseConv2dNative', ['x', 'filter'], dilatedGradient(...depthwise));
  // A fused convolution has a gradient of its own, which refuses dilation too.
  const { conv2d } = tf.fused;
  (tf.fused as { conv2d: typeof conv2d }).conv2d = ((args) => {
    if ([args.dilations ?? 1].flat().every((d) => d === 1)) return conv2d(args);
    const out = tf.conv2d(args.x, args.filter, args.strides, args.pad, args.dataFormat, args.dilations);
    const biased = args.bias ? tf.add(out, args.bias) : out;
    const activation = args.activation ?? 'linear';
    return activation === 'linear' ? biased : tf[activation as 'relu'](biased);
  }) as typeof conv2d;
  register('Conv3DBackpropInputV2', ['dy', 'filter'], (g, [dy, filter], { strides, pad }) => ({
    dy: () => run('Conv3D', { x: g, filter: filter as tf.Tensor }, { strides, pad, dilations: 1 }),
    filter: () => {
      const filterShape = (filter as tf.Tensor).shape;
      return run('Conv3DBackpropFilterV2', { x: g, dy: dy as tf.Tensor }, { strides, pad, filterShape });
    },
  }));
  register('Greater', ['a', 'b'], (_, [a, b]) => ({
    a: () => tf.zerosLike(a as tf.Tensor),
    b: () => tf.zerosLike(b as tf.Tensor),
  }));
}

/** The stock gradients of resizing are of exchanged height and width (bilinear), or no gradients at all (nearest). */
function correctResizing(): void {
  register('ResizeBilinear', ['images'], (dy, [images], attrs) => ({
    images: () => {
      const x = images as tf.Tensor;
      return tf.reshape(run('ResizeBilinearGrad', { images: x, dy }, attrs), x.shape);
    },
  }));
  register('ResizeNearestNeighbor', ['images'], (dy, [images], attrs) => ({
    images: () => {
      const [n, h, w, c] = (images as tf.Tensor).shape as [number, number, number, number];
      // Where each pixel comes from: the positions themselves, resized.
      const positions = run(
        'ResizeNearestNeighbor',
        { images: tf.reshape(tf.range(0, h * w), [1, h, w, 1]) },
        attrs,
      );
      const ids = tf.cast(tf.reshape(positions, [-1]), 'int32') as tf.Tensor1D;
      const rows = tf.reshape(tf.transpose(dy, [1, 2, 0, 3]), [ids.size, n * c]);
      const sums = tf.unsortedSegmentSum(rows, ids, h * w);
      return tf.transpose(tf.reshape(sums, [h, w, n, c]), [2, 0, 1, 3]);
    },
  }));
}

const send = (message: ReferenceMessage): void => void process.send?.(message);

process.once('message', (message: { names: string[]; count: number }) => {
  void (async () => {
    console.warn = () => {};
    await tf.setBackend('cpu');
    completeGradients();
    correctResizing();
    for (const name of message.names) {
      const item = allCases.find((candidate) => candidate.name === name);
      if (!item) throw new Error(`There is no case "${name}".`);
      const results: Result[] = [];
      for (const seed of seedsOf(name, message.count)) results.push(await runCase(tf, item, seed));
      send({ name, results });
    }
    send('done');
  })();
});
