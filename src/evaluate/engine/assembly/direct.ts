import { wideTiles } from './tiles';
import { copyFloats, multiplyAdd, positive, zeroFloats } from './vector';

/**
 * Convolution of few channels (the first of a network) without unfolding: each image is copied with its padding, so
 * that the part of a row that a window sees is contiguous, and tiles of 4×16 read it where it lies. Output channels are
 * a multiple of 8, there are at least four output positions, and no dilation. `padded` has room for one padded image.
 */

/** Types stand for numbers of vectors of channels, since a generic function is compiled anew for each. */
type Two = i8;
type Four = i16;

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
  const down = <usize>sh * line;
  const step = (<usize>(sw * C)) << 2;
  const ldy = (<usize>OC) << 2;
  const whole = (<usize>(OC & ~15)) << 2;
  for (let n = 0; n < N; n++) {
    padImage(x, H, W, C, rows, columns, pt, pl, padded);
    if (step == 4 && OW >= 4) {
      for (let i = 0; i < OH; i++)
        for (let j = 0; j < OW; j += 4) {
          // The last four positions of a line may have been computed in part before.
          const column = min(j, OW - 4);
          const a = padded + <usize>i * down + ((<usize>column) << 2);
          const out = y + <usize>(i * OW + column) * ldy;
          let o: usize = 0;
          for (; o < whole; o += 64) line4<Four>(kh, kw, line, a, w + o, ldy, out + o, bias ? bias + o : 0, rectify);
          if (o < ldy) line4<Two>(kh, kw, line, a, w + o, ldy, out + o, bias ? bias + o : 0, rectify);
        }
      x += (<usize>(H * W * C)) << 2;
      y += <usize>P * ldy;
      continue;
    }
    // Where the window of a position starts: counted on, since divisions would take as long as the products.
    let column = 0;
    let row = padded;
    for (let p = 0; p < P; p += 4) {
      // The last four positions may have been computed in part before.
      const q = min(p, P - 4);
      if (q < p) {
        column = q % OW;
        row = padded + <usize>(q / OW) * down;
      }
      const a0 = row + <usize>column * step;
      if (++column == OW) {
        column = 0;
        row += down;
      }
      const a1 = row + <usize>column * step;
      if (++column == OW) {
        column = 0;
        row += down;
      }
      const a2 = row + <usize>column * step;
      if (++column == OW) {
        column = 0;
        row += down;
      }
      const a3 = row + <usize>column * step;
      if (++column == OW) {
        column = 0;
        row += down;
      }
      const out = y + <usize>q * ldy;
      let o: usize = 0;
      for (; o < whole; o += 64) tile4<Four>(kh, kw * C, line, 4, a0, a1, a2, a3, w + o, ldy, out + o, bias ? bias + o : 0, rectify);
      if (o < ldy) tile4<Two>(kh, kw * C, line, 4, a0, a1, a2, a3, w + o, ldy, out + o, bias ? bias + o : 0, rectify);
    }
    x += (<usize>(H * W * C)) << 2;
    y += <usize>P * ldy;
  }
}

/**
 * A tile of sums of products, four rows by `V` vectors: its rows read from a0 … a3, its columns from b. Over `rows`
 * lines `down` bytes apart, of `columns` elements `step` bytes apart, each with the next row of b; b and out have rows of
 * `ldb` bytes. To each row is added what lies at `added` (nothing at 0).
 */
