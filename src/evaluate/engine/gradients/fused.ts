/**
 * Fused convolutions and products while gradients are taken. The stock ones know no dilation there, take a rectifier
 * apart into three passes, and work out the gradient of the input even where it is the data, which nobody asks for.
 */
import type * as tf from '@tensorflow/tfjs';
import type { Device } from '../device';
import type { FusedAttributes } from '../kernels/activations';

type Fused = { -readonly [K in 'conv2d' | 'depthwiseConv2d' | 'matMul']: (typeof tf.fused)[K] };
type Run = (name: string, inputs: Record<string, tf.Tensor>, attrs?: Record<string, unknown>) => tf.Tensor;

export function registerFusedOperations(device: Device): void {
  const { tf, engine } = device;
  const run: Run = (name, inputs, attrs) => engine.runKernel(name, inputs, attrs) as tf.Tensor;
  const fused = tf.fused as Fused;
  const { conv2d, depthwiseConv2d, matMul } = fused;
  const differentiates = (): boolean => engine.state.gradientDepth > 0 && tf.getBackend() === 'wasm';
  /** Activations that come after an operation fused with its bias. */
  const after: Partial<Record<string, <T extends tf.Tensor>(x: T) => T>> = {
    elu: tf.elu,
    sigmoid: tf.sigmoid,
  };

  fused.conv2d = ((args) => {
    const activate = differentiates() && after[args.activation ?? 'linear'];
    if (activate) return activate(fused.conv2d({ ...args, activation: 'linear' }));
    const { strides, pad, dataFormat = 'NHWC', dilations = 1, dimRoundingMode } = args;
    const { x, filter, bias } = args as Record<'x' | 'filter', tf.Tensor4D> & { bias?: tf.Tensor };
    const activation = args.activation ?? 'linear';
    if (!differentiates() || !isSimple(activation)) return conv2d(args);
    const plain = areFloats(x, filter, bias) && x.rank === 4 && x.shape[3] === filter.shape[2];
    if (plain && dataFormat === 'NHWC' && isRow(bias, filter.shape[3])) {
      const inputs = { x, filter, ...(bias && { bias }) };
      return run('FusedConv2D', inputs, { strides, pad, dataFormat, dilations, dimRoundingMode, activation });
    }
    if (activation !== 'linear' || !isDilated(dilations)) return conv2d(args);
    const out = tf.conv2d(x, filter, strides, pad, dataFormat, dilations, dimRoundingMode);
    return bias ? tf.add(out, bias) : out;
  }) as typeof conv2d;

  fused.depthwiseConv2d = ((args) => {
    const { x, filter, strides, pad, dataFormat, dilations, dimRoundingMode, bias, activation } = args;
    const apart = differentiates() && isDilated(dilations ?? 1) && (activation ?? 'linear') === 'linear';
    if (!apart) return depthwiseConv2d(args);
    const out = tf.depthwiseConv2d(x, filter, strides, pad, dataFormat, dilations, dimRoundingMode);
    return bias ? tf.add(out, bias) : out;
  }) as typeof depthwiseConv2d;

  fused.matMul = ((args) => {
    const activate = differentiates() && after[args.activation ?? 'linear'];
    if (activate) return activate(fused.matMul({ ...args, activation: 'linear' }));
    const { transposeA, transposeB } = args;
    const { a, b, bias } = args as Record<'a' | 'b', tf.Tensor> & { bias?: tf.Tensor };
    const activation = args.activation ?? 'linear';
    const plain = !transposeA && !transposeB && isSimple(activation) && areFloats(a, b, bias);
    if (!differentiates() || !plain || a.rank !== 2 || b.rank !== 2) return matMul(args);
    if (a.shape[1] !== b.shape[0] || !isRow(bias, b.shape[1])) return matMul(args);
    const inputs = { a, b, ...(bias && { bias }) };
    return run('_FusedMatMul', inputs, { transposeA: false, transposeB: false, activation });
  }) as typeof matMul;

  registerGradients(device, run);
}

/** Of results by what made them; with a rectifier, what it let through. Each gradient is made only if it is asked for. */
function registerGradients({ tf }: Device, run: Run): void {
  const through = (dy: tf.Tensor, y: tf.Tensor, { activation }: FusedAttributes): tf.Tensor =>
    activation === 'relu' ? run('EspalierReluGrad', { dy, x: y }) : dy;
  tf.registerGradient({
    kernelName: 'FusedConv2D',
    inputsToSave: ['x', 'filter'],
    outputsToSave: [true],
    gradFunc: (result, saved, attrs) => {
      const [x, filter, y] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
      const dy = through(result as tf.Tensor, y, attrs as FusedAttributes);
      const { strides, pad, dataFormat, dilations, dimRoundingMode } = attrs as Record<string, unknown>;
      const shared = { strides, pad, dataFormat, dilations, dimRoundingMode };
      return {
        x: () => run('Conv2DBackpropInput', { dy, filter }, { ...shared, inputShape: x.shape }),
        filter: () => run('Conv2DBackpropFilter', { x, dy }, { ...shared, filterShape: filter.shape }),
        bias: () => tf.sum(dy, [0, 1, 2]),
      };
    },
  });
  tf.registerGradient({
    kernelName: '_FusedMatMul',
    inputsToSave: ['a', 'b'],
    outputsToSave: [true],
    gradFunc: (result, saved, attrs) => {
      const [a, b, y] = saved as [tf.Tensor2D, tf.Tensor2D, tf.Tensor];
      const dy = through(result as tf.Tensor, y, attrs as FusedAttributes) as tf.Tensor2D;
      return {
        a: () => tf.matMul(dy, b, false, true),
        b: () => tf.matMul(a, dy, true, false),
        bias: () => tf.sum(dy, 0),
      };
    },
  });
}

const isSimple = (activation: string): boolean => activation === 'linear' || activation === 'relu';
const isDilated = (dilations: number | number[]): boolean => [dilations].flat().some((d) => d !== 1);
const isRow = (bias: unknown, columns: number | undefined): boolean =>
  !bias || ((bias as tf.Tensor).rank === 1 && (bias as tf.Tensor).shape[0] === columns);
/** Tensors (anything that converts to one goes the stock way), of floats. */
const areFloats = (...values: unknown[]): boolean =>
  values.every((value) => value === undefined || value === null || (value as tf.Tensor).dtype === 'float32');
