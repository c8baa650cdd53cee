/** Kernels that only move data: runs of equal stride are copied natively, and nothing larger than the result. */
import type { Device } from '../device';
import { sizeOf, type DataType, type TensorInfo, type TypedArray } from '../internals';
import { rowMajorStrides } from './broadcast';

/** Types whose elements take four bytes, which the native copies work on. */
const isWord = (dtype: DataType): boolean => dtype === 'float32' || dtype === 'int32';

export function registerMovement(device: Device): void {
  const { util, slice_util, backend_util } = device.tf;
  device.register('Identity', ({ inputs }) => device.share(inputs.x as TensorInfo));

  device.override('Slice', (stock) => (args) => {
    const x = args.inputs.x as TensorInfo;
    if (x.dtype === 'string' || x.shape.length === 0) return stock(args);
    const { begin, size } = args.attrs as { begin: number[]; size: number[] };
    const [from, count] = slice_util.parseSliceParams(asTensor(x), begin, size) as [number[], number[]];
    return slice(device, x, from, count);
  });

  device.override('SplitV', () => ({ inputs, attrs }) => {
    const x = inputs.x as TensorInfo;
    const { numOrSizeSplits, axis } = attrs as { numOrSizeSplits: number | number[]; axis: number };
    const along = util.parseAxisParam(axis, x.shape)[0] as number;
    const begin: number[] = new Array(x.shape.length).fill(0);
    return backend_util.prepareSplitSize(asTensor(x), numOrSizeSplits, along).map((size) => {
      const shape = [...x.shape];
      shape[along] = size;
      const part = slice(device, x, begin, shape);
      begin[along] = (begin[along] as number) + size;
      return part;
    });
  });

  device.override('Unpack', () => ({ inputs, attrs }) => {
    const x = inputs.value as TensorInfo;
    const rank = x.shape.length;
    const along = ((attrs.axis as number) + rank) % rank;
    const size = [...x.shape];
    size[along] = 1;
    const shape = size.filter((_, i) => i !== along);
    return Array.from({ length: x.shape[along] as number }, (_, i) => {
      const begin: number[] = new Array(rank).fill(0);
      begin[along] = i;
      return device.reshaped(slice(device, x, begin, size), shape);
    });
  });

  device.override('Concat', (stock) => (args) => {
    const parts = Object.values(args.inputs).filter((part) => sizeOf(part.shape) > 0);
    const first = parts[0];
    if (!first || parts.some((part) => !isWord(part.dtype) || part.dtype !== first.dtype)) return stock(args);
    return concat(device, parts, util.parseAxisParam(args.attrs.axis as number, first.shape)[0] as number);
  });

  device.override('Pack', (stock) => (args) => {
    const parts = Object.values(args.inputs);
    const first = parts[0];
    if (
      !first ||
      sizeOf(first.shape) === 0 ||
      parts.some(({ dtype }) => !isWord(dtype) || dtype !== first.dtype)
    ) {
      return stock(args);
    }
    const axis = args.attrs.axis as number;
    const along = axis < 0 ? axis + first.shape.length + 1 : axis;
    const shape = [...first.shape.slice(0, along), 1, ...first.shape.slice(along)];
    return concat(
      device,
      parts.map((part) => device.reshaped(part, shape)),
      along,
    );
  });

  device.override('PadV2', (stock) => (args) => {
    const x = args.inputs.x as TensorInfo;
    const { paddings, constantValue } = args.attrs as {
      paddings: [number, number][];
      constantValue: number;
    };
    const [size, least] = [sizeOf(x.shape), Math.min(...paddings.flat())];
    const isTaken = x.dtype === 'float32' && x.shape.length > 0 && size > 0 && least >= 0;
    return isTaken ? pad(device, x, paddings, constantValue) : stock(args);
  });

  device.override('GatherV2', (stock) => (args) => {
    const { x, indices } = args.inputs as { x: TensorInfo; indices: TensorInfo };
    const { axis, batchDims } = args.attrs as { axis: number; batchDims?: number };
    const along = util.parseAxisParam(axis, x.shape)[0];
    if (along !== 0 || batchDims || !isWord(x.dtype) || indices.dtype !== 'int32') return stock(args);
    return gather(device, x, indices);
  });

  device.override('Tile', (stock) => (args) => {
    const x = args.inputs.x as TensorInfo;
    return isWord(x.dtype) ? tile(device, x, args.attrs.reps as number[]) : stock(args);
  });

  device.override('Transpose', (stock) => (args) => {
    const x = args.inputs.x as TensorInfo;
    const result = isWord(x.dtype) ? transpose(device, x, args.attrs.perm as number[]) : undefined;
    return result ?? stock(args);
  });
}

