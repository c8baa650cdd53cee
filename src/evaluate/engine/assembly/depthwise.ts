import { wideTiles } from './tiles';
import { copyFloats, load4, multiplyAdd } from './vector';

/**
 * Depthwise convolution, channels last, one output a channel. It goes line by line and eight channels at a time, with the
 * taps of the filter in registers. Lines are copied with their padding first, so that every tap finds a pixel. Where the
 * channels are no multiple of eight, the last block sums over what is behind them too, and those sums are dropped.
 *
 * `room`: kh·kw·up(C) floats, and 8·(columns of an output line), and rows·(columns with padding)·C + 8, where up(C) is C
 * rounded up to eight and rows and columns are of what is copied: x, or dy spread out by its strides.
 */

/** out[pixel] += Σ over K ≤ 5 neighbouring taps of p·filter, for n pixels and eight channels. */
@inline
function addTaps(
  K: i32, p: usize, across: usize, tap: usize, w: usize, next: usize, out: usize, pixel: usize, n: i32,
): void {
  const w0 = load4(w), v0 = v128.load(w, 16);
  const w1 = K > 1 ? load4(w + next) : w0, v1 = K > 1 ? v128.load(w + next, 16) : v0;
  const w2 = K > 2 ? load4(w + 2 * next) : w0, v2 = K > 2 ? v128.load(w + 2 * next, 16) : v0;
  const w3 = K > 3 ? load4(w + 3 * next) : w0, v3 = K > 3 ? v128.load(w + 3 * next, 16) : v0;
  const w4 = K > 4 ? load4(w + 4 * next) : w0, v4 = K > 4 ? v128.load(w + 4 * next, 16) : v0;
  for (let k = 0; k < n; k++) {
    let a = load4(out), b = v128.load(out, 16);
    a = multiplyAdd(load4(p), w0, a);
    b = multiplyAdd(v128.load(p, 16), v0, b);
    if (K > 1) {
      a = multiplyAdd(load4(p + tap), w1, a);
      b = multiplyAdd(v128.load(p + tap, 16), v1, b);
    }
    if (K > 2) {
      a = multiplyAdd(load4(p + 2 * tap), w2, a);
      b = multiplyAdd(v128.load(p + 2 * tap, 16), v2, b);
    }
    if (K > 3) {
      a = multiplyAdd(load4(p + 3 * tap), w3, a);
      b = multiplyAdd(v128.load(p + 3 * tap, 16), v3, b);
    }
    if (K > 4) {
      a = multiplyAdd(load4(p + 4 * tap), w4, a);
      b = multiplyAdd(v128.load(p + 4 * tap, 16), v4, b);
    }
    v128.store(out, b, 16);
    v128.store(out, a);
    p += across;
    out += pixel;
  }
}

/** The same for a whole 3×3 window, its lines `row` bytes apart: only where registers hold eight floats are there enough. */
function setNineTaps(
  p: usize, row: usize, across: usize, tap: usize, w: usize, next: usize, down: usize, out: usize, pixel: usize, n: i32,
): void {
  const w0 = load4(w), v0 = v128.load(w, 16);
  const w1 = load4(w + next), v1 = v128.load(w + next, 16);
  const w2 = load4(w + 2 * next), v2 = v128.load(w + 2 * next, 16);
  w += down;
  const w3 = load4(w), v3 = v128.load(w, 16);
  const w4 = load4(w + next), v4 = v128.load(w + next, 16);
  const w5 = load4(w + 2 * next), v5 = v128.load(w + 2 * next, 16);
  w += down;
  const w6 = load4(w), v6 = v128.load(w, 16);
  const w7 = load4(w + next), v7 = v128.load(w + next, 16);
  const w8 = load4(w + 2 * next), v8 = v128.load(w + 2 * next, 16);
  let q = p + row, r = q + row;
  for (let k = 0; k < n; k++) {
    let a = f32x4.mul(load4(p), w0), b = f32x4.mul(v128.load(p, 16), v0);
    a = multiplyAdd(load4(p + tap), w1, a);
    b = multiplyAdd(v128.load(p + tap, 16), v1, b);
    a = multiplyAdd(load4(p + 2 * tap), w2, a);
    b = multiplyAdd(v128.load(p + 2 * tap, 16), v2, b);
    a = multiplyAdd(load4(q), w3, a);
    b = multiplyAdd(v128.load(q, 16), v3, b);
    a = multiplyAdd(load4(q + tap), w4, a);
    b = multiplyAdd(v128.load(q + tap, 16), v4, b);
    a = multiplyAdd(load4(q + 2 * tap), w5, a);
    b = multiplyAdd(v128.load(q + 2 * tap, 16), v5, b);
    a = multiplyAdd(load4(r), w6, a);
    b = multiplyAdd(v128.load(r, 16), v6, b);
    a = multiplyAdd(load4(r + tap), w7, a);
    b = multiplyAdd(v128.load(r + tap, 16), v7, b);
    a = multiplyAdd(load4(r + 2 * tap), w8, a);
    b = multiplyAdd(v128.load(r + 2 * tap, 16), v8, b);
    v128.store(out, b, 16);
    v128.store(out, a);
    p += across;
    q += across;
    r += across;
    out += pixel;
  }
}

