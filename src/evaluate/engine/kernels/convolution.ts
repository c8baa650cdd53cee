/**
 * 2-D convolution and its two gradients. Few input channels are read where they lie, single pixels are matrix products
 * (pointwise.ts), Winograd's forms take what needs fewer products with them (winograd.ts), everything else goes through
 * im2col and GEMM, block by block.
 */
import type { Device } from '../device';
import { sizeOf, type TensorInfo } from '../internals';
import { fusedOutput, type FusedAttributes } from './activations';
import { narrow, narrowFilter, roundUp, widen, widenFilter } from './channels';
import {
  convolutionArguments,
  convolutionInfo,
  toChannelsFirst,
  toChannelsLast,
  type ConvolutionInfo,
  type WindowAttributes,
} from './geometry';
import { isPointwise, pointwise, pointwiseFilterGradient, pointwiseInputGradient } from './pointwise';
import {
  isFromTiles,
  isOfPhases,
  isWhole,
  isWorthReversed,
  winograd,
  winogradFilterGradient,
  winogradInputGradient,
  winogradPlan,
} from './winograd';

/** Floats of unfolded input a block. */
const BLOCK_FLOATS = 65536;
/**
 * Times as many products as there are without rounding up, at most: of a direct convolution, and of Winograd's in place of
 * plain ones and of F(2×2, 3×3).
 */
const [MOST_DIRECT, MOST_WINOGRAD, MOST_WINOGRAD_4] = [4, 2.6, 1.8];

export function registerConvolution(device: Device): void {
  device.register('Conv2D', ({ inputs, attrs }) =>
    forward(
      device,
      inputs.x as TensorInfo,
      inputs.filter as TensorInfo,
      attrs as unknown as WindowAttributes,
    ),
  );
  device.register('FusedConv2D', ({ inputs, attrs }) => {
    const { x, filter } = inputs as { x: TensorInfo; filter: TensorInfo };
    const window = attrs as unknown as WindowAttributes & FusedAttributes;
    if (window.dataFormat !== 'NCHW') return fused(device, x, filter, inputs, window);
    const last = toChannelsLast(device, x);
    const out = forward(device, last, filter, { ...window, dataFormat: 'NHWC' });
    device.free(last);
    return toChannelsFirst(device, fusedOutput(device, out, inputs, window));
  });
  device.register('Conv2DBackpropInput', ({ inputs, attrs }) => {
    const window = attrs as unknown as WindowAttributes & { inputShape: number[] };
    return inputGradient(device, inputs.dy as TensorInfo, inputs.filter as TensorInfo, window);
  });
  device.register('Conv2DBackpropFilter', ({ inputs, attrs }) => {
    const window = attrs as unknown as WindowAttributes & { filterShape: number[] };
    return filterGradient(device, inputs.x as TensorInfo, inputs.dy as TensorInfo, window);
  });
}

function forward(device: Device, x: TensorInfo, filter: TensorInfo, attrs: WindowAttributes): TensorInfo {
  if (attrs.dataFormat === 'NCHW') {
    const last = toChannelsLast(device, x);
    const out = forward(device, last, filter, { ...attrs, dataFormat: 'NHWC' });
    device.free(last);
    return toChannelsFirst(device, out);
  }
  const info = convolutionInfo(device, x.shape, filter.shape, attrs);
  const wide = widerChannels(info);
  if (wide) {
    const [from, weights] = [
      widen(device, x, wide.inputs),
      widenFilter(device, filter, wide.inputs, wide.outputs),
    ];
    const out = forward(device, from, weights, attrs);
    release(device, [from, x], [weights, filter]);
    return narrow(device, out, info.outChannels);
  }
  const out = device.output(info.outShape);
  convolve(device, device.address(x), device.address(filter), device.address(out), info);
  return out;
}