function tile4<V>(
  rows: i32, columns: i32, down: usize, step: usize, a0: usize, a1: usize, a2: usize, a3: usize, b: usize, ldb: usize,
  out: usize, added: usize, rectify: i32,
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
  const skip = down - <usize>columns * step;
  for (let i = rows; i > 0; i--) {
    for (let j = columns; j > 0; j--) {
      const b0 = v128.load(b, 0),
        b1 = v128.load(b, 16),
        b2 = sizeof<V>() == 2 ? v128.load(b, 32) : b0,
        b3 = sizeof<V>() == 2 ? v128.load(b, 48) : b0;
      t = v128.load32_splat(a0);
      a0 += step;
      c0_0 = multiplyAdd(t, b0, c0_0);
      c0_1 = multiplyAdd(t, b1, c0_1);
      if (sizeof<V>() == 2) {
        c0_2 = multiplyAdd(t, b2, c0_2);
        c0_3 = multiplyAdd(t, b3, c0_3);
      }
      t = v128.load32_splat(a1);
      a1 += step;
      c1_0 = multiplyAdd(t, b0, c1_0);
      c1_1 = multiplyAdd(t, b1, c1_1);
      if (sizeof<V>() == 2) {
        c1_2 = multiplyAdd(t, b2, c1_2);
        c1_3 = multiplyAdd(t, b3, c1_3);
      }
      t = v128.load32_splat(a2);
      a2 += step;
      c2_0 = multiplyAdd(t, b0, c2_0);
      c2_1 = multiplyAdd(t, b1, c2_1);
      if (sizeof<V>() == 2) {
        c2_2 = multiplyAdd(t, b2, c2_2);
        c2_3 = multiplyAdd(t, b3, c2_3);
      }
      t = v128.load32_splat(a3);
      a3 += step;
      c3_0 = multiplyAdd(t, b0, c3_0);
      c3_1 = multiplyAdd(t, b1, c3_1);
      if (sizeof<V>() == 2) {
        c3_2 = multiplyAdd(t, b2, c3_2);
        c3_3 = multiplyAdd(t, b3, c3_3);
      }
      b += ldb;
    }
    a0 += skip;
    a1 += skip;
    a2 += skip;
    a3 += skip;
  }
  finishRow<V>(out, c0_0, c0_1, c0_2, c0_3, added, rectify);
  finishRow<V>(out + ldb, c1_0, c1_1, c1_2, c1_3, added, rectify);
  finishRow<V>(out + 2 * ldb, c2_0, c2_1, c2_2, c2_3, added, rectify);
  finishRow<V>(out + 3 * ldb, c3_0, c3_1, c3_2, c3_3, added, rectify);
}

/** The same where the rows read elements that follow each other: one channel, without strides. */
function line4<V>(
  rows: i32, columns: i32, down: usize, a: usize, b: usize, ldb: usize,
  out: usize, added: usize, rectify: i32,
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
  const skip = down - ((<usize>columns) << 2);
  for (let i = rows; i > 0; i--) {
    for (let j = columns; j > 0; j--) {
      const b0 = v128.load(b, 0),
        b1 = v128.load(b, 16),
        b2 = sizeof<V>() == 2 ? v128.load(b, 32) : b0,
        b3 = sizeof<V>() == 2 ? v128.load(b, 48) : b0;
      t = v128.load32_splat(a, 0);
      c0_0 = multiplyAdd(t, b0, c0_0);
      c0_1 = multiplyAdd(t, b1, c0_1);
      if (sizeof<V>() == 2) {
        c0_2 = multiplyAdd(t, b2, c0_2);
        c0_3 = multiplyAdd(t, b3, c0_3);
      }
      t = v128.load32_splat(a, 4);
      c1_0 = multiplyAdd(t, b0, c1_0);
      c1_1 = multiplyAdd(t, b1, c1_1);
      if (sizeof<V>() == 2) {
        c1_2 = multiplyAdd(t, b2, c1_2);
        c1_3 = multiplyAdd(t, b3, c1_3);
      }
      t = v128.load32_splat(a, 8);
      c2_0 = multiplyAdd(t, b0, c2_0);
      c2_1 = multiplyAdd(t, b1, c2_1);
      if (sizeof<V>() == 2) {
        c2_2 = multiplyAdd(t, b2, c2_2);
        c2_3 = multiplyAdd(t, b3, c2_3);
      }
      t = v128.load32_splat(a, 12);
      c3_0 = multiplyAdd(t, b0, c3_0);
      c3_1 = multiplyAdd(t, b1, c3_1);
      if (sizeof<V>() == 2) {
        c3_2 = multiplyAdd(t, b2, c3_2);
        c3_3 = multiplyAdd(t, b3, c3_3);
      }
      a += 4;
      b += ldb;
    }
    a += skip;
  }
  finishRow<V>(out, c0_0, c0_1, c0_2, c0_3, added, rectify);
  finishRow<V>(out + ldb, c1_0, c1_1, c1_2, c1_3, added, rectify);
  finishRow<V>(out + 2 * ldb, c2_0, c2_1, c2_2, c2_3, added, rectify);
  finishRow<V>(out + 3 * ldb, c3_0, c3_1, c3_2, c3_3, added, rectify);
}

