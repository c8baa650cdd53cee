/**
 * Large windows (7×7) as parts of 4×4 taps, each by Winograd's F(4×4, 4×4): 49 products give 16 outputs. Parts are four
 * pixels apart, and so are tiles, so that the tiles of one part are those of its neighbour shifted by one: the image is
 * transformed once for all of them, and the parts of a line are one product, whose rows of V overlap. Interpolated at 0,
 * ±1, ±2, ½ and ∞, with some three times the error of a plain sum. Channels are multiples of 8, strides 1.
 *
 * What is worked on at a time is `rows` lines of tiles of each of `images` images, the last ones fewer.
 */
import { gemm, gemmBlock, packedRows } from './gemm';
import { packColumns } from './packing';
import { load4, splat, zeroFloats } from './vector';
import { ADDRESSES, OUTSIDE, TILE, pixels, placeStep, tilesOf } from './winograd4';
import { gradientLine, inputLine, outputLine } from './winograd-parts-lines';

/** Places a side of a tile, and of all. */
const SIDE: usize = 7;
const PLACES: usize = 49;
/** Taps a side of a part, and outputs a side of a tile. */
const PART: i32 = 4;

@inline
function partsOf(taps: i32): i32 {
  return (taps + PART - 1) / PART;
}

/** V[49][tile][C], `vs` bytes from place to place: `rows` lines of TW tiles from line `first` on, of images n0..n1. */
function transformInput(
  x: usize, H: i32, W: i32, C: i32, pt: i32, pl: i32, n0: i32, n1: i32, first: i32, rows: i32, TW: i32, V: usize,
  vs: usize, ws: usize,
): void {
  const cs = (<usize>C) << 2;
  const at = ws + ADDRESSES,
    tile = ws + TILE;
  zeroFloats(ws + OUTSIDE, C);
  let out = V;
  for (let n = n0; n < n1; n++)
    for (let r = first; r < first + rows; r++)
      for (let t = 0; t < TW; t++) {
        pixels(x, H, W, C, n, PART * r - pt, PART * t - pl, 7, 7, 1, 1, ws + OUTSIDE, at);
        for (let c: usize = 0; c < cs; c += 32) {
          for (let j: usize = 0; j < SIDE; j++) {
            const a = at + j * 4;
            inputLine(
              load<usize>(a) + c, load<usize>(a, 28) + c, load<usize>(a, 56) + c, load<usize>(a, 84) + c,
              load<usize>(a, 112) + c, load<usize>(a, 140) + c, load<usize>(a, 168) + c, tile + j * 32, 224,
            );
          }
          for (let i: usize = 0; i < SIDE; i++) {
            const s = tile + i * 224;
            inputLine(s, s + 32, s + 64, s + 96, s + 128, s + 160, s + 192, out + c + SIDE * i * vs, vs);
          }
        }
        out += cs;
      }
}
/**
 * U[49][n] = G g G', `us` bytes from place to place, of the part of n filters w[kh][kw][n] whose first tap is `top`, `left`;
 * n is a multiple of 4.
 */
