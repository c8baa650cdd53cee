import { load4, multiplyAdd, splatAt } from './vector';

/**
 * Tiles: a few rows of A by a panel of columns of B, their sums in registers. Rows of A are `rs` bytes apart and their
 * elements `cs`, rows of B `step`, rows of C `ldc`; `acc` adds to what C holds. Every sum goes along k in order, so that
 * all tiles give the same bits (but for tileFringe).
 *
 * The virtual machine folds no offset into a load that spreads one number: a number of A takes two instructions, eight
 * of B one. So two rows by many columns need the fewest: 24 for the 12 products of 2×48, 18 for the 8 of 2×32, 20 for
 * the 8 of 4×16. Loops end by their pointer, which spares a counter (4×8 has one: without pairing it is a quarter quicker
 * so), and are not unrolled by hand: the virtual machine does it where a loop is the only one of its function, and spills
 * accumulators otherwise. Binaryen inlines a function that is called from one place; each tile is called from two.
 */

/**
 * Whether panels have 48 and 32 columns, which is quicker where the virtual machine pairs 128-bit operations into 256-bit
 * ones (24 accumulators then fit the registers), or 16, as two passes of 4×8. Same bits either way.
 */
export let wideTiles: bool = false;
export function setWideTiles(on: i32): void {
  wideTiles = on != 0;
}

/** Types stand for numbers of vectors, since a generic function is compiled anew for each. */
export type Eight = i8;
export type Twelve = i16;

/** Bytes of a row of a panel of `P` vectors. */
@inline
export function panelBytes<P>(): usize {
  return sizeof<P>() == 2 ? 192 : 128;
}

