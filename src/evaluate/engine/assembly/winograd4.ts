/**
 * Winograd's F(4×4, 3×3): 36 products give 16 outputs, where F(2×2, 3×3) needs 16 for 4. Interpolated at 0, ±1, ½, −2
 * and ∞, whose rounding error is about twice that of a plain sum (Barabasz et al. 2020); with ±2 it is three times that.
 * Channels are multiples of 8, worked on in pairs of vectors. A dilated convolution is as many plain ones as it has
 * phases, of pixels that far apart.
 *
 * Larger windows and strides are plain 3×3 convolutions of more channels, the *pieces* of an image: with stride s its
 * s·s phases (every s-th pixel, from another one on), and of a window of stride 1 its parts of three taps, each of which
 * sees the image three pixels further on. The image is read and written where it lies; pieces exist in tiles only.
 */
import { gemm, gemmBlock, packedRows } from './gemm';
import { packColumns } from './packing';
import { copyFloats, load4, splat, zeroFloats } from './vector';
import { gradientLine, inputLine, outputLine, spreadLine } from './winograd4-lines';

/** The middle of `ws`, where the product packs its operand, serves the transforms: addresses, zeros, a tile. */
export const ADDRESSES: usize = 512;
export const OUTSIDE: usize = ADDRESSES + 64 * 4;
export const TILE: usize = OUTSIDE + 256 * 4;

/**
 * Bytes from one place of all tiles to the next: an odd number of cache lines, since a tile's places would share a few
 * sets of the cache otherwise and drive each other out.
 */
