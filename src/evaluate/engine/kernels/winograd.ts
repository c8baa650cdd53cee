/**
 * Convolutions with few products (Winograd; Lavin & Gray 2015): which of them go through which form, and how. 3×3 goes
 * through F(4×4, 3×3) or F(2×2, 3×3), 5×5 through F(4×4, 5×5), lines of three and five through F(4, 3) and F(4, 5). Windows
 * of four, and larger ones, are parts of four taps, by F(4×4, 4×4) (assembly/winograd-parts.ts). Others, and those with
 * strides, are windows of three over more channels, their pieces (assembly/winograd4.ts).
 */
import type { Device } from '../device';
import type { TensorInfo } from '../internals';
import { roundUp } from './channels';
import type { ConvolutionInfo } from './geometry';

/**
 * F(2×2, 3×3), F(4×4, 3×3), F(4×4, 5×5), F(4×4, 4×4), and F(4, 3) and F(4, 5) along lines, by the start of their functions'
 * names.
 */
type WinogradForm =
  'winograd' | 'winograd4' | 'winograd5' | 'winogradParts' | 'winogradLine' | 'winogradLine5';
/** Products a tile. */
const PLACES: Readonly<Record<WinogradForm, number>> = {
  winograd: 16,
  winograd4: 36,
  winograd5: 64,
  winogradParts: 49,
  winogradLine: 6,
  winogradLine5: 8,
};
/** Outputs a tile along each axis that it has. */
const OUTPUTS: Readonly<Record<WinogradForm, number>> = {
  winograd: 2,
  winograd4: 4,
  winograd5: 4,
  winogradParts: 4,
  winogradLine: 4,
  winogradLine5: 4,
};
/** Products that a form may need at most, as a part of what a plain convolution does. */
const MOST_PRODUCTS = 0.65;
/** Tiles of dy that an input gradient is to come from, as a part of those of dx: to add them up costs a little more. */
const MOST_TILES = 0.85;
/** Taps of a part of a large window, along each axis. */
const PART_TAPS = 4;
/** Products of parts go line by line of tiles: lines of fewer than four tiles would be slow. */
const LEAST_PART_WIDTH = 13;
/** Channels of all pieces together, at most. */
const MOST_CHANNELS = 1024;
/** Floats that `placeStep` (assembly/winograd4.ts) adds to each place of both operands, at most. */
const PLACE_PADDING = 64;
/** Bytes of transformed tiles that are worked on at a time; fits the second-level cache. */
const TILE_BYTES = 640 * 1024;

/** A window along one axis as windows of three over pieces of the image. */
interface Pieces {
  readonly count: number;
  /** How far apart the pixels of a piece are. */
  readonly stride: number;
  /** Pixels of a piece before the first one of the image. */
  readonly padding: number;
  /** The window's tap that is the first one of the first piece; below zero: it has none there. */
  readonly first: number;
}

/** How a convolution goes through Winograd's transforms. */
export interface WinogradPlan {
  readonly form: WinogradForm;
  readonly rows: Pieces;
  readonly columns: Pieces;
}

