import { MAGNITUDE, SIGN } from './constants';

@inline
export function load4(p: usize): v128 {
  return v128.load(p);
}
@inline
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  return f32x4.relaxed_madd(a, b, c);
}
@inline
export function splatAt(p: usize): v128 {
  return v128.load32_splat(p);
}

@inline
export function copyFloats(d: usize, s: usize, n: i32): void {
  // n floats
  let i = 0;
  for (; i + 4 <= n; i += 4) v128.store(d + ((<usize>i) << 2), load4(s + ((<usize>i) << 2)));
  for (; i < n; i++) store<f32>(d + ((<usize>i) << 2), load<f32>(s + ((<usize>i) << 2)));
}
@inline
export function zeroFloats(d: usize, n: i32): void {
  let i = 0;
  const z = f32x4.splat(0);
  for (; i + 4 <= n; i += 4) v128.store(d + ((<usize>i) << 2), z);
  for (; i < n; i++) store<f32>(d + ((<usize>i) << 2), 0);
}
@inline
export function addFloats(d: usize, s: usize, n: i32): void {
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    const q = d + ((<usize>i) << 2);
    v128.store(q, f32x4.add(load4(q), load4(s + ((<usize>i) << 2))));
  }
  for (; i < n; i++) {
    const q = d + ((<usize>i) << 2);
    store<f32>(q, load<f32>(q) + load<f32>(s + ((<usize>i) << 2)));
  }
}
/** to += factor · from */
export function addScaled(to: usize, from: usize, factor: f32, n: i32): void {
  const f = f32x4.splat(factor);
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    const at = (<usize>i) << 2;
    v128.store(to + at, multiplyAdd(load4(from + at), f, load4(to + at)));
  }
  for (; i < n; i++) {
    const at = (<usize>i) << 2;
    store<f32>(to + at, load<f32>(to + at) + load<f32>(from + at) * factor);
  }
}
/** copy n floats in whole vectors: may write up to 3 floats past the end (the next segment overwrites them; buffers have slack) */
@inline
export function copyOver(d: usize, s: usize, n: i32): void {
  const e = d + ((<usize>n) << 2);
  while (d < e) {
    v128.store(d, load4(s));
    d += 16;
    s += 16;
  }
}
@inline
export function zeroOver(d: usize, n: i32): void {
  const e = d + ((<usize>n) << 2);
  const z = f32x4.splat(0);
  while (d < e) {
    v128.store(d, z);
    d += 16;
  }
}
@inline
export function sumLanes(v: v128): f32 {
  return (
    f32x4.extract_lane(v, 0) +
    f32x4.extract_lane(v, 1) +
    (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3))
  );
}
/**
 * The sum of all lanes of two vectors. By way of memory (32 bytes at `tmp`): V8 pairs what leads to neighbouring
 * stores, so that a loop which gathers both vectors is paired too.
 */
@inline
export function sumPair(a: v128, b: v128, tmp: usize): f32 {
  v128.store(tmp, b, 16);
  v128.store(tmp, a);
  return sumLanes(f32x4.add(load4(tmp), v128.load(tmp, 16)));
}
@inline
export function splat(x: f32): v128 {
  return f32x4.splat(x);
}

/** The first `n` floats at p (all four when n ≥ 4); the other lanes are 0. */
@inline
export function loadPart(p: usize, n: i32): v128 {
  return n >= 4 ? v128.load(p) : loadFew(p, n);
}
function loadFew(p: usize, n: i32): v128 {
  let v = v128.load32_zero(p);
  if (n > 1) v = f32x4.replace_lane(v, 1, load<f32>(p, 4));
  if (n > 2) v = f32x4.replace_lane(v, 2, load<f32>(p, 8));
  return v;
}
/** The first `n` lanes to p (all four when n ≥ 4). */
@inline
export function storePart(p: usize, v: v128, n: i32): void {
  if (n >= 4) v128.store(p, v);
  else storeFew(p, v, n);
}
function storeFew(p: usize, v: v128, n: i32): void {
  store<f32>(p, f32x4.extract_lane(v, 0));
  if (n > 1) store<f32>(p, f32x4.extract_lane(v, 1), 4);
  if (n > 2) store<f32>(p, f32x4.extract_lane(v, 2), 8);
}

/** The larger one, and `a` where they cannot be compared. One instruction: f32x4.max takes six. */
@inline
export function larger(a: v128, b: v128): v128 {
  return f32x4.pmax(a, b);
}
/** v, kept between two bounds. NaN stays NaN. */
@inline
export function within(v: v128, low: f32, high: f32): v128 {
  return f32x4.pmax(f32x4.pmin(v, splat(high)), splat(low));
}
// As f32x4.abs and f32x4.neg, which V8 does not pair.
@inline
export function absolute(v: v128): v128 {
  return v128.and(v, i32x4.splat(MAGNITUDE));
}
@inline
export function negative(v: v128): v128 {
  return v128.xor(v, i32x4.splat(SIGN));
}
@inline
export function largerOne(a: f32, b: f32): f32 {
  return a < b ? b : a;
}
/** max(v, 0). NaN stays NaN. */
@inline
export function positive(v: v128): v128 {
  return larger(v, f32x4.splat(0));
}
@inline
export function positiveOne(v: f32): f32 {
  return largerOne(v, 0);
}

/** A mask of the lanes behind the first `bytes`: what is fresh where a last vector begins before the others end. */
@inline
export function lanesFrom(bytes: usize): v128 {
  return i32x4.ge_s(i32x4(0, 4, 8, 12), i32x4.splat(<i32>bytes));
}

/** Four rows at s, `rs` bytes apart, become four columns at d, whose rows are `step` bytes apart. */
@inline
export function transpose4x4(s: usize, rs: usize, d: usize, step: usize): void {
  const r0 = load4(s),
    r1 = load4(s + rs),
    r2 = load4(s + 2 * rs),
    r3 = load4(s + 3 * rs);
  const t0 = i8x16.shuffle(r0, r1, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23),
    t1 = i8x16.shuffle(r0, r1, 8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31);
  const t2 = i8x16.shuffle(r2, r3, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23),
    t3 = i8x16.shuffle(r2, r3, 8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31);
  v128.store(d, i8x16.shuffle(t0, t2, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23));
  v128.store(d + step, i8x16.shuffle(t0, t2, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31));
  v128.store(d + 2 * step, i8x16.shuffle(t1, t3, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23));
  v128.store(d + 3 * step, i8x16.shuffle(t1, t3, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31));
}
