import { load4, loadPart, multiplyAdd, splatAt } from './vector';

/**
 * C[M,N] = beta·C + A·B for matrices with general strides, so that every transpose is the same kernel.
 * B is packed into panels of 16 (the last of up to 8) columns, block by block; A is packed only when its rows are
 * contiguous the wrong way. All pointers are byte addresses, all strides count floats unless said otherwise.
 */

/** Rows of B (the summed axis) a block. */
export const KC: i32 = 256;
/** Columns of B a block. */
export const NCMAX: i32 = 256;
/** Rows of A a block. */
export const MC: i32 = 96;

/**
 * Whether 16 columns are computed in one pass. One pass is quicker when the virtual machine pairs 128-bit operations
 * into 256-bit ones (16 accumulators then fit the registers), two passes of 8 columns otherwise. Same bits either way.
 */
export let wideTiles: bool = false;
export function setWideTiles(on: i32): void {
  wideTiles = on != 0;
}

/** A panel of `width` columns of which there are `w`; zeros in place of the others. */
function packFewColumns(B: usize, rs: i32, k: i32, w: i32, width: i32, d: usize): void {
  const st = (<usize>rs) << 2;
  const zero = f32x4.splat(0);
  for (let i = 0; i < k; i++) {
    for (let q = 0; q < width; q += 4) {
      v128.store(d, q < w ? loadPart(B + ((<usize>q) << 2), w - q) : zero);
      d += 16;
    }
    B += st;
  }
}
function packNarrowPanels(B: usize, rs: i32, cs: i32, k: i32, n: i32, ws: usize): void {
  // panels of 8 columns, zero padded: [n/8][k][8]
  let d = ws;
  for (let j = 0; j < n; j += 8) {
    const w = min(8, n - j);
    if (w == 8 && cs == 1) {
      let s = B + ((<usize>j) << 2);
      const st = (<usize>rs) << 2;
      for (let i = 0; i < k; i++) {
        v128.store(d, load4(s + 16), 16);
        v128.store(d, load4(s));
        d += 32;
        s += st;
      }
    } else if (w == 8 && rs == 1) {
      // transposed source: columns contiguous
      const st = (<usize>cs) << 2;
      const s0 = B + <usize>j * st;
      let i = 0;
      for (; i + 4 <= k; i += 4) {
        const o = (<usize>i) << 2;
        for (let h = 0; h < 2; h++) {
          const b0 = s0 + <usize>(h * 4) * st + o;
          const r0 = load4(b0),
            r1 = load4(b0 + st),
            r2 = load4(b0 + 2 * st),
            r3 = load4(b0 + 3 * st);
          const t0 = i8x16.shuffle(r0, r1, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23),
            t1 = i8x16.shuffle(r0, r1, 8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31);
          const t2 = i8x16.shuffle(r2, r3, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23),
            t3 = i8x16.shuffle(r2, r3, 8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31);
          const q = d + <usize>(h * 16);
          v128.store(q, i8x16.shuffle(t0, t2, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23));
          v128.store(
            q + 32,
            i8x16.shuffle(t0, t2, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31),
          );
          v128.store(q + 64, i8x16.shuffle(t1, t3, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23));
          v128.store(
            q + 96,
            i8x16.shuffle(t1, t3, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31),
          );
        }
        d += 128;
      }
      for (; i < k; i++) {
        for (let q = 0; q < 8; q++)
          store<f32>(d + ((<usize>q) << 2), load<f32>(s0 + <usize>q * st + ((<usize>i) << 2)));
        d += 32;
      }
    } else if (cs == 1) {
      packFewColumns(B + ((<usize>j) << 2), rs, k, w, 8, d);
      d += (<usize>k) << 5;
    } else {
      for (let i = 0; i < k; i++) {
        const s = B + ((<usize>(i * rs + j * cs)) << 2);
        for (let q = 0; q < w; q++)
          store<f32>(d + ((<usize>q) << 2), load<f32>(s + ((<usize>(q * cs)) << 2)));
        for (let q = w; q < 8; q++) store<f32>(d + ((<usize>q) << 2), 0);
        d += 32;
      }
    }
  }
}
function tile4x8(
  k: i32,
  A: usize,
  rs: usize,
  cs: usize,
  Bp: usize,
  C: usize,
  ldc: usize,
  acc: i32,
): void {
  let c00 = f32x4.splat(0),
    c01 = f32x4.splat(0),
    c10 = f32x4.splat(0),
    c11 = f32x4.splat(0),
    c20 = f32x4.splat(0),
    c21 = f32x4.splat(0),
    c30 = f32x4.splat(0),
    c31 = f32x4.splat(0);
  let b = Bp;
  let a0 = A,
    a1 = A + rs,
    a2 = A + 2 * rs,
    a3 = A + 3 * rs;
  let t: v128;
  for (let i = k; i > 0; i--) {
    // no unrolling: V8 spills accumulators otherwise
    const b0 = v128.load(b, 0),
      b1 = v128.load(b, 16);
    t = splatAt(a0);
    a0 += cs;
    c00 = multiplyAdd(t, b0, c00);
    c01 = multiplyAdd(t, b1, c01);
    t = splatAt(a1);
    a1 += cs;
    c10 = multiplyAdd(t, b0, c10);
    c11 = multiplyAdd(t, b1, c11);
    t = splatAt(a2);
    a2 += cs;
    c20 = multiplyAdd(t, b0, c20);
    c21 = multiplyAdd(t, b1, c21);
    t = splatAt(a3);
    a3 += cs;
    c30 = multiplyAdd(t, b0, c30);
    c31 = multiplyAdd(t, b1, c31);
    b += 32;
  }
  let c = C;
  if (acc) {
    c00 = f32x4.add(c00, load4(c));
    c01 = f32x4.add(c01, v128.load(c, 16));
    c += ldc;
    c10 = f32x4.add(c10, load4(c));
    c11 = f32x4.add(c11, v128.load(c, 16));
    c += ldc;
    c20 = f32x4.add(c20, load4(c));
    c21 = f32x4.add(c21, v128.load(c, 16));
    c += ldc;
    c30 = f32x4.add(c30, load4(c));
    c31 = f32x4.add(c31, v128.load(c, 16));
    c = C;
  }
  v128.store(c, c01, 16);
  v128.store(c, c00);
  c += ldc;
  v128.store(c, c11, 16);
  v128.store(c, c10);
  c += ldc;
  v128.store(c, c21, 16);
  v128.store(c, c20);
  c += ldc;
  v128.store(c, c31, 16);
  v128.store(c, c30);
}
// fringe: any m<=6 rows, n<=8 columns (B panel is padded to 8)
function tileFringe(
  m: i32,
  n: i32,
  k: i32,
  A: usize,
  rs: usize,
  cs: usize,
  Bp: usize,
  C: usize,
  ldc: usize,
  acc: i32,
  tmp: usize,
): void {
  for (let r = 0; r < m; r++) {
    let c0 = f32x4.splat(0),
      c1 = c0,
      d0 = c0,
      d1 = c0;
    let a = A + <usize>r * rs,
      b = Bp;
    let i = 0;
    for (; i + 2 <= k; i += 2) {
      let t = splatAt(a);
      c0 = multiplyAdd(t, load4(b), c0);
      c1 = multiplyAdd(t, v128.load(b, 16), c1);
      t = splatAt(a + cs);
      d0 = multiplyAdd(t, v128.load(b, 32), d0);
      d1 = multiplyAdd(t, v128.load(b, 48), d1);
      a += cs + cs;
      b += 64;
    }
    if (i < k) {
      const t = splatAt(a);
      c0 = multiplyAdd(t, load4(b), c0);
      c1 = multiplyAdd(t, v128.load(b, 16), c1);
    }
    c0 = f32x4.add(c0, d0);
    c1 = f32x4.add(c1, d1);
    const c = C + <usize>r * ldc;
    if (n == 8) {
      if (acc) {
        c0 = f32x4.add(c0, load4(c));
        c1 = f32x4.add(c1, v128.load(c, 16));
      }
      v128.store(c, c1, 16);
      v128.store(c, c0);
    } else {
      v128.store(tmp, c1, 16);
      v128.store(tmp, c0);
      storeTile(tmp, 32, 1, n, c, ldc, acc);
    }
  }
}
/** The first `n` columns of a tile at `s`, whose rows are `step` bytes apart, to C. */
function storeTile(s: usize, step: usize, rows: i32, n: i32, C: usize, ldc: usize, acc: i32): void {
  const whole = (<usize>(n & ~3)) << 2;
  const bytes = (<usize>n) << 2;
  for (let r = 0; r < rows; r++) {
    let o: usize = 0;
    for (; o < whole; o += 16) v128.store(C + o, acc ? f32x4.add(load4(s + o), load4(C + o)) : load4(s + o));
    for (; o < bytes; o += 4) store<f32>(C + o, acc ? load<f32>(s + o) + load<f32>(C + o) : load<f32>(s + o));
    s += step;
    C += ldc;
  }
}

