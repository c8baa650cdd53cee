import { lanesFrom, load4, multiplyAdd, positive, positiveOne, splat } from './vector';

/**
 * Batch normalization over the rows of x[M,C] (Ioffe & Szegedy 2015), in training: y = (x − mean)·γ/√(variance + ε) + β.
 * Writes the batch's mean, variance and inverse deviation too. Rectified where `rectify`. `scratch`: C floats.
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
  rectify: i32,
): void {
  batchStatistics(x, M, C, mean, variance);
  for (let c = 0; c < C; c++) {
    const o = (<usize>c) << 2;
    const inv = <f32>1 / <f32>Math.sqrt(load<f32>(variance + o) + epsilon);
    store<f32>(inverse + o, inv);
    store<f32>(scratch + o, load<f32>(gamma + o) * inv);
  }
  if (rectify) normalize(x, M, C, mean, scratch, beta, y, true);
  else normalize(x, M, C, mean, scratch, beta, y, false);
}

/** y = (x − mean)·slope + β. The last four columns are done again in part where there is no multiple of four. */
@inline
function normalize(
  x: usize, M: i32, C: i32, mean: usize, slope: usize, beta: usize, y: usize, rectified: bool,
): void {
  const bytes = (<usize>C) << 2;
  const whole = C < 4 ? <usize>0 : (<usize>(C & ~3)) << 2;
  let p = x;
  let q = y;
  for (let m = 0; m < M; m++) {
    let o: usize = 0;
    for (; o < whole; o += 16) v128.store(q + o, normalized(p + o, mean + o, slope + o, beta + o, rectified));
    if (whole && o < bytes) {
      o = bytes - 16;
      v128.store(q + o, normalized(p + o, mean + o, slope + o, beta + o, rectified));
      o = bytes;
    }
    for (; o < bytes; o += 4) {
      const d = load<f32>(p + o) - load<f32>(mean + o);
      const v = d * load<f32>(slope + o) + load<f32>(beta + o);
      store<f32>(q + o, rectified ? positiveOne(v) : v);
    }
    p += bytes;
    q += bytes;
  }
}
@inline
function normalized(x: usize, mean: usize, slope: usize, beta: usize, rectified: bool): v128 {
  const v = multiplyAdd(f32x4.sub(load4(x), load4(mean)), load4(slope), load4(beta));
  return rectified ? positive(v) : v;
}

/**
 * Its gradients; with `beta` those of its rectified output, whose sign is worked out again from x, as it was.
 * `scratch`: 4·C floats.
 */
export function batchNormGradient(
  x: usize, dy: usize, M: i32, C: i32, gamma: usize, mean: usize, inverse: usize, dx: usize, dGamma: usize,
  dBeta: usize, scratch: usize, beta: usize,
): void {
  const bytes = (<usize>C) << 2;
  const slope = scratch;
  for (let o: usize = 0; o < bytes; o += 4) store<f32>(slope + o, load<f32>(gamma + o) * load<f32>(inverse + o));
  if (beta) {
    reduce(x, dy, M, C, mean, inverse, dGamma, dBeta, slope, beta, true);
    inputGradient(x, dy, M, C, mean, inverse, dx, dGamma, dBeta, slope, beta, true);
  } else {
    reduce(x, dy, M, C, mean, inverse, dGamma, dBeta, slope, beta, false);
    inputGradient(x, dy, M, C, mean, inverse, dx, dGamma, dBeta, slope, beta, false);
  }
}

/** The gradient where the output, given by the centred input, was positive. */
@inline
function passed(dy: v128, centred: v128, slope: v128, beta: v128): v128 {
  return v128.and(dy, f32x4.gt(multiplyAdd(centred, slope, beta), f32x4.splat(0)));
}
@inline
function passedOne(dy: f32, centred: f32, slope: f32, beta: f32): f32 {
  return centred * slope + beta > 0 ? dy : 0;
}

