import { copyFloats, positive, zeroFloats } from './vector';

/**
 * Convolution of few channels (the first of a network) without unfolding: each image is copied with its padding, so
 * that the part of a row that a window sees is contiguous, and tiles of 4×16 read it where it lies. Output channels are
 * a multiple of 16, there are at least four output positions, and no dilation. `padded` has room for one padded image.
 */

/** One image with zeros around: [rows, columns, C], starting at (-top, -left). */
function padImage(x: usize, H: i32, W: i32, C: i32, rows: i32, columns: i32, top: i32, left: i32, d: usize): void {
  const from = max(0, left);
  const to = min(columns, left + W);
  for (let r = 0; r < rows; r++) {
    const y = r - top;
    if (<u32>y >= <u32>H) {
      zeroFloats(d, columns * C);
    } else {
      zeroFloats(d, from * C);
      copyFloats(d + ((<usize>(from * C)) << 2), x + ((<usize>((y * W + from - left) * C)) << 2), (to - from) * C);
      zeroFloats(d + ((<usize>(to * C)) << 2), (columns - to) * C);
    }
    d += (<usize>(columns * C)) << 2;
  }
}

/** y = conv(x, w), with the bias added where there is one, and rectified where `rectify`. */
export function directForward(
  x: usize, w: usize, y: usize, N: i32, H: i32, W: i32, C: i32, OH: i32, OW: i32, OC: i32, kh: i32, kw: i32,
  sh: i32, sw: i32, pt: i32, pl: i32, bias: usize, rectify: i32, padded: usize,
): void {
  const rows = (OH - 1) * sh + kh;
  const columns = (OW - 1) * sw + kw;
  const P = OH * OW;
  const line = (<usize>(columns * C)) << 2;
  const step = (<usize>(sw * C)) << 2;
  const ldy = (<usize>OC) << 2;
  for (let n = 0; n < N; n++) {
    padImage(x, H, W, C, rows, columns, pt, pl, padded);
    for (let p = 0; p < P; p += 4) {
      // The last four positions may have been computed in part before.
      const q = min(p, P - 4);
      const a0 = window(padded, q, OW, sh, line, step);
      const a1 = window(padded, q + 1, OW, sh, line, step);
      const a2 = window(padded, q + 2, OW, sh, line, step);
      const a3 = window(padded, q + 3, OW, sh, line, step);
      for (let o: usize = 0; o < ldy; o += 64) {
        positions4x16(kh, kw * C, line, a0, a1, a2, a3, w + o, y + <usize>q * ldy + o, ldy, bias ? bias + o : 0, rectify);
      }
    }
    x += (<usize>(H * W * C)) << 2;
    y += <usize>P * ldy;
  }
}

/** Where the window of an output position starts. */
@inline
function window(padded: usize, position: i32, OW: i32, sh: i32, line: usize, step: usize): usize {
  return padded + <usize>((position / OW) * sh) * line + <usize>(position % OW) * step;
}