@inline
export function placeStep(tiles: i32, channels: i32): usize {
  return ((((<usize>(tiles * channels)) << 2) + 63) & ~63) | 64;
}
/** How many tiles of `size` cover n outputs that are `dilation` apart: each phase of it has tiles of its own. */
@inline
export function tilesOf(n: i32, size: i32, dilation: i32): i32 {
  return dilation * (((n + dilation - 1) / dilation + size - 1) / size);
}
/** Where a tile begins: neighbours are one apart, of different phases. */
@inline
export function startOf(tile: i32, size: i32, dilation: i32): i32 {
  return (tile / dilation) * size * dilation + (tile % dilation);
}
/** How many pixels a piece begins after the one before: phases of a stride are neighbours, parts of a window three apart. */
@inline
export function pieceStep(stride: i32): i32 {
  return stride > 1 ? 1 : 3;
}
/** Addresses of pixels, row by row, `dh` and `dw` apart; those outside of the image lead to `outside`. */
export function pixels(
  x: usize,
  H: i32,
  W: i32,
  C: i32,
  n: i32,
  y0: i32,
  x0: i32,
  rows: i32,
  columns: i32,
  dh: i32,
  dw: i32,
  outside: usize,
  at: usize,
): void {
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) {
      const row = y0 + i * dh,
        column = x0 + j * dw;
      const inside = <u32>row < <u32>H && <u32>column < <u32>W;
      store<usize>(at, inside ? x + ((<usize>(((n * H + row) * W + column) * C)) << 2) : outside);
      at += 4;
    }
}
/** V[36][T][ph·pw·C] = B' d B for tiles t0..t1, of ph·pw pieces of x */
function transformInput(
  x: usize,
  H: i32,
  W: i32,
  C: i32,
  pt: i32,
  pl: i32,
  dh: i32,
  dw: i32,
  sh: i32,
  sw: i32,
  ph: i32,
  pw: i32,
  TH: i32,
  TW: i32,
  t0: i32,
  t1: i32,
  V: usize,
  ws: usize,
): void {
  const cs = (<usize>C) << 2;
  const vs = placeStep(t1 - t0, ph * pw * C);
  const at = ws + ADDRESSES,
    tile = ws + TILE;
  zeroFloats(ws + OUTSIDE, C);
  let out = V;
  for (let t = t0; t < t1; t++) {
    const q = t / TW;
    const y0 = (startOf(q % TH, 4, dh) - pt) * sh,
      x0 = (startOf(t % TW, 4, dw) - pl) * sw;
    for (let p = 0; p < ph; p++)
      for (let r = 0; r < pw; r++) {
        const py = y0 + p * pieceStep(sh),
          px = x0 + r * pieceStep(sw);
        pixels(x, H, W, C, q / TH, py, px, 6, 6, dh * sh, dw * sw, ws + OUTSIDE, at);
        for (let c: usize = 0; c < cs; c += 32) {
          for (let j: usize = 0; j < 6; j++) {
            const a = at + j * 4;
            inputLine(
              load<usize>(a) + c,
              load<usize>(a, 24) + c,
              load<usize>(a, 48) + c,
              load<usize>(a, 72) + c,
              load<usize>(a, 96) + c,
              load<usize>(a, 120) + c,
              tile + j * 32,
              192,
            );
          }
          for (let i: usize = 0; i < 6; i++) {
            const s = tile + i * 192;
            inputLine(s, s + 32, s + 64, s + 96, s + 128, s + 160, out + c + 6 * i * vs, vs);
          }
        }
        out += cs;
      }
  }
}
/** U[36][n] = G g G' of n filters g[3][3][n], turned by 180° or not; n is a multiple of 4 */
function transformFilter(w: usize, n: i32, U: usize, turned: i32, ws: usize): void {
  const st = (<usize>n) << 2;
  const tile = ws + TILE;
  const first = turned ? w + 8 * st : w;
  const step = turned ? 0 - st : st;
  for (let o: usize = 0; o < st; o += 16) {
    for (let j: usize = 0; j < 3; j++) {
      const s = first + o + j * step;
      filterLine(load4(s), load4(s + 3 * step), load4(s + 6 * step), tile + j * 16, 48);
    }
    for (let i: usize = 0; i < 6; i++) {
      const s = tile + i * 48;
      filterLine(load4(s), load4(s + 16), load4(s + 32), U + o + 6 * i * st, st);
    }
  }
}
@inline
export function filterLine(a: v128, b: v128, c: v128, out: usize, st: usize): void {
  const third = splat(1.0 / 3.0);
  const ac = f32x4.mul(f32x4.add(a, c), third),
    bt = f32x4.mul(b, third);
  v128.store(out, a);
  v128.store(out + st, f32x4.add(ac, bt));
  v128.store(out + 2 * st, f32x4.sub(bt, ac));
  // (a + b/2 + c/4) · −16/15 and (a − 2b + 4c) / 15
  const half = f32x4.add(
    f32x4.add(f32x4.mul(a, splat(-16.0 / 15.0)), f32x4.mul(b, splat(-8.0 / 15.0))),
    f32x4.mul(c, splat(-4.0 / 15.0)),
  );
  v128.store(out + 3 * st, half);
  const two = f32x4.add(
    f32x4.sub(f32x4.mul(a, splat(1.0 / 15.0)), f32x4.mul(b, splat(2.0 / 15.0))),
    f32x4.mul(c, splat(4.0 / 15.0)),
  );
  v128.store(out + 4 * st, two);
  v128.store(out + 5 * st, c);
}
/** y tiles = A' m A; M[36][T][sh·sw·C]: where y is an image with strides, its phases lie side by side in M. */
function transformOutput(
  M: usize,
  OH: i32,
  OW: i32,
  C: i32,
  dh: i32,
  dw: i32,
  sh: i32,
  sw: i32,
  TH: i32,
  TW: i32,
  t0: i32,
  t1: i32,
  y: usize,
  ws: usize,
): void {
  const cs = (<usize>C) << 2;
  const vs = placeStep(t1 - t0, sh * sw * C);
  const at = ws + ADDRESSES,
    tile = ws + TILE;
  let m = M;
  for (let t = t0; t < t1; t++) {
    const q = t / TW;
    const y0 = startOf(q % TH, 4, dh) * sh,
      x0 = startOf(t % TW, 4, dw) * sw;
    for (let p = 0; p < sh; p++)
      for (let r = 0; r < sw; r++) {
        // What lies outside of the image is written where nobody reads it.
        pixels(y, OH, OW, C, q / TH, y0 + p, x0 + r, 4, 4, dh * sh, dw * sw, ws + OUTSIDE, at);
        for (let c: usize = 0; c < cs; c += 32) {
          for (let j: usize = 0; j < 6; j++) {
            const o = tile + j * 32;
            outputLine(m + c + j * vs, 6 * vs, o, o + 192, o + 384, o + 576);
          }
          for (let i: usize = 0; i < 4; i++) {
            const p = at + i * 16;
            outputLine(
              tile + i * 192,
              32,
              load<usize>(p) + c,
              load<usize>(p, 4) + c,
              load<usize>(p, 8) + c,
              load<usize>(p, 12) + c,
            );
          }
        }
        m += cs;
      }
  }
}
/** D[36][T][C] = A dy A' */
function transformGradient(
  dy: usize,
  OH: i32,
  OW: i32,
  C: i32,
  dh: i32,
  dw: i32,
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
    const y0 = startOf(q % TH, 4, dh),
      x0 = startOf(t % TW, 4, dw);
    pixels(dy, OH, OW, C, q / TH, y0, x0, 4, 4, dh, dw, ws + OUTSIDE, at);
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
      for (let i: usize = 0; i < 6; i++) {
        const s = tile + i * 128;
        gradientLine(s, s + 32, s + 64, s + 96, out + c + 6 * i * vs, vs);
      }
    }
  }
}
/** dx += B m B' of tiles t0..t1; M[36][T][C] */
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
    sum = tile + 36 * 32;
  for (let t = t0; t < t1; t++) {
    const q = t / TW;
    pixels(dx, H, W, C, q / TH, 4 * (q % TH) - pt, 4 * (t % TW) - pl, 6, 6, 1, 1, ws + OUTSIDE, at);
    const m = M + <usize>(t - t0) * cs;
    for (let c: usize = 0; c < cs; c += 32) {
      for (let j: usize = 0; j < 6; j++) spreadLine(m + c + j * vs, 6 * vs, tile + j * 32, 192);
      for (let i: usize = 0; i < 6; i++) spreadLine(tile + i * 192, 32, sum + i * 192, 32);
      addPixels(sum, 36, at, c);
    }
  }
}
/** Adds eight channels of n pixels to those from channel c on at the given addresses. */
@inline
export function addPixels(sum: usize, n: usize, at: usize, c: usize): void {
  for (let i: usize = 0; i < n; i++) {
    const p = load<usize>(at + i * 4) + c,
      s = sum + i * 32;
    const a = f32x4.add(load4(p), load4(s)),
      b = f32x4.add(v128.load(p, 16), v128.load(s, 16));
    v128.store(p, b, 16);
    v128.store(p, a);
  }
}
/** dW[3][3][n] = G' M G, M[36][n]; n is a multiple of 4 */
function filterFromTiles(M: usize, n: i32, g: usize, ws: usize): void {
  const st = (<usize>n) << 2;
  const tile = ws + TILE;
  for (let o: usize = 0; o < st; o += 16) {
    for (let j: usize = 0; j < 6; j++) tapLine(M + o + j * st, 6 * st, tile + j * 16, 96);
    for (let i: usize = 0; i < 3; i++) tapLine(tile + i * 96, 16, g + o + 3 * i * st, st);
  }
}
@inline
export function tapLine(s: usize, ss: usize, out: usize, st: usize): void {
  const third = splat(1.0 / 3.0);
  const m1 = load4(s + ss),
    m2 = load4(s + 2 * ss),
    m3 = f32x4.mul(load4(s + 3 * ss), splat(-4.0 / 15.0)),
    m4 = f32x4.mul(load4(s + 4 * ss), splat(1.0 / 15.0));
  const difference = f32x4.mul(f32x4.sub(m1, m2), third),
    sum = f32x4.mul(f32x4.add(m1, m2), third);
  const four = f32x4.mul(m4, splat(4.0));
  const first = f32x4.add(f32x4.add(load4(s), difference), f32x4.add(f32x4.mul(m3, splat(4.0)), m4));
  const last = f32x4.add(f32x4.add(load4(s + 5 * ss), difference), f32x4.add(m3, four));
  v128.store(out, first);
  v128.store(out + st, f32x4.add(sum, f32x4.sub(f32x4.mul(m3, splat(2.0)), f32x4.add(m4, m4))));
  v128.store(out + 2 * st, last);
}
/**
 * The filters U[places][K][N], elements `rs` and `cs` apart, packed `ps` bytes apart: their first `part` rows, then the
 * others.
 */