function transformFilter(
  w: usize, kh: i32, kw: i32, n: i32, top: i32, left: i32, U: usize, us: usize, ws: usize,
): void {
  const st = (<usize>n) << 2;
  const taps = ws + TILE,
    tile = taps + 16 * 16;
  for (let o: usize = 0; o < st; o += 16) {
    for (let i = 0; i < PART; i++)
      for (let j = 0; j < PART; j++) {
        const y = top + i,
          x = left + j;
        const tap = y < kh && x < kw ? load4(w + <usize>(y * kw + x) * st + o) : f32x4.splat(0);
        v128.store(taps + ((<usize>(i * PART + j)) << 4), tap);
      }
    for (let j: usize = 0; j < 4; j++) filterLine(taps + j * 16, 64, tile + j * 16, 64);
    for (let i: usize = 0; i < SIDE; i++) filterLine(tile + i * 64, 16, U + o + SIDE * i * us, us);
  }
}
@inline
function filterLine(s: usize, ss: usize, out: usize, st: usize): void {
  const a = load4(s),
    b = load4(s + ss),
    c = load4(s + 2 * ss),
    d = load4(s + 3 * ss);
  const e1 = f32x4.add(a, c),
    o1 = f32x4.add(b, d);
  const e2 = f32x4.add(a, f32x4.mul(c, splat(4))),
    o2 = f32x4.add(f32x4.add(b, b), f32x4.mul(d, splat(8)));
  const half = f32x4.add(
    f32x4.add(a, f32x4.mul(b, splat(0.5))),
    f32x4.add(f32x4.mul(c, splat(0.25)), f32x4.mul(d, splat(0.125))),
  );
  v128.store(out, f32x4.mul(a, splat(-0.5)));
  v128.store(out + st, f32x4.mul(f32x4.add(e1, o1), splat(-1.0 / 3.0)));
  v128.store(out + 2 * st, f32x4.mul(f32x4.sub(e1, o1), splat(1.0 / 9.0)));
  v128.store(out + 3 * st, f32x4.mul(f32x4.add(e2, o2), splat(1.0 / 36.0)));
  v128.store(out + 4 * st, f32x4.mul(f32x4.sub(e2, o2), splat(-1.0 / 60.0)));
  v128.store(out + 5 * st, f32x4.mul(half, splat(32.0 / 45.0)));
  v128.store(out + 6 * st, d);
}
/** The part of dW[kh][kw][n] from `top`, `left` on = G' M G, M[49][n], `ms` bytes from place to place. */
function filterFromTiles(
  M: usize, ms: usize, kh: i32, kw: i32, n: i32, top: i32, left: i32, g: usize, ws: usize,
): void {
  const st = (<usize>n) << 2;
  const taps = ws + TILE,
    tile = taps + 16 * 16;
  for (let o: usize = 0; o < st; o += 16) {
    for (let j: usize = 0; j < SIDE; j++) tapLine(M + o + j * ms, SIDE * ms, tile + j * 16, 112);
    for (let i: usize = 0; i < 4; i++) tapLine(tile + i * 112, 16, taps + i * 64, 16);
    for (let i = 0; i < PART; i++)
      for (let j = 0; j < PART; j++) {
        const y = top + i,
          x = left + j;
        if (y < kh && x < kw)
          v128.store(g + <usize>(y * kw + x) * st + o, load4(taps + ((<usize>(i * PART + j)) << 4)));
      }
  }
}
/** The transpose of filterLine. */
@inline
function tapLine(s: usize, ss: usize, out: usize, st: usize): void {
  const m1 = f32x4.mul(load4(s + ss), splat(-1.0 / 3.0)),
    m2 = f32x4.mul(load4(s + 2 * ss), splat(1.0 / 9.0)),
    m3 = f32x4.mul(load4(s + 3 * ss), splat(1.0 / 36.0)),
    m4 = f32x4.mul(load4(s + 4 * ss), splat(-1.0 / 60.0)),
    m5 = f32x4.mul(load4(s + 5 * ss), splat(32.0 / 45.0));
  const first = f32x4.mul(load4(s), splat(-0.5)),
    last = load4(s + 6 * ss);
  const e1 = f32x4.add(m1, m2),
    o1 = f32x4.sub(m1, m2),
    e2 = f32x4.add(m3, m4),
    o2 = f32x4.sub(m3, m4);
  v128.store(out, f32x4.add(f32x4.add(first, e1), f32x4.add(e2, m5)));
  v128.store(out + st, f32x4.add(o1, f32x4.add(f32x4.add(o2, o2), f32x4.mul(m5, splat(0.5)))));
  v128.store(out + 2 * st, f32x4.add(e1, f32x4.add(f32x4.mul(e2, splat(4)), f32x4.mul(m5, splat(0.25)))));
  v128.store(
    out + 3 * st,
    f32x4.add(f32x4.add(o1, last), f32x4.add(f32x4.mul(o2, splat(8)), f32x4.mul(m5, splat(0.125)))),
  );
}
/** y = A' m A of `rows` lines of tiles from line `first` on, of images n0..n1; M[49][tile][C] */
function transformOutput(
  M: usize, ms: usize, OH: i32, OW: i32, C: i32, n0: i32, n1: i32, first: i32, rows: i32, TW: i32, y: usize, ws: usize,
): void {
  const cs = (<usize>C) << 2;
  const at = ws + ADDRESSES,
    tile = ws + TILE;
  let m = M;
  for (let n = n0; n < n1; n++)
    for (let r = first; r < first + rows; r++)
      for (let t = 0; t < TW; t++) {
        pixels(y, OH, OW, C, n, PART * r, PART * t, 4, 4, 1, 1, ws + OUTSIDE, at);
        for (let c: usize = 0; c < cs; c += 32) {
          for (let j: usize = 0; j < SIDE; j++) {
            const o = tile + j * 32;
            outputLine(m + c + j * ms, SIDE * ms, o, o + 224, o + 448, o + 672);
          }
          for (let i: usize = 0; i < 4; i++) {
            const p = at + i * 16;
            outputLine(
              tile + i * 224, 32, load<usize>(p) + c, load<usize>(p, 4) + c, load<usize>(p, 8) + c,
              load<usize>(p, 12) + c,
            );
          }
        }
        m += cs;
      }
}
/** D = A dy A', where V has its tiles: images `down` lines of `across` tiles apart. The others are left as they are. */
function transformGradient(
  dy: usize, OH: i32, OW: i32, C: i32, n0: i32, n1: i32, first: i32, rows: i32, TW: i32, down: i32, across: i32,
  D: usize, ds: usize, ws: usize,
): void {
  const cs = (<usize>C) << 2;
  const at = ws + ADDRESSES,
    tile = ws + TILE;
  zeroFloats(ws + OUTSIDE, C);
  for (let n = n0; n < n1; n++)
    for (let r = 0; r < rows; r++) {
      let out = D + <usize>(((n - n0) * down + r) * across) * cs;
      for (let t = 0; t < TW; t++) {
        pixels(dy, OH, OW, C, n, PART * (first + r), PART * t, 4, 4, 1, 1, ws + OUTSIDE, at);
        for (let c: usize = 0; c < cs; c += 32) {
          for (let j: usize = 0; j < 4; j++) {
            const a = at + j * 4;
            gradientLine(
              load<usize>(a) + c, load<usize>(a, 16) + c, load<usize>(a, 32) + c, load<usize>(a, 48) + c,
              tile + j * 32, 128,
            );
          }
          for (let i: usize = 0; i < SIDE; i++) {
            const s = tile + i * 128;
            gradientLine(s, s + 32, s + 64, s + 96, out + c + SIDE * i * ds, ds);
          }
        }
        out += cs;
      }
    }
}
/**
 * y from x[B,H,W,K] and w[kh,kw,K,N]. buf: 49 · (pw·K·N + ph·pw·K·N₁₆ + images·((rows + ph − 1)·(TW + pw − 1)·K +
 * rows·TW·N)) floats, N₁₆ the next multiple of 16, ph and pw the numbers of parts, TW tiles a line
 */