function positions4x16(
  kh: i32, segment: i32, line: usize, a0: usize, a1: usize, a2: usize, a3: usize, w: usize, y: usize, ldy: usize,
  bias: usize, rectify: i32,
): void {
  let c0_0 = f32x4.splat(0);
  let c0_1 = f32x4.splat(0);
  let c0_2 = f32x4.splat(0);
  let c0_3 = f32x4.splat(0);
  let c1_0 = f32x4.splat(0);
  let c1_1 = f32x4.splat(0);
  let c1_2 = f32x4.splat(0);
  let c1_3 = f32x4.splat(0);
  let c2_0 = f32x4.splat(0);
  let c2_1 = f32x4.splat(0);
  let c2_2 = f32x4.splat(0);
  let c2_3 = f32x4.splat(0);
  let c3_0 = f32x4.splat(0);
  let c3_1 = f32x4.splat(0);
  let c3_2 = f32x4.splat(0);
  let c3_3 = f32x4.splat(0);
  let t: v128;
  const skip = line - ((<usize>segment) << 2);
  for (let i = kh; i > 0; i--) {
    for (let s = segment; s > 0; s--) {
      const b0 = v128.load(w, 0),
        b1 = v128.load(w, 16),
        b2 = v128.load(w, 32),
        b3 = v128.load(w, 48);
      t = v128.load32_splat(a0);
      a0 += 4;
      c0_0 = f32x4.add(f32x4.mul(t, b0), c0_0);
      c0_1 = f32x4.add(f32x4.mul(t, b1), c0_1);
      c0_2 = f32x4.add(f32x4.mul(t, b2), c0_2);
      c0_3 = f32x4.add(f32x4.mul(t, b3), c0_3);
      t = v128.load32_splat(a1);
      a1 += 4;
      c1_0 = f32x4.add(f32x4.mul(t, b0), c1_0);
      c1_1 = f32x4.add(f32x4.mul(t, b1), c1_1);
      c1_2 = f32x4.add(f32x4.mul(t, b2), c1_2);
      c1_3 = f32x4.add(f32x4.mul(t, b3), c1_3);
      t = v128.load32_splat(a2);
      a2 += 4;
      c2_0 = f32x4.add(f32x4.mul(t, b0), c2_0);
      c2_1 = f32x4.add(f32x4.mul(t, b1), c2_1);
      c2_2 = f32x4.add(f32x4.mul(t, b2), c2_2);
      c2_3 = f32x4.add(f32x4.mul(t, b3), c2_3);
      t = v128.load32_splat(a3);
      a3 += 4;
      c3_0 = f32x4.add(f32x4.mul(t, b0), c3_0);
      c3_1 = f32x4.add(f32x4.mul(t, b1), c3_1);
      c3_2 = f32x4.add(f32x4.mul(t, b2), c3_2);
      c3_3 = f32x4.add(f32x4.mul(t, b3), c3_3);
      w += ldy;
    }
    a0 += skip;
    a1 += skip;
    a2 += skip;
    a3 += skip;
  }
  if (bias) {
    const b0 = v128.load(bias, 0),
      b1 = v128.load(bias, 16),
      b2 = v128.load(bias, 32),
      b3 = v128.load(bias, 48);
    c0_0 = f32x4.add(c0_0, b0);
    c0_1 = f32x4.add(c0_1, b1);
    c0_2 = f32x4.add(c0_2, b2);
    c0_3 = f32x4.add(c0_3, b3);
    c1_0 = f32x4.add(c1_0, b0);
    c1_1 = f32x4.add(c1_1, b1);
    c1_2 = f32x4.add(c1_2, b2);
    c1_3 = f32x4.add(c1_3, b3);
    c2_0 = f32x4.add(c2_0, b0);
    c2_1 = f32x4.add(c2_1, b1);
    c2_2 = f32x4.add(c2_2, b2);
    c2_3 = f32x4.add(c2_3, b3);
    c3_0 = f32x4.add(c3_0, b0);
    c3_1 = f32x4.add(c3_1, b1);
    c3_2 = f32x4.add(c3_2, b2);
    c3_3 = f32x4.add(c3_3, b3);
  }
  if (rectify) {
    c0_0 = positive(c0_0);
    c0_1 = positive(c0_1);
    c0_2 = positive(c0_2);
    c0_3 = positive(c0_3);
    c1_0 = positive(c1_0);
    c1_1 = positive(c1_1);
    c1_2 = positive(c1_2);
    c1_3 = positive(c1_3);
    c2_0 = positive(c2_0);
    c2_1 = positive(c2_1);
    c2_2 = positive(c2_2);
    c2_3 = positive(c2_3);
    c3_0 = positive(c3_0);
    c3_1 = positive(c3_1);
    c3_2 = positive(c3_2);
    c3_3 = positive(c3_3);
  }
  v128.store(y, c0_0, 0);
  v128.store(y, c0_1, 16);
  v128.store(y, c0_2, 32);
  v128.store(y, c0_3, 48);
  y += ldy;
  v128.store(y, c1_0, 0);
  v128.store(y, c1_1, 16);
  v128.store(y, c1_2, 32);
  v128.store(y, c1_3, 48);
  y += ldy;
  v128.store(y, c2_0, 0);
  v128.store(y, c2_1, 16);
  v128.store(y, c2_2, 32);
  v128.store(y, c2_3, 48);
  y += ldy;
  v128.store(y, c3_0, 0);
  v128.store(y, c3_1, 16);
  v128.store(y, c3_2, 32);
  v128.store(y, c3_3, 48);
}