export function packFilters(
  places: usize,
  U: usize,
  rs: i32,
  cs: i32,
  K: i32,
  part: i32,
  N: i32,
  P: usize,
  ps: usize,
): void {
  const us = (<usize>(K * N)) << 2;
  for (let i: usize = 0; i < places; i++) {
    const u = U + i * us,
      p = P + i * ps;
    packColumns(u, rs, cs, part, N, p);
    if (part < K) packColumns(u + ((<usize>(part * rs)) << 2), rs, cs, K - part, N, p + packedPart(part, N));
  }
}
/** Bytes of the first packed rows. */
@inline
function packedPart(part: i32, N: i32): usize {
  return (<usize>(part * ((N + 15) & ~15))) << 2;
}
/** M[places][m][N] = V[places][m][K] · P, packed by packFilters */
export function products(
  places: usize,
  m: i32,
  K: i32,
  part: i32,
  N: i32,
  V: usize,
  P: usize,
  ps: usize,
  M: usize,
  ws: usize,
): void {
  const row = (<usize>K) << 2,
    out = (<usize>N) << 2;
  const panel = packedRows(ws);
  for (let i: usize = 0; i < places; i++) {
    const v = V + i * placeStep(m, K),
      p = P + i * ps,
      to = M + i * placeStep(m, N);
    gemmBlock(m, N, part, v, row, 4, p, to, out, 0, ws, panel);
    if (part < K)
      gemmBlock(m, N, K - part, v + ((<usize>part) << 2), row, 4, p + packedPart(part, N), to, out, 1, ws, panel);
  }
}
/**
 * A filter [kh][kw][n] as one of pieces, out[rows][3][ph·pw][n], or the way back. The first tap of the first piece is the
 * filter's tap `top`, `left`; those that the filter has not are zeros.
 */