export function winogradPartsForward(
  x: usize, w: usize, y: usize, B: i32, H: i32, W: i32, K: i32, OH: i32, OW: i32, N: i32, kh: i32, kw: i32, pt: i32,
  pl: i32, images: i32, rows: i32, buf: usize, ws: usize,
): void {
  const ph = partsOf(kh),
    pw = partsOf(kw);
  const TH = tilesOf(OH, PART, 1),
    TW = tilesOf(OW, PART, 1),
    across = TW + pw - 1;
  // The filters of the parts of a line are one of pw·K rows.
  const depth = pw * K;
  const us = (<usize>(depth * N)) << 2;
  const ps = (<usize>(depth * ((N + 15) & ~15))) << 2;
  const vs = placeStep(images * (rows + ph - 1) * across, K),
    ms = placeStep(images * rows * TW, N);
  const U = buf,
    P = U + PLACES * us,
    V = P + PLACES * <usize>ph * ps,
    M = V + PLACES * vs;
  for (let p = 0; p < ph; p++) {
    for (let q = 0; q < pw; q++) {
      const part = U + ((<usize>(q * K * N)) << 2);
      transformFilter(w, kh, kw, K * N, p * PART, q * PART, part, us, ws);
    }
    for (let i: usize = 0; i < PLACES; i++) packColumns(U + i * us, N, 1, depth, N, P + (i * <usize>ph + <usize>p) * ps);
  }
  const panel = packedRows(ws);
  const from = (<usize>K) << 2,
    to = (<usize>N) << 2;
  for (let n0 = 0; n0 < B; n0 += images)
    for (let first = 0; first < TH; first += rows) {
      const n1 = min(B, n0 + images),
        count = min(rows, TH - first),
        down = count + ph - 1;
      transformInput(x, H, W, K, pt, pl, n0, n1, first, down, across, V, vs, ws);
      for (let i: usize = 0; i < PLACES; i++) {
        let m = M + i * ms;
        for (let n = 0; n < n1 - n0; n++)
          for (let r = 0; r < count; r++) {
            for (let p = 0; p < ph; p++) {
              const v = V + i * vs + <usize>((n * down + r + p) * across) * from;
              gemmBlock(TW, N, depth, v, from, 4, P + (i * <usize>ph + <usize>p) * ps, m, to, p > 0 ? 1 : 0, ws, panel);
            }
            m += <usize>TW * to;
          }
      }
      transformOutput(M, ms, OH, OW, N, n0, n1, first, count, TW, y, ws);
    }
}
/** dW[kh,kw,C,OC] from x and dy. buf: 49 · (ph·pw·C·OC + images·(rows + ph − 1)·(TW + pw − 1)·(C + OC)) floats */
export function winogradPartsFilterGradient(
  x: usize, dy: usize, g: usize, B: i32, H: i32, W: i32, C: i32, OH: i32, OW: i32, OC: i32, kh: i32, kw: i32, pt: i32,
  pl: i32, images: i32, rows: i32, buf: usize, ws: usize,
): void {
  const ph = partsOf(kh),
    pw = partsOf(kw);
  const TH = tilesOf(OH, PART, 1),
    TW = tilesOf(OW, PART, 1),
    across = TW + pw - 1;
  const depth = pw * C;
  const us = (<usize>(depth * OC)) << 2;
  const tiles = images * (rows + ph - 1) * across;
  const vs = placeStep(tiles, C),
    ds = placeStep(tiles, OC);
  const M = buf,
    V = M + PLACES * <usize>ph * us,
    D = V + PLACES * vs;
  for (let n0 = 0; n0 < B; n0 += images)
    for (let first = 0; first < TH; first += rows) {
      const n1 = min(B, n0 + images),
        count = min(rows, TH - first),
        down = count + ph - 1;
      transformInput(x, H, W, C, pt, pl, n0, n1, first, down, across, V, vs, ws);
      // Zeros where V has tiles that no output begins at: so all tiles are one sum, whatever the part.
      memory.fill(D, 0, PLACES * ds);
      transformGradient(dy, OH, OW, OC, n0, n1, first, count, TW, down, across, D, ds, ws);
      const terms = ((n1 - n0) * down - ph + 1) * across - pw + 1;
      const more = n0 > 0 || first > 0 ? 1 : 0;
      for (let i: usize = 0; i < PLACES; i++)
        for (let p = 0; p < ph; p++) {
          const v = V + i * vs + ((<usize>(p * across * C)) << 2);
          gemm(depth, OC, terms, v, 1, C, D + i * ds, OC, 1, M + (i * <usize>ph + <usize>p) * us, OC, more, ws);
        }
    }
  for (let p = 0; p < ph; p++)
    for (let q = 0; q < pw; q++) {
      const m = M + <usize>p * us + ((<usize>(q * C * OC)) << 2);
      filterFromTiles(m, <usize>ph * us, kh, kw, C * OC, p * PART, q * PART, g, ws);
    }
}