/** Output positions whose gradients are summed in registers before they are added to memory. */
const BLOCK: i32 = 256;

/** g = the gradient of the filter [kh·kw·C, OC]. */
export function directFilterGradient(
  x: usize, dy: usize, g: usize, N: i32, H: i32, W: i32, C: i32, OH: i32, OW: i32, OC: i32, kh: i32, kw: i32,
  sh: i32, sw: i32, pt: i32, pl: i32, padded: usize,
): void {
  const rows = (OH - 1) * sh + kh;
  const columns = (OW - 1) * sw + kw;
  const segment = kw * C;
  const K = kh * segment;
  const line = (<usize>(columns * C)) << 2;
  const step = (<usize>(sw * C)) << 2;
  const ldy = (<usize>OC) << 2;
  const block = max(1, BLOCK / OW);
  zeroFloats(g, K * OC);
  for (let n = 0; n < N; n++) {
    padImage(x, H, W, C, rows, columns, pt, pl, padded);
    for (let r = 0; r < OH; r += block) {
      const count = min(block, OH - r);
      const from = padded + <usize>(r * sh) * line;
      for (let k = 0; k < K; k += 4) {
        const a0 = from + weight(k, segment, line);
        const a1 = from + weight(min(k + 1, K - 1), segment, line);
        const a2 = from + weight(min(k + 2, K - 1), segment, line);
        const a3 = from + weight(min(k + 3, K - 1), segment, line);
        for (let o: usize = 0; o < ldy; o += 64) {
          const d = dy + <usize>(r * OW) * ldy + o;
          weights4x16(count, OW, <usize>sh * line, step, a0, a1, a2, a3, d, g + <usize>k * ldy + o, ldy, min(4, K - k));
        }
      }
    }
    x += (<usize>(H * W * C)) << 2;
    dy += <usize>(OH * OW) * ldy;
  }
}

/** Where in a window the input of a weight lies. */
@inline
function weight(k: i32, segment: i32, line: usize): usize {
  return <usize>(k / segment) * line + ((<usize>(k % segment)) << 2);
}