/** out += one line of the filter over one line of pixels. */
function addLine(
  kw: i32, p: usize, across: usize, tap: usize, w: usize, next: usize, out: usize, pixel: usize, n: i32,
): void {
  for (let left = kw; left > 0; ) {
    const K = together(left);
    if (K == 5) addTaps(5, p, across, tap, w, next, out, pixel, n);
    else if (K == 3) addTaps(3, p, across, tap, w, next, out, pixel, n);
    else if (K == 2) addTaps(2, p, across, tap, w, next, out, pixel, n);
    else addTaps(1, p, across, tap, w, next, out, pixel, n);
    p += <usize>K * tap;
    w += <usize>K * next;
    left -= K;
  }
}

/** How many of `left` taps are taken at once. */
@inline
function together(left: i32): i32 {
  return left >= 5 ? 5 : left == 4 ? 2 : left;
}

/** Copies [rows, W, C] into lines of `width` pixels: pixel k goes to `left` + k·`step`, unless that is outside. */
function copyLines(
  from: usize, into: usize, rows: i32, W: i32, C: i32, width: i32, left: i32, step: i32,
): void {
  const pixel = (<usize>C) << 2;
  const first = left < 0 ? (step - 1 - left) / step : 0;
  const end = width <= left ? 0 : min(W, (width - 1 - left) / step + 1);
  if (first >= end) return;
  for (let r = 0; r < rows; r++) {
    const p = from + <usize>(r * W + first) * pixel;
    const q = into + <usize>(r * width + left + first * step) * pixel;
    if (step == 1) copyFloats(q, p, (end - first) * C);
    else for (let k: usize = 0; k < <usize>(end - first); k++) copyFloats(q + k * <usize>step * pixel, p + k * pixel, C);
  }
}

/** The filter [taps, C] in rows of up(C) floats, the last tap first where `turned`. */
function copyFilter(w: usize, into: usize, taps: i32, C: i32, turned: bool): void {
  const pixel = (<usize>C) << 2;
  const wide = (<usize>((C + 7) & ~7)) << 2;
  memory.fill(into, 0, <usize>taps * wide);
  for (let t = 0; t < taps; t++) {
    copyFloats(into + <usize>t * wide, w + <usize>(turned ? taps - 1 - t : t) * pixel, C);
  }
}

/**
 * out[line][pixel] = Σ over the window of lines·filter, for `outRows` lines of `outColumns` pixels. Line r and tap row i
 * meet line (r·rs + i·rd − above) / ru, if that is a whole number from 0 to rows − 1.
 */
function correlate(
  lines: usize, rows: i32, width: i32, filter: usize, C: i32, kh: i32, kw: i32, rs: i32, rd: i32, ru: i32, above: i32,
  cs: i32, cd: i32, out: usize, outRows: i32, outColumns: i32, spare: usize,
): void {
  const pixel = (<usize>C) << 2;
  const next = (<usize>((C + 7) & ~7)) << 2;
  const down = <usize>kw * next;
  const row = <usize>width * pixel;
  const across = <usize>cs * pixel;
  const tap = <usize>cd * pixel;
  const line = <usize>outColumns * pixel;
  const nine = wideTiles && kh == 3 && kw == 3 && rd == 1 && ru == 1;
  for (let r = 0; r < outRows; r++, out += line) {
    const y = r * rs - above;
    const whole = nine && y >= 0 && y + 3 <= rows;
    for (let c = 0; c < C; c += 8) {
      const at = (<usize>c) << 2;
      const part = C - c < 8;
      const into = part ? spare : out + at;
      const step = part ? 32 : pixel;
      if (whole) {
        const p = lines + <usize>y * row + at;
        setNineTaps(p, row, across, tap, filter + at, next, down, into, step, outColumns);
      } else {
        zeroBlock(into, step, outColumns);
        for (let i = 0; i < kh; i++) {
          const t = y + i * rd;
          if (t < 0 || t % ru != 0 || t / ru >= rows) continue;
          const p = lines + <usize>(t / ru) * row + at;
          addLine(kw, p, across, tap, filter + <usize>i * down + at, next, into, step, outColumns);
        }
      }
      if (part) {
        for (let k: usize = 0; k < <usize>outColumns; k++) copyFloats(out + k * pixel + at, spare + (k << 5), C - c);
      }
    }
  }
}