function wide4x16(
  k: i32,
  A: usize,
  rs: usize,
  cs: usize,
  Bp: usize,
  C: usize,
  ldc: usize,
  acc: i32,
): void {
  let c0_0 = f32x4.splat(0),
    c0_1 = f32x4.splat(0),
    c0_2 = f32x4.splat(0),
    c0_3 = f32x4.splat(0),
    c1_0 = f32x4.splat(0),
    c1_1 = f32x4.splat(0),
    c1_2 = f32x4.splat(0),
    c1_3 = f32x4.splat(0),
    c2_0 = f32x4.splat(0),
    c2_1 = f32x4.splat(0),
    c2_2 = f32x4.splat(0),
    c2_3 = f32x4.splat(0),
    c3_0 = f32x4.splat(0),
    c3_1 = f32x4.splat(0),
    c3_2 = f32x4.splat(0),
    c3_3 = f32x4.splat(0);
  let b = Bp;
  let t: v128;
  let a0 = A + 0 * rs,
    a1 = A + 1 * rs,
    a2 = A + 2 * rs,
    a3 = A + 3 * rs;
  for (let i = k; i > 0; i--) {
    const b0 = v128.load(b, 0),
      b1 = v128.load(b, 16),
      b2 = v128.load(b, 32),
      b3 = v128.load(b, 48);
    t = v128.load32_splat(a0);
    a0 += cs;
    c0_0 = multiplyAdd(t, b0, c0_0);
    c0_1 = multiplyAdd(t, b1, c0_1);
    c0_2 = multiplyAdd(t, b2, c0_2);
    c0_3 = multiplyAdd(t, b3, c0_3);
    t = v128.load32_splat(a1);
    a1 += cs;
    c1_0 = multiplyAdd(t, b0, c1_0);
    c1_1 = multiplyAdd(t, b1, c1_1);
    c1_2 = multiplyAdd(t, b2, c1_2);
    c1_3 = multiplyAdd(t, b3, c1_3);
    t = v128.load32_splat(a2);
    a2 += cs;
    c2_0 = multiplyAdd(t, b0, c2_0);
    c2_1 = multiplyAdd(t, b1, c2_1);
    c2_2 = multiplyAdd(t, b2, c2_2);
    c2_3 = multiplyAdd(t, b3, c2_3);
    t = v128.load32_splat(a3);
    a3 += cs;
    c3_0 = multiplyAdd(t, b0, c3_0);
    c3_1 = multiplyAdd(t, b1, c3_1);
    c3_2 = multiplyAdd(t, b2, c3_2);
    c3_3 = multiplyAdd(t, b3, c3_3);
    b += 64;
  }
  let c = C;
  if (acc) {
    c0_0 = f32x4.add(c0_0, v128.load(c, 0));
    c0_1 = f32x4.add(c0_1, v128.load(c, 16));
    c0_2 = f32x4.add(c0_2, v128.load(c, 32));
    c0_3 = f32x4.add(c0_3, v128.load(c, 48));
    c += ldc;
    c1_0 = f32x4.add(c1_0, v128.load(c, 0));
    c1_1 = f32x4.add(c1_1, v128.load(c, 16));
    c1_2 = f32x4.add(c1_2, v128.load(c, 32));
    c1_3 = f32x4.add(c1_3, v128.load(c, 48));
    c += ldc;
    c2_0 = f32x4.add(c2_0, v128.load(c, 0));
    c2_1 = f32x4.add(c2_1, v128.load(c, 16));
    c2_2 = f32x4.add(c2_2, v128.load(c, 32));
    c2_3 = f32x4.add(c2_3, v128.load(c, 48));
    c += ldc;
    c3_0 = f32x4.add(c3_0, v128.load(c, 0));
    c3_1 = f32x4.add(c3_1, v128.load(c, 16));
    c3_2 = f32x4.add(c3_2, v128.load(c, 32));
    c3_3 = f32x4.add(c3_3, v128.load(c, 48));
    c += ldc;
    c = C;
  }
  v128.store(c, c0_1, 16);
  v128.store(c, c0_0, 0);
  v128.store(c, c0_3, 48);
  v128.store(c, c0_2, 32);
  c += ldc;
  v128.store(c, c1_1, 16);
  v128.store(c, c1_0, 0);
  v128.store(c, c1_3, 48);
  v128.store(c, c1_2, 32);
  c += ldc;
  v128.store(c, c2_1, 16);
  v128.store(c, c2_0, 0);
  v128.store(c, c2_3, 48);
  v128.store(c, c2_2, 32);
  c += ldc;
  v128.store(c, c3_1, 16);
  v128.store(c, c3_0, 0);
  v128.store(c, c3_3, 48);
  v128.store(c, c3_2, 32);
  c += ldc;
}
function wide4x16Packed(k: i32, A: usize, Bp: usize, C: usize, ldc: usize, acc: i32): void {
  let c0_0 = f32x4.splat(0),
    c0_1 = f32x4.splat(0),
    c0_2 = f32x4.splat(0),
    c0_3 = f32x4.splat(0),
    c1_0 = f32x4.splat(0),
    c1_1 = f32x4.splat(0),
    c1_2 = f32x4.splat(0),
    c1_3 = f32x4.splat(0),
    c2_0 = f32x4.splat(0),
    c2_1 = f32x4.splat(0),
    c2_2 = f32x4.splat(0),
    c2_3 = f32x4.splat(0),
    c3_0 = f32x4.splat(0),
    c3_1 = f32x4.splat(0),
    c3_2 = f32x4.splat(0),
    c3_3 = f32x4.splat(0);
  let b = Bp;
  let t: v128;
  let a = A;
  for (let i = k; i > 0; i--) {
    const b0 = v128.load(b, 0),
      b1 = v128.load(b, 16),
      b2 = v128.load(b, 32),
      b3 = v128.load(b, 48);
    t = v128.load32_splat(a, 0);
    c0_0 = multiplyAdd(t, b0, c0_0);
    c0_1 = multiplyAdd(t, b1, c0_1);
    c0_2 = multiplyAdd(t, b2, c0_2);
    c0_3 = multiplyAdd(t, b3, c0_3);
    t = v128.load32_splat(a, 4);
    c1_0 = multiplyAdd(t, b0, c1_0);
    c1_1 = multiplyAdd(t, b1, c1_1);
    c1_2 = multiplyAdd(t, b2, c1_2);
    c1_3 = multiplyAdd(t, b3, c1_3);
    t = v128.load32_splat(a, 8);
    c2_0 = multiplyAdd(t, b0, c2_0);
    c2_1 = multiplyAdd(t, b1, c2_1);
    c2_2 = multiplyAdd(t, b2, c2_2);
    c2_3 = multiplyAdd(t, b3, c2_3);
    t = v128.load32_splat(a, 12);
    c3_0 = multiplyAdd(t, b0, c3_0);
    c3_1 = multiplyAdd(t, b1, c3_1);
    c3_2 = multiplyAdd(t, b2, c3_2);
    c3_3 = multiplyAdd(t, b3, c3_3);
    b += 64;
    a += 16;
  }
  let c = C;
  if (acc) {
    c0_0 = f32x4.add(c0_0, v128.load(c, 0));
    c0_1 = f32x4.add(c0_1, v128.load(c, 16));
    c0_2 = f32x4.add(c0_2, v128.load(c, 32));
    c0_3 = f32x4.add(c0_3, v128.load(c, 48));
    c += ldc;
    c1_0 = f32x4.add(c1_0, v128.load(c, 0));
    c1_1 = f32x4.add(c1_1, v128.load(c, 16));
    c1_2 = f32x4.add(c1_2, v128.load(c, 32));
    c1_3 = f32x4.add(c1_3, v128.load(c, 48));
    c += ldc;
    c2_0 = f32x4.add(c2_0, v128.load(c, 0));
    c2_1 = f32x4.add(c2_1, v128.load(c, 16));
    c2_2 = f32x4.add(c2_2, v128.load(c, 32));
    c2_3 = f32x4.add(c2_3, v128.load(c, 48));
    c += ldc;
    c3_0 = f32x4.add(c3_0, v128.load(c, 0));
    c3_1 = f32x4.add(c3_1, v128.load(c, 16));
    c3_2 = f32x4.add(c3_2, v128.load(c, 32));
    c3_3 = f32x4.add(c3_3, v128.load(c, 48));
    c += ldc;
    c = C;
  }
  v128.store(c, c0_1, 16);
  v128.store(c, c0_0, 0);
  v128.store(c, c0_3, 48);
  v128.store(c, c0_2, 32);
  c += ldc;
  v128.store(c, c1_1, 16);
  v128.store(c, c1_0, 0);
  v128.store(c, c1_3, 48);
  v128.store(c, c1_2, 32);
  c += ldc;
  v128.store(c, c2_1, 16);
  v128.store(c, c2_0, 0);
  v128.store(c, c2_3, 48);
  v128.store(c, c2_2, 32);
  c += ldc;
  v128.store(c, c3_1, 16);
  v128.store(c, c3_0, 0);
  v128.store(c, c3_3, 48);
  v128.store(c, c3_2, 32);
  c += ldc;
}
/** One half (8 columns) of a panel of 16. */
function half4x8(
  k: i32,
  A: usize,
  rs: usize,
  cs: usize,
  Bp: usize,
  C: usize,
  ldc: usize,
  acc: i32,
): void {
  let c00 = f32x4.splat(0),
    c01 = f32x4.splat(0),
    c10 = f32x4.splat(0),
    c11 = f32x4.splat(0),
    c20 = f32x4.splat(0),
    c21 = f32x4.splat(0),
    c30 = f32x4.splat(0),
    c31 = f32x4.splat(0);
  let b = Bp;
  let a0 = A,
    a1 = A + rs,
    a2 = A + 2 * rs,
    a3 = A + 3 * rs;
  let t: v128;
  for (let i = k; i > 0; i--) {
    // no unrolling: V8 spills accumulators otherwise
    const b0 = v128.load(b, 0),
      b1 = v128.load(b, 16);
    t = splatAt(a0);
    a0 += cs;
    c00 = multiplyAdd(t, b0, c00);
    c01 = multiplyAdd(t, b1, c01);
    t = splatAt(a1);
    a1 += cs;
    c10 = multiplyAdd(t, b0, c10);
    c11 = multiplyAdd(t, b1, c11);
    t = splatAt(a2);
    a2 += cs;
    c20 = multiplyAdd(t, b0, c20);
    c21 = multiplyAdd(t, b1, c21);
    t = splatAt(a3);
    a3 += cs;
    c30 = multiplyAdd(t, b0, c30);
    c31 = multiplyAdd(t, b1, c31);
    b += 64;
  }
  let c = C;
  if (acc) {
    c00 = f32x4.add(c00, load4(c));
    c01 = f32x4.add(c01, v128.load(c, 16));
    c += ldc;
    c10 = f32x4.add(c10, load4(c));
    c11 = f32x4.add(c11, v128.load(c, 16));
    c += ldc;
    c20 = f32x4.add(c20, load4(c));
    c21 = f32x4.add(c21, v128.load(c, 16));
    c += ldc;
    c30 = f32x4.add(c30, load4(c));
    c31 = f32x4.add(c31, v128.load(c, 16));
    c = C;
  }
  v128.store(c, c01, 16);
  v128.store(c, c00);
  c += ldc;
  v128.store(c, c11, 16);
  v128.store(c, c10);
  c += ldc;
  v128.store(c, c21, 16);
  v128.store(c, c20);
  c += ldc;
  v128.store(c, c31, 16);
  v128.store(c, c30);
}