/** Bias and rectifier within a direct convolution or a product, else after it. */
function fused(
  device: Device,
  x: TensorInfo,
  filter: TensorInfo,
  inputs: Record<string, TensorInfo | undefined>,
  attrs: WindowAttributes & FusedAttributes,
): TensorInfo {
  const info = convolutionInfo(device, x.shape, filter.shape, attrs);
  const { activation } = attrs;
  const { bias, ...others } = inputs;
  const isProduct = isPointwise(info);
  if (!(isProduct || isDirect(info)) || (bias && sizeOf(bias.shape) !== info.outChannels))
    return fusedOutput(device, forward(device, x, filter, attrs), inputs, attrs);
  const out = device.output(info.outShape);
  const [pX, pFilter, pOut] = [x, filter, out].map((tensor) => device.address(tensor)) as [
    number,
    number,
    number,
  ];
  const rectify = activation === 'relu';
  const compute = isProduct ? pointwise : direct;
  compute(device, pX, pFilter, pOut, info, bias && device.address(bias), rectify);
  return rectify ? out : fusedOutput(device, out, others, attrs);
}

function convolve(device: Device, x: number, filter: number, out: number, info: ConvolutionInfo): void {
  if (isPointwise(info)) return pointwise(device, x, filter, out, info);
  const plan = winogradPlan(info);
  if (plan) return winograd(device, plan, x, filter, out, info);
  if (isDirect(info)) return direct(device, x, filter, out, info);
  const reversed = isNarrow(info) && reversedConvolution(info);
  if (reversed) {
    const turned = turnFilter(device, filter, info);
    plainInputGradient(device, x, device.address(turned), out, reversed);
    device.free(turned);
    return;
  }
  const depth = info.filterHeight * info.filterWidth * info.inChannels;
  const rows = blockRows(depth);
  device.native.convForward(
    x, filter, out, ...convolutionArguments(info), rows, device.buffer(rows * depth), device.gemmWorkspace,
  ); // prettier-ignore
}

function filterGradient(
  device: Device,
  x: TensorInfo,
  dy: TensorInfo,
  attrs: WindowAttributes & { filterShape: number[] },
): TensorInfo {
  if (attrs.dataFormat === 'NCHW') {
    const [xLast, dyLast] = [toChannelsLast(device, x), toChannelsLast(device, dy)];
    const out = filterGradient(device, xLast, dyLast, { ...attrs, dataFormat: 'NHWC' });
    device.free(xLast, dyLast);
    return out;
  }
  const info = convolutionInfo(device, x.shape, attrs.filterShape, attrs);
  const wide = widerChannels(info);
  if (wide) {
    const [from, gradient] = [widen(device, x, wide.inputs), widen(device, dy, wide.outputs)];
    const filterShape = [info.filterHeight, info.filterWidth, wide.inputs, wide.outputs];
    const out = filterGradient(device, from, gradient, { ...attrs, filterShape });
    release(device, [from, x], [gradient, dy]);
    return narrowFilter(device, out, info.inChannels, info.outChannels);
  }
  const out = device.output(attrs.filterShape);
  const addresses = [device.address(x), device.address(dy), device.address(out)] as const;
  const { native, gemmWorkspace } = device;
  if (isPointwise(info)) {
    pointwiseFilterGradient(device, ...addresses, info);
    return out;
  }
  const plan = winogradPlan(info);
  if (plan) {
    winogradFilterGradient(device, plan, ...addresses, info);
    return out;
  }
  if (isDirect(info)) {
    native.directFilterGradient(...addresses, ...directArguments(info), 0, device.buffer(paddedSize(info)));
    return out;
  }
  const reversed = isNarrow(info) && reversedConvolution(info);
  if (reversed && isDirect(reversed)) {
    const turned = device.output([info.filterHeight, info.filterWidth, info.outChannels, info.inChannels]);
    const [pX, pDy, pOut] = addresses;
    const sizes = directArguments(reversed);
    native.directFilterGradient(
      pDy,
      pX,
      device.address(turned),
      ...sizes,
      0,
      device.buffer(paddedSize(reversed)),
    );
    turnInto(device, device.address(turned), pOut, reversed);
    device.free(turned);
    return out;
  }
  const depth = info.filterHeight * info.filterWidth * info.inChannels;
  const rows = Math.min(Math.max(64, blockRows(depth)), 1024);
  native.convFilterGradient(
    ...addresses, ...convolutionArguments(info), rows, device.buffer(rows * depth), gemmWorkspace,
  ); // prettier-ignore
  return out;
}

