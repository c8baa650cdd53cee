/** 3-D convolution and max pooling: the stock kernels are wrong or slow, and a transposed one has no gradient. */
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

/** Floats of unfolded input a block. */
const BLOCK_FLOATS = 65536;

export function registerVolume(device: Device): void {
  const { native, gemmWorkspace } = device;
  const geometry = (input: number[], filter: number[], attrs: VolumeAttributes): VolumeInfo =>
    device.tf.backend_util.computeConv3DInfo(
      input as Shape5,
      filter as Shape5,
      attrs.strides,
      attrs.dilations ?? 1,
      attrs.pad,
    );
  const run = (name: 'convForward3d' | 'convFilterGradient3d' | 'convInputGradient3d', info: VolumeInfo) => {
    const depth = info.filterDepth * info.filterHeight * info.filterWidth * info.inChannels;
    const rows = Math.max(4, Math.floor(BLOCK_FLOATS / depth) & ~3);
    return (a: TensorInfo, b: TensorInfo, out: TensorInfo): TensorInfo => {
      const addresses = [a, b, out].map((tensor) => device.address(tensor));
      native[name](
        ...addresses,
        ...convolutionArguments(info),
        rows,
        device.buffer(rows * depth),
        gemmWorkspace,
      );
      return out;
    };
  };

  device.register('Conv3D', ({ inputs, attrs }) => {
    const { x, filter } = inputs as { x: TensorInfo; filter: TensorInfo };
    const info = geometry(x.shape, filter.shape, attrs as unknown as VolumeAttributes);
    return run('convForward3d', info)(x, filter, device.output(info.outShape));
  });
  device.register('Conv3DBackpropFilterV2', ({ inputs, attrs }) => {
    const { x, dy } = inputs as { x: TensorInfo; dy: TensorInfo };
    const { filterShape, ...rest } = attrs as unknown as VolumeAttributes & { filterShape: number[] };
    const info = geometry(x.shape, filterShape, rest);
    return run('convFilterGradient3d', info)(x, dy, device.output(filterShape));
  });
  device.register('Conv3DBackpropInputV2', ({ inputs, attrs }) => {
    const { dy, filter } = inputs as { dy: TensorInfo; filter: TensorInfo };
    const { inputShape, ...rest } = attrs as unknown as VolumeAttributes & { inputShape: number[] };
    const info = geometry(inputShape, filter.shape, rest);
    return run('convInputGradient3d', info)(dy, filter, device.output(inputShape));
  });
  device.register('MaxPool3D', ({ inputs, attrs }) => {
    const x = inputs.x as TensorInfo;
    const info = poolInfo(device, x.shape, attrs as unknown as PoolAttributes);
    const out = device.output(info.outShape);
    native.maxPoolForward3d(device.address(x), device.address(out), ...poolArguments(info));
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

function convolutionArguments(info: VolumeInfo): number[] {
  const dilations = [info.dilationDepth, info.dilationHeight, info.dilationWidth];
  return [
    ...inputArguments(info),
    ...outputSize(info),
    info.outChannels,
    ...windowSize(info),
    ...dilations,
    ...pads(info),
  ];
}