/** The helpers of TensorFlow.js declare that they take tensors, but read the shape only. */
const asTensor = (info: TensorInfo) => info as never;

function slice(device: Device, x: TensorInfo, begin: readonly number[], size: readonly number[]): TensorInfo {
  const out = device.output(size, x.dtype);
  if (sizeOf(size) === 0) return out;
  const rank = size.length;
  // Axes after `inner` are whole, so that one run covers them.
  let inner = rank - 1;
  while (inner > 0 && size[inner] === x.shape[inner]) inner--;
  const strides = rowMajorStrides(x.shape);
  const stride = strides[inner] as number;
  const run = (size[inner] as number) * stride;
  const offset = begin.reduce((sum, b, i) => sum + b * (strides[i] as number), 0);
  const outer = size.slice(0, inner);
  if (isWord(x.dtype)) copyRuns(device, x, offset, outer, strides, run, out);
  else copyElements(device.view(x), device.view(out), offset, outer, strides, run);
  return out;
}

function pad(
  device: Device,
  x: TensorInfo,
  paddings: readonly [number, number][],
  value: number,
): TensorInfo {
  const shape = x.shape.map((side, i) => side + sumOf(paddings[i] as [number, number]));
  const out = device.output(shape);
  device.native.fillFloats(device.address(out), value, sizeOf(shape));
  // Axes after `inner` are not padded, so that one run covers them.
  let inner = shape.length - 1;
  while (inner > 0 && shape[inner] === x.shape[inner]) inner--;
  const strides = rowMajorStrides(shape);
  const run = sizeOf(x.shape.slice(inner));
  const offset = paddings.reduce((sum, [before], i) => sum + before * (strides[i] as number), 0);
  const outer = x.shape.slice(0, inner);
  const count = outer.pop() ?? 1;
  const stride = inner > 0 ? (strides[inner - 1] as number) : run;
  let from = device.address(x);
  forEachOffset(outer, strides, offset, (start) => {
    device.native.copyRuns(device.address(out) + start * 4, stride, from, run, count, run);
    from += count * run * 4;
  });
  return out;
}

const sumOf = ([before, after]: [number, number]): number => before + after;

/** Runs under all outer indices: the last outer axis is one native call. */
function copyRuns(
  device: Device,
  x: TensorInfo,
  offset: number,
  outer: readonly number[],
  strides: readonly number[],
  run: number,
  out: TensorInfo,
): void {
  const last = outer.length - 1;
  const count = last < 0 ? 1 : (outer[last] as number);
  const stride = last < 0 ? run : (strides[last] as number);
  const from = device.address(x);
  let to = device.address(out);
  forEachOffset(outer.slice(0, Math.max(0, last)), strides, offset, (start) => {
    device.native.copyRuns(to, run, from + start * 4, stride, count, run);
    to += count * run * 4;
  });
}

function copyElements(
  from: TypedArray,
  to: TypedArray,
  offset: number,
  outer: readonly number[],
  strides: readonly number[],
  run: number,
): void {
  let at = 0;
  forEachOffset(outer, strides, offset, (start) => {
    to.set(from.subarray(start, start + run), at);
    at += run;
  });
}

/** Calls back with the flat offset of each index into `shape`, in order. */
function forEachOffset(
  shape: readonly number[],
  strides: readonly number[],
  offset: number,
  visit: (offset: number) => void,
  axis = 0,
): void {
  if (axis === shape.length) return visit(offset);
  for (let i = 0; i < (shape[axis] as number); i++) {
    forEachOffset(shape, strides, offset + i * (strides[axis] as number), visit, axis + 1);
  }
}

function concat(device: Device, parts: readonly TensorInfo[], along: number): TensorInfo {
  const first = parts[0] as TensorInfo;
  const shape = [...first.shape];
  shape[along] = parts.reduce((sum, part) => sum + (part.shape[along] as number), 0);
  const out = device.output(shape, first.dtype);
  const rows = sizeOf(shape.slice(0, along));
  const row = sizeOf(shape.slice(along));
  let to = device.address(out);
  for (const part of parts) {
    const run = sizeOf(part.shape.slice(along));
    device.native.copyRuns(to, row, device.address(part), run, rows, run);
    to += run * 4;
  }
  return out;
}

function gather(device: Device, x: TensorInfo, indices: TensorInfo): TensorInfo {
  const rows = x.shape[0] as number;
  const rest = x.shape.slice(1);
  const out = device.output([...indices.shape, ...rest], x.dtype);
  const count = sizeOf(indices.shape);
  const [from, ids, to] = [device.address(x), device.address(indices), device.address(out)];
  if (device.native.gatherRows(from, ids, count, sizeOf(rest), to, rows)) {
    device.free(out);
    throw new Error(
      `An index is outside of the table of ${rows} rows (such as a word id that is not below inputDim of an embedding).`,
    );
  }
  return out;
}

