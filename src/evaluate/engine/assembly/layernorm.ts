import { load4, multiplyAdd, sumLanes } from './vector';

/** Layer normalization of the rows of x[M,C] (Ba, Kiros & Hinton 2016). Writes each row's mean and inverse deviation. */
export function layerNormForward(
  x: usize,
  M: i32,
  C: i32,
  g: usize,
  b: usize,
  eps: f32,
  y: usize,
  mean: usize,
  inv: usize,
): void {
  const ic = <f32>1 / <f32>C;
  for (let m = 0; m < M; m++) {
    const r = x + ((<usize>(m * C)) << 2),
      w = y + ((<usize>(m * C)) << 2);
    let a = f32x4.splat(0);
    let c = 0;
    for (; c + 4 <= C; c += 4) a = f32x4.add(a, load4(r + ((<usize>c) << 2)));
    let s = sumLanes(a);
    for (; c < C; c++) s += load<f32>(r + ((<usize>c) << 2));
    const u = s * ic;
    const U = f32x4.splat(u);
    a = f32x4.splat(0);
    for (c = 0; c + 4 <= C; c += 4) {
      const d = f32x4.sub(load4(r + ((<usize>c) << 2)), U);
      a = multiplyAdd(d, d, a);
    }
    s = sumLanes(a);
    for (; c < C; c++) {
      const d = load<f32>(r + ((<usize>c) << 2)) - u;
      s += d * d;
    }
    const iv = <f32>1 / <f32>Math.sqrt(s * ic + eps);
    const IV = f32x4.splat(iv);
    store<f32>(mean + ((<usize>m) << 2), u);
    store<f32>(inv + ((<usize>m) << 2), iv);
    for (c = 0; c + 4 <= C; c += 4) {
      const o = (<usize>c) << 2;
      v128.store(w + o, multiplyAdd(f32x4.mul(f32x4.sub(load4(r + o), U), IV), load4(g + o), load4(b + o)));
    }
    for (; c < C; c++) {
      const o = (<usize>c) << 2;
      store<f32>(w + o, (load<f32>(r + o) - u) * iv * load<f32>(g + o) + load<f32>(b + o));
    }
  }
}
/** Its gradients. */
export function layerNormGradient(
  x: usize,
  dy: usize,
  M: i32,
  C: i32,
  g: usize,
  mean: usize,
  inv: usize,
  dx: usize,
  dg: usize,
  db: usize,
): void {
  memory.fill(dg, 0, (<usize>C) << 2);
  memory.fill(db, 0, (<usize>C) << 2);
  const ic = <f32>1 / <f32>C;
  for (let m = 0; m < M; m++) {
    const q = (<usize>(m * C)) << 2;
    const r = x + q,
      d = dy + q,
      w = dx + q;
    const u = load<f32>(mean + ((<usize>m) << 2)),
      iv = load<f32>(inv + ((<usize>m) << 2));
    const U = f32x4.splat(u),
      IV = f32x4.splat(iv);
    let s1 = f32x4.splat(0),
      s2 = s1;
    let c = 0;
    for (; c + 4 <= C; c += 4) {
      const o = (<usize>c) << 2;
      const h = f32x4.mul(f32x4.sub(load4(r + o), U), IV),
        t = load4(d + o),
        gg = f32x4.mul(t, load4(g + o));
      s1 = f32x4.add(s1, gg);
      s2 = multiplyAdd(gg, h, s2);
      v128.store(dg + o, multiplyAdd(t, h, load4(dg + o)));
      v128.store(db + o, f32x4.add(t, load4(db + o)));
    }
    let a = sumLanes(s1),
      b = sumLanes(s2);
    for (; c < C; c++) {
      const o = (<usize>c) << 2;
      const h = (load<f32>(r + o) - u) * iv,
        t = load<f32>(d + o),
        gg = t * load<f32>(g + o);
      a += gg;
      b += gg * h;
      store<f32>(dg + o, load<f32>(dg + o) + t * h);
      store<f32>(db + o, load<f32>(db + o) + t);
    }
    a *= ic;
    b *= ic;
    const A = f32x4.splat(a),
      B = f32x4.splat(b);
    for (c = 0; c + 4 <= C; c += 4) {
      const o = (<usize>c) << 2;
      const h = f32x4.mul(f32x4.sub(load4(r + o), U), IV),
        gg = f32x4.mul(load4(d + o), load4(g + o));
      v128.store(w + o, f32x4.mul(IV, f32x4.sub(f32x4.sub(gg, A), f32x4.mul(h, B))));
    }
    for (; c < C; c++) {
      const o = (<usize>c) << 2;
      const h = (load<f32>(r + o) - u) * iv,
        gg = load<f32>(d + o) * load<f32>(g + o);
      store<f32>(w + o, iv * (gg - a - h * b));
    }
  }
}
