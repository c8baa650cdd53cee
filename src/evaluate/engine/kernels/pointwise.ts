/**
 * Convolutions that see one pixel each are matrix products of all pixels' channels. They are made by the functions that
 * dense layers are made by, so that recorded steps join and cut them alike (trace/fusion.ts, trace/slices.ts).
 */
import type { Device } from '../device';
import type { ConvolutionInfo } from './geometry';

export function isPointwise(info: ConvolutionInfo): boolean {
  const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = info;
  const isOne = filterHeight * filterWidth === 1 && strideHeight === 1 && strideWidth === 1;
  const isWhole = info.inHeight === info.outHeight && info.inWidth === info.outWidth;
  return isOne && isWhole && padInfo.top === 0 && padInfo.left === 0;
}

/** y = x·w, to which the row at `bias` is added unless that is 0, rectified or not. */
export function pointwise(
  device: Device,
  x: number,
  w: number,
  y: number,
  info: ConvolutionInfo,
  bias = 0,
  rectify = false,
): void {
  const { inChannels: k, outChannels: n } = info;
  const { native, gemmWorkspace } = device;
  native.finishedGemm(pixels(info), n, k, x, k, 1, w, n, 1, y, bias, Number(rectify), 0, 0, gemmWorkspace);
}

export function pointwiseInputGradient(
  device: Device,
  dy: number,
  w: number,
  dx: number,
  info: ConvolutionInfo,
): void {
  const { inChannels: k, outChannels: n } = info;
  device.native.finishedGemm(pixels(info), k, n, dy, n, 1, w, 1, n, dx, 0, 0, 0, 0, device.gemmWorkspace);
}

export function pointwiseFilterGradient(
  device: Device,
  x: number,
  dy: number,
  dw: number,
  info: ConvolutionInfo,
): void {
  const { inChannels: k, outChannels: n } = info;
  const { native, gemmWorkspace } = device;
  native.batchGemm(1, 0, 0, 0, k, n, pixels(info), x, 1, k, dy, n, 1, dw, 0, gemmWorkspace);
}

const pixels = ({ batchSize, outHeight, outWidth }: ConvolutionInfo): number =>
  batchSize * outHeight * outWidth;
