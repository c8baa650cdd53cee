/** natural logarithm, cephes logf, x > 0 */
export function logarithm(x: f32): f32 {
  let b = reinterpret<i32>(x);
  let e = (b >> 23) - 126;
  let m = reinterpret<f32>((b & 0x7fffff) | 0x3f000000);
  if (m < <f32>0.70710678) {
    e--;
    m = m + m - 1;
  } else m -= 1;
  const z = m * m;
  let y: f32 = <f32>7.0376836292e-2;
  y = y * m - <f32>1.151461031e-1;
  y = y * m + <f32>1.167699874e-1;
  y = y * m - <f32>1.2420140846e-1;
  y = y * m + <f32>1.4249322787e-1;
  y = y * m - <f32>1.6668057665e-1;
  y = y * m + <f32>2.0000714765e-1;
  y = y * m - <f32>2.4999993993e-1;
  y = y * m + <f32>3.3333331174e-1;
  y = y * m * z;
  const fe = <f32>e;
  y += fe * <f32>-2.1219444e-4;
  y -= <f32>0.5 * z;
  return m + y + fe * <f32>0.693359375;
}
/** categorical cross-entropy on probabilities as tfjs-layers computes it: q = p/sum(p), c = clip(q, eps, 1-eps), loss = -sum t log c */
export function crossEntropyForward(t: usize, p: usize, M: i32, C: i32, eps: f32, loss: usize): void {
  const hi = <f32>1 - eps;
  for (let m = 0; m < M; m++) {
    const r = (<usize>(m * C)) << 2;
    let s: f32 = 0;
    for (let c = 0; c < C; c++) s += load<f32>(p + r + ((<usize>c) << 2));
    let l: f32 = 0;
    for (let c = 0; c < C; c++) {
      const o = r + ((<usize>c) << 2);
      const v = load<f32>(t + o);
      if (v != 0) l -= v * logarithm(min(hi, max(eps, load<f32>(p + o) / s)));
    }
    store<f32>(loss + ((<usize>m) << 2), l);
  }
}
export function crossEntropyGradient(
  t: usize,
  p: usize,
  dl: usize,
  M: i32,
  C: i32,
  eps: f32,
  dp: usize,
): void {
  const hi = <f32>1 - eps;
  for (let m = 0; m < M; m++) {
    const r = (<usize>(m * C)) << 2;
    const g = load<f32>(dl + ((<usize>m) << 2));
    let s: f32 = 0;
    for (let c = 0; c < C; c++) s += load<f32>(p + r + ((<usize>c) << 2));
    let d: f32 = 0;
    for (let c = 0; c < C; c++) {
      const o = r + ((<usize>c) << 2);
      const q = load<f32>(p + o) / s;
      const k: f32 = q >= eps && q <= hi ? (-g * load<f32>(t + o)) / q : 0;
      store<f32>(dp + o, k);
      d += k * q;
    }
    for (let c = 0; c < C; c++) {
      const o = r + ((<usize>c) << 2);
      store<f32>(dp + o, (load<f32>(dp + o) - d) / s);
    }
  }
}
