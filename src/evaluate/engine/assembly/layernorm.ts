import { load4, multiplyAdd, splat, sumPair } from './vector';

/**
 * Layer normalization of the rows of x[M,C] (Ba, Kiros & Hinton 2016). Forwards, rows go through in twos: what a row
 * waits for (a sum, a root) would otherwise take most of its time. Each row's results are those that it has alone.
 */

/** Types stand for numbers of rows, since a generic function is compiled anew for each. */
type One = i8;
type Both = i16;

/** Writes each row's mean and inverse deviation, too. `tmp`: room for 8 numbers. */
export function layerNormForward(
  x: usize, M: i32, C: i32, g: usize, b: usize, eps: f32, y: usize, mean: usize, inv: usize, tmp: usize,
): void {
  const two = (<usize>C) << 3;
  for (let m = M >> 1; m > 0; m--) {
    normalize<Both>(x, C, g, b, eps, y, mean, inv, tmp);
    x += two;
    y += two;
    mean += 8;
    inv += 8;
  }
  if (M & 1) normalize<One>(x, C, g, b, eps, y, mean, inv, tmp);
}

function normalize<R>(
  x: usize, C: i32, g: usize, b: usize, eps: f32, y: usize, mean: usize, inv: usize, tmp: usize,
): void {
  const ic = <f32>1 / <f32>C;
  const bytes = (<usize>C) << 2;
  const eights = (<usize>(C & ~7)) << 2;
  const x2 = x + bytes;
  let a0 = splat(0), a1 = a0, b0 = a0, b1 = a0;
  let o: usize = 0;
  for (; o < eights; o += 32) {
    a0 = f32x4.add(a0, load4(x + o));
    a1 = f32x4.add(a1, v128.load(x + o, 16));
    if (sizeof<R>() == 2) {
      b0 = f32x4.add(b0, load4(x2 + o));
      b1 = f32x4.add(b1, v128.load(x2 + o, 16));
    }
  }
  let s = sumPair(a0, a1, tmp);
  let s2: f32 = sizeof<R>() == 2 ? sumPair(b0, b1, tmp) : 0;
  for (; o < bytes; o += 4) {
    s += load<f32>(x + o);
    if (sizeof<R>() == 2) s2 += load<f32>(x2 + o);
  }
  const u = s * ic,
    u2 = s2 * ic;
  const U = splat(u),
    U2 = splat(u2);
  a0 = splat(0);
  a1 = a0;
  b0 = a0;
  b1 = a0;
  for (o = 0; o < eights; o += 32) {
    const d0 = f32x4.sub(load4(x + o), U),
      d1 = f32x4.sub(v128.load(x + o, 16), U);
    a0 = multiplyAdd(d0, d0, a0);
    a1 = multiplyAdd(d1, d1, a1);
    if (sizeof<R>() == 2) {
      const e0 = f32x4.sub(load4(x2 + o), U2),
        e1 = f32x4.sub(v128.load(x2 + o, 16), U2);
      b0 = multiplyAdd(e0, e0, b0);
      b1 = multiplyAdd(e1, e1, b1);
    }
  }
  s = sumPair(a0, a1, tmp);
  if (sizeof<R>() == 2) s2 = sumPair(b0, b1, tmp);
  for (; o < bytes; o += 4) {
    const d = load<f32>(x + o) - u;
    s += d * d;
    if (sizeof<R>() == 2) {
      const e = load<f32>(x2 + o) - u2;
      s2 += e * e;
    }
  }
  const iv = <f32>1 / <f32>Math.sqrt(s * ic + eps),
    iv2 = <f32>1 / <f32>Math.sqrt(s2 * ic + eps);
  store<f32>(mean, u);
  store<f32>(inv, iv);
  if (sizeof<R>() == 2) {
    store<f32>(mean, u2, 4);
    store<f32>(inv, iv2, 4);
  }
  const IV = splat(iv),
    IV2 = splat(iv2);
  const y2 = y + bytes;
  for (o = 0; o < eights; o += 32) {
    const g0 = load4(g + o),
      g1 = v128.load(g + o, 16),
      c0 = load4(b + o),
      c1 = v128.load(b + o, 16);
    const h0 = f32x4.mul(f32x4.sub(load4(x + o), U), IV),
      h1 = f32x4.mul(f32x4.sub(v128.load(x + o, 16), U), IV);
    v128.store(y + o, multiplyAdd(h1, g1, c1), 16);
    v128.store(y + o, multiplyAdd(h0, g0, c0));
    if (sizeof<R>() == 2) {
      const k0 = f32x4.mul(f32x4.sub(load4(x2 + o), U2), IV2),
        k1 = f32x4.mul(f32x4.sub(v128.load(x2 + o, 16), U2), IV2);
      v128.store(y2 + o, multiplyAdd(k1, g1, c1), 16);
      v128.store(y2 + o, multiplyAdd(k0, g0, c0));
    }
  }
  for (; o < bytes; o += 4) {
    const gamma = load<f32>(g + o),
      beta = load<f32>(b + o);
    store<f32>(y + o, (load<f32>(x + o) - u) * iv * gamma + beta);
    if (sizeof<R>() == 2) store<f32>(y2 + o, (load<f32>(x2 + o) - u2) * iv2 * gamma + beta);
  }
}

