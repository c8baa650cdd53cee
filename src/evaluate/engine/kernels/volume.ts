/**
 * 3-D convolution by 2-D: the planes that a window takes in stand side by side as channels. And pooling. The stock
 * kernels are wrong or slow, and a transposed convolution has no gradient.
 */
import type { backend_util } from '@tensorflow/tfjs';
import type { Device } from '../device';
import type { TensorInfo } from '../internals';

type VolumeInfo = ReturnType<typeof backend_util.computeConv3DInfo>;
type Triple = [number, number, number];
type Shape5 = [number, number, number, number, number];

interface VolumeAttributes {
  strides: Triple | number;
  pad: 'valid' | 'same';
  dilations?: Triple | number;
}

export function registerVolume(device: Device): void {
  const { native } = device;
  const geometry = (input: number[], filter: number[], attrs: VolumeAttributes): VolumeInfo =>
    device.tf.backend_util.computeConv3DInfo(
      input as Shape5,
      filter as Shape5,
      attrs.strides,
      attrs.dilations ?? 1,
      attrs.pad,
    );

  device.register('Conv3D', ({ inputs, attrs }) => {
    const { x, filter } = inputs as { x: TensorInfo; filter: TensorInfo };
    const info = geometry(x.shape, filter.shape, attrs as unknown as VolumeAttributes);
    const [planes, weights] = [stackedPlanes(device, x, info), flatFilter(device, filter, info)];
    const out = device.run('Conv2D', { x: planes, filter: weights }, flatAttributes(info));
    device.free(planes, weights);
    return device.reshaped(out, info.outShape);
  });
  device.register('Conv3DBackpropFilterV2', ({ inputs, attrs }) => {
    const { x, dy } = inputs as { x: TensorInfo; dy: TensorInfo };
    const { filterShape, ...rest } = attrs as unknown as VolumeAttributes & { filterShape: number[] };
    const info = geometry(x.shape, filterShape, rest);
    const planes = stackedPlanes(device, x, info);
    const flat = device.run(
      'Conv2DBackpropFilter',
      { x: planes, dy: flatOutput(device, dy, info) },
      { ...flatAttributes(info), filterShape: flatFilterShape(info) },
    );
    const out = device.output(filterShape);
    native.addPlanes(device.address(flat), device.address(out), ...filterArguments(info));
    device.free(planes, flat);
    return out;
  });
  device.register('Conv3DBackpropInputV2', ({ inputs, attrs }) => {
    const { dy, filter } = inputs as { dy: TensorInfo; filter: TensorInfo };
    const { inputShape, ...rest } = attrs as unknown as VolumeAttributes & { inputShape: number[] };
    const info = geometry(inputShape, filter.shape, rest);
    const weights = flatFilter(device, filter, info);
    const planes = device.run(
      'Conv2DBackpropInput',
      { dy: flatOutput(device, dy, info), filter: weights },
      { ...flatAttributes(info), inputShape: stackedShape(info) },
    );
    const out = device.output(inputShape);
    native.addPlanes(device.address(planes), device.address(out), ...planeArguments(info));
    device.free(planes, weights);
    return out;
  });

  device.register('MaxPool3D', ({ inputs, attrs }) => {
    const x = inputs.x as TensorInfo;
    const info = poolInfo(device, x.shape, attrs as unknown as PoolAttributes);
    const out = device.output(info.outShape);
    native.maxPoolForward3d(device.address(x), device.address(out), ...poolArguments(info));
    return out;
  });
  device.register('AvgPool3D', ({ inputs, attrs }) => {
    const x = inputs.x as TensorInfo;
    const info = poolInfo(device, x.shape, attrs as unknown as PoolAttributes);
    const out = device.output(info.outShape);
    native.averagePoolForward3d(device.address(x), device.address(out), ...poolArguments(info));
    return out;
  });
  device.register('AvgPool3DGrad', ({ inputs, attrs }) => {
    const { dy, input: x } = inputs as { dy: TensorInfo; input: TensorInfo };
    const info = poolInfo(device, x.shape, attrs as unknown as PoolAttributes);
    const out = device.output(x.shape);
    native.averagePoolGradient3d(device.address(dy), device.address(out), ...poolArguments(info));
    return out;
  });
  device.register('MaxPool3DGrad', ({ inputs, attrs }) => {
    const { dy, input: x } = inputs as { dy: TensorInfo; input: TensorInfo };
    const info = poolInfo(device, x.shape, attrs as unknown as PoolAttributes);
    const out = device.output(x.shape);
    native.maxPoolGradient3d(
      device.address(x),
      device.address(dy),
      device.address(out),
      ...poolArguments(info),
    );
    return out;
  });
}

