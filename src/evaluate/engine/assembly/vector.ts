@inline
export function load4(p: usize): v128 {
  return v128.load(p);
}
@inline
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  return f32x4.add(f32x4.mul(a, b), c);
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
@inline
export function splat(x: f32): v128 {
  return f32x4.splat(x);
}
