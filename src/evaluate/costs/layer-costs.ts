/**
 * Multiply-accumulates of one example's forward pass (inference), by layer class. Counted are multiplications whose
 * product is added to something: with weights, in normalisation (scale and shift) and in interpolation. A lone
 * multiplication, addition, comparison or activation counts nothing, nor do biases.
 */
import type * as tfjs from '@tensorflow/tfjs';
import { modelGraph } from '../graph';
import type { Shape } from '../interface';
import { elements, isModel, plus, times, type Layer } from '../layers';

/** What a cost needs of a layer: its weights' shapes and its arguments, as the library keeps them. */
type LayerLike = Layer & Readonly<Record<string, unknown>>;
type Cost = (layer: LayerLike, inputs: readonly Shape[], outputs: readonly Shape[]) => number | undefined;

const none: Cost = () => 0;
const each =
  (count: number): Cost =>
  (_, __, [output]) =>
    times(count, elements(output));

/** Three interpolations an element: two along one axis, one along the other. */
const bilinear = each(3);

const costs: Readonly<Record<string, Cost>> = {
  InputLayer: none,
  Dense: (layer, [input]) => times(elements(input), kernel(layer).at(-1)),
  Conv1D: convolution,
  Conv2D: convolution,
  Conv3D: convolution,
  Conv2DTranspose: transposedConvolution,
  Conv3DTranspose: transposedConvolution,
  DepthwiseConv2D: (layer, _, [output]) => times(elements(output), ...kernel(layer).slice(0, 2)),
  SeparableConv2D: separableConvolution,
  SimpleRNN: recurrent,
  GRU: recurrent,
  LSTM: recurrent,
  RNN: recurrent,
  ConvLSTM2D: recurrent,
  SimpleRNNCell: cellCost,
  GRUCell: cellCost,
  LSTMCell: cellCost,
  StackedRNNCells: cellCost,
  ConvLSTM2DCell: cellCost,
  Bidirectional: (layer, inputs, outputs) =>
    plus(
      layerMacs(layer.forwardLayer as Layer, inputs, outputs),
      layerMacs(layer.backwardLayer as Layer, inputs, outputs),
    ),
  TimeDistributed: (layer, [input], [output]) =>
    times(input![0], layerMacs(layer.layer as Layer, [input!.slice(1)], [output!.slice(1)])),
  Dot: dot,
  BatchNormalization: each(1),
  // The squares of the variance, then scale and shift.
  LayerNormalization: each(2),
  Rescaling: each(1),
  Resizing: (layer, inputs, outputs) =>
    layer.interpolation === 'nearest' ? 0 : bilinear(layer, inputs, outputs),
  UpSampling2D: (layer, inputs, outputs) =>
    layer.interpolation === 'bilinear' ? bilinear(layer, inputs, outputs) : 0,
  // An image smaller than the crop is resized instead.
  CenterCrop: (layer, inputs, outputs) => {
    const [height, width] = inputs[0]!.slice(-3);
    if (typeof height !== 'number' || typeof width !== 'number') return undefined;
    return height >= (layer.height as number) && width >= (layer.width as number)
      ? 0
      : bilinear(layer, inputs, outputs);
  },
  RandomWidth: (layer, inputs, outputs) =>
    layer.interpolation === 'nearest' ? 0 : bilinear(layer, inputs, outputs),
  ...Object.fromEntries(
    [
      ...['Activation', 'ReLU', 'LeakyReLU', 'PReLU', 'ELU', 'ThresholdedReLU', 'Softmax'],
      ...['Dropout', 'SpatialDropout1D', 'GaussianNoise', 'GaussianDropout', 'AlphaDropout'],
      ...['Flatten', 'RepeatVector', 'Reshape', 'Permute', 'Masking', 'Embedding', 'CategoryEncoding'],
      ...['Add', 'Multiply', 'Average', 'Maximum', 'Minimum', 'Concatenate'],
      ...['ZeroPadding2D', 'Cropping2D', 'MaxPooling1D', 'MaxPooling2D', 'MaxPooling3D'],
      ...['AveragePooling1D', 'AveragePooling2D', 'AveragePooling3D'],
      ...['GlobalAveragePooling1D', 'GlobalAveragePooling2D', 'GlobalMaxPooling1D', 'GlobalMaxPooling2D'],
    ].map((name) => [name, none]),
  ),
};

