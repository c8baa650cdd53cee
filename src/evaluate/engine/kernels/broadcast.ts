/** How operands of different shapes meet. */

/** From a flat index into `to` to the flat index of what is broadcast there from `from`. */
export function broadcastIndex(from: readonly number[], to: readonly number[]): (index: number) => number {
  const offset = to.length - from.length;
  return (index) => {
    let result = 0;
    let stride = 1;
    for (let axis = to.length - 1; axis >= 0; axis--) {
      const size = to[axis] as number;
      const own = axis < offset ? 1 : (from[axis - offset] as number);
      if (own !== 1) result += (index % size) * stride;
      index = Math.floor(index / size);
      stride *= own;
    }
    return result;
  };
}

/** Lengths of the axes, and how far one goes along each in either operand, in elements: 0 where it is repeated. */
interface SharedAxes {
  readonly lengths: number[];
  readonly a: number[];
  readonly b: number[];
}

/** The axes of a broadcast, neighbours that both operands go through alike made one. Undefined with more than three. */
export function sharedAxes(
  shape: readonly number[],
  a: readonly number[],
  b: readonly number[],
): SharedAxes | undefined {
  const axes: { length: number; a: boolean; b: boolean }[] = [];
  for (const [i, length] of shape.entries()) {
    if (length === 1) continue;
    const along = { a: reaches(a, i - shape.length), b: reaches(b, i - shape.length) };
    const last = axes.at(-1);
    if (last && last.a === along.a && last.b === along.b) last.length *= length;
    else axes.push({ length, ...along });
  }
  if (axes.length > 3) return undefined;
  while (axes.length < 3) axes.unshift({ length: 1, a: true, b: true });
  const steps = (operand: 'a' | 'b'): number[] => {
    const strides = rowMajorStrides(axes.map((axis) => (axis[operand] ? axis.length : 1)));
    return strides.map((stride, i) => (axes[i]?.[operand] ? stride : 0));
  };
  return { lengths: axes.map(({ length }) => length), a: steps('a'), b: steps('b') };
}

/** Whether an operand has more than one element along an axis, counted from the end (-1 is the last). */
const reaches = (shape: readonly number[], axis: number): boolean => (shape.at(axis) ?? 1) > 1;

/** Elements from one index to the next along each axis. */
export function rowMajorStrides(shape: readonly number[]): number[] {
  const strides: number[] = new Array(shape.length).fill(1);
  for (let i = shape.length - 2; i >= 0; i--)
    strides[i] = (strides[i + 1] as number) * (shape[i + 1] as number);
  return strides;
}
