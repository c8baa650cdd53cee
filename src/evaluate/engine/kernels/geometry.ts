/** Geometry of windows (convolution, pooling) in the order in which the native functions take it. */
import type { backend_util } from '@tensorflow/tfjs';
import type { Device } from '../device';
import type { TensorInfo } from '../internals';

export type ConvolutionInfo = ReturnType<typeof backend_util.computeConv2DInfo>;
type Pad = Parameters<typeof backend_util.computeConv2DInfo>[4];

export interface WindowAttributes {
  strides: [number, number] | number;
  pad: Pad;
  dilations?: [number, number] | number | null;
  dataFormat?: 'NHWC' | 'NCHW';
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** Shapes, strides, dilation and padding of a 2-D convolution. */
export function convolutionInfo(
  device: Device,
  inputShape: readonly number[],
  filterShape: readonly number[],
  attrs: WindowAttributes,
  depthwise = false,
): ConvolutionInfo {
  const { backend_util } = device.tf;
  return backend_util.computeConv2DInfo(
    inputShape as [number, number, number, number],
    filterShape as [number, number, number, number],
    attrs.strides,
    attrs.dilations ?? [1, 1],
    attrs.pad,
    attrs.dimRoundingMode,
    depthwise,
    backend_util.convertConv2DDataFormat(attrs.dataFormat ?? 'NHWC'),
  );
}

/** Batch, input, output, filter, strides, dilations, padding: the arguments of the convolution functions. */
export function convolutionArguments(info: ConvolutionInfo): number[] {
  return [
    info.batchSize,
    info.inHeight,
    info.inWidth,
    info.inChannels,
    info.outHeight,
    info.outWidth,
    info.outChannels,
    ...windowArguments(info),
  ];
}

export function windowArguments(info: ConvolutionInfo): number[] {
  return [
    info.filterHeight,
    info.filterWidth,
    info.strideHeight,
    info.strideWidth,
    info.dilationHeight,
    info.dilationWidth,
    info.padInfo.top,
    info.padInfo.left,
  ];
}

/** [batch, channels, height, width] → [batch, height, width, channels]; the result belongs to the caller. */
export function toChannelsLast(device: Device, x: TensorInfo): TensorInfo {
  const [n, c, h, w] = x.shape as [number, number, number, number];
  const out = device.output([n, h, w, c]);
  device.native.transposeBatch(device.address(x), n, c, h * w, device.address(out));
  return out;
}

/** The way back; frees `x`. */
export function toChannelsFirst(device: Device, x: TensorInfo): TensorInfo {
  const [n, h, w, c] = x.shape as [number, number, number, number];
  const out = device.output([n, c, h, w]);
  device.native.transposeBatch(device.address(x), n, h * w, c, device.address(out));
  device.free(x);
  return out;
}
