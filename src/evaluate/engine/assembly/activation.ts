/** Activations and their gradients. exp and tanh are polynomials, within a few units in the last place. */
import { load4, loadPart, multiplyAdd, splat, splatAt, storePart } from './vector';

/** A rational function; 3·10⁻⁷ off at most. */
@inline
export function tanh4(v: v128): v128 {
  const x = f32x4.max(f32x4.min(v, splat(7.90531110763549805)), splat(-7.90531110763549805));
  const x2 = f32x4.mul(x, x);
  let p = multiplyAdd(x2, splat(-2.76076847742355e-16), splat(2.00018790482477e-13));
  p = multiplyAdd(x2, p, splat(-8.60467152213735e-11));
  p = multiplyAdd(x2, p, splat(5.12229709037114e-8));
  p = multiplyAdd(x2, p, splat(1.48572235717979e-5));
  p = multiplyAdd(x2, p, splat(6.37261928875436e-4));
  p = multiplyAdd(x2, p, splat(4.89352455891786e-3));
  p = f32x4.mul(x, p);
  let q = multiplyAdd(x2, splat(1.19825839466702e-6), splat(1.18534705686654e-4));
  q = multiplyAdd(x2, q, splat(2.268434632439e-3));
  q = multiplyAdd(x2, q, splat(4.89352518554385e-3));
  return f32x4.div(p, q);
}
@inline
export function hardSigmoid4(v: v128): v128 {
  return f32x4.max(splat(0), f32x4.min(splat(1), multiplyAdd(v, splat(0.2), splat(0.5))));
}
@inline
export function hardSigmoidSlope4(y: v128): v128 {
  return v128.and(v128.and(f32x4.gt(y, splat(0)), f32x4.lt(y, splat(1))), splat(0.2));
}
@inline
export function sigmoid4(v: v128): v128 {
  return multiplyAdd(tanh4(f32x4.mul(v, splat(0.5))), splat(0.5), splat(0.5));
}
@inline
export function sigmoidSlope4(y: v128): v128 {
  return f32x4.mul(y, f32x4.sub(splat(1), y));
}

/** eˣ (Cephes) within what floats can hold: x = n·ln 2 + r, a polynomial of r, n added to the exponent. */
@inline
function boundedExp4(v: v128): v128 {
  const x = f32x4.max(f32x4.min(v, splat(88.3762626)), splat(-87.3365478));
  // With 1.5·2²³ added the whole part lies in the lowest bits.
  const shifted = multiplyAdd(x, splat(1.44269504088896341), splat(12582912));
  const n = f32x4.sub(shifted, splat(12582912));
  let r = f32x4.sub(x, f32x4.mul(n, splat(0.693359375)));
  r = f32x4.sub(r, f32x4.mul(n, splat(-2.12194440e-4)));
  let p = multiplyAdd(r, splat(1.9875691500e-4), splat(1.3981999507e-3));
  p = multiplyAdd(r, p, splat(8.3334519073e-3));
  p = multiplyAdd(r, p, splat(4.1665795894e-2));
  p = multiplyAdd(r, p, splat(1.6666665459e-1));
  p = multiplyAdd(r, p, splat(5.0000001201e-1));
  p = f32x4.add(multiplyAdd(f32x4.mul(r, r), p, r), splat(1));
  return f32x4.mul(p, i32x4.add(i32x4.shl(shifted, 23), i32x4.splat(0x3f800000)));
}
/** eˣ: infinite above 88.37, 0 below −87.33. */
@inline
function exp4(v: v128): v128 {
  const y = v128.andnot(boundedExp4(v), f32x4.lt(v, splat(-87.3365478)));
  return v128.bitselect(splat(Infinity), y, f32x4.gt(v, splat(88.3762626)));
}

/** tanh to the last place (Cephes), so that slopes are right too where it is nearly 1. */
@inline
function exactTanh4(v: v128): v128 {
  const a = f32x4.abs(v);
  const e = boundedExp4(f32x4.add(a, a));
  const large = f32x4.sub(splat(1), f32x4.div(splat(2), f32x4.add(e, splat(1))));
  const z = f32x4.mul(v, v);
  let p = multiplyAdd(z, splat(-5.70498872745e-3), splat(2.06390887954e-2));
  p = multiplyAdd(z, p, splat(-5.37397155531e-2));
  p = multiplyAdd(z, p, splat(1.33314422036e-1));
  p = multiplyAdd(z, p, splat(-3.33332819422e-1));
  const small = multiplyAdd(f32x4.mul(p, z), a, a);
  const sign = v128.and(v, i32x4.splat(0x80000000));
  return v128.or(v128.bitselect(large, small, f32x4.gt(a, splat(0.625))), sign);
}