/** Two rows of A by a panel of `P` vectors, eight or twelve. */
export function tile2x<P>(
  k: i32, A: usize, rs: usize, cs: usize, b: usize, step: usize, C: usize, ldc: usize, acc: i32,
): void {
  let c0_0 = f32x4.splat(0), c0_1 = f32x4.splat(0), c0_2 = f32x4.splat(0), c0_3 = f32x4.splat(0);
  let c0_4 = f32x4.splat(0), c0_5 = f32x4.splat(0), c0_6 = f32x4.splat(0), c0_7 = f32x4.splat(0);
  let c0_8 = f32x4.splat(0), c0_9 = f32x4.splat(0), c0_10 = f32x4.splat(0), c0_11 = f32x4.splat(0);
  let c1_0 = f32x4.splat(0), c1_1 = f32x4.splat(0), c1_2 = f32x4.splat(0), c1_3 = f32x4.splat(0);
  let c1_4 = f32x4.splat(0), c1_5 = f32x4.splat(0), c1_6 = f32x4.splat(0), c1_7 = f32x4.splat(0);
  let c1_8 = f32x4.splat(0), c1_9 = f32x4.splat(0), c1_10 = f32x4.splat(0), c1_11 = f32x4.splat(0);
  const end = b + <usize>k * step;
  let a0 = A;
  let a1 = A + rs;
  while (b != end) {
    const t0 = splatAt(a0);
    a0 += cs;
    const t1 = splatAt(a1);
    a1 += cs;
    const b0 = v128.load(b, 0);
    const b1 = v128.load(b, 16);
    c0_0 = multiplyAdd(t0, b0, c0_0);
    c0_1 = multiplyAdd(t0, b1, c0_1);
    c1_0 = multiplyAdd(t1, b0, c1_0);
    c1_1 = multiplyAdd(t1, b1, c1_1);
    const b2 = v128.load(b, 32);
    const b3 = v128.load(b, 48);
    c0_2 = multiplyAdd(t0, b2, c0_2);
    c0_3 = multiplyAdd(t0, b3, c0_3);
    c1_2 = multiplyAdd(t1, b2, c1_2);
    c1_3 = multiplyAdd(t1, b3, c1_3);
    const b4 = v128.load(b, 64);
    const b5 = v128.load(b, 80);
    c0_4 = multiplyAdd(t0, b4, c0_4);
    c0_5 = multiplyAdd(t0, b5, c0_5);
    c1_4 = multiplyAdd(t1, b4, c1_4);
    c1_5 = multiplyAdd(t1, b5, c1_5);
    const b6 = v128.load(b, 96);
    const b7 = v128.load(b, 112);
    c0_6 = multiplyAdd(t0, b6, c0_6);
    c0_7 = multiplyAdd(t0, b7, c0_7);
    c1_6 = multiplyAdd(t1, b6, c1_6);
    c1_7 = multiplyAdd(t1, b7, c1_7);
    if (sizeof<P>() == 2) {
      const b8 = v128.load(b, 128);
      const b9 = v128.load(b, 144);
      c0_8 = multiplyAdd(t0, b8, c0_8);
      c0_9 = multiplyAdd(t0, b9, c0_9);
      c1_8 = multiplyAdd(t1, b8, c1_8);
      c1_9 = multiplyAdd(t1, b9, c1_9);
      const b10 = v128.load(b, 160);
      const b11 = v128.load(b, 176);
      c0_10 = multiplyAdd(t0, b10, c0_10);
      c0_11 = multiplyAdd(t0, b11, c0_11);
      c1_10 = multiplyAdd(t1, b10, c1_10);
      c1_11 = multiplyAdd(t1, b11, c1_11);
    }
    b += step;
  }
  const d = C + ldc;
  if (acc) {
    c0_0 = f32x4.add(c0_0, v128.load(C, 0));
    c0_1 = f32x4.add(c0_1, v128.load(C, 16));
    c1_0 = f32x4.add(c1_0, v128.load(d, 0));
    c1_1 = f32x4.add(c1_1, v128.load(d, 16));
    c0_2 = f32x4.add(c0_2, v128.load(C, 32));
    c0_3 = f32x4.add(c0_3, v128.load(C, 48));
    c1_2 = f32x4.add(c1_2, v128.load(d, 32));
    c1_3 = f32x4.add(c1_3, v128.load(d, 48));
    c0_4 = f32x4.add(c0_4, v128.load(C, 64));
    c0_5 = f32x4.add(c0_5, v128.load(C, 80));
    c1_4 = f32x4.add(c1_4, v128.load(d, 64));
    c1_5 = f32x4.add(c1_5, v128.load(d, 80));
    c0_6 = f32x4.add(c0_6, v128.load(C, 96));
    c0_7 = f32x4.add(c0_7, v128.load(C, 112));
    c1_6 = f32x4.add(c1_6, v128.load(d, 96));
    c1_7 = f32x4.add(c1_7, v128.load(d, 112));
    if (sizeof<P>() == 2) {
      c0_8 = f32x4.add(c0_8, v128.load(C, 128));
      c0_9 = f32x4.add(c0_9, v128.load(C, 144));
      c1_8 = f32x4.add(c1_8, v128.load(d, 128));
      c1_9 = f32x4.add(c1_9, v128.load(d, 144));
      c0_10 = f32x4.add(c0_10, v128.load(C, 160));
      c0_11 = f32x4.add(c0_11, v128.load(C, 176));
      c1_10 = f32x4.add(c1_10, v128.load(d, 160));
      c1_11 = f32x4.add(c1_11, v128.load(d, 176));
    }
  }
  v128.store(C, c0_1, 16);
  v128.store(C, c0_0, 0);
  v128.store(d, c1_1, 16);
  v128.store(d, c1_0, 0);
  v128.store(C, c0_3, 48);
  v128.store(C, c0_2, 32);
  v128.store(d, c1_3, 48);
  v128.store(d, c1_2, 32);
  v128.store(C, c0_5, 80);
  v128.store(C, c0_4, 64);
  v128.store(d, c1_5, 80);
  v128.store(d, c1_4, 64);
  v128.store(C, c0_7, 112);
  v128.store(C, c0_6, 96);
  v128.store(d, c1_7, 112);
  v128.store(d, c1_6, 96);
  if (sizeof<P>() == 2) {
    v128.store(C, c0_9, 144);
    v128.store(C, c0_8, 128);
    v128.store(d, c1_9, 144);
    v128.store(d, c1_8, 128);
    v128.store(C, c0_11, 176);
    v128.store(C, c0_10, 160);
    v128.store(d, c1_11, 176);
    v128.store(d, c1_10, 160);
  }
}

