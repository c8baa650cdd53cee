/** Sums and means over neighbouring axes, and the scatter-add that is the gradient of an embedding. */
import type { Device } from '../device';
import { sizeOf, type Kernel, type KernelArguments, type TensorInfo } from '../internals';

export function registerReductions(device: Device): void {
  device.override('Sum', (stock) => (args) => reduce(device, args, stock, () => 1));
  device.override('Mean', (stock) => (args) => reduce(device, args, stock, (count) => 1 / count));
  device.register('UnsortedSegmentSum', ({ inputs, attrs }) =>
    segmentSum(device, inputs.x as TensorInfo, inputs.segmentIds as TensorInfo, attrs.numSegments as number),
  );
}

function reduce(device: Device, args: KernelArguments, stock: Kernel, scale: (count: number) => number) {
  const x = args.inputs.x as TensorInfo;
  const { axis, keepDims } = args.attrs as { axis: number | number[]; keepDims: boolean };
  const axes = device.tf.util.parseAxisParam(axis, x.shape).sort((a, b) => a - b);
  const [first, last] = [axes[0] ?? 0, axes[axes.length - 1] ?? -1];
  const neighbours = last - first === axes.length - 1;
  if (x.dtype !== 'float32' || sizeOf(x.shape) === 0 || axes.length === 0 || !neighbours) return stock(args);
  const shape = keepDims
    ? x.shape.map((size, i) => (axes.includes(i) ? 1 : size))
    : x.shape.filter((_, i) => !axes.includes(i));
  const out = device.output(shape);
  const outer = sizeOf(x.shape.slice(0, first));
  const count = sizeOf(x.shape.slice(first, last + 1));
  const inner = sizeOf(x.shape.slice(last + 1));
  const factor = scale(count);
  const [from, to] = [device.address(x), device.address(out)];
  if (inner === 1) device.native.sumRows(from, outer, count, to, factor);
  else {
    for (let i = 0; i < outer; i++) {
      device.native.sumColumns(from + i * count * inner * 4, count, inner, to + i * inner * 4, factor);
    }
  }
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