/** Stores the sums of a row, with what lies at `added` unless that is 0, and rectified where `rectify`. */
@inline
function finishRow<V>(out: usize, a: v128, b: v128, c: v128, d: v128, added: usize, rectify: i32): void {
  if (added) {
    a = f32x4.add(a, v128.load(added, 0));
    b = f32x4.add(b, v128.load(added, 16));
    if (sizeof<V>() == 2) {
      c = f32x4.add(c, v128.load(added, 32));
      d = f32x4.add(d, v128.load(added, 48));
    }
  }
  if (rectify) {
    a = positive(a);
    b = positive(b);
    if (sizeof<V>() == 2) {
      c = positive(c);
      d = positive(d);
    }
  }
  v128.store(out, b, 16);
  v128.store(out, a, 0);
  if (sizeof<V>() == 2) {
    v128.store(out, d, 48);
    v128.store(out, c, 32);
  }
}

/** Output positions whose gradients are summed in registers before they are added to memory. */
const BLOCK: i32 = 256;

/** g = the gradient of the filter [kh·kw·C, OC], added to what is there where `more`. */
export function directFilterGradient(
  x: usize, dy: usize, g: usize, N: i32, H: i32, W: i32, C: i32, OH: i32, OW: i32, OC: i32, kh: i32, kw: i32,
  sh: i32, sw: i32, pt: i32, pl: i32, more: i32, padded: usize,
): void {
  const rows = (OH - 1) * sh + kh;
  const columns = (OW - 1) * sw + kw;
  const segment = kw * C;
  const line = (<usize>(columns * C)) << 2;
  const step = (<usize>(sw * C)) << 2;
  const skip = <usize>sh * line - <usize>OW * step;
  const ldy = (<usize>OC) << 2;
  const whole = (<usize>(OC & ~15)) << 2;
  const block = max(1, BLOCK / OW);
  if (!more) zeroFloats(g, kh * segment * OC);
  for (let n = 0; n < N; n++) {
    padImage(x, H, W, C, rows, columns, pt, pl, padded);
    for (let r = 0; r < OH; r += block) {
      const count = min(block, OH - r);
      const d = dy + <usize>(r * OW) * ldy;
      let sums = g;
      for (let i = 0; i < kh; i++) {
        const from = padded + <usize>(r * sh + i) * line;
        for (let k = 0; k < segment; ) {
          // Five weights at once are quicker where V8 pairs operations, and too many for the registers where not.
          const left = segment - k;
          const few = left <= 3 || !wideTiles;
          const valid = min(left, few ? 3 : 5);
          const a = from + ((<usize>k) << 2);
          let o: usize = 0;
          for (; o < whole; o += 64) {
            if (few) sum3<Four>(count, OW, skip, step, a, d + o, ldy, sums + o, valid);
            else sum5<Four>(count, OW, skip, step, a, d + o, ldy, sums + o, valid);
          }
          if (o < ldy) {
            if (few) sum3<Two>(count, OW, skip, step, a, d + o, ldy, sums + o, valid);
            else sum5<Two>(count, OW, skip, step, a, d + o, ldy, sums + o, valid);
          }
          sums += <usize>valid * ldy;
          k += valid;
        }
      }
    }
    x += (<usize>(H * W * C)) << 2;
    dy += <usize>(OH * OW) * ldy;
  }
}

/**
 * Adds the gradients of three weights that follow each other, of which `valid` exist, for `V` vectors of channels: over
 * `rows` lines of `columns` positions whose inputs are `step` bytes apart, and `skip` more from line to line. b and g
 * have rows of `ldb` bytes.
 */
