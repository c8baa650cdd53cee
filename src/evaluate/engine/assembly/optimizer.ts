import { load4, loadPart, storePart } from './vector';

export function adamUpdate(
  p: usize,
  o: usize,
  m: usize,
  v: usize,
  g: usize,
  n: i32,
  lr: f32,
  b1: f32,
  b2: f32,
  c1: f32,
  c2: f32,
  eps: f32,
): void {
  // c1=1/(1-b1^t), c2=1/(1-b2^t)
  const B1 = f32x4.splat(b1),
    B2 = f32x4.splat(b2),
    O1 = f32x4.splat(1 - b1),
    O2 = f32x4.splat(1 - b2),
    C1 = f32x4.splat(c1),
    C2 = f32x4.splat(c2),
    E = f32x4.splat(eps),
    L = f32x4.splat(lr);
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    const q = (<usize>i) << 2;
    const G = load4(g + q);
    const mm = f32x4.add(f32x4.mul(load4(m + q), B1), f32x4.mul(G, O1)),
      vv = f32x4.add(f32x4.mul(load4(v + q), B2), f32x4.mul(f32x4.mul(G, G), O2));
    v128.store(m + q, mm);
    v128.store(v + q, vv);
    v128.store(
      o + q,
      f32x4.sub(
        load4(p + q),
        f32x4.mul(L, f32x4.div(f32x4.mul(mm, C1), f32x4.add(f32x4.sqrt(f32x4.mul(vv, C2)), E))),
      ),
    );
  }
  for (; i < n; i++) {
    const q = (<usize>i) << 2;
    const G = load<f32>(g + q);
    const mm = load<f32>(m + q) * b1 + G * (1 - b1),
      vv = load<f32>(v + q) * b2 + G * G * (1 - b2);
    store<f32>(m + q, mm);
    store<f32>(v + q, vv);
    store<f32>(o + q, load<f32>(p + q) - (lr * (mm * c1)) / (<f32>Math.sqrt(vv * c2) + eps));
  }
}
/** Adam with parameters in memory: p = [lr,b1,b2,c1,c2,eps] */
export function adamStep(p: usize, o: usize, m: usize, v: usize, g: usize, n: i32, a: usize): void {
  adamUpdate(
    p,
    o,
    m,
    v,
    g,
    n,
    load<f32>(a),
    load<f32>(a, 4),
    load<f32>(a, 8),
    load<f32>(a, 12),
    load<f32>(a, 16),
    load<f32>(a, 20),
  );
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