function zeroBlock(out: usize, pixel: usize, n: i32): void {
  for (let k = 0; k < n; k++, out += pixel) {
    v128.store(out, f32x4.splat(0), 16);
    v128.store(out, f32x4.splat(0));
  }
}

export function depthwiseForward(
  x: usize, w: usize, y: usize, N: i32, H: i32, W: i32, C: i32, OH: i32, OW: i32, kh: i32, kw: i32, sh: i32, sw: i32,
  dh: i32, dw: i32, pt: i32, pl: i32, room: usize,
): void {
  const width = (OW - 1) * sw + (kw - 1) * dw + 1;
  const spare = room + ((<usize>(kh * kw * ((C + 7) & ~7))) << 2);
  const lines = spare + ((<usize>OW) << 5);
  copyFilter(w, room, kh * kw, C, false);
  memory.fill(lines, 0, (<usize>(H * width * C + 8)) << 2);
  for (let n = 0; n < N; n++) {
    copyLines(x + ((<usize>(n * H * W * C)) << 2), lines, H, W, C, width, pl, 1);
    const out = y + ((<usize>(n * OH * OW * C)) << 2);
    correlate(lines, H, width, room, C, kh, kw, sh, dh, 1, pt, sw, dw, out, OH, OW, spare);
  }
}

/** The gradient by the input: dy, its pixels as far apart as the strides, correlated with the filter turned around. */
export function depthwiseInputGradient(
  dy: usize, w: usize, dx: usize, N: i32, H: i32, W: i32, C: i32, OH: i32, OW: i32, kh: i32, kw: i32, sh: i32, sw: i32,
  dh: i32, dw: i32, pt: i32, pl: i32, room: usize,
): void {
  const width = W + (kw - 1) * dw;
  const spare = room + ((<usize>(kh * kw * ((C + 7) & ~7))) << 2);
  const lines = spare + ((<usize>W) << 5);
  copyFilter(w, room, kh * kw, C, true);
  memory.fill(lines, 0, (<usize>(OH * width * C + 8)) << 2);
  for (let n = 0; n < N; n++) {
    copyLines(dy + ((<usize>(n * OH * OW * C)) << 2), lines, OH, OW, C, width, (kw - 1) * dw - pl, sw);
    const out = dx + ((<usize>(n * H * W * C)) << 2);
    correlate(lines, OH, width, room, C, kh, kw, 1, dh, sh, (kh - 1) * dh - pt, 1, dw, out, H, W, spare);
  }
}

/** g[tap] += Σ over n pixels in each of `rows` lines of p·q, for K ≤ 5 neighbouring taps and eight channels. */
@inline
function addProducts(
  K: i32, p: usize, down: usize, across: usize, tap: usize, q: usize, pixel: usize, rows: i32, n: i32, g: usize,
  next: usize,
): void {
  let a0 = load4(g), b0 = v128.load(g, 16);
  let a1 = K > 1 ? load4(g + next) : a0, b1 = K > 1 ? v128.load(g + next, 16) : b0;
  let a2 = K > 2 ? load4(g + 2 * next) : a0, b2 = K > 2 ? v128.load(g + 2 * next, 16) : b0;
  let a3 = K > 3 ? load4(g + 3 * next) : a0, b3 = K > 3 ? v128.load(g + 3 * next, 16) : b0;
  let a4 = K > 4 ? load4(g + 4 * next) : a0, b4 = K > 4 ? v128.load(g + 4 * next, 16) : b0;
  for (let r = 0; r < rows; r++, p += down) {
    let s = p;
    for (let k = 0; k < n; k++) {
      const d = load4(q), e = v128.load(q, 16);
      a0 = multiplyAdd(load4(s), d, a0);
      b0 = multiplyAdd(v128.load(s, 16), e, b0);
      if (K > 1) {
        a1 = multiplyAdd(load4(s + tap), d, a1);
        b1 = multiplyAdd(v128.load(s + tap, 16), e, b1);
      }
      if (K > 2) {
        a2 = multiplyAdd(load4(s + 2 * tap), d, a2);
        b2 = multiplyAdd(v128.load(s + 2 * tap, 16), e, b2);
      }
      if (K > 3) {
        a3 = multiplyAdd(load4(s + 3 * tap), d, a3);
        b3 = multiplyAdd(v128.load(s + 3 * tap, 16), e, b3);
      }
      if (K > 4) {
        a4 = multiplyAdd(load4(s + 4 * tap), d, a4);
        b4 = multiplyAdd(v128.load(s + 4 * tap, 16), e, b4);
      }
      s += across;
      q += pixel;
    }
  }
  v128.store(g, b0, 16);
  v128.store(g, a0);
  if (K > 1) {
    v128.store(g + next, b1, 16);
    v128.store(g + next, a1);
  }
  if (K > 2) {
    v128.store(g + 2 * next, b2, 16);
    v128.store(g + 2 * next, a2);
  }
  if (K > 3) {
    v128.store(g + 3 * next, b3, 16);
    v128.store(g + 3 * next, a3);
  }
  if (K > 4) {
    v128.store(g + 4 * next, b4, 16);
    v128.store(g + 4 * next, a4);
  }
}

