import { sumColumns } from './reduce';
import { load4, multiplyAdd } from './vector';

/**
 * Batch normalization over the rows of x[M,C] (Ioffe & Szegedy 2015), in training: y = (x − mean)·γ/√(variance + ε) + β.
 * Writes the batch's mean, variance and inverse deviation too. `scratch`: C floats.
 */
export function batchNormForward(
  x: usize,
  M: i32,
  C: i32,
  gamma: usize,
  beta: usize,
  epsilon: f32,
  y: usize,
  mean: usize,
  variance: usize,
  inverse: usize,
  scratch: usize,
): void {
  batchStatistics(x, M, C, mean, variance);
  for (let c = 0; c < C; c++) {
    const o = (<usize>c) << 2;
    const inv = <f32>1 / <f32>Math.sqrt(load<f32>(variance + o) + epsilon);
    store<f32>(inverse + o, inv);
    store<f32>(scratch + o, load<f32>(gamma + o) * inv);
  }
  const bytes = (<usize>C) << 2;
  const whole = (<usize>(C & ~3)) << 2;
  let p = x;
  let q = y;
  for (let m = 0; m < M; m++) {
    let o: usize = 0;
    for (; o < whole; o += 16) {
      const d = f32x4.sub(load4(p + o), load4(mean + o));
      v128.store(q + o, multiplyAdd(d, load4(scratch + o), load4(beta + o)));
    }
    for (; o < bytes; o += 4) {
      store<f32>(q + o, (load<f32>(p + o) - load<f32>(mean + o)) * load<f32>(scratch + o) + load<f32>(beta + o));
    }
    p += bytes;
    q += bytes;
  }
}

/** Its gradients. `scratch`: 3·C floats. */
export function batchNormGradient(
  x: usize,
  dy: usize,
  M: i32,
  C: i32,
  gamma: usize,
  mean: usize,
  inverse: usize,
  dx: usize,
  dGamma: usize,
  dBeta: usize,
  scratch: usize,
): void {
  batchNormReduce(x, dy, M, C, mean, inverse, dGamma, dBeta);
  // dx = a·dy + b·(x − mean) + d
  const bytes = (<usize>C) << 2;
  const a = scratch;
  const b = scratch + bytes;
  const d = b + bytes;
  const share = <f32>1 / <f32>M;
  for (let o: usize = 0; o < bytes; o += 4) {
    const inv = load<f32>(inverse + o);
    const slope = load<f32>(gamma + o) * inv;
    store<f32>(a + o, slope);
    store<f32>(b + o, -slope * inv * load<f32>(dGamma + o) * share);
    store<f32>(d + o, -slope * load<f32>(dBeta + o) * share);
  }
  const whole = (<usize>(C & ~3)) << 2;
  let p = x;
  let g = dy;
  let q = dx;
  for (let m = 0; m < M; m++) {
    let o: usize = 0;
    for (; o < whole; o += 16) {
      const centred = f32x4.sub(load4(p + o), load4(mean + o));
      v128.store(q + o, multiplyAdd(load4(g + o), load4(a + o), multiplyAdd(centred, load4(b + o), load4(d + o))));
    }
    for (; o < bytes; o += 4) {
      const centred = load<f32>(p + o) - load<f32>(mean + o);
      store<f32>(q + o, load<f32>(g + o) * load<f32>(a + o) + (centred * load<f32>(b + o) + load<f32>(d + o)));
    }
    p += bytes;
    g += bytes;
    q += bytes;
  }
}

/** Mean and variance of each column; the variance from centred values, in blocks of 512 rows. */
function batchStatistics(x: usize, M: i32, C: i32, mean: usize, vr: usize): void {
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

/** dGamma = Σ dy·(x − mean)·inverse and dBeta = Σ dy of each column, in blocks of 512 rows. */
function batchNormReduce(
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

/** out = old − (old − value)·decay */
export function movingAverage(old: usize, val: usize, o: usize, d: f32, C: i32): void {
  for (let c = 0; c < C; c++) {
    const q = (<usize>c) << 2;
    const v = load<f32>(old + q);
    store<f32>(o + q, v - (v - load<f32>(val + q)) * d);
  }
}
