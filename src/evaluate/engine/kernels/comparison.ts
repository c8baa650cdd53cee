/** Comparisons, selection and what joins them: the stock ones take a hundred times as long once shapes differ. */
import type { Device } from '../device';
import { sizeOf, type TensorInfo } from '../internals';
import { sharedAxes } from './broadcast';

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
