/** Comparisons, selection and what joins them: the stock ones take a hundred times as long once shapes differ. */
import type { Device } from '../device';
import { sizeOf, type TensorInfo } from '../internals';

/** The native operation, whether the operands change places, whether the outcome is negated. */
interface Comparison {
  readonly operation: 0 | 1 | 2;
  readonly exchanged: boolean;
  readonly negated: boolean;
}

const COMPARISONS: Readonly<Record<string, Comparison>> = {
  Equal: { operation: 0, exchanged: false, negated: false },
  NotEqual: { operation: 0, exchanged: false, negated: true },
  Greater: { operation: 1, exchanged: false, negated: false },
  GreaterEqual: { operation: 2, exchanged: false, negated: false },
  Less: { operation: 1, exchanged: true, negated: false },
  LessEqual: { operation: 2, exchanged: true, negated: false },
};
/** Added to an operation on integers. */
const INTEGERS = 4;

export function registerComparison(device: Device): void {
  const { native } = device;
  for (const [name, { operation, exchanged, negated }] of Object.entries(COMPARISONS)) {
    device.override(name, (stock) => (args) => {
      const { a, b } = args.inputs as { a: TensorInfo; b: TensorInfo };
      const shape = device.tf.backend_util.assertAndGetBroadcastShape(a.shape, b.shape);
      const axes = sharedAxes(shape, a.shape, b.shape);
      const known = a.dtype === b.dtype && (a.dtype === 'float32' || a.dtype === 'int32');
      if (!known || !axes || sizeOf(shape) === 0) return stock(args);
      const out = device.output(shape, 'bool');
      const [x, y] = exchanged ? [b, a] : [a, b];
      const [xSteps, ySteps] = exchanged ? [axes.b, axes.a] : [axes.a, axes.b];
      native.compare(
        operation + (a.dtype === 'int32' ? INTEGERS : 0),
        negated ? 1 : 0,
        device.address(x),
        device.address(y),
        device.address(out),
        ...axes.lengths,
        ...xSteps,
        ...ySteps,
      );
      return out;
    });
  }

  device.override('Select', (stock) => (args) => {
    const { condition, t, e } = args.inputs as { condition: TensorInfo; t: TensorInfo; e: TensorInfo };
    const alike = t.dtype === e.dtype && (t.dtype === 'float32' || t.dtype === 'int32');
    if (!alike || !sameShape(condition.shape, t.shape) || !sameShape(t.shape, e.shape)) return stock(args);
    const out = device.output(t.shape, t.dtype);
    const addresses = [condition, t, e, out].map((info) => device.address(info));
    native.select(...addresses, sizeOf(t.shape));
    return out;
  });

  for (const [name, any] of [
    ['LogicalAnd', 0],
    ['LogicalOr', 1],
  ] as const) {
    device.override(name, (stock) => (args) => {
      const { a, b } = args.inputs as { a: TensorInfo; b: TensorInfo };
      if (!sameShape(a.shape, b.shape)) return stock(args);
      const out = device.output(a.shape, 'bool');
      native.logical(any, device.address(a), device.address(b), device.address(out), sizeOf(a.shape));
      return out;
    });
  }
}

const sameShape = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((length, i) => length === b[i]);

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
    let step = 1;
    return [...axes]
      .reverse()
      .map((axis) => {
        if (!axis[operand]) return 0;
        const own = step;
        step *= axis.length;
        return own;
      })
      .reverse();
  };
  return { lengths: axes.map(({ length }) => length), a: steps('a'), b: steps('b') };
}

/** Whether an operand has more than one element along an axis, counted from the end (-1 is the last). */
const reaches = (shape: readonly number[], axis: number): boolean =>
  (shape.at(axis) ?? 1) > 1 && shape.length >= -axis;
