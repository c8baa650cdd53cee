import { fillFloats } from './elementwise';
import { copyFloats, copyOver, loadPart, transpose4x4, zeroFloats } from './vector';

export function repeatRow(row: usize, M: i32, C: i32, o: usize): void {
  for (let m = 0; m < M; m++) copyFloats(o + ((<usize>(m * C)) << 2), row, C);
}
export function repeatColumn(col: usize, M: i32, C: i32, o: usize): void {
  for (let m = 0; m < M; m++) {
    const v = load<f32>(col + ((<usize>m) << 2));
    const s = f32x4.splat(v);
    const d = o + ((<usize>(m * C)) << 2);
    let c = 0;
    for (; c + 4 <= C; c += 4) v128.store(d + ((<usize>c) << 2), s);
    for (; c < C; c++) store<f32>(d + ((<usize>c) << 2), v);
  }
}
export function copyRows(y: usize, ys: i32, x: usize, xs: i32, n: i32, C: i32): void {
  for (let i = 0; i < n; i++) copyFloats(y + ((<usize>(i * ys)) << 2), x + ((<usize>(i * xs)) << 2), C);
}
/** Rows of C floats → rows of `wide`, with zeros behind. */
export function widenRows(x: usize, o: usize, M: i32, C: i32, wide: i32): void {
  const xs = (<usize>C) << 2;
  const os = (<usize>wide) << 2;
  // A last vector that is not whole brings its zeros with it, where there is room.
  const mixed = (C & 3) != 0 && (C | 3) < wide;
  const head = mixed ? C & ~3 : C;
  const filled = mixed ? head + 4 : C;
  for (let m = 0; m < M; m++) {
    copyFloats(o, x, head);
    if (mixed) v128.store(o + ((<usize>head) << 2), loadPart(x + ((<usize>head) << 2), C & 3));
    zeroFloats(o + ((<usize>filled) << 2), wide - filled);
    x += xs;
    o += os;
  }
}
/** The first C floats of rows of `wide`. */
export function narrowRows(x: usize, o: usize, M: i32, wide: i32, C: i32): void {
  const xs = (<usize>wide) << 2;
  const os = (<usize>C) << 2;
  for (let m = 0; m < M; m++) {
    // Whole vectors write over the beginning of the rows that follow, which come later.
    if (m + 4 < M) copyOver(o, x, C);
    else copyFloats(o, x, C);
    x += xs;
    o += os;
  }
}
/** batched 2-D transpose [b,R,C] -> [b,C,R], 4x4 blocks */
export function transposeBatch(x: usize, b: i32, R: i32, C: i32, o: usize): void {
  for (let n = 0; n < b; n++) {
    const X = x + ((<usize>(n * R * C)) << 2),
      O = o + ((<usize>(n * R * C)) << 2);
    const xs = (<usize>C) << 2,
      os = (<usize>R) << 2;
    const R4 = R & ~3,
      C4 = C & ~3;
    for (let i0 = 0; i0 < R4; i0 += 32) {
      const i1 = min(R4, i0 + 32);
      for (let j = 0; j < C4; j += 4)
        for (let i = i0; i < i1; i += 4) {
          const s = X + <usize>i * xs + ((<usize>j) << 2),
            d = O + <usize>j * os + ((<usize>i) << 2);
          transpose4x4(s, xs, d, os);
        }
    }
    for (let i = 0; i < R; i++)
      for (let j = i < R4 ? C4 : 0; j < C; j++)
        store<f32>(O + <usize>j * os + ((<usize>i) << 2), load<f32>(X + <usize>i * xs + ((<usize>j) << 2)));
  }
}

export function copyBytes(d: usize, s: usize, n: i32): void {
  memory.copy(d, s, n);
}
export function gatherRows(x: usize, ids: usize, n: i32, inner: i32, o: usize, rows: i32): i32 {
  for (let i = 0; i < n; i++) {
    const s = load<i32>(ids + ((<usize>i) << 2));
    if (<u32>s >= <u32>rows) return 1;
    copyFloats(o + ((<usize>(i * inner)) << 2), x + ((<usize>(s * inner)) << 2), inner);
  }
  return 0;
}
/** y[b, a1.. ] copy with strides of runs: n runs of len floats */
export function copyRuns(d: usize, ds: i32, s: usize, ss: i32, n: i32, len: i32): void {
  for (let i = 0; i < n; i++) copyFloats(d + ((<usize>(i * ds)) << 2), s + ((<usize>(i * ss)) << 2), len);
}
export function tileAxis(x: usize, o: usize, outer: i32, len: i32, reps: i32): void {
  let d = o;
  const b = (<usize>len) << 2;
  for (let i = 0; i < outer; i++) {
    const s = x + <usize>i * b;
    if (len == 1) {
      const v = load<f32>(s);
      fillFloats(d, v, reps);
      d += (<usize>reps) << 2;
    } else
      for (let r = 0; r < reps; r++) {
        copyFloats(d, s, len);
        d += b;
      }
  }
}

/** out[i][j][k][l] = `run` elements of x at i·s0 + j·s1 + k·s2 + l·s3. */
export function permute(
  x: usize,
  out: usize,
  n0: i32,
  n1: i32,
  n2: i32,
  n3: i32,
  s0: i32,
  s1: i32,
  s2: i32,
  s3: i32,
  run: i32,
): void {
  const step = (<usize>s3) << 2;
  const bytes = (<usize>run) << 2;
  for (let i = 0; i < n0; i++)
    for (let j = 0; j < n1; j++)
      for (let k = 0; k < n2; k++) {
        let from = x + ((<usize>(i * s0 + j * s1 + k * s2)) << 2);
        if (run == 1) {
          for (let l = 0; l < n3; l++, from += step, out += 4) store<i32>(out, load<i32>(from));
        } else {
          for (let l = 0; l < n3; l++, from += step, out += bytes) copyFloats(out, from, run);
        }
      }
}