/** dx = slope·dy + b·(x − mean) + d */
@inline
function inputGradient(
  x: usize, dy: usize, M: i32, C: i32, mean: usize, inverse: usize, dx: usize, dGamma: usize, dBeta: usize,
  slope: usize, beta: usize, rectified: bool,
): void {
  const bytes = (<usize>C) << 2;
  const b = slope + bytes;
  const d = b + bytes;
  const share = <f32>1 / <f32>M;
  for (let o: usize = 0; o < bytes; o += 4) {
    const s = load<f32>(slope + o);
    store<f32>(b + o, -s * load<f32>(inverse + o) * load<f32>(dGamma + o) * share);
    store<f32>(d + o, -s * load<f32>(dBeta + o) * share);
  }
  const whole = C < 4 ? <usize>0 : (<usize>(C & ~3)) << 2;
  let p = x;
  let g = dy;
  let q = dx;
  for (let m = 0; m < M; m++) {
    let o: usize = 0;
    for (; o < whole; o += 16)
      v128.store(q + o, gradientAt(p + o, g + o, mean + o, slope + o, beta + o, b + o, d + o, rectified));
    if (whole && o < bytes) {
      o = bytes - 16;
      v128.store(q + o, gradientAt(p + o, g + o, mean + o, slope + o, beta + o, b + o, d + o, rectified));
      o = bytes;
    }
    for (; o < bytes; o += 4) {
      const centred = load<f32>(p + o) - load<f32>(mean + o);
      const s = load<f32>(slope + o);
      let e = load<f32>(g + o);
      if (rectified) e = passedOne(e, centred, s, load<f32>(beta + o));
      store<f32>(q + o, e * s + (centred * load<f32>(b + o) + load<f32>(d + o)));
    }
    p += bytes;
    g += bytes;
    q += bytes;
  }
}

@inline
function gradientAt(
  x: usize, dy: usize, mean: usize, slope: usize, beta: usize, b: usize, d: usize, rectified: bool,
): v128 {
  const centred = f32x4.sub(load4(x), load4(mean));
  const s = load4(slope);
  let e = load4(dy);
  if (rectified) e = passed(e, centred, s, load4(beta));
  return multiplyAdd(e, s, multiplyAdd(centred, load4(b), load4(d)));
}

/**
 * Mean and variance of each column in one pass over memory: blocks that fit the cache give their mean and centred sum
 * of squares, which are joined (Chan, Golub & LeVeque 1979).
 */
function batchStatistics(x: usize, M: i32, C: i32, mean: usize, vr: usize): void {
  memory.fill(mean, 0, (<usize>C) << 2);
  memory.fill(vr, 0, (<usize>C) << 2);
  const st = (<usize>C) << 2;
  const block = max(64, min(512, 32768 / C));
  for (let m0 = 0; m0 < M; m0 += block) {
    const rows = min(M - m0, block);
    const share = <f32>rows / <f32>(m0 + rows);
    const weight = <f32>m0 * share;
    const inv = <f32>1 / <f32>rows;
    const from = x + <usize>m0 * st;
    let c = 0;
    for (; c + 16 <= C; c += 16) {
      const o = (<usize>c) << 2;
      columns16(from + o, rows, st, inv, mean + o, vr + o, share, weight);
    }
    if (C >= 4)
      for (; c < C; c += 4) {
        const o = (<usize>min(c, C - 4)) << 2;
        const fresh = lanesFrom(((<usize>c) << 2) - o);
        columns4(from + o, rows, st, inv, mean + o, vr + o, share, weight, fresh);
      }
    for (; c < C; c++) {
      const o = (<usize>c) << 2;
      let u: f32 = 0;
      for (let p = from + o, m = rows; m > 0; m--, p += st) u += load<f32>(p);
      u *= inv;
      let a: f32 = 0;
      for (let p = from + o, m = rows; m > 0; m--, p += st) {
        const d = load<f32>(p) - u;
        a += d * d;
      }
      const d = u - load<f32>(mean + o);
      store<f32>(vr + o, load<f32>(vr + o) + (a + d * d * weight));
      store<f32>(mean + o, load<f32>(mean + o) + d * share);
    }
  }
  const inv = <f32>1 / <f32>M;
  for (let c = 0; c < C; c++) {
    const o = (<usize>c) << 2;
    store<f32>(vr + o, load<f32>(vr + o) * inv);
  }
}

function columns16(
  from: usize, rows: i32, st: usize, inv: f32, mean: usize, vr: usize, share: f32, weight: f32,
): void {
  let u0 = f32x4.splat(0),
    u1 = u0,
    u2 = u0,
    u3 = u0;
  let p = from;
  for (let m = rows; m > 0; m--) {
    u0 = f32x4.add(u0, load4(p));
    u1 = f32x4.add(u1, v128.load(p, 16));
    u2 = f32x4.add(u2, v128.load(p, 32));
    u3 = f32x4.add(u3, v128.load(p, 48));
    p += st;
  }
  const scale = splat(inv);
  u0 = f32x4.mul(u0, scale);
  u1 = f32x4.mul(u1, scale);
  u2 = f32x4.mul(u2, scale);
  u3 = f32x4.mul(u3, scale);
  let a0 = f32x4.splat(0),
    a1 = a0,
    a2 = a0,
    a3 = a0;
  p = from;
  for (let m = rows; m > 0; m--) {
    const d0 = f32x4.sub(load4(p), u0),
      d1 = f32x4.sub(v128.load(p, 16), u1),
      d2 = f32x4.sub(v128.load(p, 32), u2),
      d3 = f32x4.sub(v128.load(p, 48), u3);
    a0 = multiplyAdd(d0, d0, a0);
    a1 = multiplyAdd(d1, d1, a1);
    a2 = multiplyAdd(d2, d2, a2);
    a3 = multiplyAdd(d3, d3, a3);
    p += st;
  }
  const all = lanesFrom(0);
  join(mean, vr, u0, a0, share, weight, all);
  join(mean + 16, vr + 16, u1, a1, share, weight, all);
  join(mean + 32, vr + 32, u2, a2, share, weight, all);
  join(mean + 48, vr + 48, u3, a3, share, weight, all);
}

