/** Matrix products: every transpose, batch and broadcast by one GEMM. No packed operand is kept between calls. */
import type { Device } from '../device';
import { sizeOf, type TensorInfo } from '../internals';
import { fusedOutput, type FusedAttributes } from './activations';
import { broadcastIndex } from './broadcast';

interface MatMulInputs {
  a: TensorInfo;
  b: TensorInfo;
}
interface MatMulAttributes {
  transposeA?: boolean;
  transposeB?: boolean;
}

export function registerMatMul(device: Device): void {
  device.register('BatchMatMul', ({ inputs, attrs }) =>
    matMul(device, inputs as unknown as MatMulInputs, attrs),
  );
  device.register('_FusedMatMul', ({ inputs, attrs }) => {
    const operands = inputs as unknown as MatMulInputs;
    const { bias } = inputs;
    const { activation = 'linear' } = attrs as FusedAttributes;
    const [, columns] = matrix(operands.b.shape, attrs.transposeB as boolean);
    const finishes =
      (activation === 'linear' || activation === 'relu') && (!bias || sizeOf(bias.shape) === columns);
    if (finishes && isOneProduct(operands, attrs))
      return floatMatMul(device, operands, attrs, { bias, rectify: activation === 'relu' });
    return fusedOutput(device, matMul(device, operands, attrs), inputs, attrs as FusedAttributes);
  });
}

/** Whether it is one call of `finishedGemm`: one matrix B for all of A, whose rows then follow each other. */
function isOneProduct({ a, b }: MatMulInputs, attrs: MatMulAttributes): boolean {
  const areFloats = a.dtype === 'float32' && b.dtype === 'float32';
  return areFloats && !attrs.transposeA && sizeOf(b.shape.slice(0, -2)) === 1;
}

/** a·b over the last two axes, the others broadcast. Integers are multiplied as floats (exact up to 2²⁴). */
function matMul(device: Device, inputs: MatMulInputs, attrs: MatMulAttributes): TensorInfo {
  if (inputs.a.dtype === 'float32' && inputs.b.dtype === 'float32') return floatMatMul(device, inputs, attrs);
  const a = device.run('Cast', { x: inputs.a }, { dtype: 'float32' });
  const b = device.run('Cast', { x: inputs.b }, { dtype: 'float32' });
  const product = floatMatMul(device, { a, b }, attrs);
  const result = device.run('Cast', { x: product }, { dtype: inputs.a.dtype });
  device.free(a, b, product);
  return result;
}

/** What comes after a product where `isOneProduct`: a row added to each, and a rectifier. */
interface Finish {
  bias?: TensorInfo;
  rectify?: boolean;
}

function floatMatMul(
  device: Device,
  inputs: MatMulInputs,
  attrs: MatMulAttributes,
  { bias, rectify }: Finish = {},
): TensorInfo {
  const { a, b } = inputs;
  const [m, k] = matrix(a.shape, attrs.transposeA);
  const [, n] = matrix(b.shape, attrs.transposeB);
  const batchA = a.shape.slice(0, -2);
  const batchB = b.shape.slice(0, -2);
  const batch = device.tf.broadcast_util.assertAndGetBroadcastShape(batchA, batchB);
  const out = device.output([...batch, m, n]);
  if (sizeOf(out.shape) === 0) return out;
  const [rowA, columnA] = attrs.transposeA ? [1, m] : [k, 1];
  const [rowB, columnB] = attrs.transposeB ? [1, k] : [n, 1];
  const [pa, pb, pc] = [device.address(a), device.address(b), device.address(out)];
  const { native, gemmWorkspace } = device;
  const [countA, countB, count] = [sizeOf(batchA), sizeOf(batchB), sizeOf(batch)];
  if (isOneProduct(inputs, attrs)) {
    const row = bias ? device.address(bias) : 0;
    native.finishedGemm(
      count * m, n, k, pa, k, 1, pb, rowB, columnB, pc, row, Number(rectify ?? false), 0, 0, gemmWorkspace,
    ); // prettier-ignore
  } else if ((countA === count || countA === 1) && (countB === count || countB === 1)) {
    const strideA = countA === 1 ? 0 : m * k;
    const strideB = countB === 1 ? 0 : k * n;
    native.batchGemm(
      count, strideA, strideB, m * n, m, n, k, pa, rowA, columnA, pb, rowB, columnB, pc, 0, gemmWorkspace,
    ); // prettier-ignore
  } else {
    const indexA = broadcastIndex(batchA, batch);
    const indexB = broadcastIndex(batchB, batch);
    for (let i = 0; i < count; i++) {
      const [ai, bi] = [pa + indexA(i) * m * k * 4, pb + indexB(i) * k * n * 4];
      native.gemm(m, n, k, ai, rowA, columnA, bi, rowB, columnB, pc + i * m * n * 4, n, 0, gemmWorkspace);
    }
  }
  return out;
}

/** Rows and columns of the last two axes. */
function matrix(shape: number[], transpose = false): [number, number] {
  const [rows, columns] = shape.slice(-2) as [number, number];
  return transpose ? [columns, rows] : [rows, columns];
}