/** The form that needs the fewest products; undefined where none is worth it. */
export function winogradPlan(info: ConvolutionInfo): WinogradPlan | undefined {
  const { inChannels: c, outChannels: n, filterHeight: kh, filterWidth: kw, outHeight } = info;
  const { dilationHeight, dilationWidth, strideHeight, strideWidth, padInfo } = info;
  if (c < 8 || n < 8 || kw < 3) return undefined;
  const isDilated = dilationHeight !== 1 || dilationWidth !== 1;
  const isStrided = strideHeight !== 1 || strideWidth !== 1;
  const rows = piecesOf(kh, strideHeight, padInfo.top);
  const columns = piecesOf(kw, strideWidth, padInfo.left);
  if (!rows || !columns) return undefined;
  const count = rows.count * columns.count;
  const isWhole = count === 1 && !isStrided;
  if (isDilated && !isWhole) return undefined;
  const isEven = c % 8 === 0 && n % 8 === 0 && n <= 128;
  const isLarge = isEven && count * c <= (isWhole ? 128 : MOST_CHANNELS);
  const plan = (form: WinogradForm): WinogradPlan => ({ form, rows, columns });
  const worth = (plan: WinogradPlan): WinogradPlan | undefined =>
    products(plan, info) <= MOST_PRODUCTS * plainProducts(info) ? plan : undefined;
  if (kh === 1) {
    const isPlain = info.inHeight === outHeight && padInfo.top === 0 && strideHeight === 1;
    if (!isPlain) return undefined;
    if (kw === 5 && !isStrided && isEven && c <= 128 && info.outWidth > 3)
      return worth({ form: 'winogradLine5', rows: whole(0), columns: whole(padInfo.left) });
    return isLarge ? worth(plan('winogradLine')) : undefined;
  }
  if (kh === 5 && kw === 5 && !isStrided) {
    const whole5 = { form: 'winograd5', rows: whole(padInfo.top), columns: whole(padInfo.left) } as const;
    // Most of a tile would lie outside of a map of one to three pixels, and its rounding error with it.
    const isMap = Math.min(outHeight, info.outWidth) > 3;
    return isEven && isMap && c <= 128 && !isDilated ? worth(whole5) : undefined;
  }
  if (!isWhole) {
    const pieces = plan('winograd4');
    const parts = {
      form: 'winogradParts',
      rows: partsOf(kh, padInfo.top),
      columns: partsOf(kw, padInfo.left),
    } as const;
    const isWide = !isStrided && info.outWidth >= LEAST_PART_WIDTH;
    if (isEven && c <= 128 && isWide && products(parts, info) < products(pieces, info)) return worth(parts);
    return isLarge ? worth(pieces) : undefined;
  }
  if (kh !== 3 || kw !== 3) return undefined;
  const [four, two] = [plan('winograd4'), plan('winograd')];
  // Not where most of the last tiles lies outside of the image.
  if (isLarge && (isDilated || products(four, info) <= products(two, info))) return worth(four);
  const isSmall = c % 4 === 0 && n % 4 === 0 && c <= 256 && n <= 256;
  return isSmall && !isDilated ? worth(two) : undefined;
}

/** Products of one channel with another, of one image. */
function products({ form, rows, columns }: WinogradPlan, info: ConvolutionInfo): number {
  const { outHeight, outWidth, dilationHeight, dilationWidth } = info;
  const along = (size: number, dilation: number): number =>
    dilation * Math.ceil(Math.ceil(size / dilation) / OUTPUTS[form]);
  const lines = isOfLines(form) ? outHeight : along(outHeight, dilationHeight);
  const tiles = lines * along(outWidth, dilationWidth);
  return PLACES[form] * tiles * rows.count * columns.count;
}

const isOfLines = (form: WinogradForm): boolean => form === 'winogradLine' || form === 'winogradLine5';

const plainProducts = (info: ConvolutionInfo): number =>
  info.filterHeight * info.filterWidth * info.outHeight * info.outWidth;

/** Whether a convolution's input gradient, which is that of `reversed`, is worth a form that `reversed` is worth. */
export const isWorthReversed = (
  plan: WinogradPlan,
  reversed: ConvolutionInfo,
  info: ConvolutionInfo,
): boolean => products(plan, reversed) <= MOST_PRODUCTS * plainProducts(info);

const whole = (padding: number): Pieces => ({ count: 1, stride: 1, padding, first: 0 });

/** A window along one axis as parts of four taps. */
const partsOf = (kernel: number, padding: number): Pieces => ({
  ...whole(padding),
  count: Math.ceil(kernel / PART_TAPS),
});

/** Undefined where the phases of a stride see more than three taps. */
function piecesOf(kernel: number, stride: number, padding: number): Pieces | undefined {
  if (stride === 1) return { ...whole(padding), count: Math.ceil(kernel / 3) };
  const before = Math.floor((padding + stride - 1) / stride);
  const after = Math.floor((kernel - 1 - padding) / stride);
  if (before > 2 || before + after > 2) return undefined;
  return { count: stride, stride, padding: before, first: padding - stride * before };
}

/** How many pieces the image has: how many times as many channels. */
const countOf = ({ rows, columns }: WinogradPlan): number => rows.count * columns.count;

/** Whether the convolution takes the filter as it is, and turned. */
export const isWhole = (plan: WinogradPlan): boolean => countOf(plan) === 1 && plan.form !== 'winogradParts';