function weights4x16(
  rows: i32, OW: i32, down: usize, step: usize, a0: usize, a1: usize, a2: usize, a3: usize, dy: usize, g: usize,
  ldy: usize, valid: i32,
): void {
  let c0_0 = f32x4.splat(0);
  let c0_1 = f32x4.splat(0);
  let c0_2 = f32x4.splat(0);
  let c0_3 = f32x4.splat(0);
  let c1_0 = f32x4.splat(0);
  let c1_1 = f32x4.splat(0);
  let c1_2 = f32x4.splat(0);
  let c1_3 = f32x4.splat(0);
  let c2_0 = f32x4.splat(0);
  let c2_1 = f32x4.splat(0);
  let c2_2 = f32x4.splat(0);
  let c2_3 = f32x4.splat(0);
  let c3_0 = f32x4.splat(0);
  let c3_1 = f32x4.splat(0);
  let c3_2 = f32x4.splat(0);
  let c3_3 = f32x4.splat(0);
  let t: v128;
  const skip = down - <usize>OW * step;
  for (let i = rows; i > 0; i--) {
    for (let s = OW; s > 0; s--) {
      const b0 = v128.load(dy, 0),
        b1 = v128.load(dy, 16),
        b2 = v128.load(dy, 32),
        b3 = v128.load(dy, 48);
      t = v128.load32_splat(a0);
      a0 += step;
      c0_0 = f32x4.add(f32x4.mul(t, b0), c0_0);
      c0_1 = f32x4.add(f32x4.mul(t, b1), c0_1);
      c0_2 = f32x4.add(f32x4.mul(t, b2), c0_2);
      c0_3 = f32x4.add(f32x4.mul(t, b3), c0_3);
      t = v128.load32_splat(a1);
      a1 += step;
      c1_0 = f32x4.add(f32x4.mul(t, b0), c1_0);
      c1_1 = f32x4.add(f32x4.mul(t, b1), c1_1);
      c1_2 = f32x4.add(f32x4.mul(t, b2), c1_2);
      c1_3 = f32x4.add(f32x4.mul(t, b3), c1_3);
      t = v128.load32_splat(a2);
      a2 += step;
      c2_0 = f32x4.add(f32x4.mul(t, b0), c2_0);
      c2_1 = f32x4.add(f32x4.mul(t, b1), c2_1);
      c2_2 = f32x4.add(f32x4.mul(t, b2), c2_2);
      c2_3 = f32x4.add(f32x4.mul(t, b3), c2_3);
      t = v128.load32_splat(a3);
      a3 += step;
      c3_0 = f32x4.add(f32x4.mul(t, b0), c3_0);
      c3_1 = f32x4.add(f32x4.mul(t, b1), c3_1);
      c3_2 = f32x4.add(f32x4.mul(t, b2), c3_2);
      c3_3 = f32x4.add(f32x4.mul(t, b3), c3_3);
      dy += ldy;
    }
    a0 += skip;
    a1 += skip;
    a2 += skip;
    a3 += skip;
  }
  c0_0 = f32x4.add(c0_0, v128.load(g, 0));
  c0_1 = f32x4.add(c0_1, v128.load(g, 16));
  c0_2 = f32x4.add(c0_2, v128.load(g, 32));
  c0_3 = f32x4.add(c0_3, v128.load(g, 48));
  v128.store(g, c0_0, 0);
  v128.store(g, c0_1, 16);
  v128.store(g, c0_2, 32);
  v128.store(g, c0_3, 48);
  if (valid < 2) return;
  g += ldy;
  c1_0 = f32x4.add(c1_0, v128.load(g, 0));
  c1_1 = f32x4.add(c1_1, v128.load(g, 16));
  c1_2 = f32x4.add(c1_2, v128.load(g, 32));
  c1_3 = f32x4.add(c1_3, v128.load(g, 48));
  v128.store(g, c1_0, 0);
  v128.store(g, c1_1, 16);
  v128.store(g, c1_2, 32);
  v128.store(g, c1_3, 48);
  if (valid < 3) return;
  g += ldy;
  c2_0 = f32x4.add(c2_0, v128.load(g, 0));
  c2_1 = f32x4.add(c2_1, v128.load(g, 16));
  c2_2 = f32x4.add(c2_2, v128.load(g, 32));
  c2_3 = f32x4.add(c2_3, v128.load(g, 48));
  v128.store(g, c2_0, 0);
  v128.store(g, c2_1, 16);
  v128.store(g, c2_2, 32);
  v128.store(g, c2_3, 48);
  if (valid < 4) return;
  g += ldy;
  c3_0 = f32x4.add(c3_0, v128.load(g, 0));
  c3_1 = f32x4.add(c3_1, v128.load(g, 16));
  c3_2 = f32x4.add(c3_2, v128.load(g, 32));
  c3_3 = f32x4.add(c3_3, v128.load(g, 48));
  v128.store(g, c3_0, 0);
  v128.store(g, c3_1, 16);
  v128.store(g, c3_2, 32);
  v128.store(g, c3_3, 48);
}