/** Four rows of A by one panel of 16 columns; `rs`, `cs`, `ldc` in bytes; `acc` adds to what C holds. */
function tile4x16(
  k: i32,
  A: usize,
  rs: usize,
  cs: usize,
  Bp: usize,
  C: usize,
  ldc: usize,
  acc: i32,
): void {
  if (wideTiles) {
    wide4x16(k, A, rs, cs, Bp, C, ldc, acc);
  } else {
    half4x8(k, A, rs, cs, Bp, C, ldc, acc);
    half4x8(k, A, rs, cs, Bp + 32, C + 32, ldc, acc);
  }
}

/** The same with the four rows of A packed beside each other. */
function tile4x16Packed(k: i32, A: usize, Bp: usize, C: usize, ldc: usize, acc: i32): void {
  if (wideTiles) {
    wide4x16Packed(k, A, Bp, C, ldc, acc);
  } else {
    half4x8(k, A, 4, 16, Bp, C, ldc, acc);
    half4x8(k, A, 4, 16, Bp + 32, C + 32, ldc, acc);
  }
}

function tile1x16(
  k: i32,
  A: usize,
  rs: usize,
  cs: usize,
  Bp: usize,
  C: usize,
  ldc: usize,
  acc: i32,
): void {
  let c0_0 = f32x4.splat(0),
    c0_1 = f32x4.splat(0),
    c0_2 = f32x4.splat(0),
    c0_3 = f32x4.splat(0);
  let b = Bp;
  let t: v128;
  let a0 = A + 0 * rs;
  for (let i = k; i > 0; i--) {
    const b0 = v128.load(b, 0),
      b1 = v128.load(b, 16),
      b2 = v128.load(b, 32),
      b3 = v128.load(b, 48);
    t = v128.load32_splat(a0);
    a0 += cs;
    c0_0 = multiplyAdd(t, b0, c0_0);
    c0_1 = multiplyAdd(t, b1, c0_1);
    c0_2 = multiplyAdd(t, b2, c0_2);
    c0_3 = multiplyAdd(t, b3, c0_3);
    b += 64;
  }
  let c = C;
  if (acc) {
    c0_0 = f32x4.add(c0_0, v128.load(c, 0));
    c0_1 = f32x4.add(c0_1, v128.load(c, 16));
    c0_2 = f32x4.add(c0_2, v128.load(c, 32));
    c0_3 = f32x4.add(c0_3, v128.load(c, 48));
    c += ldc;
    c = C;
  }
  v128.store(c, c0_1, 16);
  v128.store(c, c0_0, 0);
  v128.store(c, c0_3, 48);
  v128.store(c, c0_2, 32);
  c += ldc;
}
function packWidePanel(B: usize, rs: i32, cs: i32, k: i32, w: i32, d: usize): void {
  // one panel of 16 columns, zero padded
  if (w == 16 && cs == 1) {
    let s = B;
    const st = (<usize>rs) << 2;
    for (let i = 0; i < k; i++) {
      v128.store(d, v128.load(s, 16), 16);
      v128.store(d, load4(s));
      v128.store(d, v128.load(s, 48), 48);
      v128.store(d, v128.load(s, 32), 32);
      d += 64;
      s += st;
    }
    return;
  }
  if (w == 16 && rs == 1) {
    const st = (<usize>cs) << 2;
    let i = 0;
    for (; i + 4 <= k; i += 4) {
      const o = (<usize>i) << 2;
      for (let h = 0; h < 4; h++) {
        const b0 = B + <usize>(h * 4) * st + o;
        const r0 = load4(b0),
          r1 = load4(b0 + st),
          r2 = load4(b0 + 2 * st),
          r3 = load4(b0 + 3 * st);
        const t0 = i8x16.shuffle(r0, r1, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23),
          t1 = i8x16.shuffle(r0, r1, 8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31);
        const t2 = i8x16.shuffle(r2, r3, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23),
          t3 = i8x16.shuffle(r2, r3, 8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31);
        const q = d + <usize>(h * 16);
        v128.store(q, i8x16.shuffle(t0, t2, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23));
        v128.store(
          q + 64,
          i8x16.shuffle(t0, t2, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31),
        );
        v128.store(q + 128, i8x16.shuffle(t1, t3, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23));
        v128.store(
          q + 192,
          i8x16.shuffle(t1, t3, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31),
        );
      }
      d += 256;
    }
    for (; i < k; i++) {
      for (let q = 0; q < 16; q++)
        store<f32>(d + ((<usize>q) << 2), load<f32>(B + <usize>q * st + ((<usize>i) << 2)));
      d += 64;
    }
    return;
  }
  if (cs == 1) return packFewColumns(B, rs, k, w, 16, d);
  for (let i = 0; i < k; i++) {
    const s = B + ((<usize>(i * rs)) << 2);
    for (let q = 0; q < w; q++) store<f32>(d + ((<usize>q) << 2), load<f32>(s + ((<usize>(q * cs)) << 2)));
    for (let q = w; q < 16; q++) store<f32>(d + ((<usize>q) << 2), 0);
    d += 64;
  }
}
export function packColumns(B: usize, rsB: i32, csB: i32, kb: i32, nb: i32, bp: usize): void {
  let j = 0,
    b = bp;
  for (; j < nb; j += 16) {
    const w = min(16, nb - j);
    const s = B + ((<usize>(j * csB)) << 2);
    if (w > 8) {
      packWidePanel(s, rsB, csB, kb, w, b);
      b += (<usize>kb) << 6;
    } else packNarrowPanels(s, rsB, csB, kb, w, b);
  }
}
function packRows(A: usize, ca: usize, k: i32, d: usize): void {
  let s = A;
  for (let i = 0; i < k; i++) {
    v128.store(d, load4(s));
    d += 16;
    s += ca;
  }
}
/** the product over one K block with B packed at bp; ap: room for MC x KC floats */
export function gemmBlock(
  M: i32,
  nb: i32,
  kb: i32,
  Ak: usize,
  ra: usize,
  ca: usize,
  bp: usize,
  C: usize,
  lc: usize,
  acc: i32,
  tmp: usize,
  ap: usize,
): void {
  const tr = ra == 4 && ca != 4 && nb > 16;
  for (let i0 = 0; i0 < M; i0 += MC) {
    const ie = min(M, i0 + MC);
    const i4 = i0 + ((ie - i0) & ~3);
    if (tr) {
      let d = ap;
      for (let i = i0; i < i4; i += 4) {
        packRows(Ak + <usize>i * ra, ca, kb, d);
        d += (<usize>kb) << 4;
      }
    }
    let b = bp;
    for (let j = 0; j < nb; j += 16) {
      const w = nb - j;
      const cj = C + ((<usize>j) << 2);
      if (w > 8) {
        let i = i0,
          d = ap;
        for (; i < i4; i += 4) {
          const c = cj + <usize>i * lc;
          if (w >= 16) {
            if (tr) tile4x16Packed(kb, d, b, c, lc, acc);
            else tile4x16(kb, Ak + <usize>i * ra, ra, ca, b, c, lc, acc);
          } else {
            tile4x16(kb, Ak + <usize>i * ra, ra, ca, b, tmp, 64, 0);
            storeTile(tmp, 64, 4, w, c, lc, acc);
          }
          d += (<usize>kb) << 4;
        }
        if (i < ie && w >= 16 && ie >= 4) {
          const m = ie - i;
          tile4x16(kb, Ak + <usize>(ie - 4) * ra, ra, ca, b, tmp, 64, 0);
          storeTile(tmp + ((<usize>(4 - m)) << 6), 64, m, 16, cj + <usize>i * lc, lc, acc);
          i = ie;
        }
        for (; i < ie; i++) {
          const c = cj + <usize>i * lc;
          if (w >= 16) tile1x16(kb, Ak + <usize>i * ra, ra, ca, b, c, lc, acc);
          else {
            tile1x16(kb, Ak + <usize>i * ra, ra, ca, b, tmp, 64, 0);
            storeTile(tmp, 64, 1, w, c, lc, acc);
          }
        }
        b += (<usize>kb) << 6;
      } else {
        let i = i0;
        for (; i < i4; i += 4) {
          const c = cj + <usize>i * lc;
          if (w == 8) tile4x8(kb, Ak + <usize>i * ra, ra, ca, b, c, lc, acc);
          else {
            tile4x8(kb, Ak + <usize>i * ra, ra, ca, b, tmp, 32, 0);
            storeTile(tmp, 32, 4, w, c, lc, acc);
          }
        }
        if (i < ie)
          tileFringe(ie - i, w, kb, Ak + <usize>i * ra, ra, ca, b, cj + <usize>i * lc, lc, acc, tmp);
      }
    }
  }
}
/** Where packed columns of B and packed rows of A lie in a workspace, which begins with room for one tile. */
export function packedColumns(ws: usize): usize {
  return ws + 512;
}
export function packedRows(ws: usize): usize {
  return packedColumns(ws) + 256 * 256 * 4;
}
/** ws must hold 512 + 256*256*4 + 256 + 96*256*4 bytes */
export function gemm(
  M: i32,
  N: i32,
  K: i32,
  A: usize,
  rsA: i32,
  csA: i32,
  B: usize,
  rsB: i32,
  csB: i32,
  C: usize,
  ldc: i32,
  beta: i32,
  ws: usize,
): void {
  const tmp = ws;
  const bp = packedColumns(ws);
  const ap = packedRows(ws);
  const ra = (<usize>rsA) << 2,
    ca = (<usize>csA) << 2,
    lc = (<usize>ldc) << 2;
  if (K == 0) {
    if (!beta) for (let i = 0; i < M; i++) memory.fill(C + <usize>i * lc, 0, (<usize>N) << 2);
    return;
  }
  for (let j0 = 0; j0 < N; j0 += NCMAX) {
    const nb = min(NCMAX, N - j0);
    for (let k0 = 0; k0 < K; k0 += KC) {
      const kb = min(KC, K - k0);
      packColumns(B + ((<usize>(k0 * rsB + j0 * csB)) << 2), rsB, csB, kb, nb, bp);
      gemmBlock(
        M,
        nb,
        kb,
        A + <usize>k0 * ca,
        ra,
        ca,
        bp,
        C + ((<usize>j0) << 2),
        lc,
        beta || k0 > 0 ? 1 : 0,
        tmp,
        ap,
      );
    }
  }
}
/** Products of `nb` matrices, `sa`, `sb` and `sc` floats apart, added to what C holds where `more`. */
export function batchGemm(
  nb: i32,
  sa: i32,
  sb: i32,
  sc: i32,
  M: i32,
  N: i32,
  K: i32,
  A: usize,
  rsA: i32,
  csA: i32,
  B: usize,
  rsB: i32,
  csB: i32,
  C: usize,
  more: i32,
  ws: usize,
): void {
  for (let b = 0; b < nb; b++)
    gemm(
      M,
      N,
      K,
      A + ((<usize>(b * sa)) << 2),
      rsA,
      csA,
      B + ((<usize>(b * sb)) << 2),
      rsB,
      csB,
      C + ((<usize>(b * sc)) << 2),
      N,
      more,
      ws,
    );
}