/** [batch, depth, height, width, C] → [batch·outDepth, height, width, filterDepth·C] */
function stackedPlanes(device: Device, x: TensorInfo, info: VolumeInfo): TensorInfo {
  const out = device.output(stackedShape(info));
  device.native.stackPlanes(device.address(x), device.address(out), ...planeArguments(info));
  return out;
}

/** [depth, height, width, in, out] → [height, width, depth·in, out] */
function flatFilter(device: Device, filter: TensorInfo, info: VolumeInfo): TensorInfo {
  const out = device.output(flatFilterShape(info));
  device.native.stackPlanes(device.address(filter), device.address(out), ...filterArguments(info));
  return out;
}

const stackedShape = (info: VolumeInfo): number[] => [
  info.batchSize * info.outDepth,
  info.inHeight,
  info.inWidth,
  info.filterDepth * info.inChannels,
];
const flatFilterShape = (info: VolumeInfo): number[] => [
  info.filterHeight,
  info.filterWidth,
  info.filterDepth * info.inChannels,
  info.outChannels,
];
const flatOutput = (device: Device, dy: TensorInfo, info: VolumeInfo): TensorInfo =>
  device.reshaped(dy, [info.batchSize * info.outDepth, info.outHeight, info.outWidth, info.outChannels]);

/** The convolution of one plane. The padding is given, since a volume's is worked out in another way where strides skip. */
function flatAttributes(info: VolumeInfo): Record<string, unknown> {
  const { top, bottom, left, right } = info.padInfo;
  return {
    strides: [info.strideHeight, info.strideWidth],
    dilations: [info.dilationHeight, info.dilationWidth],
    pad: [[0, 0], [top, bottom], [left, right], [0, 0]], // prettier-ignore
    dataFormat: 'NHWC',
  };
}

function planeArguments(info: VolumeInfo): number[] {
  const plane = info.inHeight * info.inWidth;
  return [
    info.batchSize, info.inDepth, plane, info.inChannels, info.outDepth, info.filterDepth, info.strideDepth,
    info.dilationDepth, info.padInfo.front,
  ]; // prettier-ignore
}

/** A filter is one volume, all of whose planes are taken in at once. */
function filterArguments(info: VolumeInfo): number[] {
  const { filterDepth: depth } = info;
  const [taps, weights] = [info.filterHeight * info.filterWidth, info.inChannels * info.outChannels];
  return [1, depth, taps, weights, 1, depth, 1, 1, 0];
}

interface PoolAttributes {
  filterSize: Triple | number;
  strides: Triple | number;
  pad: 'valid' | 'same' | number;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

function poolInfo(device: Device, shape: number[], attrs: PoolAttributes): VolumeInfo {
  const { filterSize, strides, pad, dimRoundingMode } = attrs;
  return device.tf.backend_util.computePool3DInfo(
    shape as Shape5,
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
}

const inputArguments = (info: VolumeInfo): number[] => [
  info.batchSize,
  info.inDepth,
  info.inHeight,
  info.inWidth,
  info.inChannels,
];
const outputSize = (info: VolumeInfo): number[] => [info.outDepth, info.outHeight, info.outWidth];
const windowSize = (info: VolumeInfo): number[] => [
  info.filterDepth,
  info.filterHeight,
  info.filterWidth,
  info.strideDepth,
  info.strideHeight,
  info.strideWidth,
];
const pads = (info: VolumeInfo): number[] => [info.padInfo.front, info.padInfo.top, info.padInfo.left];

const poolArguments = (info: VolumeInfo): number[] => [
  ...inputArguments(info),
  ...outputSize(info),
  ...windowSize(info),
  ...pads(info),
];
