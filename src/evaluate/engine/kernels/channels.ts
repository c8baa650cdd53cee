/** Channels rounded up with zeros, and cut off again: kernels go through them in whole vectors. */
import type { Device } from '../device';
import { sizeOf, type TensorInfo } from '../internals';

export const roundUp = (n: number, to: number): number => Math.ceil(n / to) * to;

/** x[…, C] → […, channels] with zeros behind the C; x itself where it has as many. */
export function widen(device: Device, x: TensorInfo, channels: number): TensorInfo {
  const own = x.shape.at(-1) as number;
  if (own === channels) return x;
  const out = device.output([...x.shape.slice(0, -1), channels]);
  device.native.widenRows(device.address(x), device.address(out), sizeOf(x.shape) / own, own, channels);
  return out;
}

/** x[…, C] → its first channels; frees `x`, or gives it back where it has no more. */
export function narrow(device: Device, x: TensorInfo, channels: number): TensorInfo {
  const own = x.shape.at(-1) as number;
  if (own === channels) return x;
  const out = device.output([...x.shape.slice(0, -1), channels]);
  device.native.narrowRows(device.address(x), device.address(out), sizeOf(x.shape) / own, own, channels);
  device.free(x);
  return out;
}

/** A filter [height, width, in, out] → more of both channels, with zeros for the new ones. */
export function widenFilter(device: Device, filter: TensorInfo, inputs: number, outputs: number): TensorInfo {
  const [height, width, own] = filter.shape as [number, number, number, number];
  const outer = widen(device, filter, outputs);
  if (own === inputs) return outer;
  const both = widen(device, device.reshaped(outer, [height, width, own * outputs]), inputs * outputs);
  if (outer !== filter) device.free(outer);
  return device.reshaped(both, [height, width, inputs, outputs]);
}

/** The way back; frees `filter`. */
export function narrowFilter(
  device: Device,
  filter: TensorInfo,
  inputs: number,
  outputs: number,
): TensorInfo {
  const [height, width, own, ownOutputs] = filter.shape as [number, number, number, number];
  const flat = device.reshaped(filter, [height, width, own * ownOutputs]);
  const fewer = narrow(device, flat, inputs * ownOutputs);
  return narrow(device, device.reshaped(fewer, [height, width, inputs, ownOutputs]), outputs);
}