function inputGradient(
  device: Device,
  dy: TensorInfo,
  filter: TensorInfo,
  attrs: WindowAttributes & { inputShape: number[] },
): TensorInfo {
  if (attrs.dataFormat === 'NCHW') {
    const [n, c, h, w] = attrs.inputShape as [number, number, number, number];
    const last = toChannelsLast(device, dy);
    const out = inputGradient(device, last, filter, {
      ...attrs,
      inputShape: [n, h, w, c],
      dataFormat: 'NHWC',
    });
    device.free(last);
    return toChannelsFirst(device, out);
  }
  const info = convolutionInfo(device, attrs.inputShape, filter.shape, attrs);
  const wide = widerChannels(info, false);
  if (wide) {
    const [from, weights] = [
      widen(device, dy, wide.outputs),
      widenFilter(device, filter, wide.inputs, wide.outputs),
    ];
    const inputShape = [...info.inShape.slice(0, 3), wide.inputs];
    const out = inputGradient(device, from, weights, { ...attrs, inputShape });
    release(device, [from, dy], [weights, filter]);
    return narrow(device, out, info.inChannels);
  }
  const out = device.output(info.inShape);
  const [pDy, pFilter, pOut] = [device.address(dy), device.address(filter), device.address(out)];
  const plan = winogradPlan(info);
  const reversed = reversedConvolution(info);
  const back = reversed && winogradPlan(reversed);
  if (isPointwise(info)) pointwiseInputGradient(device, pDy, pFilter, pOut, info);
  else if (plan && (isFromTiles(plan, info) || isOfPhases(plan))) {
    winogradInputGradient(device, plan, pDy, pFilter, pOut, info);
  } else if (back && isWhole(back) && isWorthReversed(back, reversed, info)) {
    winograd(device, back, pDy, pFilter, pOut, reversed, 1);
  } else if (
    reversed &&
    (isCheap(reversed) || (back && isWorthReversed(back, reversed, info))) &&
    (info.outChannels >= 4 || isDirect(reversed)) &&
    info.filterHeight * info.filterWidth > 1
  ) {
    const turned = turnFilter(device, pFilter, info);
    convolve(device, pDy, device.address(turned), pOut, reversed);
    device.free(turned);
  } else plainInputGradient(device, pDy, pFilter, pOut, info);
  return out;
}

/**
 * The convolution of dy that gives the input gradient (stride 1): the filter turned by 180°, input and
 * output channels exchanged, "full" padding less what was padded. Undefined when no such convolution exists.
 */
function reversedConvolution(info: ConvolutionInfo): ConvolutionInfo | undefined {
  const { filterHeight: kh, filterWidth: kw, padInfo } = info;
  if (info.strideHeight !== 1 || info.strideWidth !== 1) return undefined;
  const [reachHeight, reachWidth] = [(kh - 1) * info.dilationHeight, (kw - 1) * info.dilationWidth];
  const top = reachHeight - padInfo.top;
  const left = reachWidth - padInfo.left;
  if (top < 0 || left < 0) return undefined;
  if (info.inHeight + reachHeight - info.outHeight - top < 0) return undefined;
  if (info.inWidth + reachWidth - info.outWidth - left < 0) return undefined;
  return {
    ...info,
    inHeight: info.outHeight,
    inWidth: info.outWidth,
    inChannels: info.outChannels,
    outHeight: info.inHeight,
    outWidth: info.inWidth,
    outChannels: info.inChannels,
    padInfo: { ...padInfo, top, left },
  };
}

/** Full padding makes more positions than there were outputs: with many more, columns added up are less work. */
function isCheap({ inHeight, inWidth, outHeight, outWidth }: ConvolutionInfo): boolean {
  return outHeight * outWidth < 1.4 * inHeight * inWidth;
}

/** Columns of products, added up where they overlap. */
function plainInputGradient(
  device: Device,
  dy: number,
  filter: number,
  dx: number,
  info: ConvolutionInfo,
): void {
  const depth = info.filterHeight * info.filterWidth * info.inChannels;
  const rows = blockRows(depth);
  device.native.convInputGradient(
    dy, filter, dx, ...convolutionArguments(info), rows, device.buffer(rows * depth), device.gemmWorkspace,
  ); // prettier-ignore
}

/**
 * Few outputs of many channels, as where an image is put out: a product with so few columns is slow. It is the input
 * gradient of the reversed convolution, whose products have as many columns as there are taps.
 */
