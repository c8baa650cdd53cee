/**
 * Gradients registered in place of the stock ones: quicker (the stock ones of Sum, Mean and Tile make thousands of
 * kernel calls), or missing (dilated convolutions, Einsum). Gradients are global in TensorFlow.js, so each asks first
 * whether the WASM backend is the one in use.
 */
import type * as tf from '@tensorflow/tfjs';
import type { Device } from '../device';
import type { TensorFlow } from '../internals';
import { areNeighbours } from '../kernels/reductions';
import { registerFusedOperations } from './fused';

type GradientConfig = Parameters<TensorFlow['registerGradient']>[0];
type Gradients = Record<string, () => tf.Tensor>;
type GradientFunction = (dy: tf.Tensor, saved: tf.Tensor[], attrs: Record<string, unknown>) => Gradients;

export function registerGradients(device: Device): void {
  const { tf } = device;
  const run = (
    name: string,
    inputs: Record<string, tf.Tensor>,
    attrs: Record<string, unknown> = {},
  ): tf.Tensor => device.engine.runKernel(name, inputs, attrs) as tf.Tensor;

  override(tf, 'Relu', { inputsToSave: ['x'] }, (dy, [x]) => ({
    x: () => run('EspalierReluGrad', { dy, x: x as tf.Tensor }),
  }));
  for (const name of ['Tanh', 'Sigmoid']) {
    override(tf, name, { outputsToSave: [true] }, (dy, [y]) => ({
      x: () => run(`Espalier${name}Grad`, { dy, y: y as tf.Tensor }),
    }));
  }
  override(tf, 'Softmax', { outputsToSave: [true] }, (dy, [y]) => ({
    logits: () => run('EspalierSoftmaxGrad', { dy, y: y as tf.Tensor }),
  }));
  override(tf, 'LeakyRelu', { inputsToSave: ['x'] }, (dy, [x], { alpha }) => ({
    x: () => run('EspalierLeakyReluGrad', { dy, x: x as tf.Tensor }, { alpha }),
  }));
  // Its input is saved for the stock gradient, which other backends use.
  override(tf, 'Selu', { inputsToSave: ['x'], outputsToSave: [true] }, (dy, [, y]) => ({
    x: () => run('EspalierSeluGrad', { dy, y: y as tf.Tensor }),
  }));
  override(tf, 'Sum', { inputsToSave: ['x'] }, (dy, [x], { axis }) => ({
    x: () => spread(tf, dy, x as tf.Tensor, axis as number[]),
  }));
  override(tf, 'Mean', { inputsToSave: ['x'] }, (dy, [x], { axis }) => ({
    x: () => {
      const input = x as tf.Tensor;
      const axes = tf.util.parseAxisParam(axis as number[], input.shape);
      const count = axes.reduce((product, i) => product * (input.shape[i] as number), 1);
      return spread(tf, tf.mul(dy, 1 / count), input, axes);
    },
  }));
  override(tf, 'Max', { inputsToSave: ['x'], outputsToSave: [true] }, (dy, [x, y], { reductionIndices }) => ({
    x: () => maxGradient(tf, run, dy, x as tf.Tensor, y as tf.Tensor, reductionIndices as number[]),
  }));
  override(tf, 'Tile', { inputsToSave: ['x'] }, (dy, [x], { reps }) => ({
    x: () => sumTiles(tf, dy, (x as tf.Tensor).shape, reps as number[]),
  }));

  const window = ['strides', 'pad', 'dataFormat', 'dimRoundingMode'] as const;
  const pick = (attrs: Record<string, unknown>) =>
    Object.fromEntries(window.map((name) => [name, attrs[name]]));
  override(tf, 'Conv2D', { inputsToSave: ['x', 'filter'] }, (dy, [x, filter], attrs) => {
    const [input, kernel] = [x as tf.Tensor, filter as tf.Tensor];
    const shared = { ...pick(attrs), dilations: attrs.dilations };
    return {
      x: () => run('Conv2DBackpropInput', { dy, filter: kernel }, { ...shared, inputShape: input.shape }),
      filter: () => run('Conv2DBackpropFilter', { x: input, dy }, { ...shared, filterShape: kernel.shape }),
    };
  });
  override(tf, 'DepthwiseConv2dNative', { inputsToSave: ['x', 'filter'] }, (dy, [x, filter], attrs) => {
    const [input, kernel] = [x as tf.Tensor, filter as tf.Tensor];
    const shared = { ...pick(attrs), dilations: attrs.dilations };
    const [toInput, toFilter] = ['Input', 'Filter'].map((name) => `DepthwiseConv2dNativeBackprop${name}`);
    return {
      x: () => run(toInput as string, { dy, filter: kernel }, { ...shared, inputShape: input.shape }),
      filter: () => run(toFilter as string, { x: input, dy }, { ...shared, filterShape: kernel.shape }),
    };
  });
  override(
    tf,
    'Conv3DBackpropInputV2',
    { inputsToSave: ['dy', 'filter'] },
    (g, [dy, filter], { strides, pad }) => {
      const kernel = filter as tf.Tensor;
      return {
        dy: () => run('Conv3D', { x: g, filter: kernel }, { strides, pad, dilations: 1 }),
        filter: () =>
          run(
            'Conv3DBackpropFilterV2',
            { x: g, dy: dy as tf.Tensor },
            { strides, pad, filterShape: kernel.shape },
          ),
      };
    },
  );
  // Steps have a gradient of zero where they have one. Without it ThresholdedReLU cannot be trained.
  for (const name of ['Greater', 'GreaterEqual', 'Less', 'LessEqual', 'Equal', 'NotEqual']) {
    override(tf, name, { inputsToSave: ['a', 'b'] }, (_, [a, b]) => ({
      a: () => tf.zerosLike(a as tf.Tensor),
      b: () => tf.zerosLike(b as tf.Tensor),
    }));
  }
  override(tf, 'Einsum', { saveAllInputs: true }, (dy, operands, { equation }) =>
    einsumGradients(tf, dy, operands, equation as string),
  );
  registerFusedOperations(device);
}

