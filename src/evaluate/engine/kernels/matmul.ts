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
    matMul(device, inputs as unknown as MatMulInputs, attrs as MatMulAttributes),
  );
  device.register('_FusedMatMul', ({ inputs, attrs }) => {
    const product = matMul(device, inputs as unknown as MatMulInputs, attrs as MatMulAttributes);
    return fusedOutput(device, product, inputs, attrs as FusedAttributes);
  });
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

function floatMatMul(device: Device, { a, b }: MatMulInputs, attrs: MatMulAttributes): TensorInfo {
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
  if (countB === 1 && countA === count && !attrs.transposeA) {
    native.gemm(count * m, n, k, pa, k, 1, pb, rowB, columnB, pc, n, 0, gemmWorkspace);
  } else if ((countA === count || countA === 1) && (countB === count || countB === 1)) {
    const strideA = countA === 1 ? 0 : m * k;
    const strideB = countB === 1 ? 0 : k * n;
    native.batchGemm(
      count, strideA, strideB, m * n, m, n, k, pa, rowA, columnA, pb, rowB, columnB, pc, gemmWorkspace,
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
