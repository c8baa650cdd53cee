/**
 * Winograd's F(4, 3) along lines: convolutions of one dimension. Six products give four outputs, where twelve would. The
 * transforms are those of winograd4.ts, of one line in place of a square.
 */
import { gemm, gemmBlock, packedRows } from './gemm';
import { packColumns } from './packing';
import { load4, zeroFloats } from './vector';
import { ADDRESSES, OUTSIDE, filterLine, pieceStep, pixels, placeStep, startOf, tapLine, tilesOf } from './winograd4';
import { gradientLine, inputLine, outputLine } from './winograd4-lines';

/** V[6][T][p·C] of tiles t0..t1 of B lines of W pixels, `d` apart, of p pieces with stride s */
function transformInput(
  x: usize, W: i32, C: i32, pl: i32, d: i32, s: i32, p: i32, TW: i32, t0: i32, t1: i32, V: usize, ws: usize,
): void {
  const cs = (<usize>C) << 2;
  const vs = placeStep(t1 - t0, p * C);
  const at = ws + ADDRESSES;
  zeroFloats(ws + OUTSIDE, C);
  let out = V;
  for (let t = t0; t < t1; t++) {
    const x0 = (startOf(t % TW, 4, d) - pl) * s;
    for (let r = 0; r < p; r++) {
      pixels(x, 1, W, C, t / TW, 0, x0 + r * pieceStep(s), 1, 6, 1, d * s, ws + OUTSIDE, at);
      const p0 = load<usize>(at), p1 = load<usize>(at, 4), p2 = load<usize>(at, 8);
      const p3 = load<usize>(at, 12), p4 = load<usize>(at, 16), p5 = load<usize>(at, 20);
      for (let c: usize = 0; c < cs; c += 32) inputLine(p0 + c, p1 + c, p2 + c, p3 + c, p4 + c, p5 + c, out + c, vs);
      out += cs;
    }
  }
}

/** U[6][n] of n filters g[3][n], turned or not */
function transformFilter(w: usize, n: i32, U: usize, turned: i32): void {
  const st = (<usize>n) << 2;
  const first = turned ? w + 2 * st : w;
  const last = turned ? w : w + 2 * st;
  for (let o: usize = 0; o < st; o += 16) {
    filterLine(load4(first + o), load4(w + st + o), load4(last + o), U + o, st);
  }
}

/** Tiles of y from M[6][T][s·C], the phases of its stride side by side */
function transformOutput(
  M: usize, W: i32, C: i32, d: i32, s: i32, TW: i32, t0: i32, t1: i32, y: usize, ws: usize,
): void {
  const cs = (<usize>C) << 2;
  const vs = placeStep(t1 - t0, s * C);
  const at = ws + ADDRESSES;
  let m = M;
  for (let t = t0; t < t1; t++) {
    const x0 = startOf(t % TW, 4, d) * s;
    for (let r = 0; r < s; r++) {
      // What lies outside of the line is written where nobody reads it.
      pixels(y, 1, W, C, t / TW, 0, x0 + r, 1, 4, 1, d * s, ws + OUTSIDE, at);
      const p0 = load<usize>(at), p1 = load<usize>(at, 4), p2 = load<usize>(at, 8), p3 = load<usize>(at, 12);
      for (let c: usize = 0; c < cs; c += 32) outputLine(m + c, vs, p0 + c, p1 + c, p2 + c, p3 + c);
      m += cs;
    }
  }
}

/** D[6][T][C] of dy */
function transformGradient(
  dy: usize, W: i32, C: i32, d: i32, TW: i32, t0: i32, t1: i32, D: usize, ws: usize,
): void {
  const cs = (<usize>C) << 2;
  const vs = placeStep(t1 - t0, C);
  const at = ws + ADDRESSES;
  zeroFloats(ws + OUTSIDE, C);
  for (let t = t0; t < t1; t++) {
    pixels(dy, 1, W, C, t / TW, 0, startOf(t % TW, 4, d), 1, 4, 1, d, ws + OUTSIDE, at);
    const out = D + <usize>(t - t0) * cs;
    const p0 = load<usize>(at), p1 = load<usize>(at, 4), p2 = load<usize>(at, 8), p3 = load<usize>(at, 12);
    for (let c: usize = 0; c < cs; c += 32) gradientLine(p0 + c, p1 + c, p2 + c, p3 + c, out + c, vs);
  }
}

/**
 * B lines [W, K] → [OW, N], taps `d` apart, with pieces as in winograd4Forward.
 * buf: 6 · (K·N + K·N₁₆ + T·(K + N)) floats, N₁₆ the next multiple of 16
 */
export function winogradLineForward(
  x: usize, w: usize, y: usize, B: i32, W: i32, K: i32, OW: i32, N: i32, pl: i32, d: i32, s: i32, p: i32, turned: i32,
  T: i32, buf: usize, ws: usize,
): void {
  const is = turned ? 1 : s, os = turned ? s : 1, pieces = turned ? 1 : p;
  const TW = tilesOf((OW + os - 1) / os, 4, d), nt = B * TW;
  const us = (<usize>(K * N)) << 2;
  const ps = (<usize>(K * ((N + 15) & ~15))) << 2;
  const U = buf, P = U + 6 * us, V = P + 6 * ps, M = V + 6 * placeStep(T, K);
  transformFilter(w, K * N, U, turned);
  for (let i: usize = 0; i < 6; i++) packColumns(U + i * us, turned ? 1 : N, turned ? K : 1, K, N, P + i * ps);
  for (let t0 = 0; t0 < nt; t0 += T) {
    const t1 = min(nt, t0 + T), m = t1 - t0;
    transformInput(x, W, K / pieces, pl, d, is, pieces, TW, t0, t1, V, ws);
    for (let i: usize = 0; i < 6; i++) {
      const from = V + i * placeStep(m, K), into = M + i * placeStep(m, N);
      const panel = packedRows(ws);
      gemmBlock(m, N, K, from, (<usize>K) << 2, 4, P + i * ps, into, (<usize>N) << 2, 0, ws, panel);
    }
    transformOutput(M, OW, N / os, d, os, TW, t0, t1, y, ws);
  }
}

/** g[3][C][OC] from B lines of x and dy. buf: 6 · (C·OC + T·(C + OC)) floats */
export function winogradLineFilterGradient(
  x: usize, dy: usize, g: usize, B: i32, W: i32, C: i32, OW: i32, OC: i32, pl: i32, d: i32, s: i32, p: i32, T: i32,
  buf: usize, ws: usize,
): void {
  const TW = tilesOf(OW, 4, d), nt = B * TW;
  const us = (<usize>(C * OC)) << 2;
  const M = buf, V = M + 6 * us, D = V + 6 * placeStep(T, C);
  for (let t0 = 0; t0 < nt; t0 += T) {
    const t1 = min(nt, t0 + T), m = t1 - t0;
    transformInput(x, W, C / p, pl, d, s, p, TW, t0, t1, V, ws);
    transformGradient(dy, OW, OC, d, TW, t0, t1, D, ws);
    for (let i: usize = 0; i < 6; i++) {
      const from = V + i * placeStep(m, C), to = D + i * placeStep(m, OC);
      gemm(C, OC, m, from, 1, C, to, OC, 1, M + i * us, OC, t0 > 0 ? 1 : 0, ws);
    }
  }
  for (let o: usize = 0; o < us; o += 16) tapLine(M + o, us, g + o, us);
}
