import { eluSlope4, tanhSlope4 } from './activation';
import { ONE, WHOLE_ONE } from './constants';
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
  if (activation == TANH) gradient2x2Tanh(x, y, dy, dx, N, H, W, C);
  else if (activation == ELU) gradient2x2Elu(x, y, dy, dx, N, H, W, C);
  else if (activation == RECTIFIER) gradient2x2Rectifier(x, y, dy, dx, N, H, W, C);
  else gradient2x2Plain(x, y, dy, dx, N, H, W, C);
}
// A function for each: of loops in one function that differ in the activation alone the compiler makes one loop, which
// asks for the activation in every turn, and V8 does not pair it.
function gradient2x2Tanh(x: usize, y: usize, dy: usize, dx: usize, N: i32, H: i32, W: i32, C: i32): void {
  gradient2x2(x, y, dy, dx, N, H, W, C, TANH);
}
function gradient2x2Elu(x: usize, y: usize, dy: usize, dx: usize, N: i32, H: i32, W: i32, C: i32): void {
  gradient2x2(x, y, dy, dx, N, H, W, C, ELU);
}
function gradient2x2Rectifier(x: usize, y: usize, dy: usize, dx: usize, N: i32, H: i32, W: i32, C: i32): void {
  gradient2x2(x, y, dy, dx, N, H, W, C, RECTIFIER);
}
function gradient2x2Plain(x: usize, y: usize, dy: usize, dx: usize, N: i32, H: i32, W: i32, C: i32): void {
  gradient2x2(x, y, dy, dx, N, H, W, C, 0);
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
  const one = splat(ONE);
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
          v128.store(b, sloped(v128.and(g1, h1), s1, one, activation), 16);
          v128.store(b, sloped(v128.and(g0, h0), s0, one, activation));
          v128.store(b + cs, sloped(v128.and(g1, i1), t1, one, activation), 16);
          v128.store(b + cs, sloped(v128.and(g0, i0), t0, one, activation));
          v128.store(b + rs, sloped(v128.and(g1, k1), u1, one, activation), 16);
          v128.store(b + rs, sloped(v128.and(g0, k0), u0, one, activation));
          v128.store(b + rs + cs, sloped(v128.and(g1, l1), v1, one, activation), 16);
          v128.store(b + rs + cs, sloped(v128.and(g0, l0), v0, one, activation));
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
            storePart(b + at, sloped(v128.and(G, hit), s, one, activation), w);
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
/**
 * The same pooling, which marks as well where the largest value of each window lies: the first of equal ones by the bits 1,
 * 2, 4 and 8, and 16 where one is NaN. So its input need not be kept for the gradient. marks are like y.
 */
export function maxPool2x2Marked(x: usize, y: usize, marks: usize, N: i32, H: i32, W: i32, C: i32): void {
  const cs = (<usize>C) << 2;
  const rs = (<usize>(W * C)) << 2;
  // By way of one offset, or V8 loads the halves of the last pixel one by one.
  const corner = rs + cs;
  const C8 = ((<usize>C) & ~7) << 2;
  const one = i32x4.splat(WHOLE_ONE);
  const two = i32x4.shl(one, 1);
  const four = i32x4.shl(one, 2);
  const eight = i32x4.shl(one, 3);
  const sixteen = i32x4.shl(one, 4);
  for (let n = 0; n < N; n++)
    for (let i = 0; i < H >> 1; i++) {
      let p = x + <usize>(n * H + 2 * i) * rs;
      for (let j = 0; j < W >> 1; j++) {
        let c: usize = 0;
        for (; c < C8; c += 32) {
          const q = p + c;
          const s0 = load4(q),
            s1 = v128.load(q, 16);
          const t0 = load4(q + cs),
            t1 = v128.load(q + cs, 16);
          const u0 = load4(q + rs),
            u1 = v128.load(q + rs, 16);
          const v0 = load4(q + corner),
            v1 = v128.load(q + corner, 16);
          const m0 = larger(larger(s0, t0), larger(u0, v0)),
            m1 = larger(larger(s1, t1), larger(u1, v1));
          v128.store(y + c, m1, 16);
          v128.store(y + c, m0);
          v128.store(marks + c, mark(s1, t1, u1, v1, m1, one, two, four, eight, sixteen), 16);
          v128.store(marks + c, mark(s0, t0, u0, v0, m0, one, two, four, eight, sixteen));
        }
        for (; c < cs; c += 16) {
          const left = <i32>((cs - c) >> 2);
          const q = p + c;
          const s = loadPart(q, left),
            t = loadPart(q + cs, left),
            u = loadPart(q + rs, left),
            v = loadPart(q + rs + cs, left);
          const m = larger(larger(s, t), larger(u, v));
          storePart(y + c, m, left);
          storePart(marks + c, mark(s, t, u, v, m, one, two, four, eight, sixteen), left);
        }
        p += cs + cs;
        y += cs;
        marks += cs;
      }
    }
}
@inline
function mark(
  s: v128, t: v128, u: v128, v: v128, m: v128, one: v128, two: v128, four: v128, eight: v128, sixteen: v128,
): v128 {
  const upper = v128.or(v128.and(f32x4.eq(s, m), one), v128.and(f32x4.eq(t, m), two));
  const lower = v128.or(v128.and(f32x4.eq(u, m), four), v128.and(f32x4.eq(v, m), eight));
  const hits = v128.or(upper, lower);
  // The lowest bit of them.
  const first = v128.and(hits, i32x4.sub(i32x4.splat(0), hits));
  // Of two numbers the larger one is the same in either order, unless one is NaN.
  const ordered = v128.and(f32x4.eq(larger(s, t), larger(t, s)), f32x4.eq(larger(u, v), larger(v, u)));
  return v128.or(first, v128.andnot(sixteen, ordered));
}
/** Its gradient by the marks, with that of an activation as in maxPool2x2Gradient. */
export function maxPool2x2FromMarks(
  marks: usize, y: usize, dy: usize, dx: usize, N: i32, H: i32, W: i32, C: i32, activation: i32,
): void {
  if (activation == TANH) fromMarksTanh(marks, y, dy, dx, N, H, W, C);
  else if (activation == ELU) fromMarksElu(marks, y, dy, dx, N, H, W, C);
  else if (activation == RECTIFIER) fromMarksRectifier(marks, y, dy, dx, N, H, W, C);
  else fromMarksPlain(marks, y, dy, dx, N, H, W, C);
}
function fromMarksTanh(marks: usize, y: usize, dy: usize, dx: usize, N: i32, H: i32, W: i32, C: i32): void {
  fromMarks(marks, y, dy, dx, N, H, W, C, TANH);
}
function fromMarksElu(marks: usize, y: usize, dy: usize, dx: usize, N: i32, H: i32, W: i32, C: i32): void {
  fromMarks(marks, y, dy, dx, N, H, W, C, ELU);
}
function fromMarksRectifier(marks: usize, y: usize, dy: usize, dx: usize, N: i32, H: i32, W: i32, C: i32): void {
  fromMarks(marks, y, dy, dx, N, H, W, C, RECTIFIER);
}
function fromMarksPlain(marks: usize, y: usize, dy: usize, dx: usize, N: i32, H: i32, W: i32, C: i32): void {
  fromMarks(marks, y, dy, dx, N, H, W, C, 0);
}
@inline
function fromMarks(
  marks: usize, y: usize, dy: usize, dx: usize, N: i32, H: i32, W: i32, C: i32, activation: i32,
): void {
  const cs = (<usize>C) << 2;
  const rs = (<usize>(W * C)) << 2;
  const C8 = ((<usize>C) & ~7) << 2;
  const one = splat(ONE);
  for (let n = 0; n < N; n++) {
    for (let i = 0; i < H >> 1; i++) {
      let o = dx + <usize>(n * H + 2 * i) * rs;
      for (let j = 0; j < W >> 1; j++) {
        let c: usize = 0;
        for (; c < C8; c += 32) {
          const b = o + c;
          const g0 = passedOn(load4(dy + c), load4(y + c), one, activation),
            g1 = passedOn(v128.load(dy + c, 16), v128.load(y + c, 16), one, activation);
          const k0 = load4(marks + c),
            k1 = v128.load(marks + c, 16);
          v128.store(b, marked(g1, k1, 31, activation), 16);
          v128.store(b, marked(g0, k0, 31, activation));
          v128.store(b + cs, marked(g1, k1, 30, activation), 16);
          v128.store(b + cs, marked(g0, k0, 30, activation));
          v128.store(b + rs, marked(g1, k1, 29, activation), 16);
          v128.store(b + rs, marked(g0, k0, 29, activation));
          v128.store(b + rs + cs, marked(g1, k1, 28, activation), 16);
          v128.store(b + rs + cs, marked(g0, k0, 28, activation));
        }
        for (; c < cs; c += 16) {
          const left = <i32>((cs - c) >> 2);
          const b = o + c;
          const k = loadPart(marks + c, left);
          const g = passedOn(loadPart(dy + c, left), loadPart(y + c, left), one, activation);
          storePart(b, marked(g, k, 31, activation), left);
          storePart(b + cs, marked(g, k, 30, activation), left);
          storePart(b + rs, marked(g, k, 29, activation), left);
          storePart(b + rs + cs, marked(g, k, 28, activation), left);
        }
        o += cs + cs;
        y += cs;
        dy += cs;
        marks += cs;
      }
      if (W & 1) {
        memory.fill(o, 0, cs);
        memory.fill(o + rs, 0, cs);
      }
    }
    if (H & 1) memory.fill(dx + <usize>(n * H + H - 1) * rs, 0, rs);
  }
}
/** The gradient of what the largest value came from. */
@inline
function passedOn(gradient: v128, largest: v128, one: v128, activation: i32): v128 {
  return sloped(gated(gradient, largest, activation), largest, one, activation);
}
/**
 * The gradient where the bit of the marks that is `shift` below the sign is set. Slopes of NaN are NaN, of whatever gradient;
 * a rectifier lets nothing of it through.
 */
@inline
function marked(gradient: v128, marks: v128, shift: i32, activation: i32): v128 {
  const found = v128.and(gradient, i32x4.shr_s(i32x4.shl(marks, shift), 31));
  const slopes = activation == TANH || activation == ELU;
  return slopes ? v128.or(found, i32x4.shr_s(i32x4.shl(marks, 27), 31)) : found;
}
/** The gradient of a window, of which a rectifier lets nothing through where its largest value is not above 0. */
@inline
function gated(gradient: v128, largest: v128, activation: i32): v128 {
  return activation == RECTIFIER ? v128.and(gradient, f32x4.gt(largest, splat(0))) : gradient;
}
/** The gradient of what an activation was given, which gave y. */
@inline
function sloped(gradient: v128, y: v128, one: v128, activation: i32): v128 {
  if (activation == TANH) return f32x4.mul(gradient, tanhSlope4(y, one));
  if (activation == ELU) return f32x4.mul(gradient, eluSlope4(y, one, one));
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
