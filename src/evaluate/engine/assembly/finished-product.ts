import { addInto, addRow, addRowRelu, reluGradient, reluInPlace } from './elementwise';
import { blockOf, gemm, gemmBlock, MC, NCMAX, packedColumns, packedRows } from './gemm';
import { packColumns } from './packing';

/**
 * C[M,N] = A·B and what comes after it: a row is added to each (`bias`, or 0), rectified or not, then the matrix
 * `other` is added (or 0: none), or lets through where it is positive (`gate`). Strips of rows are finished while the
 * cache holds them, by the operations that would go over the whole, so that the bits are the same. C is contiguous.
 */
export function finishedGemm(
  M: i32,
  N: i32,
  K: i32,
  A: usize,
  rsA: i32,
  csA: i32,
  B: usize,
  rsB: i32,
  csB: i32,
  C: usize,
  bias: usize,
  rectify: i32,
  other: usize,
  gate: i32,
  ws: usize,
): void {
  const plain = !bias && !rectify && !other;
  if (plain || N > NCMAX || K == 0) {
    gemm(M, N, K, A, rsA, csA, B, rsB, csB, C, N, 0, ws);
    if (!plain) finish(C, M, N, bias, rectify, other, gate);
    return;
  }
  const block = blockOf(K, rsA);
  const before = ((K - 1) / block) * block;
  if (before) gemm(M, N, before, A, rsA, csA, B, rsB, csB, C, N, 0, ws);
  const ra = (<usize>rsA) << 2,
    ca = (<usize>csA) << 2,
    lc = (<usize>N) << 2;
  const k = K - before;
  packColumns(B + ((<usize>(before * rsB)) << 2), rsB, csB, k, N, packedColumns(ws));
  let a = A + <usize>before * ca;
  for (let i = 0; i < M; i += MC) {
    const rows = min(MC, M - i);
    gemmBlock(rows, N, k, a, ra, ca, packedColumns(ws), C, lc, before ? 1 : 0, ws, packedRows(ws));
    finish(C, rows, N, bias, rectify, other, gate);
    a += <usize>rows * ra;
    C += <usize>rows * lc;
    if (other) other += <usize>rows * lc;
  }
}

function finish(
  C: usize,
  rows: i32,
  columns: i32,
  bias: usize,
  rectify: i32,
  other: usize,
  gate: i32,
): void {
  const n = rows * columns;
  if (bias && rectify) addRowRelu(C, C, rows, columns, bias, 1);
  else if (bias) addRow(C, rows, columns, bias);
  else if (rectify) reluInPlace(C, n);
  if (other && gate) reluGradient(C, other, C, n);
  else if (other) addInto(C, other, n);
}
