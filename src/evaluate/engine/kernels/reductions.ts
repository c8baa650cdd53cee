/** Sums, means and largest values over neighbouring axes, and the scatter-add that is the gradient of an embedding. */
import type { Device } from '../device';
import { sizeOf, type Kernel, type KernelArguments, type TensorInfo } from '../internals';

export function registerReductions(device: Device): void {
  device.override('Sum', (stock) => (args) => sum(device, args, stock, () => 1));
  device.override('Mean', (stock) => (args) => sum(device, args, stock, (count) => 1 / count));
  device.override('Max', (stock) => (args) => max(device, args, stock));
  device.register('EspalierMaxGrad', (args) => maxGradient(device, args));
  device.register('UnsortedSegmentSum', ({ inputs, attrs }) =>
    segmentSum(device, inputs.x as TensorInfo, inputs.segmentIds as TensorInfo, attrs.numSegments as number),
  );
}

interface Reduction {
  /** Of the result. */
  readonly shape: number[];
  /** x is [outer, count, inner], and count goes. */
  readonly outer: number;
  readonly count: number;
  readonly inner: number;
}

/** Whether axes, in order, lie side by side: at least one does. */
export const areNeighbours = (axes: readonly number[]): boolean =>
  axes.length > 0 && (axes.at(-1) as number) - (axes[0] as number) === axes.length - 1;

/** What reducing `axes` means; undefined where they are not neighbours or there is nothing to reduce. */
function reductionOf(
  device: Device,
  x: TensorInfo,
  axis: number | number[],
  keepDims = false,
): Reduction | undefined {
  const axes = device.tf.util.parseAxisParam(axis, x.shape).sort((a, b) => a - b);
  if (x.dtype !== 'float32' || sizeOf(x.shape) === 0 || !areNeighbours(axes)) return undefined;
  const [first, last] = [axes[0], axes.at(-1)] as [number, number];
  const shape = keepDims
    ? x.shape.map((size, i) => (axes.includes(i) ? 1 : size))
    : x.shape.filter((_, i) => !axes.includes(i));
  return {
    shape,
    outer: sizeOf(x.shape.slice(0, first)),
    count: sizeOf(x.shape.slice(first, last + 1)),
    inner: sizeOf(x.shape.slice(last + 1)),
  };
}

/** Rows that are summed before their sum is added to the others'. */
export const SUM_BLOCK = 512;
/** That many, or those of one example where it has about as many: examples can then be summed by and by. */
const blockOf = (rows: number): number => (rows >= SUM_BLOCK / 4 && rows <= SUM_BLOCK * 2 ? rows : SUM_BLOCK);

function sum(device: Device, args: KernelArguments, stock: Kernel, scale: (count: number) => number) {
  const x = args.inputs.x as TensorInfo;
  const { axis, keepDims } = args.attrs as { axis: number | number[]; keepDims: boolean };
  const reduction = reductionOf(device, x, axis, keepDims);
  if (!reduction) return stock(args);
  const { shape, outer, count, inner } = reduction;
  const out = device.output(shape);
  const factor = scale(count);
  const [from, to] = [device.address(x), device.address(out)];
  const block = blockOf(count / (x.shape[0] as number));
  if (inner === 1) device.native.sumRows(from, outer, count, to, factor);
  else {
    const row = inner * 4;
    for (let i = 0; i < outer; i++)
      device.native.sumColumns(from + i * count * row, count, inner, to + i * row, factor, block, 0);
  }
  return out;
}

function max(device: Device, args: KernelArguments, stock: Kernel) {
  const x = args.inputs.x as TensorInfo;
  const { reductionIndices, keepDims } = args.attrs as { reductionIndices: number[]; keepDims: boolean };
  const reduction = reductionOf(device, x, reductionIndices, keepDims);
  // The stock kernel goes through rows that lie together, and moves all others there first.
  if (!reduction || reduction.inner === 1) return stock(args);
  const { shape, outer, count, inner } = reduction;
  const out = device.output(shape);
  const [from, to] = [device.address(x), device.address(out)];
  for (let i = 0; i < outer; i++) {
    device.native.maxColumns(from + i * count * inner * 4, count, inner, to + i * inner * 4);
  }
  return out;
}

/** dy at each of the largest values: `y` are they, `axis` what they were taken over. */
function maxGradient(device: Device, { inputs, attrs }: KernelArguments): TensorInfo {
  const { dy, x, y } = inputs as Record<'dy' | 'x' | 'y', TensorInfo>;
  const { outer, count, inner } = reductionOf(device, x, attrs.axis as number[]) as Reduction;
  const out = device.output(x.shape);
  const addresses = [dy, x, y, out].map((info) => device.address(info));
  device.native.maxColumnsGradient(...addresses, outer, count, inner);
  return out;
}

/** out[id] += x[i] for every i with id = ids[i]; ids out of range are skipped. */
function segmentSum(device: Device, x: TensorInfo, ids: TensorInfo, segments: number): TensorInfo {
  const inner = x.shape.slice(ids.shape.length);
  const out = device.output([segments, ...inner], x.dtype);
  const count = sizeOf(ids.shape);
  if (x.dtype === 'float32' && ids.dtype === 'int32') {
    const [from, at, to] = [device.address(x), device.address(ids), device.address(out)];
    device.native.segmentSum(from, at, count, sizeOf(inner), segments, to);
    return out;
  }
  const [values, segmentIds, sums] = [device.view(x), device.view(ids), device.view(out)];
  const width = sizeOf(inner);
  sums.fill(0);
  for (let i = 0; i < count; i++) {
    const id = segmentIds[i] as number;
    if (id < 0 || id >= segments) continue;
    for (let j = 0; j < width; j++) sums[id * width + j]! += values[i * width + j] as number;
  }
  return out;
}
