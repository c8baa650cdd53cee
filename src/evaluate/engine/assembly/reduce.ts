import { addFloats, load4, sumLanes } from './vector';

/**
 * out[C] = scale times the sum over the rows of x[M,C], added to what is there where `more`. For accuracy it is the sum of
 * the sums over `block` rows.
 */
export function sumColumns(x: usize, M: i32, C: i32, out: usize, scale: f32, block: i32, more: i32): void {
  if (!more) memory.fill(out, 0, (<usize>C) << 2);
  const C4 = C & ~3;
  const st = (<usize>C) << 2;
  for (let m0 = 0; m0 < M; m0 += block) {
    const m1 = min(M, m0 + block);
    let c = 0;
    for (; c + 16 <= C; c += 16) {
      let a0 = f32x4.splat(0),
        a1 = a0,
        a2 = a0,
        a3 = a0;
      let p = x + <usize>m0 * st + ((<usize>c) << 2);
      for (let m = m0; m < m1; m++) {
        a0 = f32x4.add(a0, load4(p));
        a1 = f32x4.add(a1, v128.load(p, 16));
        a2 = f32x4.add(a2, v128.load(p, 32));
        a3 = f32x4.add(a3, v128.load(p, 48));
        p += st;
      }
      const o = out + ((<usize>c) << 2);
      v128.store(o, f32x4.add(load4(o), a0));
      v128.store(o + 16, f32x4.add(load4(o + 16), a1));
      v128.store(o + 32, f32x4.add(load4(o + 32), a2));
      v128.store(o + 48, f32x4.add(load4(o + 48), a3));
    }
    for (; c < C4; c += 4) {
      let a0 = f32x4.splat(0);
      let p = x + <usize>m0 * st + ((<usize>c) << 2);
      for (let m = m0; m < m1; m++) {
        a0 = f32x4.add(a0, load4(p));
        p += st;
      }
      const o = out + ((<usize>c) << 2);
      v128.store(o, f32x4.add(load4(o), a0));
    }
    for (; c < C; c++) {
      let a: f32 = 0;
      let p = x + <usize>m0 * st + ((<usize>c) << 2);
      for (let m = m0; m < m1; m++) {
        a += load<f32>(p);
        p += st;
      }
      const o = out + ((<usize>c) << 2);
      store<f32>(o, load<f32>(o) + a);
    }
  }
  if (scale != 1)
    for (let c = 0; c < C; c++) {
      const o = out + ((<usize>c) << 2);
      store<f32>(o, load<f32>(o) * scale);
    }
}
export function sumRows(x: usize, M: i32, C: i32, out: usize, scale: f32): void {
  for (let m = 0; m < M; m++) {
    const p = x + ((<usize>(m * C)) << 2);
    let a0 = f32x4.splat(0),
      a1 = a0;
    let c = 0;
    for (; c + 8 <= C; c += 8) {
      a0 = f32x4.add(a0, load4(p + ((<usize>c) << 2)));
      a1 = f32x4.add(a1, load4(p + ((<usize>c) << 2) + 16));
    }
    let s = sumLanes(f32x4.add(a0, a1));
    for (; c < C; c++) s += load<f32>(p + ((<usize>c) << 2));
    store<f32>(out + ((<usize>m) << 2), s * scale);
  }
}
export function segmentSum(x: usize, ids: usize, n: i32, C: i32, S_: i32, o: usize): void {
  memory.fill(o, 0, (<usize>(S_ * C)) << 2);
  for (let i = 0; i < n; i++) {
    const s = load<i32>(ids + ((<usize>i) << 2));
    if (<u32>s < <u32>S_) addFloats(o + ((<usize>(s * C)) << 2), x + ((<usize>(i * C)) << 2), C);
  }
}

/** out[C] = the largest of each column of x[M, C]; NaN where one is. M is at least 1. */
export function maxColumns(x: usize, M: i32, C: i32, out: usize): void {
  const row = (<usize>C) << 2;
  memory.copy(out, x, row);
  for (let m = 1; m < M; m++) {
    x += row;
    let c: usize = 0;
    for (; c + 16 <= row; c += 16) v128.store(out + c, f32x4.max(load4(out + c), load4(x + c)));
    for (; c < row; c += 4) store<f32>(out + c, max<f32>(load<f32>(out + c), load<f32>(x + c)));
  }
}

/** The gradient of a largest value: o = dy where x is the largest one y of its column, 0 elsewhere. Equal ones all count. */
export function maxColumnsGradient(dy: usize, x: usize, y: usize, o: usize, outer: i32, M: i32, C: i32): void {
  const row = (<usize>C) << 2;
  for (let i = 0; i < outer; i++, dy += row, y += row)
    for (let m = 0; m < M; m++, x += row, o += row) {
      let c: usize = 0;
      for (; c + 16 <= row; c += 16) {
        v128.store(o + c, v128.and(f32x4.eq(load4(x + c), load4(y + c)), load4(dy + c)));
      }
      for (; c < row; c += 4) {
        const isLargest = load<f32>(x + c) == load<f32>(y + c);
        store<f32>(o + c, isLargest ? load<f32>(dy + c) : 0);
      }
    }
}