function columns4(
  from: usize, rows: i32, st: usize, inv: f32, mean: usize, vr: usize, share: f32, weight: f32, fresh: v128,
): void {
  let u = f32x4.splat(0);
  for (let p = from, m = rows; m > 0; m--, p += st) u = f32x4.add(u, load4(p));
  u = f32x4.mul(u, splat(inv));
  let a = f32x4.splat(0);
  for (let p = from, m = rows; m > 0; m--, p += st) {
    const d = f32x4.sub(load4(p), u);
    a = multiplyAdd(d, d, a);
  }
  join(mean, vr, u, a, share, weight, fresh);
}

/** Joins a block's mean `u` and centred sum `a` with those of the blocks before, in the lanes that are not yet. */
@inline
function join(mean: usize, vr: usize, u: v128, a: v128, share: f32, weight: f32, fresh: v128): void {
  const d = f32x4.sub(u, load4(mean));
  const joined = f32x4.add(load4(vr), multiplyAdd(f32x4.mul(d, d), splat(weight), a));
  v128.store(vr, v128.bitselect(joined, load4(vr), fresh));
  v128.store(mean, v128.bitselect(multiplyAdd(d, splat(share), load4(mean)), load4(mean), fresh));
}

/** dGamma = Σ dy·(x − mean)·inverse and dBeta = Σ dy of each column, in blocks of 512 rows. */
@inline
function reduce(
  x: usize, dy: usize, M: i32, C: i32, mean: usize, inv: usize, dg: usize, db: usize, slope: usize, beta: usize,
  rectified: bool,
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
      const s0 = load4(slope + o),
        s1 = load4(slope + o + 16);
      const t0 = rectified ? load4(beta + o) : s0,
        t1 = rectified ? load4(beta + o + 16) : s1;
      let a0 = f32x4.splat(0),
        a1 = a0,
        b0 = a0,
        b1 = a0;
      let p = x + <usize>m0 * st + o,
        d = dy + <usize>m0 * st + o;
      for (let m = m0; m < m1; m++) {
        const d0 = f32x4.sub(load4(p), u0),
          d1 = f32x4.sub(v128.load(p, 16), u1);
        let g0 = load4(d),
          g1 = v128.load(d, 16);
        if (rectified) {
          g0 = passed(g0, d0, s0, t0);
          g1 = passed(g1, d1, s1, t1);
        }
        a0 = multiplyAdd(g0, d0, a0);
        a1 = multiplyAdd(g1, d1, a1);
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
    if (C >= 4)
      for (; c < C; c += 4) {
        const o = (<usize>min(c, C - 4)) << 2;
        const fresh = lanesFrom(((<usize>c) << 2) - o);
        const u = load4(mean + o);
        const s = load4(slope + o);
        const t = rectified ? load4(beta + o) : s;
        let a = f32x4.splat(0),
          b = a;
        let p = x + <usize>m0 * st + o,
          d = dy + <usize>m0 * st + o;
        for (let m = m0; m < m1; m++) {
          const e = f32x4.sub(load4(p), u);
          let g = load4(d);
          if (rectified) g = passed(g, e, s, t);
          a = multiplyAdd(g, e, a);
          b = f32x4.add(b, g);
          p += st;
          d += st;
        }
        v128.store(dg + o, f32x4.add(load4(dg + o), v128.and(a, fresh)));
        v128.store(db + o, f32x4.add(load4(db + o), v128.and(b, fresh)));
      }
    for (; c < C; c++) {
      const o = (<usize>c) << 2;
      const u = load<f32>(mean + o);
      let a: f32 = 0,
        b: f32 = 0;
      let p = x + <usize>m0 * st + o,
        d = dy + <usize>m0 * st + o;
      for (let m = m0; m < m1; m++) {
        const e = load<f32>(p) - u;
        let g = load<f32>(d);
        if (rectified) g = passedOne(g, e, load<f32>(slope + o), load<f32>(beta + o));
        a += g * e;
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