function tile(device: Device, x: TensorInfo, reps: readonly number[]): TensorInfo {
  const shape = x.shape.map((size, i) => size * (reps[i] as number));
  const out = device.output(shape, x.dtype);
  const size = sizeOf(shape);
  if (size === 0) return out;
  const rank = shape.length;
  const { native } = device;
  const [from, to] = [device.address(x), device.address(out)];
  const leading = x.shape.findIndex((n) => n !== 1);
  if (leading >= 0 && reps.slice(leading).every((n) => n === 1)) {
    const row = sizeOf(x.shape);
    native.repeatRow(from, size / row, row, to);
    return out;
  }
  let trailing = rank;
  while (trailing > 0 && x.shape[trailing - 1] === 1) trailing--;
  if (reps.slice(0, trailing).every((n) => n === 1)) {
    const rows = sizeOf(x.shape);
    native.repeatColumn(from, rows, size / rows, to);
    return out;
  }
  tileAxes(device, x, reps, out);
  return out;
}

/** One axis after the other, from the last; the last step writes into `out`. */
function tileAxes(device: Device, x: TensorInfo, reps: readonly number[], out: TensorInfo): void {
  const axes = reps.map((_, axis) => axis).filter((axis) => (reps[axis] as number) > 1);
  axes.reverse();
  let current = x;
  const shape = [...x.shape];
  axes.forEach((axis, step) => {
    const outer = sizeOf(shape.slice(0, axis));
    const length = sizeOf(shape.slice(axis));
    shape[axis] = (shape[axis] as number) * (reps[axis] as number);
    const next = step === axes.length - 1 ? out : device.output(shape, x.dtype);
    const addresses = [device.address(current), device.address(next)];
    device.native.tileAxis(...addresses, outer, length, reps[axis] as number);
    if (current !== x) device.free(current);
    current = next;
  });
  if (axes.length === 0) device.native.copyBytes(device.address(out), device.address(x), sizeOf(x.shape) * 4);
}

/** Any permutation of up to four axes that move apart, and the run that goes along; undefined for more. */
function transpose(device: Device, x: TensorInfo, perm: readonly number[]): TensorInfo | undefined {
  const shape = perm.map((axis) => x.shape[axis] as number);
  if (sizeOf(shape) === 0) return undefined;
  const axes = movingAxes(x.shape, perm);
  if (axes.length < 2) return device.share(x, shape);
  const matrix = batchedMatrix(axes);
  const run = axes.at(-1)?.stride === 1 ? (axes.at(-1)?.length ?? 1) : 1;
  const loops = run > 1 ? axes.slice(0, -1) : axes;
  if (!matrix && loops.length > 4) return undefined;
  const out = device.output(shape, x.dtype);
  const [from, to] = [device.address(x), device.address(out)];
  if (matrix) device.native.transposeBatch(from, ...matrix, to);
  else {
    while (loops.length < 4) loops.unshift({ length: 1, stride: 0 });
    const lengths = loops.map(({ length }) => length);
    const strides = loops.map(({ stride }) => stride);
    device.native.permute(from, to, ...lengths, ...strides, run);
  }
  return out;
}

/** An axis of the output: its length, and how far one goes along it in the input. */
interface MovingAxis {
  readonly length: number;
  readonly stride: number;
}

/** Axes in the order of the output; those of one element are left out, and neighbours that stay neighbours are one. */
function movingAxes(shape: readonly number[], perm: readonly number[]): MovingAxis[] {
  const strides = rowMajorStrides(shape);
  const axes: MovingAxis[] = [];
  for (const axis of perm) {
    const [length, stride] = [shape[axis] as number, strides[axis] as number];
    if (length === 1) continue;
    const before = axes.at(-1);
    if (before && before.stride === stride * length)
      axes[axes.length - 1] = { length: before.length * length, stride };
    else axes.push({ length, stride });
  }
  return axes;
}

/** Batch, rows and columns of the input where all that moves is the last two axes, which change places. */
function batchedMatrix(axes: readonly MovingAxis[]): [number, number, number] | undefined {
  if (axes.length !== 2 && axes.length !== 3) return undefined;
  const [column, row] = axes.slice(-2) as [MovingAxis, MovingAxis];
  const size = row.length * column.length;
  const batch = axes.length === 3 ? (axes[0] as MovingAxis) : { length: 1, stride: size };
  const isMatrix = column.stride === 1 && row.stride === column.length && batch.stride === size;
  return isMatrix ? [batch.length, row.length, column.length] : undefined;
}
