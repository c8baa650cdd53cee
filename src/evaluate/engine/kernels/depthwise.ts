/** Depthwise convolution and its two gradients, vectorised over channels. */
import type { Device } from '../device';
import type { TensorInfo } from '../internals';
import { fusedOutput, type FusedAttributes } from './activations';
import { convolutionInfo, windowArguments, type ConvolutionInfo, type WindowAttributes } from './geometry';

export function registerDepthwise(device: Device): void {
  const { native } = device;
  const forward = (x: TensorInfo, filter: TensorInfo, attrs: WindowAttributes): TensorInfo => {
    const info = convolutionInfo(device, x.shape, filter.shape, attrs, true);
    const out = device.output(info.outShape);
    native.depthwiseForward(
      device.address(x),
      device.address(filter),
      device.address(out),
      ...geometry(info),
      tapList(device, info),
    );
    return out;
  };
  device.register('DepthwiseConv2dNative', ({ inputs, attrs }) =>
    forward(inputs.x as TensorInfo, inputs.filter as TensorInfo, attrs as unknown as WindowAttributes),
  );
  device.register('FusedDepthwiseConv2D', ({ inputs, attrs }) => {
    const out = forward(
      inputs.x as TensorInfo,
      inputs.filter as TensorInfo,
      attrs as unknown as WindowAttributes,
    );
    return fusedOutput(device, out, inputs, attrs as FusedAttributes);
  });
  device.register('DepthwiseConv2dNativeBackpropFilter', ({ inputs, attrs }) => {
    const { x, dy } = inputs as { x: TensorInfo; dy: TensorInfo };
    const window = attrs as unknown as WindowAttributes & { filterShape: number[] };
    const info = convolutionInfo(device, x.shape, window.filterShape, window, true);
    const out = device.output(window.filterShape);
    native.depthwiseFilterGradient(
      device.address(x),
      device.address(dy),
      device.address(out),
      ...geometry(info),
    );
    return out;
  });
  device.register('DepthwiseConv2dNativeBackpropInput', ({ inputs, attrs }) => {
    const { dy, filter } = inputs as { dy: TensorInfo; filter: TensorInfo };
    const window = attrs as unknown as WindowAttributes & { inputShape: number[] };
    const info = convolutionInfo(device, window.inputShape, filter.shape, window, true);
    const out = device.output(window.inputShape);
    native.depthwiseInputGradient(
      device.address(dy),
      device.address(filter),
      device.address(out),
      ...geometry(info),
      tapList(device, info),
    );
    return out;
  });
}

/** Room for the addresses of the products that make one pixel, two a tap. */
function tapList(device: Device, info: ConvolutionInfo): number {
  return device.buffer(2 * info.filterHeight * info.filterWidth);
}

function geometry(info: ConvolutionInfo): number[] {
  return [
    info.batchSize,
    info.inHeight,
    info.inWidth,
    info.inChannels,
    info.outChannels / info.inChannels,
    info.outHeight,
    info.outWidth,
    ...windowArguments(info),
  ];
}