// Eight floats a turn in two vectors side by side, which V8 may pair into one of 256 bits.

@inline
function erf4(v: v128): v128 {
  const a = f32x4.abs(v);
  const t = f32x4.div(splat(1), multiplyAdd(a, splat(0.3275911), splat(1)));
  let p = multiplyAdd(t, splat(1.061405429), splat(-1.453152027));
  p = multiplyAdd(t, p, splat(1.421413741));
  p = multiplyAdd(t, p, splat(-0.284496736));
  p = multiplyAdd(t, p, splat(0.254829592));
  const rest = f32x4.mul(f32x4.mul(p, t), exp4(f32x4.neg(f32x4.mul(a, a))));
  const sign = v128.and(v, i32x4.splat(0x80000000));
  return v128.or(f32x4.sub(splat(1), rest), sign);
}
@inline
function elu4(v: v128, below: v128, scale: v128): v128 {
  const negative = f32x4.mul(f32x4.sub(boundedExp4(v), splat(1)), below);
  return f32x4.mul(v128.bitselect(v, negative, f32x4.gt(v, splat(0))), scale);
}
@inline
function eluSlope4(y: v128, shift: v128, scale: v128): v128 {
  return v128.bitselect(scale, f32x4.add(y, shift), f32x4.gt(y, splat(0)));
}
@inline
function tanhSlope4(y: v128): v128 {
  return f32x4.sub(splat(1), f32x4.mul(y, y));
}

export function tanhForward(x: usize, o: usize, n: i32): void {
  let i = 0;
  for (; i + 8 <= n; i += 8) {
    const q = (<usize>i) << 2;
    const v0 = v128.load(x + q);
    const r0 = exactTanh4(v0);
    const v1 = v128.load(x + q, 16);
    const r1 = exactTanh4(v1);
    v128.store(o + q, r0);
    v128.store(o + q, r1, 16);
  }
  for (; i < n; i += 4) {
    const q = (<usize>i) << 2;
    const v0 = loadPart(x + q, n - i);
    storePart(o + q, exactTanh4(v0), n - i);
  }
}
export function expForward(x: usize, o: usize, n: i32): void {
  let i = 0;
  for (; i + 8 <= n; i += 8) {
    const q = (<usize>i) << 2;
    const v0 = v128.load(x + q);
    const r0 = exp4(v0);
    const v1 = v128.load(x + q, 16);
    const r1 = exp4(v1);
    v128.store(o + q, r0);
    v128.store(o + q, r1, 16);
  }
  for (; i < n; i += 4) {
    const q = (<usize>i) << 2;
    const v0 = loadPart(x + q, n - i);
    storePart(o + q, exp4(v0), n - i);
  }
}
/** The error function (Abramowitz & Stegun 7.1.26, as on the other backends): absolute error 1.5e-7. */
export function erfForward(x: usize, o: usize, n: i32): void {
  let i = 0;
  for (; i + 8 <= n; i += 8) {
    const q = (<usize>i) << 2;
    const v0 = v128.load(x + q);
    const r0 = erf4(v0);
    const v1 = v128.load(x + q, 16);
    const r1 = erf4(v1);
    v128.store(o + q, r0);
    v128.store(o + q, r1, 16);
  }
  for (; i < n; i += 4) {
    const q = (<usize>i) << 2;
    const v0 = loadPart(x + q, n - i);
    storePart(o + q, erf4(v0), n - i);
  }
}
/** y = x where x > 0, else `below`·(eˣ − 1), all of it times `scale`: ELU and SELU. */
export function eluForward(x: usize, o: usize, n: i32, below: f32, scale: f32): void {
  const b = splat(below);
  const s = splat(scale);
  let i = 0;
  for (; i + 8 <= n; i += 8) {
    const q = (<usize>i) << 2;
    const v0 = v128.load(x + q);
    const r0 = elu4(v0, b, s);
    const v1 = v128.load(x + q, 16);
    const r1 = elu4(v1, b, s);
    v128.store(o + q, r0);
    v128.store(o + q, r1, 16);
  }
  for (; i < n; i += 4) {
    const q = (<usize>i) << 2;
    const v0 = loadPart(x + q, n - i);
    storePart(o + q, elu4(v0, b, s), n - i);
  }
}