function isNarrow({ inChannels, outChannels, filterHeight, filterWidth }: ConvolutionInfo): boolean {
  return outChannels <= 4 && inChannels >= 8 && filterHeight * filterWidth > 1;
}

/** [kh, kw, in, out] → the filter turned by 180° as [kh, kw, out, in]. */
function turnFilter(device: Device, filter: number, info: ConvolutionInfo): TensorInfo {
  const { filterHeight, filterWidth, inChannels, outChannels } = info;
  const turned = device.output([filterHeight, filterWidth, outChannels, inChannels]);
  turnInto(device, filter, device.address(turned), info);
  return turned;
}

function turnInto(device: Device, from: number, to: number, info: ConvolutionInfo): void {
  const { inChannels, outChannels } = info;
  const taps = info.filterHeight * info.filterWidth;
  const bytes = inChannels * outChannels * 4;
  for (let i = 0; i < taps; i++) {
    device.native.transposeBatch(from + (taps - 1 - i) * bytes, 1, inChannels, outChannels, to + i * bytes);
  }
}

/**
 * Channels rounded up to what a quicker form takes, where that makes up for the products with zeros. Winograd's forms of
 * 4×4 outputs are up to three times as quick as plain products of many channels and half as quick again of sixteen,
 * F(2×2, 3×3) not twice. A direct convolution saves the unfolding; input gradients have none.
 */
function widerChannels(
  info: ConvolutionInfo,
  mayBeDirect = true,
): { inputs: number; outputs: number } | undefined {
  const { inChannels: c, outChannels: n } = info;
  const form = winogradPlan(info)?.form;
  if ((form && form !== 'winograd') || (mayBeDirect && isDirect(info))) return undefined;
  const direct = { inputs: c, outputs: roundUp(n, 8) };
  const isFew = ({ inputs, outputs }: typeof direct, most: number): boolean =>
    inputs * outputs <= most * c * n;
  if (mayBeDirect && isFew(direct, MOST_DIRECT) && isDirect({ ...info, outChannels: direct.outputs }))
    return direct;
  const wide = { inputs: roundUp(c, 8), outputs: roundUp(n, 8) };
  if (!isFew(wide, form ? MOST_WINOGRAD_4 : MOST_WINOGRAD)) return undefined;
  const better = winogradPlan({ ...info, inChannels: wide.inputs, outChannels: wide.outputs })?.form;
  return better && better !== 'winograd' ? wide : undefined;
}

function release(device: Device, ...pairs: [TensorInfo, TensorInfo][]): void {
  for (const [wide, own] of pairs) if (wide !== own) device.free(wide);
}

/** Few channels, whose unfolding would cost as much as the products: the first convolution of a network. */
function isDirect(info: ConvolutionInfo): boolean {
  const { inChannels: c, outChannels: n, filterHeight: kh, filterWidth: kw, outHeight, outWidth } = info;
  if (info.dilationHeight !== 1 || info.dilationWidth !== 1 || kh * kw === 1) return false;
  return c <= 4 && n % 8 === 0 && outHeight * outWidth >= 4;
}

function direct(
  device: Device,
  x: number,
  w: number,
  y: number,
  info: ConvolutionInfo,
  bias = 0,
  rectify = false,
): void {
  const args = [x, w, y, ...directArguments(info), bias, Number(rectify)];
  device.native.directForward(...args, device.buffer(paddedSize(info)));
}

function directArguments(info: ConvolutionInfo): number[] {
  const { padInfo, filterHeight, filterWidth, strideHeight, strideWidth } = info;
  return [
    info.batchSize, info.inHeight, info.inWidth, info.inChannels, info.outHeight, info.outWidth, info.outChannels,
    filterHeight, filterWidth, strideHeight, strideWidth, padInfo.top, padInfo.left,
  ]; // prettier-ignore
}

/** Floats of one image with its padding. */
function paddedSize(info: ConvolutionInfo): number {
  const rows = (info.outHeight - 1) * info.strideHeight + info.filterHeight;
  const columns = (info.outWidth - 1) * info.strideWidth + info.filterWidth;
  return rows * columns * info.inChannels;
}

/** Output positions that are unfolded at a time. */
function blockRows(depth: number): number {
  return Math.max(4, Math.floor(BLOCK_FLOATS / depth) & ~3);
}