function sum3<V>(
  rows: i32, columns: i32, skip: usize, step: usize, a: usize, b: usize, ldb: usize, g: usize, valid: i32,
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
  let t: v128;
  for (let i = rows; i > 0; i--) {
    for (let j = columns; j > 0; j--) {
      const b0 = v128.load(b, 0),
        b1 = v128.load(b, 16),
        b2 = sizeof<V>() == 2 ? v128.load(b, 32) : b0,
        b3 = sizeof<V>() == 2 ? v128.load(b, 48) : b0;
      t = v128.load32_splat(a, 0);
      c0_0 = multiplyAdd(t, b0, c0_0);
      c0_1 = multiplyAdd(t, b1, c0_1);
      if (sizeof<V>() == 2) {
        c0_2 = multiplyAdd(t, b2, c0_2);
        c0_3 = multiplyAdd(t, b3, c0_3);
      }
      t = v128.load32_splat(a, 4);
      c1_0 = multiplyAdd(t, b0, c1_0);
      c1_1 = multiplyAdd(t, b1, c1_1);
      if (sizeof<V>() == 2) {
        c1_2 = multiplyAdd(t, b2, c1_2);
        c1_3 = multiplyAdd(t, b3, c1_3);
      }
      t = v128.load32_splat(a, 8);
      c2_0 = multiplyAdd(t, b0, c2_0);
      c2_1 = multiplyAdd(t, b1, c2_1);
      if (sizeof<V>() == 2) {
        c2_2 = multiplyAdd(t, b2, c2_2);
        c2_3 = multiplyAdd(t, b3, c2_3);
      }
      a += step;
      b += ldb;
    }
    a += skip;
  }
  finishRow<V>(g, c0_0, c0_1, c0_2, c0_3, g, 0);
  if (valid < 2) return;
  g += ldb;
  finishRow<V>(g, c1_0, c1_1, c1_2, c1_3, g, 0);
  if (valid < 3) return;
  g += ldb;
  finishRow<V>(g, c2_0, c2_1, c2_2, c2_3, g, 0);
}
/** The same for five weights. */
function sum5<V>(
  rows: i32, columns: i32, skip: usize, step: usize, a: usize, b: usize, ldb: usize, g: usize, valid: i32,
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
  let c4_0 = f32x4.splat(0);
  let c4_1 = f32x4.splat(0);
  let c4_2 = f32x4.splat(0);
  let c4_3 = f32x4.splat(0);
  let t: v128;
  for (let i = rows; i > 0; i--) {
    for (let j = columns; j > 0; j--) {
      const b0 = v128.load(b, 0),
        b1 = v128.load(b, 16),
        b2 = sizeof<V>() == 2 ? v128.load(b, 32) : b0,
        b3 = sizeof<V>() == 2 ? v128.load(b, 48) : b0;
      t = v128.load32_splat(a, 0);
      c0_0 = multiplyAdd(t, b0, c0_0);
      c0_1 = multiplyAdd(t, b1, c0_1);
      if (sizeof<V>() == 2) {
        c0_2 = multiplyAdd(t, b2, c0_2);
        c0_3 = multiplyAdd(t, b3, c0_3);
      }
      t = v128.load32_splat(a, 4);
      c1_0 = multiplyAdd(t, b0, c1_0);
      c1_1 = multiplyAdd(t, b1, c1_1);
      if (sizeof<V>() == 2) {
        c1_2 = multiplyAdd(t, b2, c1_2);
        c1_3 = multiplyAdd(t, b3, c1_3);
      }
      t = v128.load32_splat(a, 8);
      c2_0 = multiplyAdd(t, b0, c2_0);
      c2_1 = multiplyAdd(t, b1, c2_1);
      if (sizeof<V>() == 2) {
        c2_2 = multiplyAdd(t, b2, c2_2);
        c2_3 = multiplyAdd(t, b3, c2_3);
      }
      t = v128.load32_splat(a, 12);
      c3_0 = multiplyAdd(t, b0, c3_0);
      c3_1 = multiplyAdd(t, b1, c3_1);
      if (sizeof<V>() == 2) {
        c3_2 = multiplyAdd(t, b2, c3_2);
        c3_3 = multiplyAdd(t, b3, c3_3);
      }
      t = v128.load32_splat(a, 16);
      c4_0 = multiplyAdd(t, b0, c4_0);
      c4_1 = multiplyAdd(t, b1, c4_1);
      if (sizeof<V>() == 2) {
        c4_2 = multiplyAdd(t, b2, c4_2);
        c4_3 = multiplyAdd(t, b3, c4_3);
      }
      a += step;
      b += ldb;
    }
    a += skip;
  }
  finishRow<V>(g, c0_0, c0_1, c0_2, c0_3, g, 0);
  if (valid < 2) return;
  g += ldb;
  finishRow<V>(g, c1_0, c1_1, c1_2, c1_3, g, 0);
  if (valid < 3) return;
  g += ldb;
  finishRow<V>(g, c2_0, c2_1, c2_2, c2_3, g, 0);
  if (valid < 4) return;
  g += ldb;
  finishRow<V>(g, c3_0, c3_1, c3_2, c3_3, g, 0);
  if (valid < 5) return;
  g += ldb;
  finishRow<V>(g, c4_0, c4_1, c4_2, c4_3, g, 0);
}
