/** 2-D pooling and its gradients (channels last). Among equal maxima of a window the first one in scan order counts. */
import type { Device } from '../device';
import type { TensorInfo } from '../internals';
import { windowArguments, type ConvolutionInfo } from './geometry';

interface PoolAttributes {
  filterSize: [number, number] | number;
  strides: [number, number] | number;
  pad: 'valid' | 'same' | number;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

export function registerPooling(device: Device): void {
  const { native } = device;
  device.override('MaxPool', (stock) => (args) => {
    const x = args.inputs.x as TensorInfo;
    const info = poolInfo(device, x.shape, args.attrs as unknown as PoolAttributes);
    if (x.dtype !== 'float32' || !(isTwoByTwo(info) || isLine(info))) return stock(args);
    const out = device.output(info.outShape);
    const addresses = [x, out].map((info) => device.address(info));
    if (isLine(info)) native.maxPoolLines(...addresses, ...lineArguments(info));
    else native.maxPool2x2(...addresses, ...inputArguments(info));
    return out;
  });
  device.register('MaxPoolGrad', ({ inputs, attrs }) => {
    const { dy, input: x, output: y } = inputs as { dy: TensorInfo; input: TensorInfo; output: TensorInfo };
    const info = poolInfo(device, x.shape, attrs as unknown as PoolAttributes);
    const out = device.output(x.shape);
    const addresses = [x, y, dy, out].map((info) => device.address(info));
    if (isLine(info)) native.maxPoolLinesGradient(...addresses, ...lineArguments(info), 0);
    else if (isTwoByTwo(info)) native.maxPool2x2Gradient(...addresses, ...inputArguments(info), 0);
    else native.maxPoolGradient(...addresses, ...geometry(info), 0);
    return out;
  });
  device.register('AvgPoolGrad', ({ inputs, attrs }) => {
    const { dy, input: x } = inputs as { dy: TensorInfo; input: TensorInfo };
    const info = poolInfo(device, x.shape, attrs as unknown as PoolAttributes);
    const out = device.output(x.shape);
    native.averagePoolGradient(device.address(dy), device.address(out), ...geometry(info));
    return out;
  });
}

function poolInfo(device: Device, shape: number[], attrs: PoolAttributes): ConvolutionInfo {
  return device.tf.backend_util.computePool2DInfo(
    shape as [number, number, number, number],
    attrs.filterSize,
    attrs.strides,
    1,
    attrs.pad,
    attrs.dimRoundingMode,
  );
}

function inputArguments(info: ConvolutionInfo): number[] {
  return [info.batchSize, info.inHeight, info.inWidth, info.inChannels];
}

function lineArguments(info: ConvolutionInfo): number[] {
  return [info.batchSize, info.inHeight, info.inChannels, info.filterHeight];
}

function geometry(info: ConvolutionInfo): number[] {
  return [...inputArguments(info), info.outHeight, info.outWidth, ...windowArguments(info)];
}

/** Whether the gradient is by `maxPool2x2Gradient`, which can compute that of tanh or ELU before it too. */
export function takesActivation(device: Device, shape: number[], attrs: unknown): boolean {
  return isTwoByTwo(poolInfo(device, shape, attrs as PoolAttributes));
}

/** The window that nearly every network uses, which covers its input without overlap or padding. */
function isTwoByTwo(info: ConvolutionInfo): boolean {
  const square =
    info.filterHeight === 2 && info.filterWidth === 2 && info.strideHeight === 2 && info.strideWidth === 2;
  const unpadded = info.padInfo.top === 0 && info.padInfo.left === 0;
  return square && unpadded && info.outHeight === info.inHeight >> 1 && info.outWidth === info.inWidth >> 1;
}

/** 1-D pooling without overlap or padding, which is a window of some pixels of an image one pixel wide. */
function isLine(info: ConvolutionInfo): boolean {
  const { filterHeight, strideHeight, inWidth, filterWidth, padInfo } = info;
  const isApart = filterHeight > 1 && strideHeight === filterHeight && padInfo.top === 0;
  return (
    isApart &&
    inWidth === 1 &&
    filterWidth === 1 &&
    info.outHeight === Math.floor(info.inHeight / filterHeight)
  );
}
