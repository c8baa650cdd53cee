/**
 * How calls of native functions can be made slice by slice of the rows (or images, or numbers) that they go over, with
 * the same bits: which argument counts the rows, and what is read and written where.
 */
import { nameOf, type NativeName } from '../native';
import type { NativeCall } from './recording';

export interface Region {
  /** Which argument its address is. */
  readonly at: number;
  readonly address: number;
  readonly bytes: number;
  readonly writes: boolean;
  /** A slice of rows goes over as large a part of it, rather than over the whole. */
  readonly sliced: boolean;
}

/** A call that can be made in slices. */
export interface SlicedCall {
  readonly call: NativeCall;
  /** Argument that counts rows. */
  readonly count: number;
  readonly rows: number;
  /** All slices take a multiple of so many rows. */
  readonly grain: number;
  /** Argument that says of a slice other than the first that it adds to what the ones before wrote. */
  readonly more?: number;
  readonly regions: readonly Region[];
}

type Arguments = readonly number[];
/** An argument that is an address, and how many floats there are: of each row, or of the whole. */
type Floats = readonly [at: number, floats: number];
interface Shape {
  count: number;
  grain?: number;
  more?: number;
  /** Floats of a row. */
  reads?: Floats[];
  writes?: Floats[];
  /** Floats of what each slice reads, or adds to, as a whole. */
  readsAll?: Floats[];
  addsAll?: Floats[];
}

/** From x to out, number by number. */
const unary = (): Shape => ({ count: 2, reads: [[0, 1]], writes: [[1, 1]] });
/** From a gradient and what the activation was given or gave. */
const binary = (): Shape => ({ count: 3, reads: [[0, 1], [1, 1]], writes: [[2, 1]] }); // prettier-ignore
/** Two blocks of the summed axis of a matrix product (KC of assembly/gemm.ts), from which sums go on; one is little work. */
const PRODUCT_BLOCK = 256;

