/**
 * Depthwise convolution and its two gradients, vectorised over channels. With several outputs a channel, each channel of
 * the input is repeated so many times first, and the filter's last two axes are one.
 */
import type { Device } from '../device';
import { sizeOf, type TensorInfo } from '../internals';
import { roundUp } from './channels';
import { fusedOutput, type FusedAttributes } from './activations';
import { convolutionInfo, windowArguments, type ConvolutionInfo, type WindowAttributes } from './geometry';

export function registerDepthwise(device: Device): void {
  const { native } = device;
  const forward = (x: TensorInfo, filter: TensorInfo, attrs: WindowAttributes): TensorInfo => {
    const from = repeatChannels(device, x, multiplierOf(filter.shape));
    const info = convolutionInfo(device, from.shape, single(filter.shape), attrs, true);
    const out = device.output(info.outShape);
    const addresses = [from, filter, out].map((tensor) => device.address(tensor));
    native.depthwiseForward(
      ...addresses,
      ...geometry(info),
      room(device, info, info.inHeight, info.outWidth),
    );
    if (from !== x) device.free(from);
    return out;
  };
  const filterGradient = (
    x: TensorInfo,
    dy: TensorInfo,
    window: WindowAttributes & { filterShape: number[] },
  ): TensorInfo => {
    const from = repeatChannels(device, x, multiplierOf(window.filterShape));
    const info = convolutionInfo(device, from.shape, single(window.filterShape), window, true);
    const out = device.output(window.filterShape);
    const addresses = [from, dy, out].map((tensor) => device.address(tensor));
    native.depthwiseFilterGradient(
      ...addresses,
      ...geometry(info),
      0,
      room(device, info, info.inHeight, info.outWidth),
    );
    if (from !== x) device.free(from);
    return out;
  };
  const inputGradient = (
    dy: TensorInfo,
    filter: TensorInfo,
    window: WindowAttributes & { inputShape: number[] },
  ): TensorInfo => {
    const multiplier = multiplierOf(filter.shape);
    const shape = repeatedShape(window.inputShape, multiplier);
    const info = convolutionInfo(device, shape, single(filter.shape), window, true);
    const out = device.output(shape);
    const addresses = [dy, filter, out].map((tensor) => device.address(tensor));
    native.depthwiseInputGradient(
      ...addresses,
      ...geometry(info),
      room(device, info, info.outHeight, info.inWidth),
    );
    if (multiplier === 1) return out;
    const summed = device.output(window.inputShape);
    native.sumRows(device.address(out), sizeOf(window.inputShape), multiplier, device.address(summed), 1);
    device.free(out);
    return summed;
  };

  device.register('DepthwiseConv2dNative', ({ inputs, attrs }) =>
    forward(inputs.x as TensorInfo, inputs.filter as TensorInfo, attrs as unknown as WindowAttributes),
  );
  device.register('FusedDepthwiseConv2D', ({ inputs, attrs }) => {
    const { x, filter } = inputs as { x: TensorInfo; filter: TensorInfo };
    const out = forward(x, filter, attrs as unknown as WindowAttributes);
    return fusedOutput(device, out, inputs, attrs as FusedAttributes);
  });
  device.register('DepthwiseConv2dNativeBackpropFilter', ({ inputs, attrs }) =>
    filterGradient(inputs.x as TensorInfo, inputs.dy as TensorInfo, attrs as never),
  );
  device.register('DepthwiseConv2dNativeBackpropInput', ({ inputs, attrs }) =>
    inputGradient(inputs.dy as TensorInfo, inputs.filter as TensorInfo, attrs as never),
  );
}

/** Outputs a channel: the last axis of the filter [height, width, channels, multiplier]. */
const multiplierOf = (filterShape: readonly number[]): number => filterShape[3] as number;

/** The filter for an input whose channels are repeated: the same data with one output a channel. */
function single([height, width, channels, multiplier]: readonly number[]): number[] {
  return [height as number, width as number, (channels as number) * (multiplier as number), 1];
}

const repeatedShape = (shape: readonly number[], times: number): number[] => [
  ...shape.slice(0, 3),
  (shape[3] as number) * times,
];

/** The input itself with one output a channel. */
function repeatChannels(device: Device, x: TensorInfo, times: number): TensorInfo {
  if (times === 1) return x;
  const out = device.output(repeatedShape(x.shape, times));
  device.native.repeatColumn(device.address(x), sizeOf(x.shape), times, device.address(out));
  return out;
}

/** Room for the filter, one line of eight channels, and `rows` lines with what the filter reaches beside them. */
function room(device: Device, info: ConvolutionInfo, rows: number, columns: number): number {
  const { filterHeight, filterWidth, strideWidth, dilationWidth, inChannels } = info;
  const width = columns * strideWidth + (filterWidth - 1) * dilationWidth;
  return device.buffer(
    filterHeight * filterWidth * roundUp(inChannels, 8) + 8 * columns + rows * width * inChannels + 16,
  );
}

function geometry(info: ConvolutionInfo): number[] {
  return [
    info.batchSize,
    info.inHeight,
    info.inWidth,
    info.inChannels,
    info.outHeight,
    info.outWidth,
    ...windowArguments(info),
  ];
}