/** Registers a gradient that is used on the WASM backend; on any other the stock one stays. */
function override(
  tf: TensorFlow,
  kernelName: string,
  saves: Pick<GradientConfig, 'inputsToSave' | 'saveAllInputs' | 'outputsToSave'>,
  gradient: GradientFunction,
): void {
  const stock = tf.getGradient(kernelName) as GradientConfig | undefined;
  const gradFunc: GradientFunction = (dy, saved, attrs) => {
    if (tf.getBackend() === 'wasm' || !stock) return gradient(dy, saved, attrs);
    return stock.gradFunc(dy, saved, attrs as never) as Gradients;
  };
  tf.registerGradient({ kernelName, ...saves, gradFunc: gradFunc as GradientConfig['gradFunc'] });
}

/** The shape with each of `axes` 1 long. */
const keptShape = (x: tf.Tensor, axes: readonly number[]): number[] =>
  x.shape.map((size, i) => (axes.includes(i) ? 1 : size));

/** dy, of which `axes` were summed away, repeated along them. */
function spread(tf: TensorFlow, dy: tf.Tensor, x: tf.Tensor, axis: number | number[]): tf.Tensor {
  const axes = tf.util.parseAxisParam(axis, x.shape);
  const kept = keptShape(x, axes);
  const reps = x.shape.map((size, i) => (axes.includes(i) ? size : 1));
  return tf.tile(tf.reshape(dy, kept), reps);
}

/** dy at each of the largest values. The engine's kernel takes neighbouring axes. */
function maxGradient(
  tf: TensorFlow,
  run: (name: string, inputs: Record<string, tf.Tensor>, attrs: Record<string, unknown>) => tf.Tensor,
  dy: tf.Tensor,
  x: tf.Tensor,
  y: tf.Tensor,
  axis: number | number[],
): tf.Tensor {
  const axes = tf.util.parseAxisParam(axis, x.shape).sort((a, b) => a - b);
  if (areNeighbours(axes) && x.size > 0) return run('EspalierMaxGrad', { dy, x, y }, { axis: axes });
  const kept = keptShape(x, axes);
  return tf.mul(tf.reshape(dy, kept), tf.cast(tf.equal(x, tf.reshape(y, kept)), 'float32'));
}

/** The gradient of tiling: [reps, size] pairs of axes, summed over reps. Axes of size 1 are left out. */
function sumTiles(tf: TensorFlow, dy: tf.Tensor, shape: number[], reps: number[]): tf.Tensor {
  const pairs: number[] = [];
  const summed: number[] = [];
  shape.forEach((size, i) => {
    const rep = reps[i] as number;
    if (rep !== 1) summed.push(pairs.push(rep) - 1);
    if (size !== 1) pairs.push(size);
  });
  if (summed.length === 0) return tf.reshape(dy, shape);
  return tf.reshape(tf.sum(tf.reshape(dy, pairs), summed), shape);
}

/**
 * The gradient of each operand is the einsum of dy with the other operands into the operand's own indices; an index
 * that only this operand has was summed, and its gradient is spread over it.
 */
function einsumGradients(tf: TensorFlow, dy: tf.Tensor, operands: tf.Tensor[], equation: string): Gradients {
  const [left = '', right = ''] = equation.replace(/\s+/g, '').split('->');
  const terms = left.split(',');
  const gradients: Gradients = {};
  operands.forEach((operand, i) => {
    gradients[i] = () => {
      const others = terms.filter((_, j) => j !== i);
      const known = new Set([...right, ...others.join('')]);
      const own = [...(terms[i] as string)];
      const reachable = own.filter((index) => known.has(index)).join('');
      const factors = operands.filter((_, j) => j !== i);
      const grad = tf.einsum(`${[right, ...others].join(',')}->${reachable}`, dy, ...factors);
      const kept = own.map((index, axis) => (known.has(index) ? (operand.shape[axis] as number) : 1));
      const reps = own.map((index, axis) => (known.has(index) ? 1 : (operand.shape[axis] as number)));
      return tf.tile(tf.reshape(grad, kept), reps);
    };
  });
  return gradients;
}
