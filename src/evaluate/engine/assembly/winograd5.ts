/**
 * Winograd's F(4×4, 5×5): 64 products give 16 outputs of 25 each. Interpolated at 0, ±1, ±2, ±½ and ∞; its rounding error
 * is about five times that of a plain sum, and three times that of F(4×4, 3×3), with which it shares its form (winograd4.ts).
 */
import { gemm } from './gemm';
import { load4, splat, zeroFloats } from './vector';
import { ADDRESSES, OUTSIDE, TILE, addPixels, packFilters, pixels, placeStep, products, tilesOf } from './winograd4';
import { gradientLine, inputLine, outputLine, spreadLine } from './winograd5-lines';

/** Points a side of a tile, and products of a tile. */
const SIDE: usize = 8;
const PLACES: usize = 64;

/** Sums of more than 32 products are made of two: a long one loses what the tile's last transform makes much of. */
@inline
function partOf(K: i32): i32 {
  return K > 32 ? (K >> 1) & ~7 : K;
}

/** V[64][T][C] = B' d B for tiles t0..t1 */
function transformInput(
  x: usize,
  H: i32,
  W: i32,
  C: i32,
  pt: i32,
  pl: i32,
  TH: i32,
  TW: i32,
  t0: i32,
  t1: i32,
  V: usize,
  ws: usize,
): void {
  const cs = (<usize>C) << 2;
  const vs = placeStep(t1 - t0, C);
  const at = ws + ADDRESSES,
    tile = ws + TILE;
  zeroFloats(ws + OUTSIDE, C);
  for (let t = t0; t < t1; t++) {
    const q = t / TW;
    pixels(x, H, W, C, q / TH, 4 * (q % TH) - pt, 4 * (t % TW) - pl, 8, 8, 1, 1, ws + OUTSIDE, at);
    const out = V + <usize>(t - t0) * cs;
    for (let c: usize = 0; c < cs; c += 32) {
      for (let j: usize = 0; j < SIDE; j++) {
        const a = at + j * 4;
        inputLine(
          load<usize>(a) + c,
          load<usize>(a, 32) + c,
          load<usize>(a, 64) + c,
          load<usize>(a, 96) + c,
          load<usize>(a, 128) + c,
          load<usize>(a, 160) + c,
          load<usize>(a, 192) + c,
          load<usize>(a, 224) + c,
          tile + j * 32,
          256,
        );
      }
      for (let i: usize = 0; i < SIDE; i++) {
        const s = tile + i * 256;
        inputLine(s, s + 32, s + 64, s + 96, s + 128, s + 160, s + 192, s + 224, out + c + SIDE * i * vs, vs);
      }
    }
  }
}
/** U[64][n] = G g G' of n filters g[5][5][n], turned by 180° or not; n is a multiple of 4 */
function transformFilter(w: usize, n: i32, U: usize, turned: i32, ws: usize): void {
  const st = (<usize>n) << 2;
  const tile = ws + TILE;
  const first = turned ? w + 24 * st : w;
  const step = turned ? 0 - st : st;
  for (let o: usize = 0; o < st; o += 16) {
    for (let j: usize = 0; j < 5; j++) filterLine(first + o + j * step, 5 * step, tile + j * 16, 80);
    for (let i: usize = 0; i < SIDE; i++) filterLine(tile + i * 80, 16, U + o + SIDE * i * st, st);
  }
}
@inline
export function filterLine(s: usize, ss: usize, out: usize, st: usize): void {
  const a = load4(s),
    b = load4(s + ss),
    c = load4(s + 2 * ss),
    d = load4(s + 3 * ss),
    e = load4(s + 4 * ss);
  v128.store(out, a);
  // At ±1, ±2 and ±½: −2/9, 1/90 and 32/45 of what stands for a row of powers.
  const one = splat(-2.0 / 9.0),
    two = splat(1.0 / 90.0),
    half = splat(32.0 / 45.0);
  signs(f32x4.mul(f32x4.add(f32x4.add(a, c), e), one), f32x4.mul(f32x4.add(b, d), one), out + st, st);
  signs(
    f32x4.mul(f32x4.add(f32x4.add(a, f32x4.mul(c, splat(4))), f32x4.mul(e, splat(16))), two),
    f32x4.mul(f32x4.add(f32x4.add(b, b), f32x4.mul(d, splat(8))), two),
    out + 3 * st,
    st,
  );
  signs(
    f32x4.mul(f32x4.add(f32x4.add(a, f32x4.mul(c, splat(0.25))), f32x4.mul(e, splat(0.0625))), half),
    f32x4.mul(f32x4.add(f32x4.mul(b, splat(0.5)), f32x4.mul(d, splat(0.125))), half),
    out + 5 * st,
    st,
  );
  v128.store(out + 7 * st, e);
}
/** The values at a point and at its opposite. */
@inline
function signs(even: v128, odd: v128, out: usize, st: usize): void {
  v128.store(out, f32x4.add(even, odd));
  v128.store(out + st, f32x4.sub(even, odd));
}
/** dW[5][5][n] = G' M G, M[64][n]; n is a multiple of 4 */
function filterFromTiles(M: usize, n: i32, g: usize, ws: usize): void {
  const st = (<usize>n) << 2;
  const tile = ws + TILE;
  for (let o: usize = 0; o < st; o += 16) {
    for (let j: usize = 0; j < SIDE; j++) tapLine(M + o + j * st, SIDE * st, tile + j * 16, 128);
    for (let i: usize = 0; i < 5; i++) tapLine(tile + i * 128, 16, g + o + 5 * i * st, st);
  }
}
@inline
export function tapLine(s: usize, ss: usize, out: usize, st: usize): void {
  const one = splat(-2.0 / 9.0),
    two = splat(1.0 / 90.0),
    half = splat(32.0 / 45.0);
  const p1 = load4(s + ss),
    n1 = load4(s + 2 * ss),
    p2 = load4(s + 3 * ss),
    n2 = load4(s + 4 * ss),
    p3 = load4(s + 5 * ss),
    n3 = load4(s + 6 * ss);
  const e1 = f32x4.mul(f32x4.add(p1, n1), one),
    e2 = f32x4.mul(f32x4.add(p2, n2), two),
    e3 = f32x4.mul(f32x4.add(p3, n3), half);
  const d1 = f32x4.mul(f32x4.sub(p1, n1), one),
    d2 = f32x4.mul(f32x4.sub(p2, n2), two),
    d3 = f32x4.mul(f32x4.sub(p3, n3), half);
  const first = f32x4.add(f32x4.add(load4(s), e1), f32x4.add(e2, e3));
  const last = f32x4.add(
    f32x4.add(load4(s + 7 * ss), e1),
    f32x4.add(f32x4.mul(e2, splat(16)), f32x4.mul(e3, splat(0.0625))),
  );
  v128.store(out, first);
  v128.store(out + st, f32x4.add(d1, f32x4.add(f32x4.add(d2, d2), f32x4.mul(d3, splat(0.5)))));
  v128.store(out + 2 * st, f32x4.add(e1, f32x4.add(f32x4.mul(e2, splat(4)), f32x4.mul(e3, splat(0.25)))));
  v128.store(out + 3 * st, f32x4.add(d1, f32x4.add(f32x4.mul(d2, splat(8)), f32x4.mul(d3, splat(0.125)))));
  v128.store(out + 4 * st, last);
}
/** y tiles = A' m A; M[64][T][C] */
function transformOutput(
  M: usize,
  OH: i32,
  OW: i32,
  C: i32,
  TH: i32,
  TW: i32,
  t0: i32,
  t1: i32,
  y: usize,
  ws: usize,
): void {
  const cs = (<usize>C) << 2;
  const vs = placeStep(t1 - t0, C);
  const at = ws + ADDRESSES,
    tile = ws + TILE;
  for (let t = t0; t < t1; t++) {
    const q = t / TW;
    pixels(y, OH, OW, C, q / TH, 4 * (q % TH), 4 * (t % TW), 4, 4, 1, 1, ws + OUTSIDE, at);
    const m = M + <usize>(t - t0) * cs;
    for (let c: usize = 0; c < cs; c += 32) {
      for (let j: usize = 0; j < SIDE; j++) {
        const o = tile + j * 32;
        outputLine(m + c + j * vs, SIDE * vs, o, o + 256, o + 512, o + 768);
      }
      for (let i: usize = 0; i < 4; i++) {
        const p = at + i * 16;
        outputLine(
          tile + i * 256,
          32,
          load<usize>(p) + c,
          load<usize>(p, 4) + c,
          load<usize>(p, 8) + c,
          load<usize>(p, 12) + c,
        );
      }
    }
  }
}
/** D[64][T][C] = A dy A' */
function transformGradient(
  dy: usize,
  OH: i32,
  OW: i32,
  C: i32,
  TH: i32,
  TW: i32,
  t0: i32,
  t1: i32,
  D: usize,
  ws: usize,
): void {
  const cs = (<usize>C) << 2;
  const vs = placeStep(t1 - t0, C);
  const at = ws + ADDRESSES,
    tile = ws + TILE;
  zeroFloats(ws + OUTSIDE, C);
  for (let t = t0; t < t1; t++) {
    const q = t / TW;
    pixels(dy, OH, OW, C, q / TH, 4 * (q % TH), 4 * (t % TW), 4, 4, 1, 1, ws + OUTSIDE, at);
    const out = D + <usize>(t - t0) * cs;
    for (let c: usize = 0; c < cs; c += 32) {
      for (let j: usize = 0; j < 4; j++) {
        const a = at + j * 4;
        gradientLine(
          load<usize>(a) + c,
          load<usize>(a, 16) + c,
          load<usize>(a, 32) + c,
          load<usize>(a, 48) + c,
          tile + j * 32,
          128,
        );
      }
      for (let i: usize = 0; i < SIDE; i++) {
        const s = tile + i * 128;
        gradientLine(s, s + 32, s + 64, s + 96, out + c + SIDE * i * vs, vs);
      }
    }
  }
}
/** dx += B m B' of tiles t0..t1; M[64][T][C] */
function spreadInput(
  M: usize,
  H: i32,
  W: i32,
  C: i32,
  pt: i32,
  pl: i32,
  TH: i32,
  TW: i32,
  t0: i32,
  t1: i32,
  dx: usize,
  ws: usize,
): void {
  const cs = (<usize>C) << 2;
  const vs = placeStep(t1 - t0, C);
  const at = ws + ADDRESSES,
    tile = ws + TILE,
    sum = tile + PLACES * 32;
  for (let t = t0; t < t1; t++) {
    const q = t / TW;
    pixels(dx, H, W, C, q / TH, 4 * (q % TH) - pt, 4 * (t % TW) - pl, 8, 8, 1, 1, ws + OUTSIDE, at);
    const m = M + <usize>(t - t0) * cs;
    for (let c: usize = 0; c < cs; c += 32) {
      for (let j: usize = 0; j < SIDE; j++) spreadLine(m + c + j * vs, SIDE * vs, tile + j * 32, 256);
      for (let i: usize = 0; i < SIDE; i++) spreadLine(tile + i * 256, 32, sum + i * 256, 32);
      addPixels(sum, PLACES, at, c);
    }
  }
}
/** As winogradForward. buf: 64 · (K·N + K·N₁₆ + T·(K + N)) floats, N₁₆ the next multiple of 16 */
export function winograd5Forward(
  x: usize,
  w: usize,
  y: usize,
  B: i32,
  H: i32,
  W: i32,
  K: i32,
  OH: i32,
  OW: i32,
  N: i32,
  pt: i32,
  pl: i32,
  turned: i32,
  T: i32,
  buf: usize,
  ws: usize,
): void {
  const TH = tilesOf(OH, 4, 1),
    TW = tilesOf(OW, 4, 1),
    nt = B * TH * TW;
  const us = (<usize>(K * N)) << 2;
  const ps = (<usize>(K * ((N + 15) & ~15))) << 2;
  const U = buf,
    P = U + PLACES * us,
    V = P + PLACES * ps,
    M = V + PLACES * placeStep(T, K);
  transformFilter(w, K * N, U, turned, ws);
  packFilters(PLACES, U, turned ? 1 : N, turned ? K : 1, K, partOf(K), N, P, ps);
  for (let t0 = 0; t0 < nt; t0 += T) {
    const t1 = min(nt, t0 + T);
    transformInput(x, H, W, K, pt, pl, TH, TW, t0, t1, V, ws);
    products(PLACES, t1 - t0, K, partOf(K), N, V, P, ps, M, ws);
    transformOutput(M, OH, OW, N, TH, TW, t0, t1, y, ws);
  }
}
/** The input gradient from tiles of dy. buf: 64 · (C·OC + OC·C₁₆ + T·(C + OC)) floats */
export function winograd5InputGradient(
  dy: usize,
  w: usize,
  dx: usize,
  B: i32,
  H: i32,
  W: i32,
  C: i32,
  OH: i32,
  OW: i32,
  OC: i32,
  pt: i32,
  pl: i32,
  T: i32,
  buf: usize,
  ws: usize,
): void {
  const TH = tilesOf(OH, 4, 1),
    TW = tilesOf(OW, 4, 1),
    nt = B * TH * TW;
  const us = (<usize>(C * OC)) << 2;
  const ps = (<usize>(OC * ((C + 15) & ~15))) << 2;
  const U = buf,
    P = U + PLACES * us,
    D = P + PLACES * ps,
    M = D + PLACES * placeStep(T, OC);
  transformFilter(w, C * OC, U, 0, ws);
  packFilters(PLACES, U, 1, OC, OC, partOf(OC), C, P, ps);
  memory.fill(dx, 0, (<usize>(B * H * W * C)) << 2);
  for (let t0 = 0; t0 < nt; t0 += T) {
    const t1 = min(nt, t0 + T);
    transformGradient(dy, OH, OW, OC, TH, TW, t0, t1, D, ws);
    products(PLACES, t1 - t0, OC, partOf(OC), C, D, P, ps, M, ws);
    spreadInput(M, H, W, C, pt, pl, TH, TW, t0, t1, dx, ws);
  }
}
/** As winogradFilterGradient. buf: 64 · (C·OC + T·(C + OC)) floats */
export function winograd5FilterGradient(
  x: usize,
  dy: usize,
  g: usize,
  B: i32,
  H: i32,
  W: i32,
  C: i32,
  OH: i32,
  OW: i32,
  OC: i32,
  pt: i32,
  pl: i32,
  T: i32,
  buf: usize,
  ws: usize,
): void {
  const TH = tilesOf(OH, 4, 1),
    TW = tilesOf(OW, 4, 1),
    nt = B * TH * TW;
  const us = (<usize>(C * OC)) << 2;
  const M = buf,
    V = M + PLACES * us,
    D = V + PLACES * placeStep(T, C);
  for (let t0 = 0; t0 < nt; t0 += T) {
    const t1 = min(nt, t0 + T),
      m = t1 - t0;
    transformInput(x, H, W, C, pt, pl, TH, TW, t0, t1, V, ws);
    transformGradient(dy, OH, OW, OC, TH, TW, t0, t1, D, ws);
    for (let i: usize = 0; i < PLACES; i++)
      gemm(
        C,
        OC,
        m,
        V + i * placeStep(m, C),
        1,
        C,
        D + i * placeStep(m, OC),
        OC,
        1,
        M + i * us,
        OC,
        t0 > 0 ? 1 : 0,
        ws,
      );
  }
  filterFromTiles(M, C * OC, g, ws);
}
