import { packColumns, packFourRows, panelWidth } from './packing';
import { Eight, panelBytes, storeTile, tile1x16, tile2x, tile4x16, tile4x8, tileFringe, Twelve } from './tiles';

/**
 * C[M,N] = beta·C + A·B for matrices with general strides, so that every transpose is the same kernel. B is packed into
 * panels of columns (packing.ts), block by block, so that a panel of 48 columns takes half of a first-level cache of
 * 48 KiB; A only where its rows lie beside each other. All pointers are byte addresses; strides count floats, those of
 * blocks bytes.
 */

/** Rows of B (the summed axis) a block. */
const KC: i32 = 128;
/** Columns of B a block. */
export const NCMAX: i32 = 256;
/** Rows of A a block. */
export const MC: i32 = 96;
/** A block of B that spans so many floats is read in place (the cache holds it), where it serves few rows. */
const IN_PLACE: i32 = 8192;
/** Up to so many columns, rows of A that lie beside each other are read in place: packed ones would be read twice. */
const FEW_COLUMNS: i32 = 64;

/**
 * How many rows of B a block has: in blocks as even as may be; KC where rows of A are summed (the gradient of weights),
 * so that such a sum may be made from part to part (trace/slices.ts).
 */
export function blockOf(K: i32, rsA: i32): i32 {
  if (rsA == 1) return KC;
  const blocks = (K + KC - 1) / KC;
  return (K + blocks - 1) / blocks;
}

/** Rows of B that lie a multiple of 512 bytes apart share few places of the cache, so that packing pays sooner. */
function fewRows(rsB: i32): i32 {
  return rsB % 128 == 0 ? 32 : 128;
}

/** Where packed columns of B and packed rows of A lie in a workspace, which begins with room for one tile. */
export function packedColumns(ws: usize): usize {
  return ws + 512;
}
export function packedRows(ws: usize): usize {
  return packedColumns(ws) + 256 * 256 * 4;
}

/** ws must hold 512 + 256*256*4 + 256 + 96*256*4 bytes */
export function gemm(
  M: i32, N: i32, K: i32, A: usize, rsA: i32, csA: i32, B: usize, rsB: i32, csB: i32, C: usize, ldc: i32, beta: i32,
  ws: usize,
): void {
  const packed = packedColumns(ws);
  const ra = (<usize>rsA) << 2,
    ca = (<usize>csA) << 2,
    lc = (<usize>ldc) << 2;
  if (K == 0) {
    if (!beta) for (let i = 0; i < M; i++) memory.fill(C + <usize>i * lc, 0, (<usize>N) << 2);
    return;
  }
  const block = blockOf(K, rsA);
  for (let j = 0; j < N; j += NCMAX) {
    const n = min(NCMAX, N - j);
    for (let l = 0; l < K; l += block) {
      const k = min(block, K - l);
      const from = B + ((<usize>(l * rsB + j * csB)) << 2);
      const inPlace = M <= fewRows(rsB) && csB == 1 && n % 16 == 0 && k * rsB <= IN_PLACE;
      if (!inPlace) packColumns(from, rsB, csB, k, n, packed);
      const ldb = inPlace ? (<usize>rsB) << 2 : 0;
      const more = beta || l > 0 ? 1 : 0;
      gemmBlock(M, n, k, A + <usize>l * ca, ra, ca, inPlace ? from : packed, C + ((<usize>j) << 2), lc, more, ws, packedRows(ws), ldb);
    }
  }
}

/** Products of `nb` matrices, `sa`, `sb` and `sc` floats apart, added to what C holds where `more`. */
export function batchGemm(
  nb: i32, sa: i32, sb: i32, sc: i32, M: i32, N: i32, K: i32, A: usize, rsA: i32, csA: i32, B: usize, rsB: i32, csB: i32,
  C: usize, more: i32, ws: usize,
): void {
  for (let b = 0; b < nb; b++) {
    gemm(M, N, K, A, rsA, csA, B, rsB, csB, C, N, more, ws);
    A += (<usize>sa) << 2;
    B += (<usize>sb) << 2;
    C += (<usize>sc) << 2;
  }
}

/**
 * The product over one block of k: n columns of B at b, packed, or in place with rows of `ldb` bytes (whole panels then).
 * `tmp` holds a tile, `rows` MC×k floats.
 */
