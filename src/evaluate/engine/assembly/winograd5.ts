/**
 * Winograd's F(2×2, 5×5): 36 products give 4 outputs of 25 each. Its tiles of 6×6 and its points are those of
 * winograd4.ts, and so is the transform of the input.
 */
import { gemm, packColumns } from './gemm';
import { load4, splat, zeroFloats } from './vector';
import { ADDRESSES, OUTSIDE, TILE, pixels, placeStep, products, spreadInput, transformInput } from './winograd4';
import { gradientLine, outputLine } from './winograd5-lines';

/** U[36][n] = G g G' of n filters g[5][5][n], turned by 180° or not; n is a multiple of 4 */
function transformFilter(w: usize, n: i32, U: usize, turned: i32, ws: usize): void {
  const st = (<usize>n) << 2;
  const tile = ws + TILE;
  const first = turned ? w + 24 * st : w;
  const step = turned ? 0 - st : st;
  for (let o: usize = 0; o < st; o += 16) {
    for (let j: usize = 0; j < 5; j++) filterLine(first + o + j * step, 5 * step, tile + j * 16, 80);
    for (let i: usize = 0; i < 6; i++) filterLine(tile + i * 80, 16, U + o + 6 * i * st, st);
  }
}
@inline
function filterLine(s: usize, ss: usize, out: usize, st: usize): void {
  const a = load4(s),
    b = load4(s + ss),
    c = load4(s + 2 * ss),
    d = load4(s + 3 * ss),
    e = load4(s + 4 * ss);
  const third = splat(1.0 / 3.0);
  const even = f32x4.mul(f32x4.add(f32x4.add(a, c), e), third),
    odd = f32x4.mul(f32x4.add(b, d), third);
  v128.store(out, a);
  v128.store(out + st, f32x4.add(even, odd));
  v128.store(out + 2 * st, f32x4.sub(odd, even));
  const halfEven = f32x4.add(
    f32x4.add(f32x4.mul(a, splat(-16.0 / 15.0)), f32x4.mul(c, splat(-4.0 / 15.0))),
    f32x4.mul(e, splat(-1.0 / 15.0)),
  );
  const halfOdd = f32x4.add(f32x4.mul(b, splat(-8.0 / 15.0)), f32x4.mul(d, splat(-2.0 / 15.0)));
  v128.store(out + 3 * st, f32x4.add(halfEven, halfOdd));
  const twoEven = f32x4.add(
    f32x4.add(f32x4.mul(a, splat(1.0 / 15.0)), f32x4.mul(c, splat(4.0 / 15.0))),
    f32x4.mul(e, splat(16.0 / 15.0)),
  );
  const twoOdd = f32x4.add(f32x4.mul(b, splat(2.0 / 15.0)), f32x4.mul(d, splat(8.0 / 15.0)));
  v128.store(out + 4 * st, f32x4.sub(twoEven, twoOdd));
  v128.store(out + 5 * st, e);
}
/** dW[5][5][n] = G' M G, M[36][n]; n is a multiple of 4 */
function filterFromTiles(M: usize, n: i32, g: usize, ws: usize): void {
  const st = (<usize>n) << 2;
  const tile = ws + TILE;
  for (let o: usize = 0; o < st; o += 16) {
    for (let j: usize = 0; j < 6; j++) tapLine(M + o + j * st, 6 * st, tile + j * 16, 96);
    for (let i: usize = 0; i < 5; i++) tapLine(tile + i * 96, 16, g + o + 5 * i * st, st);
  }
}
@inline
function tapLine(s: usize, ss: usize, out: usize, st: usize): void {
  const third = splat(1.0 / 3.0);
  const m1 = load4(s + ss),
    m2 = load4(s + 2 * ss),
    m3 = f32x4.mul(load4(s + 3 * ss), splat(-16.0 / 15.0)),
    m4 = f32x4.mul(load4(s + 4 * ss), splat(1.0 / 15.0));
  const even = f32x4.mul(f32x4.sub(m1, m2), third),
    odd = f32x4.mul(f32x4.add(m1, m2), third);
  const first = f32x4.add(f32x4.add(load4(s), even), f32x4.add(m3, m4));
  const last = f32x4.add(
    f32x4.add(load4(s + 5 * ss), even),
    f32x4.add(f32x4.mul(m3, splat(0.0625)), f32x4.mul(m4, splat(16))),
  );
  v128.store(out, first);
  v128.store(out + st, f32x4.add(odd, f32x4.sub(f32x4.mul(m3, splat(0.5)), f32x4.add(m4, m4))));
  v128.store(out + 2 * st, f32x4.add(even, f32x4.add(f32x4.mul(m3, splat(0.25)), f32x4.mul(m4, splat(4)))));
  v128.store(out + 3 * st, f32x4.add(odd, f32x4.sub(f32x4.mul(m3, splat(0.125)), f32x4.mul(m4, splat(8)))));
  v128.store(out + 4 * st, last);
}
/** y tiles = A' m A; M[36][T][C] */
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
    pixels(y, OH, OW, C, q / TH, 2 * (q % TH), 2 * (t % TW), 2, 2, 1, 1, ws + OUTSIDE, at);
    const m = M + <usize>(t - t0) * cs;
    for (let c: usize = 0; c < cs; c += 32) {
      for (let j: usize = 0; j < 6; j++) outputLine(m + c + j * vs, 6 * vs, tile + j * 32, tile + j * 32 + 192);
      for (let i: usize = 0; i < 2; i++)
        outputLine(tile + i * 192, 32, load<usize>(at + i * 8) + c, load<usize>(at + i * 8, 4) + c);
    }
  }
}
/** D[36][T][C] = A dy A' */
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
    pixels(dy, OH, OW, C, q / TH, 2 * (q % TH), 2 * (t % TW), 2, 2, 1, 1, ws + OUTSIDE, at);
    const out = D + <usize>(t - t0) * cs;
    for (let c: usize = 0; c < cs; c += 32) {
      for (let j: usize = 0; j < 2; j++)
        gradientLine(load<usize>(at + j * 4) + c, load<usize>(at + j * 4, 8) + c, tile + j * 32, 64);
      for (let i: usize = 0; i < 6; i++)
        gradientLine(tile + i * 64, tile + i * 64 + 32, out + c + 6 * i * vs, vs);
    }
  }
}
/** As winogradForward. buf: 36 · (K·N + K·N₁₆ + T·(K + N)) floats, N₁₆ the next multiple of 16 */
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
  const TH = (OH + 1) >> 1,
    TW = (OW + 1) >> 1,
    nt = B * TH * TW;
  const us = (<usize>(K * N)) << 2;
  const ps = (<usize>(K * ((N + 15) & ~15))) << 2;
  const U = buf,
    P = U + 36 * us,
    V = P + 36 * ps,
    M = V + 36 * placeStep(T, K);
  transformFilter(w, K * N, U, turned, ws);
  for (let i: usize = 0; i < 36; i++) packColumns(U + i * us, turned ? 1 : N, turned ? K : 1, K, N, P + i * ps);
  for (let t0 = 0; t0 < nt; t0 += T) {
    const t1 = min(nt, t0 + T);
    transformInput(x, H, W, K, pt, pl, 2, 1, 1, 1, 1, 1, 1, TH, TW, t0, t1, V, ws);
    products(t1 - t0, K, N, V, P, ps, M, ws);
    transformOutput(M, OH, OW, N, TH, TW, t0, t1, y, ws);
  }
}
/** The input gradient from tiles of dy. buf: 36 · (C·OC + OC·C₁₆ + T·(C + OC)) floats */
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
  const TH = (OH + 1) >> 1,
    TW = (OW + 1) >> 1,
    nt = B * TH * TW;
  const us = (<usize>(C * OC)) << 2;
  const ps = (<usize>(OC * ((C + 15) & ~15))) << 2;
  const U = buf,
    P = U + 36 * us,
    D = P + 36 * ps,
    M = D + 36 * placeStep(T, OC);
  transformFilter(w, C * OC, U, 0, ws);
  for (let i: usize = 0; i < 36; i++) packColumns(U + i * us, 1, OC, OC, C, P + i * ps);
  memory.fill(dx, 0, (<usize>(B * H * W * C)) << 2);
  for (let t0 = 0; t0 < nt; t0 += T) {
    const t1 = min(nt, t0 + T);
    transformGradient(dy, OH, OW, OC, TH, TW, t0, t1, D, ws);
    products(t1 - t0, OC, C, D, P, ps, M, ws);
    spreadInput(M, H, W, C, pt, pl, 2, TH, TW, t0, t1, dx, ws);
  }
}
/** As winogradFilterGradient. buf: 36 · (C·OC + T·(C + OC)) floats */
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
  const TH = (OH + 1) >> 1,
    TW = (OW + 1) >> 1,
    nt = B * TH * TW;
  const us = (<usize>(C * OC)) << 2;
  const M = buf,
    V = M + 36 * us,
    D = V + 36 * placeStep(T, C);
  for (let t0 = 0; t0 < nt; t0 += T) {
    const t1 = min(nt, t0 + T),
      m = t1 - t0;
    transformInput(x, H, W, C, pt, pl, 2, 1, 1, 1, 1, 1, 1, TH, TW, t0, t1, V, ws);
    transformGradient(dy, OH, OW, OC, TH, TW, t0, t1, D, ws);
    for (let i: usize = 0; i < 36; i++)
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
