import { addScaled, load4, multiplyAdd, splat, sumLanes } from './vector';

/**
 * Makes the n rows of m ≥ n floats orthonormal, in place, each the direction that the former ones leave it: modified
 * Gram-Schmidt, each row twice (Giraud, Langou & Rozložník 2005), so that rows that are nearly dependent are as
 * orthogonal as any.
 */
export function orthonormalize(rows: usize, n: i32, m: i32): void {
  const size = (<usize>m) << 2;
  const end = rows + <usize>n * size;
  for (let row = rows; row != end; row += size) {
    for (let turn = 0; turn < 2; turn++) {
      for (let former = rows; former != row; former += size) addScaled(row, former, -dot(row, former, m), m);
      scale(row, 1 / sqrt<f32>(dot(row, row, m)), m);
    }
  }
}

function dot(x: usize, y: usize, n: i32): f32 {
  let a0 = splat(0);
  let a1 = a0;
  let a2 = a0;
  let a3 = a0;
  let i = 0;
  for (; i + 16 <= n; i += 16) {
    const at = (<usize>i) << 2;
    const p = x + at;
    const q = y + at;
    a0 = multiplyAdd(load4(p), load4(q), a0);
    a1 = multiplyAdd(v128.load(p, 16), v128.load(q, 16), a1);
    a2 = multiplyAdd(v128.load(p, 32), v128.load(q, 32), a2);
    a3 = multiplyAdd(v128.load(p, 48), v128.load(q, 48), a3);
  }
  let sum = sumLanes(f32x4.add(f32x4.add(a0, a1), f32x4.add(a2, a3)));
  for (; i < n; i++) sum += load<f32>(x + ((<usize>i) << 2)) * load<f32>(y + ((<usize>i) << 2));
  return sum;
}

function scale(x: usize, factor: f32, n: i32): void {
  for (let i = 0; i < n; i++) store<f32>(x + ((<usize>i) << 2), load<f32>(x + ((<usize>i) << 2)) * factor);
}