/** True when the cost of the class is known. */
export function isKnownLayer(className: string): boolean {
  return className in costs;
}

/** For shapes without the batch axis; undefined when the class or a size is not known. */
export function layerMacs(
  layer: Layer,
  inputs: readonly Shape[],
  outputs: readonly Shape[],
): number | undefined {
  if (isModel(layer)) {
    const graph = modelGraph(layer);
    return graph?.partial === false ? graph.flops : undefined;
  }
  const cost = costs[layer.getClassName()];
  return cost?.(layer as LayerLike, inputs, outputs);
}

/** The shape of a layer's first weight. */
function kernel(layer: Layer): Shape {
  return (layer.weights[0] as tfjs.LayerVariable | undefined)?.shape ?? [null];
}

/** Each output element gathers a window over all channels; the kernel is [window…, channels, filters]. */
function convolution(layer: LayerLike, _: readonly Shape[], [output]: readonly Shape[]): number | undefined {
  return times(elements(output), ...kernel(layer).slice(0, -1));
}

/** Each input element is spread over a window of all filters; the kernel is [window…, filters, channels]. */
function transposedConvolution(layer: LayerLike, [input]: readonly Shape[]): number | undefined {
  return times(elements(input), ...kernel(layer).slice(0, -1));
}

/** The kernels are [height, width, channels, multiplier] and [1, 1, channels · multiplier, filters]. */
function separableConvolution(
  layer: LayerLike,
  _: readonly Shape[],
  [output]: readonly Shape[],
): number | undefined {
  const [height, width, channels, multiplier] = kernel(layer);
  const filters = layer.filters as number;
  const places = times(elements(output), 1 / filters);
  const inner = times(places, channels, multiplier);
  return plus(times(inner, height, width), times(inner, filters));
}

/** A cell's cost at each of the time steps. */
function recurrent(layer: LayerLike, inputs: readonly Shape[]): number | undefined {
  const [input] = inputs;
  return times(input![0], layerMacs(layer.cell as Layer, [input!.slice(1)], []));
}

/** One step: the products with the cell's kernels. A convolutional cell slides them over its state's places. */
function cellCost(layer: LayerLike, [input]: readonly Shape[]): number | undefined {
  const { cells, kernel: inputKernel, recurrentKernel } = layer as unknown as RecurrentCell;
  if (cells) return plus(...cells.map((cell) => cellCost(cell as unknown as LayerLike, [input!])));
  if (!inputKernel || !recurrentKernel) return undefined;
  const kernels = plus(elements(inputKernel.shape), elements(recurrentKernel.shape));
  return layer.getClassName() === 'ConvLSTM2DCell' ? times(kernels, statePlaces(layer, input!)) : kernels;
}

interface RecurrentCell {
  readonly cells?: readonly Layer[];
  readonly kernel?: tfjs.LayerVariable;
  readonly recurrentKernel?: tfjs.LayerVariable;
}

/** Height times width of a convolutional cell's state. */
function statePlaces(layer: LayerLike, input: Shape): number | undefined {
  const sizes = layer.dataFormat === 'channelsFirst' ? input.slice(1) : input.slice(0, 2);
  const { kernelSize, strides, dilationRate, padding } = layer as unknown as ConvolutionArguments;
  return times(
    ...sizes.map((size, axis) => {
      if (size === null) return null;
      const window = (kernelSize[axis]! - 1) * (dilationRate[axis] ?? 1) + 1;
      return padding === 'same'
        ? Math.ceil(size / strides[axis]!)
        : Math.floor((size - window) / strides[axis]!) + 1;
    }),
  );
}

interface ConvolutionArguments {
  readonly kernelSize: readonly number[];
  readonly strides: readonly number[];
  readonly dilationRate: readonly number[];
  readonly padding: string;
}

/** Each output element sums over the contracted axis; normalising adds the squares of both inputs. */
function dot(layer: LayerLike, inputs: readonly Shape[], [output]: readonly Shape[]): number | undefined {
  const axes = layer.axes as number | readonly number[];
  const axis = typeof axes === 'number' ? axes : axes[0]!;
  const [first] = inputs;
  const contracted = axis < 0 ? first!.at(axis) : first![axis - 1];
  const products = times(elements(output), contracted);
  return layer.normalize ? plus(products, ...inputs.map(elements)) : products;
}