export function gemmBlock(
  M: i32, n: i32, k: i32, A: usize, ra: usize, ca: usize, B: usize, C: usize, lc: usize, acc: i32, tmp: usize,
  rows: usize, ldb: usize = 0,
): void {
  const packs = ra == 4 && ca != 4 && n > FEW_COLUMNS;
  for (let i = 0; i < M; i += MC) {
    const m = min(MC, M - i);
    if (packs) for (let q = 0; q + 4 <= m; q += 4) packFourRows(A + <usize>q * 4, ca, k, rows + <usize>(q * k) * 4);
    const packed = packs ? rows : 0;
    let b = B;
    let c = C;
    for (let j = 0; j < n; ) {
      const left = n - j;
      const width = panelWidth(left);
      const bytes = (<usize>width) << 2;
      const step = ldb ? ldb : bytes;
      if (width == 48) panel<Twelve>(m, k, A, ra, ca, packed, b, step, c, lc, acc);
      else if (width == 32) panel<Eight>(m, k, A, ra, ca, packed, b, step, c, lc, acc);
      else if (width == 16) panel16(m, min(16, left), k, A, ra, ca, packed, b, step, c, lc, acc, tmp);
      else panel8(m, left, k, A, ra, ca, b, c, lc, acc, tmp);
      b += ldb ? bytes : <usize>k * bytes;
      c += bytes;
      j += width;
    }
    A += <usize>m * ra;
    C += <usize>m * lc;
  }
}

/** M rows by a panel of `P` vectors. `packed`: where fours of rows lie packed, or 0. */
function panel<P>(
  M: i32, k: i32, A: usize, rs: usize, cs: usize, packed: usize, b: usize, step: usize, C: usize, ldc: usize, acc: i32,
): void {
  let i = 0;
  if (packed) {
    for (; i + 4 <= M; i += 4) {
      tile2x<P>(k, packed, 4, 16, b, step, C, ldc, acc);
      tile2x<P>(k, packed + 8, 4, 16, b, step, C + 2 * ldc, ldc, acc);
      packed += (<usize>k) << 4;
      C += 4 * ldc;
    }
    A += <usize>i * rs;
  }
  for (; i + 2 <= M; i += 2) {
    tile2x<P>(k, A, rs, cs, b, step, C, ldc, acc);
    A += 2 * rs;
    C += 2 * ldc;
  }
  if (i < M) for (let o: usize = 0; o < panelBytes<P>(); o += 64) tile1x16(k, A, cs, b + o, step, C + o, acc);
}

/** M rows by a panel of 16 columns of which there are n. */
function panel16(
  M: i32, n: i32, k: i32, A: usize, rs: usize, cs: usize, packed: usize, b: usize, step: usize, C: usize, ldc: usize,
  acc: i32, tmp: usize,
): void {
  let i = 0;
  for (; i + 4 <= M; i += 4) {
    const a = A + <usize>i * rs;
    const c = C + <usize>i * ldc;
    if (n < 16) {
      tile4x16(k, a, rs, cs, b, step, tmp, 64, 0);
      storeTile(tmp, 64, 4, n, c, ldc, acc);
    } else if (packed) tile4x16(k, packed + (<usize>(i * k) << 2), 4, 16, b, step, c, ldc, acc);
    else tile4x16(k, a, rs, cs, b, step, c, ldc, acc);
  }
  if (i < M && n == 16 && M >= 4) {
    // the last four rows once more: one tile takes less time than two or three single rows
    tile4x16(k, A + <usize>(M - 4) * rs, rs, cs, b, step, tmp, 64, 0);
    storeTile(tmp + (<usize>(i - M + 4) << 6), 64, M - i, 16, C + <usize>i * ldc, ldc, acc);
    return;
  }
  for (; i < M; i++) {
    const a = A + <usize>i * rs;
    const c = C + <usize>i * ldc;
    if (n == 16) tile1x16(k, a, cs, b, step, c, acc);
    else {
      tile1x16(k, a, cs, b, step, tmp, 0);
      storeTile(tmp, 64, 1, n, c, ldc, acc);
    }
  }
}

/** M rows by a packed panel of 8 columns of which there are n. */
function panel8(
  M: i32, n: i32, k: i32, A: usize, rs: usize, cs: usize, b: usize, C: usize, ldc: usize, acc: i32, tmp: usize,
): void {
  let i = 0;
  for (; i + 4 <= M; i += 4) {
    if (n == 8) tile4x8(k, A, rs, cs, b, 32, C, ldc, acc);
    else {
      tile4x8(k, A, rs, cs, b, 32, tmp, 32, 0);
      storeTile(tmp, 32, 4, n, C, ldc, acc);
    }
    A += 4 * rs;
    C += 4 * ldc;
  }
  if (i < M) tileFringe(M - i, n, k, A, rs, cs, b, C, ldc, acc, tmp);
}