/** Whether there are strides, and every piece is a phase of them: each pixel is in one piece alone. */
export function isOfPhases(plan: WinogradPlan): boolean {
  return countOf(plan) > 1 && [plan.rows, plan.columns].every(({ count, stride }) => count === stride);
}

/** y from x; with `turned` the filter is turned by 180° and its channels exchanged. Addresses are of tensors. */
export function winograd(
  device: Device,
  plan: WinogradPlan,
  x: number,
  w: number,
  y: number,
  info: ConvolutionInfo,
  turned = 0,
): void {
  const { form, rows, columns } = plan;
  if (form === 'winogradParts') {
    device.native.winogradPartsForward(x, w, y, ...partsArguments(device, plan, info));
    return;
  }
  const [k, n] = [info.inChannels * countOf(plan), info.outChannels];
  withPieces(device, plan, w, info, (filter) => {
    const sizes = planArguments(plan, { ...info, inChannels: k }, [rows.padding, columns.padding]);
    device.native[`${form}Forward`](x, filter, y, ...sizes, turned, ...room(device, form, k, n));
  });
}

/** Whether dx is to come from tiles of dy, which are fewer than its own: without padding it is larger. */
export function isFromTiles(plan: WinogradPlan, info: ConvolutionInfo): boolean {
  if (plan.form === 'winograd5') return true;
  if (plan.form !== 'winograd4' || !isWhole(plan) || info.dilationHeight > 1 || info.dilationWidth > 1)
    return false;
  const { inHeight: outHeight, inWidth: outWidth } = info;
  return products(plan, info) <= MOST_TILES * products(plan, { ...info, outHeight, outWidth });
}

/** dx from dy, tile by tile of dy; or where the convolution has strides: all phases of dx at once. */
export function winogradInputGradient(
  device: Device,
  plan: WinogradPlan,
  dy: number,
  w: number,
  dx: number,
  info: ConvolutionInfo,
): void {
  const { form, rows, columns } = plan;
  const { inChannels: c, outChannels: n, batchSize, inHeight, inWidth, outHeight, outWidth } = info;
  if (isWhole(plan) && (form === 'winograd4' || form === 'winograd5')) {
    device.native[`${form}InputGradient`](
      dy, w, dx, batchSize, inHeight, inWidth, c, outHeight, outWidth, n, rows.padding, columns.padding,
      ...room(device, form, n, c),
    ); // prettier-ignore
    return;
  }
  const k = c * countOf(plan);
  const reversed = {
    ...info,
    inHeight: outHeight,
    inWidth: outWidth,
    inChannels: n,
    outHeight: inHeight,
    outWidth: inWidth,
    outChannels: k,
  };
  withPieces(device, plan, w, info, (filter) => {
    const sizes = planArguments(plan, reversed, [2 - rows.padding, 2 - columns.padding]);
    device.native[`${form}Forward`](dy, filter, dx, ...sizes, 1, ...room(device, form, n, k));
  });
}

/** dw from x and dy. */
export function winogradFilterGradient(
  device: Device,
  plan: WinogradPlan,
  x: number,
  dy: number,
  dw: number,
  info: ConvolutionInfo,
): void {
  const { form, rows, columns } = plan;
  if (form === 'winogradParts') {
    device.native.winogradPartsFilterGradient(x, dy, dw, ...partsArguments(device, plan, info));
    return;
  }
  const places = PLACES[form];
  const [c, n] = [info.inChannels * countOf(plan), info.outChannels];
  const tiles = tilesAtOnce(c, n, places);
  const compute = (into: number): void => {
    const sizes = planArguments(plan, { ...info, inChannels: c }, [rows.padding, columns.padding]);
    const buffer = device.buffer(places * (c * n + tiles * (c + n) + PLACE_PADDING));
    device.native[`${form}FilterGradient`](x, dy, into, ...sizes, tiles, buffer, device.gemmWorkspace);
  };
  if (isWhole(plan)) return compute(dw);
  const pieces = pieceFilter(device, plan, info);
  compute(device.address(pieces));
  split(device, plan, dw, info, device.address(pieces), 1);
  device.free(pieces);
}

