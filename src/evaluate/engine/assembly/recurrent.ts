import { hardSigmoid4, hardSigmoidSlope4, sigmoid4, sigmoidSlope4, tanh4 } from './activation';
import { load4, multiplyAdd, splat } from './vector';

/** LSTM gates i,f,c,o for one step: z[N,4U] pre-activations in, activations out in place; c,h out. hard: 1 = hardSigmoid */
export function lstmStep(z: usize, cp_: usize, c: usize, h: usize, N: i32, U: i32, hard: i32): void {
  for (let n = 0; n < N; n++) {
    const zr = z + ((<usize>(n * 4 * U)) << 2);
    const u4 = (<usize>U) << 2;
    const r = (<usize>(n * U)) << 2;
    for (let u = 0; u < U; u += 4) {
      const o = (<usize>u) << 2;
      let i = load4(zr + o),
        f = load4(zr + u4 + o),
        g = load4(zr + 2 * u4 + o),
        q = load4(zr + 3 * u4 + o);
      if (hard) {
        i = hardSigmoid4(i);
        f = hardSigmoid4(f);
        q = hardSigmoid4(q);
      } else {
        i = sigmoid4(i);
        f = sigmoid4(f);
        q = sigmoid4(q);
      }
      g = tanh4(g);
      const cc = multiplyAdd(f, load4(cp_ + r + o), f32x4.mul(i, g));
      v128.store(zr + o, i);
      v128.store(zr + u4 + o, f);
      v128.store(zr + 2 * u4 + o, g);
      v128.store(zr + 3 * u4 + o, q);
      v128.store(c + r + o, cc);
      v128.store(h + r + o, f32x4.mul(q, tanh4(cc)));
    }
  }
}
/** backward of one step: z activations -> overwritten with dz. dh in, dc in/out */
export function lstmStepGradient(
  z: usize,
  cprev: usize,
  c: usize,
  dh: usize,
  dc: usize,
  N: i32,
  U: i32,
  hard: i32,
): void {
  for (let n = 0; n < N; n++) {
    const zr = z + ((<usize>(n * 4 * U)) << 2);
    const u4 = (<usize>U) << 2;
    const r = (<usize>(n * U)) << 2;
    for (let u = 0; u < U; u += 4) {
      const o = (<usize>u) << 2;
      const i = load4(zr + o),
        f = load4(zr + u4 + o),
        g = load4(zr + 2 * u4 + o),
        q = load4(zr + 3 * u4 + o);
      const t = tanh4(load4(c + r + o)),
        H = load4(dh + r + o);
      const d = multiplyAdd(f32x4.mul(H, q), f32x4.sub(splat(1), f32x4.mul(t, t)), load4(dc + r + o));
      v128.store(zr + 3 * u4 + o, f32x4.mul(f32x4.mul(H, t), hard ? hardSigmoidSlope4(q) : sigmoidSlope4(q)));
      v128.store(zr + o, f32x4.mul(f32x4.mul(d, g), hard ? hardSigmoidSlope4(i) : sigmoidSlope4(i)));
      v128.store(
        zr + u4 + o,
        f32x4.mul(f32x4.mul(d, load4(cprev + r + o)), hard ? hardSigmoidSlope4(f) : sigmoidSlope4(f)),
      );
      v128.store(zr + 2 * u4 + o, f32x4.mul(f32x4.mul(d, i), f32x4.sub(splat(1), f32x4.mul(g, g))));
      v128.store(dc + r + o, f32x4.mul(d, f));
    }
  }
}
/** GRU (reset before): zr[N,ld] holds pre-activations z,r (first 2U of 3U columns); rh = r*h */
export function gruGates(z: usize, h: usize, rh: usize, N: i32, U: i32, hard: i32): void {
  const u4 = (<usize>U) << 2;
  for (let n = 0; n < N; n++) {
    const p = z + ((<usize>(n * 3 * U)) << 2),
      r = (<usize>(n * U)) << 2;
    for (let u = 0; u < U; u += 4) {
      const o = (<usize>u) << 2;
      let a = load4(p + o),
        b = load4(p + u4 + o);
      if (hard) {
        a = hardSigmoid4(a);
        b = hardSigmoid4(b);
      } else {
        a = sigmoid4(a);
        b = sigmoid4(b);
      }
      v128.store(p + o, a);
      v128.store(p + u4 + o, b);
      v128.store(rh + r + o, f32x4.mul(b, load4(h + r + o)));
    }
  }
}
export function gruOutput(z: usize, h: usize, hn: usize, N: i32, U: i32): void {
  const u8 = (<usize>U) << 3;
  for (let n = 0; n < N; n++) {
    const p = z + ((<usize>(n * 3 * U)) << 2),
      r = (<usize>(n * U)) << 2;
    for (let u = 0; u < U; u += 4) {
      const o = (<usize>u) << 2;
      const a = load4(p + o),
        t = tanh4(load4(p + u8 + o));
      v128.store(p + u8 + o, t);
      v128.store(hn + r + o, multiplyAdd(a, f32x4.sub(load4(h + r + o), t), t));
    }
  }
}
/** backward part 1: dz and dhh into the z,h columns of d; dhp = dh*z */
export function gruCandidateGradient(
  a: usize,
  d: usize,
  h: usize,
  dh: usize,
  dhp: usize,
  N: i32,
  U: i32,
  hard: i32,
): void {
  const u8 = (<usize>U) << 3;
  for (let n = 0; n < N; n++) {
    const q = (<usize>(n * 3 * U)) << 2,
      r = (<usize>(n * U)) << 2;
    for (let u = 0; u < U; u += 4) {
      const o = (<usize>u) << 2;
      const z = load4(a + q + o),
        t = load4(a + q + u8 + o),
        H = load4(dh + r + o);
      v128.store(
        d + q + u8 + o,
        f32x4.mul(f32x4.mul(H, f32x4.sub(splat(1), z)), f32x4.sub(splat(1), f32x4.mul(t, t))),
      );
      v128.store(
        d + q + o,
        f32x4.mul(
          f32x4.mul(H, f32x4.sub(load4(h + r + o), t)),
          hard ? hardSigmoidSlope4(z) : sigmoidSlope4(z),
        ),
      );
      v128.store(dhp + r + o, f32x4.mul(H, z));
    }
  }
}
/** part 2: drh given: dr into r columns of d; dhp += drh*r */
export function gruResetGradient(
  a: usize,
  d: usize,
  h: usize,
  drh: usize,
  dhp: usize,
  N: i32,
  U: i32,
  hard: i32,
): void {
  const u4 = (<usize>U) << 2;
  for (let n = 0; n < N; n++) {
    const q = (<usize>(n * 3 * U)) << 2,
      r = (<usize>(n * U)) << 2;
    for (let u = 0; u < U; u += 4) {
      const o = (<usize>u) << 2;
      const rr = load4(a + q + u4 + o),
        g = load4(drh + r + o);
      v128.store(
        d + q + u4 + o,
        f32x4.mul(f32x4.mul(g, load4(h + r + o)), hard ? hardSigmoidSlope4(rr) : sigmoidSlope4(rr)),
      );
      v128.store(dhp + r + o, multiplyAdd(g, rr, load4(dhp + r + o)));
    }
  }
}