/** Four rows of A by 16 columns. */
export function tile4x16(
  k: i32, A: usize, rs: usize, cs: usize, b: usize, step: usize, C: usize, ldc: usize, acc: i32,
): void {
  if (wideTiles) wide4x16(k, A, rs, cs, b, step, C, ldc, acc);
  else {
    tile4x8(k, A, rs, cs, b, step, C, ldc, acc);
    tile4x8(k, A, rs, cs, b + 32, step, C + 32, ldc, acc);
  }
}
function wide4x16(
  k: i32, A: usize, rs: usize, cs: usize, b: usize, step: usize, C: usize, ldc: usize, acc: i32,
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
  const end = b + <usize>k * step;
  let t: v128;
  let a0 = A,
    a1 = A + rs,
    a2 = A + 2 * rs,
    a3 = A + 3 * rs;
  while (b != end) {
    const b0 = v128.load(b, 0),
      b1 = v128.load(b, 16),
      b2 = v128.load(b, 32),
      b3 = v128.load(b, 48);
    t = splatAt(a0);
    a0 += cs;
    c0_0 = multiplyAdd(t, b0, c0_0);
    c0_1 = multiplyAdd(t, b1, c0_1);
    c0_2 = multiplyAdd(t, b2, c0_2);
    c0_3 = multiplyAdd(t, b3, c0_3);
    t = splatAt(a1);
    a1 += cs;
    c1_0 = multiplyAdd(t, b0, c1_0);
    c1_1 = multiplyAdd(t, b1, c1_1);
    c1_2 = multiplyAdd(t, b2, c1_2);
    c1_3 = multiplyAdd(t, b3, c1_3);
    t = splatAt(a2);
    a2 += cs;
    c2_0 = multiplyAdd(t, b0, c2_0);
    c2_1 = multiplyAdd(t, b1, c2_1);
    c2_2 = multiplyAdd(t, b2, c2_2);
    c2_3 = multiplyAdd(t, b3, c2_3);
    t = splatAt(a3);
    a3 += cs;
    c3_0 = multiplyAdd(t, b0, c3_0);
    c3_1 = multiplyAdd(t, b1, c3_1);
    c3_2 = multiplyAdd(t, b2, c3_2);
    c3_3 = multiplyAdd(t, b3, c3_3);
    b += step;
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
}

/** One row of A by 16 columns. */
export function tile1x16(k: i32, A: usize, cs: usize, b: usize, step: usize, C: usize, acc: i32): void {
  let c0_0 = f32x4.splat(0),
    c0_1 = f32x4.splat(0),
    c0_2 = f32x4.splat(0),
    c0_3 = f32x4.splat(0);
  const end = b + <usize>k * step;
  let a = A;
  while (b != end) {
    const b0 = v128.load(b, 0),
      b1 = v128.load(b, 16),
      b2 = v128.load(b, 32),
      b3 = v128.load(b, 48);
    const t = splatAt(a);
    a += cs;
    c0_0 = multiplyAdd(t, b0, c0_0);
    c0_1 = multiplyAdd(t, b1, c0_1);
    c0_2 = multiplyAdd(t, b2, c0_2);
    c0_3 = multiplyAdd(t, b3, c0_3);
    b += step;
  }
  if (acc) {
    c0_0 = f32x4.add(c0_0, v128.load(C, 0));
    c0_1 = f32x4.add(c0_1, v128.load(C, 16));
    c0_2 = f32x4.add(c0_2, v128.load(C, 32));
    c0_3 = f32x4.add(c0_3, v128.load(C, 48));
  }
  v128.store(C, c0_1, 16);
  v128.store(C, c0_0, 0);
  v128.store(C, c0_3, 48);
  v128.store(C, c0_2, 32);
}

/** Four rows of A by 8 columns. */
export function tile4x8(
  k: i32, A: usize, rs: usize, cs: usize, b: usize, step: usize, C: usize, ldc: usize, acc: i32,
): void {
  let c00 = f32x4.splat(0),
    c01 = f32x4.splat(0),
    c10 = f32x4.splat(0),
    c11 = f32x4.splat(0),
    c20 = f32x4.splat(0),
    c21 = f32x4.splat(0),
    c30 = f32x4.splat(0),
    c31 = f32x4.splat(0);
  let a0 = A,
    a1 = A + rs,
    a2 = A + 2 * rs,
    a3 = A + 3 * rs;
  let t: v128;
  for (let i = k; i > 0; i--) {
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
    b += step;
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

/** Up to three rows of A by the n columns that there are of a panel of 8. */
export function tileFringe(
  m: i32, n: i32, k: i32, A: usize, rs: usize, cs: usize, Bp: usize, C: usize, ldc: usize, acc: i32, tmp: usize,
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
export function storeTile(s: usize, step: usize, rows: i32, n: i32, C: usize, ldc: usize, acc: i32): void {
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