/** Its gradients. Those of gamma and beta are added to what is there where `more`. */
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
  more: i32,
  tmp: usize,
): void {
  if (!more) {
    memory.fill(dg, 0, (<usize>C) << 2);
    memory.fill(db, 0, (<usize>C) << 2);
  }
  const ic = <f32>1 / <f32>C;
  const bytes = (<usize>C) << 2;
  const eights = (<usize>(C & ~7)) << 2;
  let r = x,
    d = dy,
    w = dx;
  for (let m = 0; m < M; m++) {
    const u = load<f32>(mean),
      iv = load<f32>(inv);
    const U = splat(u),
      IV = splat(iv);
    let p0 = splat(0),
      p1 = p0,
      q0 = p0,
      q1 = p0;
    let o: usize = 0;
    for (; o < eights; o += 32) {
      const h0 = f32x4.mul(f32x4.sub(load4(r + o), U), IV),
        h1 = f32x4.mul(f32x4.sub(v128.load(r + o, 16), U), IV);
      const t0 = load4(d + o),
        t1 = v128.load(d + o, 16);
      const g0 = f32x4.mul(t0, load4(g + o)),
        g1 = f32x4.mul(t1, v128.load(g + o, 16));
      p0 = f32x4.add(p0, g0);
      p1 = f32x4.add(p1, g1);
      q0 = multiplyAdd(g0, h0, q0);
      q1 = multiplyAdd(g1, h1, q1);
      v128.store(dg + o, multiplyAdd(t1, h1, v128.load(dg + o, 16)), 16);
      v128.store(dg + o, multiplyAdd(t0, h0, load4(dg + o)));
      v128.store(db + o, f32x4.add(t1, v128.load(db + o, 16)), 16);
      v128.store(db + o, f32x4.add(t0, load4(db + o)));
    }
    let a = sumPair(p0, p1, tmp),
      b = sumPair(q0, q1, tmp);
    for (; o < bytes; o += 4) {
      const h = (load<f32>(r + o) - u) * iv,
        t = load<f32>(d + o),
        s = t * load<f32>(g + o);
      a += s;
      b += s * h;
      store<f32>(dg + o, load<f32>(dg + o) + t * h);
      store<f32>(db + o, load<f32>(db + o) + t);
    }
    a *= ic;
    b *= ic;
    const A = splat(a),
      B = splat(b);
    for (o = 0; o < eights; o += 32) {
      const h0 = f32x4.mul(f32x4.sub(load4(r + o), U), IV),
        h1 = f32x4.mul(f32x4.sub(v128.load(r + o, 16), U), IV);
      const g0 = f32x4.mul(load4(d + o), load4(g + o)),
        g1 = f32x4.mul(v128.load(d + o, 16), v128.load(g + o, 16));
      v128.store(w + o, f32x4.mul(IV, f32x4.sub(f32x4.sub(g1, A), f32x4.mul(h1, B))), 16);
      v128.store(w + o, f32x4.mul(IV, f32x4.sub(f32x4.sub(g0, A), f32x4.mul(h0, B))));
    }
    for (; o < bytes; o += 4) {
      const h = (load<f32>(r + o) - u) * iv;
      store<f32>(w + o, iv * (load<f32>(d + o) * load<f32>(g + o) - a - h * b));
    }
    r += bytes;
    d += bytes;
    w += bytes;
    mean += 4;
    inv += 4;
  }
}
