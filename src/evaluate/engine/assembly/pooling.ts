import { eluSlope4, tanhSlope4 } from './activation';
import { ONE } from './constants';
import { addScaled, larger, largerOne, load4, loadPart, splat, storePart } from './vector';

/**
 * Gradient of max pooling. With `rectify` x is what a rectifier gave, and dx the gradient of what it was given: nothing
 * where x is 0.
 */
export function maxPoolGradient(
  x: usize,
  y: usize,
  dy: usize,
  dx: usize,
  N: i32,
  H: i32,
  W: i32,
  C: i32,
  OH: i32,
  OW: i32,
  kh: i32,
  kw: i32,
  sh: i32,
  sw: i32,
  dh: i32,
  dw: i32,
  pt: i32,
  pl: i32,
  rectify: i32,
): void {
  memory.fill(dx, 0, (<usize>(N * H * W * C)) << 2);
  const all = i32x4.splat(rectify ? 0 : -1);
  const cs = (<usize>C) << 2;
  const C4 = ((<usize>C) & ~3) << 2,
    C8 = ((<usize>C) & ~7) << 2;
  const column = <usize>dw * cs,
    row = <usize>(dh * W) * cs;
  let q = y,
    g = dy;
  for (let n = 0; n < N; n++)
    for (let oy = 0; oy < OH; oy++) {
      const i0 = firstInside(oy * sh - pt, dh);
      const rows = lastInside(oy * sh - pt, dh, kh, H) - i0;
      for (let ox = 0; ox < OW; ox++) {
        const j0 = firstInside(ox * sw - pl, dw);
        const columns = lastInside(ox * sw - pl, dw, kw, W) - j0;
        const at = <usize>((n * H + oy * sh - pt + i0 * dh) * W + ox * sw - pl + j0 * dw) * cs;
        let c: usize = 0;
        for (; c < C8; c += 32) {
          const m0 = load4(q + c),
            m1 = v128.load(q + c, 16);
          const g0 = passed(load4(g + c), m0, all),
            g1 = passed(v128.load(g + c, 16), m1, all);
          let open0 = i32x4.splat(-1),
            open1 = i32x4.splat(-1);
          let line = at + c;
          for (let i = 0; i < rows; i++) {
            let p = line;
            for (let j = 0; j < columns; j++) {
              // All loads before the stores, so that V8 can pair them.
              const x0 = load4(x + p),
                x1 = v128.load(x + p, 16);
              const d0 = load4(dx + p),
                d1 = v128.load(dx + p, 16);
              const hit0 = v128.and(f32x4.eq(x0, m0), open0),
                hit1 = v128.and(f32x4.eq(x1, m1), open1);
              open0 = v128.andnot(open0, hit0);
              open1 = v128.andnot(open1, hit1);
              v128.store(dx + p, f32x4.add(d1, v128.and(g1, hit1)), 16);
              v128.store(dx + p, f32x4.add(d0, v128.and(g0, hit0)));
              p += column;
            }
            line += row;
          }
        }
        for (; c < C4; c += 16) {
          const m = load4(q + c),
            gradient = passed(load4(g + c), m, all);
          let open = i32x4.splat(-1);
          for (let i = 0; i < rows; i++)
            for (let j = 0; j < columns; j++) {
              const p = at + c + <usize>i * row + <usize>j * column;
              const hit = v128.and(f32x4.eq(load4(x + p), m), open);
              v128.store(dx + p, f32x4.add(load4(dx + p), v128.and(gradient, hit)));
              open = v128.andnot(open, hit);
            }
        }
        for (; c < cs; c += 4) {
          const m = load<f32>(q + c);
          let open = !rectify || m > 0;
          for (let i = 0; i < rows && open; i++)
            for (let j = 0; j < columns && open; j++) {
              const p = at + c + <usize>i * row + <usize>j * column;
              if (load<f32>(x + p) == m) {
                store<f32>(dx + p, load<f32>(dx + p) + load<f32>(g + c));
                open = false;
              }
            }
        }
        q += cs;
        g += cs;
      }
    }
}
/** The gradient where the largest value is above 0, or everywhere. */
@inline
function passed(gradient: v128, largest: v128, all: v128): v128 {
  return v128.and(gradient, v128.or(f32x4.gt(largest, f32x4.splat(0)), all));
}
/** The first tap of a window from `start` on that lies inside. */
@inline
function firstInside(start: i32, dilation: i32): i32 {
  return start < 0 ? (dilation - 1 - start) / dilation : 0;
}
/** The tap behind the last one of `taps` that lies inside. */
@inline
function lastInside(start: i32, dilation: i32, taps: i32, size: i32): i32 {
  return min(taps, (size - start + dilation - 1) / dilation);
}
/** 2x2 stride-2 max pooling, even or odd H/W, no padding (OH=H/2, OW=W/2) */
export function maxPool2x2(x: usize, y: usize, N: i32, H: i32, W: i32, C: i32): void {
  const OH = H >> 1,
    OW = W >> 1;
  const cs = (<usize>C) << 2,
    rs = (<usize>(W * C)) << 2;
  let d = y;
  const C4 = ((<usize>C) & ~3) << 2,
    C8 = ((<usize>C) & ~7) << 2;
  for (let n = 0; n < N; n++)
    for (let i = 0; i < OH; i++) {
      let p = x + <usize>(n * H + 2 * i) * rs;
      for (let j = 0; j < OW; j++) {
        let c: usize = 0;
        for (; c < C8; c += 32) {
          // All loads before the stores, so that V8 can pair them.
          const q = p + c;
          const a = four(q, cs, rs),
            b = four(q + 16, cs, rs);
          v128.store(d + c, b, 16);
          v128.store(d + c, a);
        }
        for (; c < C4; c += 16) v128.store(d + c, four(p + c, cs, rs));
        for (; c < cs; c += 4) {
          const q = p + c;
          store<f32>(
            d + c,
            largerOne(
              largerOne(load<f32>(q), load<f32>(q + cs)),
              largerOne(load<f32>(q + rs), load<f32>(q + rs + cs)),
            ),
          );
        }
        p += cs + cs;
        d += cs;
      }
    }
}
/** The largest of a window of two pixels by two. */
@inline
function four(q: usize, cs: usize, rs: usize): v128 {
  return larger(larger(load4(q), load4(q + cs)), larger(load4(q + rs), load4(q + rs + cs)));
}

