import { ONE } from './constants';
import { absolute, load4, loadPart, splat, splatAt, storePart } from './vector';

/** Adam with parameters in memory: a = [lr, b1, b2, c1, c2, eps], c1 = 1/(1 − b1ᵗ), c2 = 1/(1 − b2ᵗ) */
export function adamStep(p: usize, o: usize, m: usize, v: usize, g: usize, n: i32, a: usize): void {
  const lr = splatAt(a),
    b1 = splatAt(a + 4),
    b2 = splatAt(a + 8),
    c1 = splatAt(a + 12),
    c2 = splatAt(a + 16),
    eps = splatAt(a + 20);
  const r1 = f32x4.sub(splat(ONE), b1),
    r2 = f32x4.sub(splat(ONE), b2);
  let i = 0;
  for (; i + 8 <= n; i += 8) {
    // All loads before the stores, so that V8 can pair them.
    const q = (<usize>i) << 2;
    const g0 = load4(g + q),
      g1 = v128.load(g + q, 16);
    const m0 = average(load4(m + q), b1, g0, r1),
      m1 = average(v128.load(m + q, 16), b1, g1, r1);
    const v0 = average(load4(v + q), b2, f32x4.mul(g0, g0), r2),
      v1 = average(v128.load(v + q, 16), b2, f32x4.mul(g1, g1), r2);
    const p0 = moved(load4(p + q), m0, v0, lr, c1, c2, eps),
      p1 = moved(v128.load(p + q, 16), m1, v1, lr, c1, c2, eps);
    v128.store(m + q, m1, 16);
    v128.store(m + q, m0);
    v128.store(v + q, v1, 16);
    v128.store(v + q, v0);
    v128.store(o + q, p1, 16);
    v128.store(o + q, p0);
  }
  for (; i < n; i += 4) {
    const q = (<usize>i) << 2;
    const left = n - i;
    const G = loadPart(g + q, left);
    const M = average(loadPart(m + q, left), b1, G, r1);
    const V = average(loadPart(v + q, left), b2, f32x4.mul(G, G), r2);
    const P = moved(loadPart(p + q, left), M, V, lr, c1, c2, eps);
    storePart(m + q, M, left);
    storePart(v + q, V, left);
    storePart(o + q, P, left);
  }
}
/** decay · x + rest · y */
@inline
function average(x: v128, decay: v128, y: v128, rest: v128): v128 {
  return f32x4.add(f32x4.mul(x, decay), f32x4.mul(y, rest));
}
@inline
function moved(p: v128, m: v128, v: v128, lr: v128, c1: v128, c2: v128, eps: v128): v128 {
  const size = f32x4.add(f32x4.sqrt(f32x4.mul(v, c2)), eps);
  return f32x4.sub(p, f32x4.mul(lr, f32x4.div(f32x4.mul(m, c1), size)));
}
/** x = 0 where it is smaller than `least`. NaN stays NaN. */
export function dropSmall(x: usize, n: i32, least: f32): void {
  for (let i = 0; i < n; i += 4) {
    const q = x + ((<usize>i) << 2);
    const v = loadPart(q, n - i);
    storePart(q, v128.andnot(v, f32x4.lt(absolute(v), splat(least))), n - i);
  }
}
/** RMSProp: s = d·s + e·g², m = μ·m + lr·g / √(s + ε), p −= m; e is 1 − d */
export function rmspropStep(
  p: usize,
  s: usize,
  m: usize,
  g: usize,
  n: i32,
  lr: f32,
  decay: f32,
  rest: f32,
  momentum: f32,
  eps: f32,
): void {
  const D = f32x4.splat(decay),
    R = f32x4.splat(rest),
    L = f32x4.splat(lr),
    K = f32x4.splat(momentum),
    E = f32x4.splat(eps);
  for (let i = 0; i < n; i += 4) {
    const q = (<usize>i) << 2;
    const left = n - i;
    const G = loadPart(g + q, left);
    const square = f32x4.add(f32x4.mul(loadPart(s + q, left), D), f32x4.mul(f32x4.mul(G, G), R));
    const move = f32x4.add(
      f32x4.mul(loadPart(m + q, left), K),
      f32x4.div(f32x4.mul(G, L), f32x4.sqrt(f32x4.add(square, E))),
    );
    storePart(s + q, square, left);
    storePart(m + q, move, left);
    storePart(p + q, f32x4.sub(loadPart(p + q, left), move), left);
  }
}
/** Momentum: a = m·a + g, p += c·a, or c·(g + m·a) with Nesterov's; c is the negative rate, at an address as m is */
export function momentumStep(p: usize, a: usize, g: usize, n: i32, c: usize, m: usize, nesterov: i32): void {
  const C = v128.load32_splat(c),
    M = v128.load32_splat(m);
  for (let i = 0; i < n; i += 4) {
    const q = (<usize>i) << 2;
    const left = n - i;
    const G = loadPart(g + q, left);
    const sum = f32x4.add(f32x4.mul(M, loadPart(a + q, left)), G);
    const move = nesterov ? f32x4.add(G, f32x4.mul(sum, M)) : sum;
    storePart(a + q, sum, left);
    storePart(p + q, f32x4.add(f32x4.mul(C, move), loadPart(p + q, left)), left);
  }
}
/** Gradient descent: p += c·g; c is the negative rate, at an address */
export function descentStep(p: usize, g: usize, n: i32, c: usize): void {
  const C = v128.load32_splat(c);
  for (let i = 0; i < n; i += 4) {
    const q = (<usize>i) << 2;
    const left = n - i;
    storePart(p + q, f32x4.add(f32x4.mul(C, loadPart(g + q, left)), loadPart(p + q, left)), left);
  }
}
