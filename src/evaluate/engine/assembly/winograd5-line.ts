/**
 * Winograd's F(4, 5) along lines: convolutions of one dimension with five taps. Eight products give four outputs, where
 * two pieces of three taps need twelve. The transforms are those of winograd5.ts, of one line in place of a square.
 */
import { gemm, gemmBlock, packedRows } from './gemm';
import { packColumns } from './packing';
import { zeroFloats } from './vector';
import { ADDRESSES, OUTSIDE, pixels, placeStep, tilesOf } from './winograd4';
import { filterLine, tapLine } from './winograd5';
import { gradientLine, inputLine, outputLine } from './winograd5-lines';

const PLACES: usize = 8;

/** V[8][T][C] of tiles t0..t1 of lines of W pixels */
function transformInput(x: usize, W: i32, C: i32, pl: i32, TW: i32, t0: i32, t1: i32, V: usize, ws: usize): void {
  const cs = (<usize>C) << 2;
  const vs = placeStep(t1 - t0, C);
  const at = ws + ADDRESSES;
  zeroFloats(ws + OUTSIDE, C);
  let out = V;
  for (let t = t0; t < t1; t++) {
    pixels(x, 1, W, C, t / TW, 0, 4 * (t % TW) - pl, 1, 8, 1, 1, ws + OUTSIDE, at);
    const p0 = load<usize>(at), p1 = load<usize>(at, 4), p2 = load<usize>(at, 8), p3 = load<usize>(at, 12);
    const p4 = load<usize>(at, 16), p5 = load<usize>(at, 20), p6 = load<usize>(at, 24), p7 = load<usize>(at, 28);
    for (let c: usize = 0; c < cs; c += 32)
      inputLine(p0 + c, p1 + c, p2 + c, p3 + c, p4 + c, p5 + c, p6 + c, p7 + c, out + c, vs);
    out += cs;
  }
}

/** U[8][n] of n filters g[5][n], turned or not */
function transformFilter(w: usize, n: i32, U: usize, turned: i32): void {
  const st = (<usize>n) << 2;
  const first = turned ? w + 4 * st : w;
  const step: usize = turned ? 0 - st : st;
  for (let o: usize = 0; o < st; o += 16) filterLine(first + o, step, U + o, st);
}

/** Tiles of y from M[8][T][C] */
function transformOutput(M: usize, W: i32, C: i32, TW: i32, t0: i32, t1: i32, y: usize, ws: usize): void {
  const cs = (<usize>C) << 2;
  const vs = placeStep(t1 - t0, C);
  const at = ws + ADDRESSES;
  let m = M;
  for (let t = t0; t < t1; t++) {
    // What lies outside of the line is written where nobody reads it.
    pixels(y, 1, W, C, t / TW, 0, 4 * (t % TW), 1, 4, 1, 1, ws + OUTSIDE, at);
    const p0 = load<usize>(at), p1 = load<usize>(at, 4), p2 = load<usize>(at, 8), p3 = load<usize>(at, 12);
    for (let c: usize = 0; c < cs; c += 32) outputLine(m + c, vs, p0 + c, p1 + c, p2 + c, p3 + c);
    m += cs;
  }
}

/** D[8][T][C] of dy */
function transformGradient(dy: usize, W: i32, C: i32, TW: i32, t0: i32, t1: i32, D: usize, ws: usize): void {
  const cs = (<usize>C) << 2;
  const vs = placeStep(t1 - t0, C);
  const at = ws + ADDRESSES;
  zeroFloats(ws + OUTSIDE, C);
  let out = D;
  for (let t = t0; t < t1; t++) {
    pixels(dy, 1, W, C, t / TW, 0, 4 * (t % TW), 1, 4, 1, 1, ws + OUTSIDE, at);
    const p0 = load<usize>(at), p1 = load<usize>(at, 4), p2 = load<usize>(at, 8), p3 = load<usize>(at, 12);
    for (let c: usize = 0; c < cs; c += 32) gradientLine(p0 + c, p1 + c, p2 + c, p3 + c, out + c, vs);
    out += cs;
  }
}

/** B lines [W, K] → [OW, N]. buf: 8 · (K·N + K·N₁₆ + T·(K + N)) floats, N₁₆ the next multiple of 16 */
export function winogradLine5Forward(
  x: usize, w: usize, y: usize, B: i32, W: i32, K: i32, OW: i32, N: i32, pl: i32, turned: i32, T: i32, buf: usize,
  ws: usize,
): void {
  const TW = tilesOf(OW, 4, 1), nt = B * TW;
  const us = (<usize>(K * N)) << 2;
  const ps = (<usize>(K * ((N + 15) & ~15))) << 2;
  const U = buf, P = U + PLACES * us, V = P + PLACES * ps, M = V + PLACES * placeStep(T, K);
  transformFilter(w, K * N, U, turned);
  for (let i: usize = 0; i < PLACES; i++) packColumns(U + i * us, turned ? 1 : N, turned ? K : 1, K, N, P + i * ps);
  for (let t0 = 0; t0 < nt; t0 += T) {
    const t1 = min(nt, t0 + T), m = t1 - t0;
    transformInput(x, W, K, pl, TW, t0, t1, V, ws);
    const panel = packedRows(ws);
    for (let i: usize = 0; i < PLACES; i++) {
      const from = V + i * placeStep(m, K), into = M + i * placeStep(m, N);
      gemmBlock(m, N, K, from, (<usize>K) << 2, 4, P + i * ps, into, (<usize>N) << 2, 0, ws, panel);
    }
    transformOutput(M, OW, N, TW, t0, t1, y, ws);
  }
}

/** g[5][C][OC] from B lines of x and dy. buf: 8 · (C·OC + T·(C + OC)) floats */
export function winogradLine5FilterGradient(
  x: usize, dy: usize, g: usize, B: i32, W: i32, C: i32, OW: i32, OC: i32, pl: i32, T: i32, buf: usize, ws: usize,
): void {
  const TW = tilesOf(OW, 4, 1), nt = B * TW;
  const us = (<usize>(C * OC)) << 2;
  const M = buf, V = M + PLACES * us, D = V + PLACES * placeStep(T, C);
  for (let t0 = 0; t0 < nt; t0 += T) {
    const t1 = min(nt, t0 + T), m = t1 - t0;
    transformInput(x, W, C, pl, TW, t0, t1, V, ws);
    transformGradient(dy, OW, OC, TW, t0, t1, D, ws);
    for (let i: usize = 0; i < PLACES; i++) {
      const from = V + i * placeStep(m, C), to = D + i * placeStep(m, OC);
      gemm(C, OC, m, from, 1, C, to, OC, 1, M + i * us, OC, t0 > 0 ? 1 : 0, ws);
    }
  }
  for (let o: usize = 0; o < us; o += 16) tapLine(M + o, us, g + o, us);
}