/** The same for a whole 3×3 window, its lines `row` bytes apart. */
function addNineProducts(
  p: usize, row: usize, down: usize, across: usize, tap: usize, q: usize, pixel: usize, rows: i32, n: i32, g: usize,
  next: usize,
): void {
  const h = g + 3 * next, i = h + 3 * next;
  let a0 = load4(g), b0 = v128.load(g, 16);
  let a1 = load4(g + next), b1 = v128.load(g + next, 16);
  let a2 = load4(g + 2 * next), b2 = v128.load(g + 2 * next, 16);
  let a3 = load4(h), b3 = v128.load(h, 16);
  let a4 = load4(h + next), b4 = v128.load(h + next, 16);
  let a5 = load4(h + 2 * next), b5 = v128.load(h + 2 * next, 16);
  let a6 = load4(i), b6 = v128.load(i, 16);
  let a7 = load4(i + next), b7 = v128.load(i + next, 16);
  let a8 = load4(i + 2 * next), b8 = v128.load(i + 2 * next, 16);
  for (let r = 0; r < rows; r++, p += down) {
    let s = p, t = s + row, u = t + row;
    for (let k = 0; k < n; k++) {
      const d = load4(q), e = v128.load(q, 16);
      a0 = multiplyAdd(load4(s), d, a0);
      b0 = multiplyAdd(v128.load(s, 16), e, b0);
      a1 = multiplyAdd(load4(s + tap), d, a1);
      b1 = multiplyAdd(v128.load(s + tap, 16), e, b1);
      a2 = multiplyAdd(load4(s + 2 * tap), d, a2);
      b2 = multiplyAdd(v128.load(s + 2 * tap, 16), e, b2);
      a3 = multiplyAdd(load4(t), d, a3);
      b3 = multiplyAdd(v128.load(t, 16), e, b3);
      a4 = multiplyAdd(load4(t + tap), d, a4);
      b4 = multiplyAdd(v128.load(t + tap, 16), e, b4);
      a5 = multiplyAdd(load4(t + 2 * tap), d, a5);
      b5 = multiplyAdd(v128.load(t + 2 * tap, 16), e, b5);
      a6 = multiplyAdd(load4(u), d, a6);
      b6 = multiplyAdd(v128.load(u, 16), e, b6);
      a7 = multiplyAdd(load4(u + tap), d, a7);
      b7 = multiplyAdd(v128.load(u + tap, 16), e, b7);
      a8 = multiplyAdd(load4(u + 2 * tap), d, a8);
      b8 = multiplyAdd(v128.load(u + 2 * tap, 16), e, b8);
      s += across;
      t += across;
      u += across;
      q += pixel;
    }
  }
  v128.store(g, b0, 16);
  v128.store(g, a0);
  v128.store(g + next, b1, 16);
  v128.store(g + next, a1);
  v128.store(g + 2 * next, b2, 16);
  v128.store(g + 2 * next, a2);
  v128.store(h, b3, 16);
  v128.store(h, a3);
  v128.store(h + next, b4, 16);
  v128.store(h + next, a4);
  v128.store(h + 2 * next, b5, 16);
  v128.store(h + 2 * next, a5);
  v128.store(i, b6, 16);
  v128.store(i, a6);
  v128.store(i + next, b7, 16);
  v128.store(i + next, a7);
  v128.store(i + 2 * next, b8, 16);
  v128.store(i + 2 * next, a8);
}