/** Lends the filter as one of pieces: itself where there is one. */
function withPieces(
  device: Device,
  plan: WinogradPlan,
  w: number,
  info: ConvolutionInfo,
  use: (filter: number) => void,
): void {
  if (isWhole(plan)) return use(w);
  const pieces = pieceFilter(device, plan, info);
  split(device, plan, w, info, device.address(pieces), 0);
  use(device.address(pieces));
  device.free(pieces);
}

/** Room for the filter as one of pieces. */
function pieceFilter(device: Device, plan: WinogradPlan, info: ConvolutionInfo): TensorInfo {
  return device.output([rowsOf(plan), 3, info.inChannels * countOf(plan), info.outChannels]);
}

/** Rows of the filter as one of pieces. */
const rowsOf = ({ form }: WinogradPlan): number => (isOfLines(form) ? 1 : 3);

function split(
  device: Device,
  plan: WinogradPlan,
  w: number,
  info: ConvolutionInfo,
  pieces: number,
  back: number,
): void {
  const { rows, columns } = plan;
  device.native.splitFilter(
    w, info.filterHeight, info.filterWidth, info.inChannels * info.outChannels, rowsOf(plan),
    rows.stride, columns.stride, rows.count, columns.count, rows.first, columns.first, pieces, back,
  ); // prettier-ignore
}

/** Sizes, padding, dilations, strides and pieces in the order in which the form's functions take them. */
function planArguments(
  { form, rows, columns }: WinogradPlan,
  info: ConvolutionInfo,
  [top, left]: [number, number],
): number[] {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels } = info;
  const { dilationHeight, dilationWidth } = info;
  if (isOfLines(form)) {
    const apart = [dilationWidth, columns.stride, columns.count];
    return [
      batchSize * inHeight, inWidth, inChannels, outWidth, outChannels, left, ...(form === 'winogradLine' ? apart : []),
    ]; // prettier-ignore
  }
  const apart = [dilationHeight, dilationWidth, rows.stride, columns.stride, rows.count, columns.count];
  return [
    batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels, top, left,
    ...(form === 'winograd4' ? apart : []),
  ]; // prettier-ignore
}

/** Sizes, images and lines of tiles that are worked on at a time, and room for them, for a window in parts. */
function partsArguments(device: Device, plan: WinogradPlan, info: ConvolutionInfo): number[] {
  const { batchSize, inHeight, inWidth, inChannels: c, outHeight, outWidth, outChannels: n } = info;
  const { filterHeight, filterWidth, padInfo } = info;
  const [lines, width] = [outHeight, outWidth].map((size) => Math.ceil(size / OUTPUTS.winogradParts)) as [
    number,
    number,
  ];
  const tiles = tilesAtOnce(c, n, PLACES.winogradParts);
  const rows = Math.min(lines, Math.max(1, Math.floor(tiles / width)));
  const images = rows < lines ? 1 : Math.min(batchSize, Math.max(1, Math.floor(tiles / (width * lines))));
  const seen = images * (rows + plan.rows.count - 1) * (width + plan.columns.count - 1);
  const filters = countOf(plan) * c * (n + roundUp(n, 16));
  const buffer = device.buffer(PLACES.winogradParts * (filters + seen * (c + n) + PLACE_PADDING));
  return [
    batchSize, inHeight, inWidth, c, outHeight, outWidth, n, filterHeight, filterWidth, padInfo.top, padInfo.left,
    images, rows, buffer, device.gemmWorkspace,
  ]; // prettier-ignore
}

/** Tiles at a time, and room for them, for the transformed and for the packed filter. */
function room(device: Device, form: WinogradForm, k: number, n: number): number[] {
  const places = PLACES[form];
  const tiles = tilesAtOnce(k, n, places);
  const packedColumns = (n + 15) & ~15;
  const floats = places * (k * n + k * packedColumns + tiles * (k + n) + PLACE_PADDING);
  return [tiles, device.buffer(floats), device.gemmWorkspace];
}

/** Tiles that are transformed at a time, of so many places each. */
function tilesAtOnce(k: number, n: number, places: number): number {
  return Math.max(16, Math.floor(TILE_BYTES / 4 / places / (k + n)) & ~3);
}