// What gave the input of a pooling whose gradient is computed with its own (trace/fusion.ts).
const RECTIFIER: i32 = 1;
const TANH: i32 = 2;
const ELU: i32 = 3;

/**
 * Gradient of it: writes every dx element exactly once. With an activation x is what that gave, and dx the gradient of
 * what it was given.
 */
export function maxPool2x2Gradient(
  x: usize, y: usize, dy: usize, dx: usize, N: i32, H: i32, W: i32, C: i32, activation: i32,
): void {
  if (activation == TANH) gradient2x2(x, y, dy, dx, N, H, W, C, TANH);
  else if (activation == ELU) gradient2x2(x, y, dy, dx, N, H, W, C, ELU);
  else if (activation == RECTIFIER) gradient2x2(x, y, dy, dx, N, H, W, C, RECTIFIER);
  else gradient2x2(x, y, dy, dx, N, H, W, C, 0);
}
@inline
function gradient2x2(
  x: usize, y: usize, dy: usize, dx: usize, N: i32, H: i32, W: i32, C: i32, activation: i32,
): void {
  const OH = H >> 1;
  const OW = W >> 1;
  const cs = (<usize>C) << 2;
  const rs = (<usize>(W * C)) << 2;
  const C8 = ((<usize>C) & ~7) << 2;
  let q = y;
  let g = dy;
  for (let n = 0; n < N; n++) {
    for (let i = 0; i < OH; i++) {
      let p = x + <usize>(n * H + 2 * i) * rs;
      let o = dx + <usize>(n * H + 2 * i) * rs;
      for (let j = 0; j < OW; j++) {
        let c: usize = 0;
        for (; c < C8; c += 32) {
          // All loads before the stores, so that V8 can pair them.
          const a = p + c;
          const b = o + c;
          const m0 = load4(q + c);
          const m1 = v128.load(q + c, 16);
          const g0 = gated(load4(g + c), m0, activation);
          const g1 = gated(v128.load(g + c, 16), m1, activation);
          const s0 = load4(a);
          const s1 = v128.load(a, 16);
          const t0 = load4(a + cs);
          const t1 = v128.load(a + cs, 16);
          const u0 = load4(a + rs);
          const u1 = v128.load(a + rs, 16);
          const v0 = load4(a + rs + cs);
          const v1 = v128.load(a + rs + cs, 16);
          const h0 = f32x4.eq(s0, m0);
          const h1 = f32x4.eq(s1, m1);
          const i0 = v128.andnot(f32x4.eq(t0, m0), h0);
          const i1 = v128.andnot(f32x4.eq(t1, m1), h1);
          const before0 = v128.or(h0, i0);
          const before1 = v128.or(h1, i1);
          const k0 = v128.andnot(f32x4.eq(u0, m0), before0);
          const k1 = v128.andnot(f32x4.eq(u1, m1), before1);
          const l0 = v128.andnot(f32x4.eq(v0, m0), v128.or(before0, k0));
          const l1 = v128.andnot(f32x4.eq(v1, m1), v128.or(before1, k1));
          v128.store(b, sloped(v128.and(g1, h1), s1, activation), 16);
          v128.store(b, sloped(v128.and(g0, h0), s0, activation));
          v128.store(b + cs, sloped(v128.and(g1, i1), t1, activation), 16);
          v128.store(b + cs, sloped(v128.and(g0, i0), t0, activation));
          v128.store(b + rs, sloped(v128.and(g1, k1), u1, activation), 16);
          v128.store(b + rs, sloped(v128.and(g0, k0), u0, activation));
          v128.store(b + rs + cs, sloped(v128.and(g1, l1), v1, activation), 16);
          v128.store(b + rs + cs, sloped(v128.and(g0, l0), v0, activation));
        }
        for (; c < cs; c += 16) {
          const w = <i32>((cs - c) >> 2);
          const a = p + c;
          const b = o + c;
          const m = loadPart(q + c, w);
          const G = gated(loadPart(g + c, w), m, activation);
          let open = i32x4.splat(-1);
          for (let k = 0; k < 4; k++) {
            const at = (k & 1 ? cs : 0) + (k & 2 ? rs : 0);
            const s = loadPart(a + at, w);
            const hit = v128.and(f32x4.eq(s, m), open);
            open = v128.andnot(open, hit);
            storePart(b + at, sloped(v128.and(G, hit), s, activation), w);
          }
        }
        p += cs + cs;
        o += cs + cs;
        q += cs;
        g += cs;
      }
      if (W & 1) {
        memory.fill(o, 0, cs);
        memory.fill(o + rs, 0, cs);
      }
    }
    if (H & 1) memory.fill(dx + <usize>(n * H + H - 1) * rs, 0, rs);
  }
}
/** The gradient of a window, of which a rectifier lets nothing through where its largest value is not above 0. */
@inline
function gated(gradient: v128, largest: v128, activation: i32): v128 {
  return activation == RECTIFIER ? v128.and(gradient, f32x4.gt(largest, splat(0))) : gradient;
}
/** The gradient of what an activation was given, which gave y. */
@inline
function sloped(gradient: v128, y: v128, activation: i32): v128 {
  if (activation == TANH) return f32x4.mul(gradient, tanhSlope4(y));
  if (activation == ELU) return f32x4.mul(gradient, eluSlope4(y, splat(ONE), splat(ONE)));
  return gradient;
}