/** dy·(1 − y²) */
export function tanhGradient(dy: usize, y: usize, o: usize, n: i32): void {
  let i = 0;
  for (; i + 8 <= n; i += 8) {
    const q = (<usize>i) << 2;
    const v0 = v128.load(y + q);
    const d0 = v128.load(dy + q);
    const r0 = f32x4.mul(d0, tanhSlope4(v0));
    const v1 = v128.load(y + q, 16);
    const d1 = v128.load(dy + q, 16);
    const r1 = f32x4.mul(d1, tanhSlope4(v1));
    v128.store(o + q, r0);
    v128.store(o + q, r1, 16);
  }
  for (; i < n; i += 4) {
    const q = (<usize>i) << 2;
    const v0 = loadPart(y + q, n - i);
    const d0 = loadPart(dy + q, n - i);
    storePart(o + q, f32x4.mul(d0, tanhSlope4(v0)), n - i);
  }
}
/** dy·y·(1 − y) */
export function sigmoidGradient(dy: usize, y: usize, o: usize, n: i32): void {
  let i = 0;
  for (; i + 8 <= n; i += 8) {
    const q = (<usize>i) << 2;
    const v0 = v128.load(y + q);
    const d0 = v128.load(dy + q);
    const r0 = f32x4.mul(d0, sigmoidSlope4(v0));
    const v1 = v128.load(y + q, 16);
    const d1 = v128.load(dy + q, 16);
    const r1 = f32x4.mul(d1, sigmoidSlope4(v1));
    v128.store(o + q, r0);
    v128.store(o + q, r1, 16);
  }
  for (; i < n; i += 4) {
    const q = (<usize>i) << 2;
    const v0 = loadPart(y + q, n - i);
    const d0 = loadPart(dy + q, n - i);
    storePart(o + q, f32x4.mul(d0, sigmoidSlope4(v0)), n - i);
  }
}
/** dy·scale where y > 0, else dy·(y + below·scale): the slope of eluForward by its result. */
export function eluGradient(dy: usize, y: usize, o: usize, n: i32, below: f32, scale: f32): void {
  const b = splat(below * scale);
  const s = splat(scale);
  let i = 0;
  for (; i + 8 <= n; i += 8) {
    const q = (<usize>i) << 2;
    const v0 = v128.load(y + q);
    const d0 = v128.load(dy + q);
    const r0 = f32x4.mul(d0, eluSlope4(v0, b, s));
    const v1 = v128.load(y + q, 16);
    const d1 = v128.load(dy + q, 16);
    const r1 = f32x4.mul(d1, eluSlope4(v1, b, s));
    v128.store(o + q, r0);
    v128.store(o + q, r1, 16);
  }
  for (; i < n; i += 4) {
    const q = (<usize>i) << 2;
    const v0 = loadPart(y + q, n - i);
    const d0 = loadPart(dy + q, n - i);
    storePart(o + q, f32x4.mul(d0, eluSlope4(v0, b, s)), n - i);
  }
}

/** x where it is not below 0, else x times a slope; the slopes' strides along the three axes are elements. */
export function preluForward(
  x: usize,
  slopes: usize,
  out: usize,
  d0: i32,
  d1: i32,
  n: i32,
  s0: i32,
  s1: i32,
  step: i32,
): void {
  const zero = f32x4.splat(0);
  for (let i = 0; i < d0; i++)
    for (let j = 0; j < d1; j++) {
      let slope = slopes + ((<usize>(i * s0 + j * s1)) << 2);
      let k = 0;
      for (; k + 4 <= n; k += 4) {
        const value = load4(x);
        const steep = f32x4.mul(value, step ? load4(slope) : splatAt(slope));
        v128.store(out, v128.bitselect(value, steep, f32x4.ge(value, zero)));
        x += 16;
        out += 16;
        slope += <usize>(step << 4);
      }
      for (; k < n; k++) {
        const value = load<f32>(x);
        store<f32>(out, value >= 0 ? value : value * load<f32>(slope));
        x += 4;
        out += 4;
        slope += <usize>(step << 2);
      }
    }
}
