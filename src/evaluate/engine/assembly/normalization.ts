import { sumColumns } from './reduce';
import { load4, multiplyAdd, sumLanes } from './vector';

/** mean/var already reduced outside by bnStats; inv = 1/sqrt(var+eps) */
export function batchStatistics(x: usize, M: i32, C: i32, mean: usize, vr: usize): void {
  const inv = <f32>1 / <f32>M;
  sumColumns(x, M, C, mean, inv);
  memory.fill(vr, 0, (<usize>C) << 2);
  const C4 = C & ~3;
  const st = (<usize>C) << 2;
  for (let m0 = 0; m0 < M; m0 += 512) {
    const m1 = min(M, m0 + 512);
    let c = 0;
    for (; c + 8 <= C; c += 8) {
      const o = (<usize>c) << 2;
      const u0 = load4(mean + o),
        u1 = load4(mean + o + 16);
      let a0 = f32x4.splat(0),
        a1 = a0;
      let p = x + <usize>m0 * st + o;
      for (let m = m0; m < m1; m++) {
        const d0 = f32x4.sub(load4(p), u0),
          d1 = f32x4.sub(v128.load(p, 16), u1);
        a0 = multiplyAdd(d0, d0, a0);
        a1 = multiplyAdd(d1, d1, a1);
        p += st;
      }
      v128.store(vr + o, f32x4.add(load4(vr + o), a0));
      v128.store(vr + o + 16, f32x4.add(load4(vr + o + 16), a1));
    }
    for (; c < C; c++) {
      const o = (<usize>c) << 2;
      const u = load<f32>(mean + o);
      let a: f32 = 0;
      let p = x + <usize>m0 * st + o;
      for (let m = m0; m < m1; m++) {
        const d = load<f32>(p) - u;
        a += d * d;
        p += st;
      }
      store<f32>(vr + o, load<f32>(vr + o) + a);
    }
  }
  for (let c = 0; c < C; c++) {
    const o = (<usize>c) << 2;
    store<f32>(vr + o, load<f32>(vr + o) * inv);
  }
}
export function batchNormCoefficients(
  mean: usize,
  vr: usize,
  g: usize,
  b: usize,
  eps: f32,
  C: i32,
  inv: usize,
  sc: usize,
  sh: usize,
): void {
  for (let c = 0; c < C; c++) {
    const o = (<usize>c) << 2;
    const iv = <f32>1 / <f32>Math.sqrt(load<f32>(vr + o) + eps);
    const s = load<f32>(g + o) * iv;
    store<f32>(inv + o, iv);
    store<f32>(sc + o, s);
    store<f32>(sh + o, load<f32>(b + o) - load<f32>(mean + o) * s);
  }
}
/** y = x*s + b per channel */
export function scaleShift(x: usize, M: i32, C: i32, s: usize, b: usize, y: usize): void {
  for (let m = 0; m < M; m++) {
    const r = (<usize>(m * C)) << 2;
    let c = 0;
    for (; c + 4 <= C; c += 4) {
      const o = (<usize>c) << 2;
      v128.store(y + r + o, multiplyAdd(load4(x + r + o), load4(s + o), load4(b + o)));
    }
    for (; c < C; c++) {
      const o = (<usize>c) << 2;
      store<f32>(y + r + o, load<f32>(x + r + o) * load<f32>(s + o) + load<f32>(b + o));
    }
  }
}
/** affine + relu */
export function scaleShiftRelu(x: usize, M: i32, C: i32, s: usize, b: usize, y: usize): void {
  const z = f32x4.splat(0);
  for (let m = 0; m < M; m++) {
    const r = (<usize>(m * C)) << 2;
    let c = 0;
    for (; c + 4 <= C; c += 4) {
      const o = (<usize>c) << 2;
      v128.store(y + r + o, f32x4.max(multiplyAdd(load4(x + r + o), load4(s + o), load4(b + o)), z));
    }
    for (; c < C; c++) {
      const o = (<usize>c) << 2;
      store<f32>(y + r + o, max<f32>(load<f32>(x + r + o) * load<f32>(s + o) + load<f32>(b + o), 0));
    }
  }
}
/** dgamma[c]=sum dy*xhat, dbeta[c]=sum dy ; xhat=(x-mean)*inv */
export function batchNormReduce(
  x: usize,
  dy: usize,
  M: i32,
  C: i32,
  mean: usize,
  inv: usize,
  dg: usize,
  db: usize,
): void {
  memory.fill(dg, 0, (<usize>C) << 2);
  memory.fill(db, 0, (<usize>C) << 2);
  const st = (<usize>C) << 2;
  for (let m0 = 0; m0 < M; m0 += 512) {
    const m1 = min(M, m0 + 512);
    let c = 0;
    for (; c + 8 <= C; c += 8) {
      const o = (<usize>c) << 2;
      const u0 = load4(mean + o),
        u1 = load4(mean + o + 16);
      let a0 = f32x4.splat(0),
        a1 = a0,
        b0 = a0,
        b1 = a0;
      let p = x + <usize>m0 * st + o,
        d = dy + <usize>m0 * st + o;
      for (let m = m0; m < m1; m++) {
        const g0 = load4(d),
          g1 = v128.load(d, 16);
        a0 = multiplyAdd(g0, f32x4.sub(load4(p), u0), a0);
        a1 = multiplyAdd(g1, f32x4.sub(v128.load(p, 16), u1), a1);
        b0 = f32x4.add(b0, g0);
        b1 = f32x4.add(b1, g1);
        p += st;
        d += st;
      }
      v128.store(dg + o, f32x4.add(load4(dg + o), a0));
      v128.store(dg + o + 16, f32x4.add(load4(dg + o + 16), a1));
      v128.store(db + o, f32x4.add(load4(db + o), b0));
      v128.store(db + o + 16, f32x4.add(load4(db + o + 16), b1));
    }
    for (; c < C; c++) {
      const o = (<usize>c) << 2;
      const u = load<f32>(mean + o);
      let a: f32 = 0,
        b: f32 = 0;
      let p = x + <usize>m0 * st + o,
        d = dy + <usize>m0 * st + o;
      for (let m = m0; m < m1; m++) {
        const g = load<f32>(d);
        a += g * (load<f32>(p) - u);
        b += g;
        p += st;
        d += st;
      }
      store<f32>(dg + o, load<f32>(dg + o) + a);
      store<f32>(db + o, load<f32>(db + o) + b);
    }
  }
  for (let c = 0; c < C; c++) {
    const o = (<usize>c) << 2;
    store<f32>(dg + o, load<f32>(dg + o) * load<f32>(inv + o));
  }
}
export function batchNormGradientCoefficients(
  g: usize,
  mean: usize,
  inv: usize,
  dg: usize,
  db: usize,
  im: f32,
  C: i32,
  a: usize,
  b: usize,
  d: usize,
): void {
  for (let c = 0; c < C; c++) {
    const o = (<usize>c) << 2;
    const iv = load<f32>(inv + o);
    const A = load<f32>(g + o) * iv;
    const B = -A * iv * load<f32>(dg + o) * im;
    store<f32>(a + o, A);
    store<f32>(b + o, B);
    store<f32>(d + o, -A * load<f32>(db + o) * im - B * load<f32>(mean + o));
  }
}
/** dx = A*dy + B*x + D per channel */
export function scaleShift2(
  dy: usize,
  x: usize,
  M: i32,
  C: i32,
  a: usize,
  b: usize,
  d: usize,
  o: usize,
): void {
  for (let m = 0; m < M; m++) {
    const r = (<usize>(m * C)) << 2;
    let c = 0;
    for (; c + 4 <= C; c += 4) {
      const q = (<usize>c) << 2;
      v128.store(
        o + r + q,
        multiplyAdd(
          load4(dy + r + q),
          load4(a + q),
          multiplyAdd(load4(x + r + q), load4(b + q), load4(d + q)),
        ),
      );
    }
    for (; c < C; c++) {
      const q = (<usize>c) << 2;
      store<f32>(
        o + r + q,
        load<f32>(dy + r + q) * load<f32>(a + q) + load<f32>(x + r + q) * load<f32>(b + q) + load<f32>(d + q),
      );
    }
  }
}
export function movingAverage(old: usize, val: usize, o: usize, d: f32, C: i32): void {
  for (let c = 0; c < C; c++) {
    const q = (<usize>c) << 2;
    const v = load<f32>(old + q);
    store<f32>(o + q, v - (v - load<f32>(val + q)) * d);
  }
}
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