/**
 * Adds dy / (window size) to each element of its window. The window's size counts padding, as in TensorFlow.js's own
 * backends (its forward pass does not count it).
 */
export function averagePoolGradient(
  dy: usize,
  dx: usize,
  N: i32,
  H: i32,
  W: i32,
  C: i32,
  OH: i32,
  OW: i32,
  kh: i32,
  kw: i32,
  sh: i32,
  sw: i32,
  dh: i32,
  dw: i32,
  pt: i32,
  pl: i32,
): void {
  memory.fill(dx, 0, (<usize>(N * H * W * C)) << 2);
  const share = <f32>1 / <f32>(kh * kw);
  let d = dy;
  for (let n = 0; n < N; n++)
    for (let oy = 0; oy < OH; oy++)
      for (let ox = 0; ox < OW; ox++) {
        const y0 = oy * sh - pt;
        const x0 = ox * sw - pl;
        for (let i = 0; i < kh; i++) {
          const iy = y0 + i * dh;
          if (<u32>iy >= <u32>H) continue;
          for (let j = 0; j < kw; j++) {
            const ix = x0 + j * dw;
            if (<u32>ix < <u32>W) addScaled(dx + ((<usize>(((n * H + iy) * W + ix) * C)) << 2), d, share, C);
          }
        }
        d += (<usize>C) << 2;
      }
}