/** g += the products of one line of taps. */
function addLineProducts(
  kw: i32, p: usize, down: usize, across: usize, tap: usize, q: usize, pixel: usize, rows: i32, n: i32, g: usize,
  next: usize,
): void {
  for (let left = kw; left > 0; ) {
    const K = together(left);
    if (K == 5) addProducts(5, p, down, across, tap, q, pixel, rows, n, g, next);
    else if (K == 3) addProducts(3, p, down, across, tap, q, pixel, rows, n, g, next);
    else if (K == 2) addProducts(2, p, down, across, tap, q, pixel, rows, n, g, next);
    else addProducts(1, p, down, across, tap, q, pixel, rows, n, g, next);
    p += <usize>K * tap;
    g += <usize>K * next;
    left -= K;
  }
}

/** The gradient by the filter: the products of dy with what each tap met, added to what is there where `more`. */
export function depthwiseFilterGradient(
  x: usize, dy: usize, g: usize, N: i32, H: i32, W: i32, C: i32, OH: i32, OW: i32, kh: i32, kw: i32, sh: i32, sw: i32,
  dh: i32, dw: i32, pt: i32, pl: i32, more: i32, room: usize,
): void {
  const width = (OW - 1) * sw + (kw - 1) * dw + 1;
  const wide = (C + 7) & ~7;
  const next = (<usize>wide) << 2;
  const lines = room + <usize>(kh * kw) * next + ((<usize>OW) << 5);
  const pixel = (<usize>C) << 2;
  const row = <usize>width * pixel;
  const down = <usize>sh * row;
  const across = <usize>sw * pixel;
  const tap = <usize>dw * pixel;
  // The output lines for which all three lines of a 3×3 window are inside; without wide registers, none.
  const nine = wideTiles && kh == 3 && kw == 3 && dh == 1;
  const first = nine ? firstLine(pt, 0, sh, OH) : OH;
  const end = nine ? max(first, lastLine(pt, 2, sh, H, OH)) : OH;
  if (more) copyFilter(g, room, kh * kw, C, false);
  else memory.fill(room, 0, <usize>(kh * kw) * next);
  memory.fill(lines, 0, (<usize>(H * width * C + 8)) << 2);
  for (let n = 0; n < N; n++) {
    copyLines(x + ((<usize>(n * H * W * C)) << 2), lines, H, W, C, width, pl, 1);
    const from = dy + ((<usize>(n * OH * OW)) * pixel);
    for (let c = 0; c < C; c += 8) {
      const at = (<usize>c) << 2;
      addLines(lines + at, from + at, room + at, next, kh, kw, dh, pt, sh, H, 0, first, row, across, tap, pixel, OW);
      if (first < end) {
        const p = lines + <usize>(first * sh - pt) * row + at;
        const q = from + <usize>(first * OW) * pixel + at;
        addNineProducts(p, row, down, across, tap, q, pixel, end - first, OW, room + at, next);
      }
      addLines(lines + at, from + at, room + at, next, kh, kw, dh, pt, sh, H, end, OH, row, across, tap, pixel, OW);
    }
  }
  for (let t = 0; t < kh * kw; t++) copyFloats(g + <usize>t * pixel, room + <usize>t * next, C);
}

/** The first output line for which the tap line that begins `shift` lines further is inside. */
function firstLine(pt: i32, shift: i32, sh: i32, OH: i32): i32 {
  const above = pt - shift;
  return min(OH, above > 0 ? (above + sh - 1) / sh : 0);
}

/** One behind the last. */
function lastLine(pt: i32, shift: i32, sh: i32, H: i32, OH: i32): i32 {
  const last = H - 1 + pt - shift;
  return last < 0 ? 0 : min(OH, last / sh + 1);
}

/** The products of output lines [first, end), tap line by tap line, each with the lines that it meets. */
function addLines(
  lines: usize, dy: usize, g: usize, next: usize, kh: i32, kw: i32, dh: i32, pt: i32, sh: i32, H: i32, first: i32,
  end: i32, row: usize, across: usize, tap: usize, pixel: usize, OW: i32,
): void {
  for (let i = 0; i < kh; i++) {
    const ya = max(first, firstLine(pt, i * dh, sh, end));
    const yb = lastLine(pt, i * dh, sh, H, end);
    if (ya >= yb) continue;
    const p = lines + <usize>(ya * sh + i * dh - pt) * row;
    const q = dy + <usize>(ya * OW) * pixel;
    addLineProducts(
      kw, p, <usize>sh * row, across, tap, q, pixel, yb - ya, OW, g + <usize>(i * kw) * next, next,
    );
  }
}