const SHAPES: Partial<Record<NativeName, (args: Arguments) => Shape | undefined>> = {
  reluForward: unary,
  tanhForward: unary,
  eluForward: unary,
  expForward: unary,
  erfForward: unary,
  softplusForward: unary,
  swishForward: unary,
  geluForward: unary,
  reluGradient: binary,
  tanhGradient: binary,
  sigmoidGradient: binary,
  eluGradient: binary,
  swishGradient: binary,
  geluGradient: binary,
  addRow: ([, , columns]) => ({ count: 1, writes: [[0, columns!]], readsAll: [[3, columns!]] }),
  addRowRelu: ([, , , columns]) => ({
    count: 2, reads: [[0, columns!]], writes: [[1, columns!]], readsAll: [[4, columns!]],
  }), // prettier-ignore
  softmaxForward: ([, , columns]) => ({ count: 1, reads: [[0, columns!]], writes: [[3, columns!]] }),
  softmaxGradient: ([, , , columns]) => ({
    count: 2, reads: [[0, columns!], [1, columns!]], writes: [[4, columns!]],
  }), // prettier-ignore
  layerNormForward: ([, , columns]) => ({
    count: 1, reads: [[0, columns!]], writes: [[6, columns!], [7, 1], [8, 1]], readsAll: [[3, columns!], [4, columns!]],
  }), // prettier-ignore
  layerNormGradient: ([, , , columns]) => ({
    count: 2, more: 10, reads: [[0, columns!], [1, columns!], [5, 1], [6, 1]], writes: [[7, columns!]],
    readsAll: [[4, columns!]], addsAll: [[8, columns!], [9, columns!]],
  }), // prettier-ignore
  sumColumns: ([, , columns, , scale, block]) =>
    scale === 1
      ? { count: 1, grain: block!, more: 6, reads: [[0, columns!]], addsAll: [[3, columns!]] }
      : undefined,
  maxPool2x2: ([, , , h, w, c]) => ({
    count: 2, reads: [[0, h! * w! * c!]], writes: [[1, (h! >> 1) * (w! >> 1) * c!]],
  }), // prettier-ignore
  maxPool2x2Gradient: ([, , , , , h, w, c]) => {
    const [large, small] = [h! * w! * c!, (h! >> 1) * (w! >> 1) * c!];
    return { count: 4, reads: [[0, large], [1, small], [2, small]], writes: [[3, large]] }; // prettier-ignore
  },
  maxPool2x2Marked: ([, , , , h, w, c]) => {
    const small = (h! >> 1) * (w! >> 1) * c!;
    return { count: 3, reads: [[0, h! * w! * c!]], writes: [[1, small], [2, small]] }; // prettier-ignore
  },
  maxPool2x2FromMarks: ([, , , , , h, w, c]) => {
    const small = (h! >> 1) * (w! >> 1) * c!;
    return { count: 4, reads: [[0, small], [1, small], [2, small]], writes: [[3, h! * w! * c!]] }; // prettier-ignore
  },
  maxPoolLines: ([, , , h, c, taps]) => ({
    count: 2, reads: [[0, h! * c!]], writes: [[1, Math.floor(h! / taps!) * c!]],
  }), // prettier-ignore
  maxPoolLinesGradient: ([, , , , , h, c, taps]) => {
    const small = Math.floor(h! / taps!) * c!;
    return { count: 4, reads: [[0, h! * c!], [1, small], [2, small]], writes: [[3, h! * c!]] }; // prettier-ignore
  },
  directForward: ([, , , , h, w, c, oh, ow, oc, kh, kw]) => ({
    count: 3, reads: [[0, h! * w! * c!]], writes: [[2, oh! * ow! * oc!]],
    readsAll: [[1, kh! * kw! * c! * oc!], [16, oc!]],
  }), // prettier-ignore
  directFilterGradient: ([, , , , h, w, c, oh, ow, oc, kh, kw]) => ({
    count: 3, more: 16, reads: [[0, h! * w! * c!], [1, oh! * ow! * oc!]], addsAll: [[2, kh! * kw! * c! * oc!]],
  }), // prettier-ignore
  depthwiseForward: ([, , , , h, w, c, oh, ow, kh, kw]) => ({
    count: 3, reads: [[0, h! * w! * c!]], writes: [[2, oh! * ow! * c!]], readsAll: [[1, kh! * kw! * c!]],
  }), // prettier-ignore
  depthwiseInputGradient: ([, , , , h, w, c, oh, ow, kh, kw]) => ({
    count: 3, reads: [[0, oh! * ow! * c!]], writes: [[2, h! * w! * c!]], readsAll: [[1, kh! * kw! * c!]],
  }), // prettier-ignore
  depthwiseFilterGradient: ([, , , , h, w, c, oh, ow, kh, kw]) => ({
    count: 3, more: 17, reads: [[0, h! * w! * c!], [1, oh! * ow! * c!]], addsAll: [[2, kh! * kw! * c!]],
  }), // prettier-ignore
  repeatColumn: ([, , times]) => ({ count: 1, reads: [[0, 1]], writes: [[3, times!]] }),
  // Other numbers of rows would end in other kernels, which sum in another order.
  finishedGemm: ([, n, k]) => ({
    count: 0, grain: 4, reads: [[3, k!], [12, n!]], writes: [[9, n!]], readsAll: [[6, k! * n!], [10, n!]],
  }), // prettier-ignore
  batchGemm: (args) => {
    const [count, sa, sb, sc, m, n, , , , columnA, , rowB, columnB] = args as number[];
    if (count! > 1 && sa && sb) return { count: 0, reads: [[7, sa], [10, sb]], writes: [[13, sc!]] }; // prettier-ignore
    // The gradient of a dense layer's weights: a sum over the rows of both.
    const overRows = count === 1 && columnA === m && rowB === n && columnB === 1;
    if (!overRows) return undefined;
    return { count: 6, grain: PRODUCT_BLOCK, more: 14, reads: [[7, m!], [10, n!]], addsAll: [[13, m! * n!]], }; // prettier-ignore
  },
};

/** The call in slices; undefined where that is not known of its function. */
export function slicedCall(call: NativeCall): SlicedCall | undefined {
  const args = call.args.map(Number);
  const name = nameOf(call.fn);
  const shape = name && SHAPES[name]?.(args);
  if (!shape) return undefined;
  const { count, grain = 1, more, reads = [], writes = [], readsAll = [], addsAll = [] } = shape;
  const rows = args[count] as number;
  const region = (sliced: boolean, writes: boolean, factor: number) => {
    return ([at, floats]: Floats): Region => {
      return { at, address: args[at] as number, bytes: floats * factor * 4, writes, sliced };
    };
  };
  const regions = [
    ...reads.map(region(true, false, rows)),
    ...writes.map(region(true, true, rows)),
    ...readsAll.map(region(false, false, 1)),
    ...addsAll.map(region(false, true, 1)),
  ].filter(({ address }) => address !== 0);
  return { call, count, rows, grain, more, regions };
}

/** The arguments for `rows` rows from the one at `first` on; `still` are addresses whose slices all lie at the start. */
export function sliceOf(
  sliced: SlicedCall,
  first: number,
  rows: number,
  still: ReadonlySet<number>,
): number[] {
  const args = sliced.call.args.map((value) => Number(value ?? 0));
  args[sliced.count] = rows;
  if (sliced.more !== undefined && first > 0) args[sliced.more] = 1;
  for (const { at, address, bytes, sliced: moves } of sliced.regions) {
    if (moves && !still.has(address)) args[at] = address + (bytes / sliced.rows) * first;
  }
  return args;
}