export function splitFilter(
  w: usize,
  kh: i32,
  kw: i32,
  n: i32,
  rows: i32,
  sh: i32,
  sw: i32,
  ph: i32,
  pw: i32,
  top: i32,
  left: i32,
  out: usize,
  back: i32,
): void {
  const st = (<usize>n) << 2;
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < 3; j++)
      for (let p = 0; p < ph; p++)
        for (let r = 0; r < pw; r++) {
          const y = top + i * sh + p * pieceStep(sh),
            x = left + j * sw + r * pieceStep(sw);
          const tap = w + <usize>(y * kw + x) * st;
          if (<u32>y >= <u32>kh || <u32>x >= <u32>kw) {
            if (!back) zeroFloats(out, n);
          } else if (back) copyFloats(tap, out, n);
          else copyFloats(out, tap, n);
          out += st;
        }
}
/**
 * As winogradForward; x has ph·pw pieces, whose channels are K together, or, turned, y the sh·sw phases of a stride,
 * whose channels are N. buf: 36 · (K·N + K·N₁₆ + T·(K + N)) floats, N₁₆ the next multiple of 16
 */
export function winograd4Forward(
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
  dh: i32,
  dw: i32,
  sh: i32,
  sw: i32,
  ph: i32,
  pw: i32,
  turned: i32,
  T: i32,
  buf: usize,
  ws: usize,
): void {
  // Of which of the two the strides and pieces are.
  const ih = turned ? 1 : sh,
    iw = turned ? 1 : sw,
    oh = turned ? sh : 1,
    ow = turned ? sw : 1,
    rows = turned ? 1 : ph,
    columns = turned ? 1 : pw;
  const TH = tilesOf((OH + oh - 1) / oh, 4, dh),
    TW = tilesOf((OW + ow - 1) / ow, 4, dw),
    nt = B * TH * TW;
  const us = (<usize>(K * N)) << 2;
  const ps = (<usize>(K * ((N + 15) & ~15))) << 2;
  const U = buf,
    P = U + 36 * us,
    V = P + 36 * ps,
    M = V + 36 * placeStep(T, K);
  transformFilter(w, K * N, U, turned, ws);
  packFilters(36, U, turned ? 1 : N, turned ? K : 1, K, K, N, P, ps);
  for (let t0 = 0; t0 < nt; t0 += T) {
    const t1 = min(nt, t0 + T),
      m = t1 - t0;
    const C = K / (rows * columns);
    transformInput(x, H, W, C, pt, pl, dh, dw, ih, iw, rows, columns, TH, TW, t0, t1, V, ws);
    products(36, m, K, K, N, V, P, ps, M, ws);
    transformOutput(M, OH, OW, N / (oh * ow), dh, dw, oh, ow, TH, TW, t0, t1, y, ws);
  }
}
/**
 * The input gradient, tile by tile of dy, each of which reaches 6×6 pixels of dx. buf: 36 · (C·OC + OC·C₁₆ + T·(C + OC))
 * floats
 */
export function winograd4InputGradient(
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
    P = U + 36 * us,
    D = P + 36 * ps,
    M = D + 36 * placeStep(T, OC);
  transformFilter(w, C * OC, U, 0, ws);
  packFilters(36, U, 1, OC, OC, OC, C, P, ps);
  memory.fill(dx, 0, (<usize>(B * H * W * C)) << 2);
  for (let t0 = 0; t0 < nt; t0 += T) {
    const t1 = min(nt, t0 + T);
    transformGradient(dy, OH, OW, OC, 1, 1, TH, TW, t0, t1, D, ws);
    products(36, t1 - t0, OC, OC, C, D, P, ps, M, ws);
    spreadInput(M, H, W, C, pt, pl, TH, TW, t0, t1, dx, ws);
  }
}
/** As winogradFilterGradient, of x with pieces as above. buf: 36 · (C·OC + T·(C + OC)) floats */
export function winograd4FilterGradient(
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
  dh: i32,
  dw: i32,
  sh: i32,
  sw: i32,
  ph: i32,
  pw: i32,
  T: i32,
  buf: usize,
  ws: usize,
): void {
  const TH = tilesOf(OH, 4, dh),
    TW = tilesOf(OW, 4, dw),
    nt = B * TH * TW;
  const us = (<usize>(C * OC)) << 2;
  const M = buf,
    V = M + 36 * us,
    D = V + 36 * placeStep(T, C);
  for (let t0 = 0; t0 < nt; t0 += T) {
    const t1 = min(nt, t0 + T),
      m = t1 - t0;
    transformInput(x, H, W, C / (ph * pw), pt, pl, dh, dw, sh, sw, ph, pw, TH, TW, t0, t1, V, ws);
    transformGradient(dy, OH, OW, OC, dh, dw, TH, TW, t0, t1, D, ws);
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
