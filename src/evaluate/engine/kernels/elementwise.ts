/** Elementwise kernels that training spends time in. */
import type { Device } from '../device';
import { sizeOf, type TensorInfo } from '../internals';
import type { NativeName } from '../native';

/** Native conversions by source and target type. */
const CASTS: Readonly<Record<string, NativeName>> = {
  'bool>float32': 'boolToFloat',
  'int32>float32': 'intToFloat',
  'float32>int32': 'floatToInt',
  'bool>int32': 'boolToInt',
};

export function registerElementwise(device: Device): void {
  const { native } = device;
  device.override('Cast', (stock) => (args) => {
    const x = args.inputs.x as TensorInfo;
    const dtype = args.attrs.dtype as TensorInfo['dtype'];
    if (x.dtype === dtype && dtype !== 'string') return device.share(x);
    const convert = CASTS[`${x.dtype}>${dtype}`];
    if (!convert) return stock(args);
    const out = device.output(x.shape, dtype);
    native[convert](device.address(x), device.address(out), sizeOf(x.shape));
    return out;
  });

  device.override('Fill', (stock) => (args) => {
    const { shape, value, dtype } = args.attrs as { shape: number[]; value: number | string; dtype?: string };
    if ((dtype && dtype !== 'float32') || typeof value !== 'number') return stock(args);
    return filled(device, shape, value);
  });
  for (const [name, value] of [
    ['ZerosLike', 0],
    ['OnesLike', 1],
  ] as const) {
    device.override(name, (stock) => (args) => {
      const x = args.inputs.x as TensorInfo;
      return x.dtype === 'float32' ? filled(device, x.shape, value) : stock(args);
    });
  }

  // Adding a bias, as [C] or [1, 1, C]: one row to each row.
  device.override('Add', (stock) => (args) => {
    const { a, b } = args.inputs as { a: TensorInfo; b: TensorInfo };
    const columns = a.shape[a.shape.length - 1];
    const isRow =
      b.shape.length <= a.shape.length && b.shape.at(-1) === columns && sizeOf(b.shape) === columns;
    const areFloats = a.dtype === 'float32' && b.dtype === 'float32';
    if (!isRow || !areFloats || a.shape.length < 2 || sizeOf(a.shape) === 0) return stock(args);
    const out = device.output(a.shape);
    const count = columns as number;
    native.addRowRelu(
      device.address(a),
      device.address(out),
      sizeOf(a.shape) / count,
      count,
      device.address(b),
      0,
    );
    return out;
  });

  device.register('EspalierReluGrad', ({ inputs }) => {
    const { dy, x } = inputs as { dy: TensorInfo; x: TensorInfo };
    const out = device.output(x.shape);
    native.reluGradient(device.address(dy), device.address(x), device.address(out), sizeOf(x.shape));
    return out;
  });
}

function filled(device: Device, shape: readonly number[], value: number): TensorInfo {
  const out = device.output(shape);
  device.native.fillFloats(device.address(out), value, sizeOf(shape));
  return out;
}
