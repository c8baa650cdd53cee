/** Activations and their gradients. exp is a polynomial and tanh a rational function, within a few units in the last place. */
import {
  ERF_1, ERF_2, ERF_3, ERF_4, ERF_5, ERF_T, EXP_0, EXP_1, EXP_2, EXP_3, EXP_4, EXP_5, EXP_LEAST, EXP_MOST, FIFTH,
  HALF, LN_2, LOG2_E, LOG_0, LOG_1, LOG_2, LOG_3, LOG_4, LOG_5, LOG_6, LOG_7, LOG_8, MINUS_LN_2_HIGH, MINUS_LN_2_LOW,
  MINUS_HALF, NORMAL_PEAK, ONE, ONE_BITS, ROOT_HALF, ROOT_HALF_BITS, SIGN, TANH_LEAST, TANH_MOST, TANH_P0, TANH_P1,
  TANH_P2, TANH_P3, TANH_Q0, TANH_Q1, TANH_Q2, TANH_Q3, TO_LOWEST_BITS, UNBOUNDED,
} from './constants';
import { larger, load4, loadPart, multiplyAdd, negative, splat, splatAt, storePart, within } from './vector';

/**
 * tanh x = (x + x³·P(x²)) / (1 + x²·Q(x²)), Eigen's approximation (`ptanh_float`, found by rminimax). Its highest
 * coefficient of Q is one unit in the last place lower here, and x is kept to where both ways to multiply and add give
 * exactly ±1, not more before. Of all floats none is more than 3·10⁻⁷ off, relative or absolute; 3.7·10⁻⁷ where
 * multiplying and adding rounds twice. What is tiny stays what it is.
 */
@inline
function rational4(
  v: v128, most: v128, least: v128, p3: v128, p2: v128, p1: v128, p0: v128, q3: v128, q2: v128, q1: v128, q0: v128,
  one: v128,
): v128 {
  const x = f32x4.pmax(f32x4.pmin(v, most), least);
  const x2 = f32x4.mul(x, x);
  let p = multiplyAdd(x2, p3, p2);
  p = multiplyAdd(x2, p, p1);
  p = multiplyAdd(x2, p, p0);
  p = multiplyAdd(f32x4.mul(x2, x), p, x);
  let q = multiplyAdd(x2, q3, q2);
  q = multiplyAdd(x2, q, q1);
  q = multiplyAdd(x2, q, q0);
  q = multiplyAdd(x2, q, one);
  return f32x4.div(p, q);
}
@inline
export function tanh4(v: v128): v128 {
  return rational4(
    v, splat(TANH_MOST), splat(TANH_LEAST), splat(TANH_P3), splat(TANH_P2), splat(TANH_P1), splat(TANH_P0),
    splat(TANH_Q3), splat(TANH_Q2), splat(TANH_Q1), splat(TANH_Q0), splat(ONE),
  );
}
@inline
export function hardSigmoid4(v: v128): v128 {
  return within(multiplyAdd(v, splat(FIFTH), splat(HALF)), 0, ONE);
}
@inline
export function hardSigmoidSlope4(y: v128): v128 {
  return v128.and(v128.and(f32x4.gt(y, splat(0)), f32x4.lt(y, splat(ONE))), splat(FIFTH));
}
@inline
export function sigmoid4(v: v128): v128 {
  return multiplyAdd(tanh4(f32x4.mul(v, splat(HALF))), splat(HALF), splat(HALF));
}
@inline
export function sigmoidSlope4(y: v128): v128 {
  return f32x4.mul(y, f32x4.sub(splat(ONE), y));
}

// eˣ (Cephes) is 2ⁿ·(1 + m) with x = n·ln 2 + r and a polynomial m = eʳ − 1, so that eˣ − 1 is right near 0 too.

/**
 * eˣ, or eˣ − 1 where `less` is set, of x kept to where eˣ is no denormal number; what comes of x above 88.37 is to be
 * replaced. With 1.5·2²³ added (`toLowest`) n lies in the lowest bits.
 */
@inline
function exponential4(
  v: v128, least: v128, log2e: v128, toLowest: v128, high: v128, low: v128, p5: v128, p4: v128, p3: v128,
  p2: v128, p1: v128, p0: v128, oneBits: v128, one: v128, less: bool,
): v128 {
  const x = larger(v, least);
  const whole = multiplyAdd(x, log2e, toLowest);
  const power = i32x4.add(i32x4.shl(whole, 23), oneBits);
  const n = f32x4.sub(whole, toLowest);
  const r = multiplyAdd(n, low, multiplyAdd(n, high, x));
  let p = multiplyAdd(r, p5, p4);
  p = multiplyAdd(r, p, p3);
  p = multiplyAdd(r, p, p2);
  p = multiplyAdd(r, p, p1);
  p = multiplyAdd(r, p, p0);
  const rest = multiplyAdd(f32x4.mul(r, r), p, r);
  return multiplyAdd(power, rest, less ? f32x4.sub(power, one) : power);
}
/** The same, for where the numbers are not at hand */
@inline
function boundedExp4(v: v128, less: bool): v128 {
  return exponential4(
    v, splat(EXP_LEAST), splat(LOG2_E), splat(TO_LOWEST_BITS), splat(MINUS_LN_2_HIGH),
    splat(MINUS_LN_2_LOW), splat(EXP_5), splat(EXP_4), splat(EXP_3), splat(EXP_2), splat(EXP_1), splat(EXP_0),
    i32x4.splat(ONE_BITS), splat(ONE), less,
  );
}
/** eˣ: infinite above 88.37, 0 below −87.33. */
@inline
export function exp4(v: v128): v128 {
  return unbounded4(v, boundedExp4(v, false), splat(EXP_LEAST), splat(EXP_MOST), splat(UNBOUNDED));
}
/** `power`, eˣ of x that is neither too small nor too large, with 0 and infinity for the others */
@inline
function unbounded4(v: v128, power: v128, least: v128, most: v128, unbounded: v128): v128 {
  const y = v128.andnot(power, f32x4.lt(v, least));
  return i32x4.relaxed_laneselect(unbounded, y, f32x4.gt(v, most));
}

/** ln x of positive normal numbers (Cephes): x = 2ᵉ·m with m from √½ to √2, and a polynomial of m − 1. */
@inline
function logarithm4(
  x: v128, rootHalf: v128, one: v128, p8: v128, p7: v128, p6: v128, p5: v128, p4: v128, p3: v128, p2: v128, p1: v128,
  p0: v128, minusHalf: v128, ln2: v128,
): v128 {
  const exponent = i32x4.shr_s(i32x4.sub(x, rootHalf), 23);
  const m = f32x4.sub(i32x4.sub(x, i32x4.shl(exponent, 23)), one);
  const square = f32x4.mul(m, m);
  let p = multiplyAdd(p8, m, p7);
  p = multiplyAdd(p, m, p6);
  p = multiplyAdd(p, m, p5);
  p = multiplyAdd(p, m, p4);
  p = multiplyAdd(p, m, p3);
  p = multiplyAdd(p, m, p2);
  p = multiplyAdd(p, m, p1);
  p = multiplyAdd(p, m, p0);
  p = f32x4.add(f32x4.mul(f32x4.mul(p, m), square), f32x4.mul(minusHalf, square));
  return multiplyAdd(f32x4.convert_i32x4_s(exponent), ln2, f32x4.add(m, p));
}
@inline
export function log4(x: v128): v128 {
  return logarithm4(
    x, i32x4.splat(ROOT_HALF_BITS), splat(ONE), splat(LOG_8), splat(LOG_7), splat(LOG_6), splat(LOG_5), splat(LOG_4),
    splat(LOG_3), splat(LOG_2), splat(LOG_1), splat(LOG_0), splat(MINUS_HALF), splat(LN_2),
  );
}

// Eight floats a turn in two vectors side by side, which V8 may pair into one of 256 bits (see constants.ts).

/** erf v, from e = e^−v² */
@inline
function error4(
  v: v128, e: v128, sign: v128, p5: v128, p4: v128, p3: v128, p2: v128, p1: v128, factor: v128, one: v128,
): v128 {
  const a = v128.andnot(v, sign);
  const t = f32x4.div(one, multiplyAdd(a, factor, one));
  let p = multiplyAdd(t, p5, p4);
  p = multiplyAdd(t, p, p3);
  p = multiplyAdd(t, p, p2);
  p = multiplyAdd(t, p, p1);
  const rest = f32x4.mul(f32x4.mul(p, t), e);
  return v128.or(f32x4.sub(one, rest), v128.and(v, sign));
}
@inline
function erf4(v: v128): v128 {
  return error4(
    v, exp4(negative(f32x4.mul(v, v))), i32x4.splat(SIGN), splat(ERF_5), splat(ERF_4), splat(ERF_3), splat(ERF_2),
    splat(ERF_1), splat(ERF_T), splat(ONE),
  );
}
/** ELU and SELU of v, from eᵛ − 1 */
@inline
function falling4(v: v128, less: v128, below: v128, scale: v128): v128 {
  return f32x4.mul(i32x4.relaxed_laneselect(v, f32x4.mul(less, below), f32x4.gt(v, splat(0))), scale);
}
@inline
function softplus4(v: v128): v128 {
  const e = boundedExp4(v128.or(v, i32x4.splat(SIGN)), false);
  const sum = f32x4.add(splat(ONE), e);
  return logOfSum4(v, e, sum, log4(sum), splat(ONE));
}
/**
 * ln(1 + eˣ) = max(x, 0) + ln(1 + e), e = e^−|x|, from 1 + e and its logarithm; what 1 + e rounds away is made up for
 * (Kahan's log1p).
 */
@inline
function logOfSum4(v: v128, e: v128, sum: v128, logarithm: v128, one: v128): v128 {
  const taken = f32x4.sub(sum, one);
  const rest = f32x4.div(f32x4.mul(logarithm, e), taken);
  return f32x4.add(larger(v, splat(0)), i32x4.relaxed_laneselect(e, rest, f32x4.eq(taken, splat(0))));
}
@inline
function leaky4(v: v128, x: v128, slope: v128): v128 {
  return v128.bitselect(v, f32x4.mul(v, slope), f32x4.gt(x, splat(0)));
}
@inline
export function eluSlope4(y: v128, shift: v128, scale: v128): v128 {
  return i32x4.relaxed_laneselect(scale, f32x4.add(y, shift), f32x4.gt(y, splat(0)));
}
@inline
export function tanhSlope4(y: v128, one: v128): v128 {
  return f32x4.sub(one, f32x4.mul(y, y));
}

/**
 * tanh x, or x·σ(x) = x·(½ + ½·tanh ½x). The numbers of the rational function are variables outside the loop, so
 * that they stay in registers: 1.6 times as quick as reading each of them in every turn.
 */
@inline
function tanhOrSwish(x: usize, o: usize, n: i32, swish: bool): void {
  const most = splat(TANH_MOST);
  const least = splat(TANH_LEAST);
  const p3 = splat(TANH_P3);
  const p2 = splat(TANH_P2);
  const p1 = splat(TANH_P1);
  const p0 = splat(TANH_P0);
  const q3 = splat(TANH_Q3);
  const q2 = splat(TANH_Q2);
  const q1 = splat(TANH_Q1);
  const q0 = splat(TANH_Q0);
  const one = splat(ONE);
  const half = splat(HALF);
  let i = 0;
  for (; i + 8 <= n; i += 8) {
    const q = (<usize>i) << 2;
    const v0 = v128.load(x + q);
    const v1 = v128.load(x + q, 16);
    const t0 = rational4(swish ? f32x4.mul(v0, half) : v0, most, least, p3, p2, p1, p0, q3, q2, q1, q0, one);
    const t1 = rational4(swish ? f32x4.mul(v1, half) : v1, most, least, p3, p2, p1, p0, q3, q2, q1, q0, one);
    const r0 = swish ? f32x4.mul(v0, multiplyAdd(t0, half, half)) : t0;
    const r1 = swish ? f32x4.mul(v1, multiplyAdd(t1, half, half)) : t1;
    v128.store(o + q, r1, 16);
    v128.store(o + q, r0);
  }
  for (; i < n; i += 4) {
    const q = (<usize>i) << 2;
    const v = loadPart(x + q, n - i);
    storePart(o + q, swish ? swish4(v) : tanh4(v), n - i);
  }
}
export function tanhForward(x: usize, o: usize, n: i32): void {
  tanhOrSwish(x, o, n, false);
}
/** eˣ, or ELU; the numbers are variables outside the loop as above. */
@inline
function expOrElu(x: usize, o: usize, n: i32, elu: bool, below: f32, scale: f32): void {
  const least = splat(EXP_LEAST);
  const most = splat(EXP_MOST);
  const log2e = splat(LOG2_E);
  const toLowest = splat(TO_LOWEST_BITS);
  const high = splat(MINUS_LN_2_HIGH);
  const low = splat(MINUS_LN_2_LOW);
  const p5 = splat(EXP_5);
  const p4 = splat(EXP_4);
  const p3 = splat(EXP_3);
  const p2 = splat(EXP_2);
  const p1 = splat(EXP_1);
  const p0 = splat(EXP_0);
  const oneBits = i32x4.splat(ONE_BITS);
  const one = splat(ONE);
  const unbounded = splat(UNBOUNDED);
  const b = splat(below);
  const s = splat(scale);
  let i = 0;
  for (; i + 8 <= n; i += 8) {
    const q = (<usize>i) << 2;
    const v0 = v128.load(x + q);
    const v1 = v128.load(x + q, 16);
    const e0 = exponential4(v0, least, log2e, toLowest, high, low, p5, p4, p3, p2, p1, p0, oneBits, one, elu);
    const e1 = exponential4(v1, least, log2e, toLowest, high, low, p5, p4, p3, p2, p1, p0, oneBits, one, elu);
    const r0 = elu ? falling4(v0, e0, b, s) : unbounded4(v0, e0, least, most, unbounded);
    const r1 = elu ? falling4(v1, e1, b, s) : unbounded4(v1, e1, least, most, unbounded);
    v128.store(o + q, r1, 16);
    v128.store(o + q, r0);
  }
  for (; i < n; i += 4) {
    const q = (<usize>i) << 2;
    const v = loadPart(x + q, n - i);
    storePart(o + q, elu ? falling4(v, boundedExp4(v, true), b, s) : exp4(v), n - i);
  }
}
export function expForward(x: usize, o: usize, n: i32): void {
  expOrElu(x, o, n, false, 0, 0);
}
/** erf x, or GELU = x·(½ + ½·erf(x/√2)); the numbers are variables outside the loop as above. */
@inline
function erfOrGelu(x: usize, o: usize, n: i32, gelu: bool): void {
  const least = splat(EXP_LEAST);
  const log2e = splat(LOG2_E);
  const toLowest = splat(TO_LOWEST_BITS);
  const high = splat(MINUS_LN_2_HIGH);
  const low = splat(MINUS_LN_2_LOW);
  const e5 = splat(EXP_5);
  const e4 = splat(EXP_4);
  const e3 = splat(EXP_3);
  const e2 = splat(EXP_2);
  const e1 = splat(EXP_1);
  const e0 = splat(EXP_0);
  const oneBits = i32x4.splat(ONE_BITS);
  const one = splat(ONE);
  const sign = i32x4.splat(SIGN);
  const p5 = splat(ERF_5);
  const p4 = splat(ERF_4);
  const p3 = splat(ERF_3);
  const p2 = splat(ERF_2);
  const p1 = splat(ERF_1);
  const factor = splat(ERF_T);
  const half = splat(HALF);
  const rootHalf = splat(ROOT_HALF);
  let i = 0;
  for (; i + 8 <= n; i += 8) {
    const q = (<usize>i) << 2;
    const v0 = v128.load(x + q);
    const v1 = v128.load(x + q, 16);
    const u0 = gelu ? f32x4.mul(v0, rootHalf) : v0;
    const u1 = gelu ? f32x4.mul(v1, rootHalf) : v1;
    // e^−u² is never infinite.
    const s0 = v128.xor(f32x4.mul(u0, u0), sign);
    const s1 = v128.xor(f32x4.mul(u1, u1), sign);
    const f0 = exponential4(s0, least, log2e, toLowest, high, low, e5, e4, e3, e2, e1, e0, oneBits, one, false);
    const f1 = exponential4(s1, least, log2e, toLowest, high, low, e5, e4, e3, e2, e1, e0, oneBits, one, false);
    const g0 = v128.andnot(f0, f32x4.lt(s0, least));
    const g1 = v128.andnot(f1, f32x4.lt(s1, least));
    const t0 = error4(u0, g0, sign, p5, p4, p3, p2, p1, factor, one);
    const t1 = error4(u1, g1, sign, p5, p4, p3, p2, p1, factor, one);
    const r0 = gelu ? f32x4.mul(v0, multiplyAdd(t0, half, half)) : t0;
    const r1 = gelu ? f32x4.mul(v1, multiplyAdd(t1, half, half)) : t1;
    v128.store(o + q, r1, 16);
    v128.store(o + q, r0);
  }
  for (; i < n; i += 4) {
    const q = (<usize>i) << 2;
    const v = loadPart(x + q, n - i);
    storePart(o + q, gelu ? gelu4(v) : erf4(v), n - i);
  }
}
/** The error function (Abramowitz & Stegun 7.1.26, as on the other backends): absolute error 1.5e-7. */
export function erfForward(x: usize, o: usize, n: i32): void {
  erfOrGelu(x, o, n, false);
}
/** y = x where x > 0, else `below`·(eˣ − 1), all of it times `scale`: ELU and SELU. */
export function eluForward(x: usize, o: usize, n: i32, below: f32, scale: f32): void {
  expOrElu(x, o, n, true, below, scale);
}

/** ln(1 + eˣ); the numbers are variables outside the loop as above. */
export function softplusForward(x: usize, o: usize, n: i32): void {
  const least = splat(EXP_LEAST);
  const log2e = splat(LOG2_E);
  const toLowest = splat(TO_LOWEST_BITS);
  const high = splat(MINUS_LN_2_HIGH);
  const low = splat(MINUS_LN_2_LOW);
  const e5 = splat(EXP_5);
  const e4 = splat(EXP_4);
  const e3 = splat(EXP_3);
  const e2 = splat(EXP_2);
  const e1 = splat(EXP_1);
  const e0 = splat(EXP_0);
  const oneBits = i32x4.splat(ONE_BITS);
  const one = splat(ONE);
  const sign = i32x4.splat(SIGN);
  const rootHalf = i32x4.splat(ROOT_HALF_BITS);
  const p8 = splat(LOG_8);
  const p7 = splat(LOG_7);
  const p6 = splat(LOG_6);
  const p5 = splat(LOG_5);
  const p4 = splat(LOG_4);
  const p3 = splat(LOG_3);
  const p2 = splat(LOG_2);
  const p1 = splat(LOG_1);
  const p0 = splat(LOG_0);
  const minusHalf = splat(MINUS_HALF);
  const ln2 = splat(LN_2);
  let i = 0;
  for (; i + 8 <= n; i += 8) {
    const q = (<usize>i) << 2;
    const v0 = v128.load(x + q);
    const v1 = v128.load(x + q, 16);
    // −|x|
    const w0 = v128.or(v0, sign);
    const w1 = v128.or(v1, sign);
    const f0 = exponential4(w0, least, log2e, toLowest, high, low, e5, e4, e3, e2, e1, e0, oneBits, one, false);
    const f1 = exponential4(w1, least, log2e, toLowest, high, low, e5, e4, e3, e2, e1, e0, oneBits, one, false);
    const s0 = f32x4.add(one, f0);
    const s1 = f32x4.add(one, f1);
    const l0 = logarithm4(s0, rootHalf, one, p8, p7, p6, p5, p4, p3, p2, p1, p0, minusHalf, ln2);
    const l1 = logarithm4(s1, rootHalf, one, p8, p7, p6, p5, p4, p3, p2, p1, p0, minusHalf, ln2);
    const r0 = logOfSum4(v0, f0, s0, l0, one);
    const r1 = logOfSum4(v1, f1, s1, l1, one);
    v128.store(o + q, r1, 16);
    v128.store(o + q, r0);
  }
  for (; i < n; i += 4) {
    const q = (<usize>i) << 2;
    storePart(o + q, softplus4(loadPart(x + q, n - i)), n - i);
  }
}
/** v where x is above 0, else v·slope: a leaky rectifier where v is x, and its gradient where v is dy. */
export function leaky(v: usize, x: usize, o: usize, n: i32, slope: f32): void {
  const s = splat(slope);
  let i = 0;
  for (; i + 8 <= n; i += 8) {
    const q = (<usize>i) << 2;
    const r0 = leaky4(v128.load(v + q), v128.load(x + q), s);
    const r1 = leaky4(v128.load(v + q, 16), v128.load(x + q, 16), s);
    v128.store(o + q, r1, 16);
    v128.store(o + q, r0);
  }
  for (; i < n; i += 4) {
    const q = (<usize>i) << 2;
    storePart(o + q, leaky4(loadPart(v + q, n - i), loadPart(x + q, n - i), s), n - i);
  }
}

/** dy·(1 − y²) */
export function tanhGradient(dy: usize, y: usize, o: usize, n: i32): void {
  const one = splat(ONE);
  let i = 0;
  for (; i + 8 <= n; i += 8) {
    const q = (<usize>i) << 2;
    const v0 = v128.load(y + q);
    const d0 = v128.load(dy + q);
    const r0 = f32x4.mul(d0, tanhSlope4(v0, one));
    const v1 = v128.load(y + q, 16);
    const d1 = v128.load(dy + q, 16);
    const r1 = f32x4.mul(d1, tanhSlope4(v1, one));
    v128.store(o + q, r1, 16);
    v128.store(o + q, r0);
  }
  for (; i < n; i += 4) {
    const q = (<usize>i) << 2;
    const v0 = loadPart(y + q, n - i);
    const d0 = loadPart(dy + q, n - i);
    storePart(o + q, f32x4.mul(d0, tanhSlope4(v0, one)), n - i);
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
    v128.store(o + q, r1, 16);
    v128.store(o + q, r0);
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
    v128.store(o + q, r1, 16);
    v128.store(o + q, r0);
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
/** √x, or 1/√x */
export function rootForward(x: usize, o: usize, n: i32, inverse: i32): void {
  const one = splat(ONE);
  for (let i = 0; i < n; i += 4) {
    const q = (<usize>i) << 2;
    const root = f32x4.sqrt(loadPart(x + q, n - i));
    storePart(o + q, inverse ? f32x4.div(one, root) : root, n - i);
  }
}
@inline
function swish4(v: v128): v128 {
  return f32x4.mul(v, sigmoid4(v));
}
@inline
function swishSlope4(v: v128): v128 {
  const gate = sigmoid4(v);
  return multiplyAdd(f32x4.mul(v, gate), f32x4.sub(splat(ONE), gate), gate);
}
/** Half of 1 + erf(x / √2), the share of a normal distribution below x. */
@inline
function below4(v: v128): v128 {
  return multiplyAdd(erf4(f32x4.mul(v, splat(ROOT_HALF))), splat(HALF), splat(HALF));
}
@inline
function gelu4(v: v128): v128 {
  return f32x4.mul(v, below4(v));
}
@inline
function geluSlope4(v: v128): v128 {
  const density = f32x4.mul(exp4(f32x4.mul(f32x4.mul(v, v), splat(MINUS_HALF))), splat(NORMAL_PEAK));
  return multiplyAdd(v, density, below4(v));
}
/** x·σ(x), and its gradient */
export function swishForward(x: usize, o: usize, n: i32): void {
  tanhOrSwish(x, o, n, true);
}
export function swishGradient(dy: usize, x: usize, o: usize, n: i32): void {
  let i = 0;
  for (; i + 8 <= n; i += 8) {
    const q = (<usize>i) << 2;
    const r0 = f32x4.mul(load4(dy + q), swishSlope4(load4(x + q))),
      r1 = f32x4.mul(v128.load(dy + q, 16), swishSlope4(v128.load(x + q, 16)));
    v128.store(o + q, r1, 16);
    v128.store(o + q, r0);
  }
  for (; i < n; i += 4) {
    const q = (<usize>i) << 2;
    storePart(o + q, f32x4.mul(loadPart(dy + q, n - i), swishSlope4(loadPart(x + q, n - i))), n - i);
  }
}
/** x times the share of a normal distribution below it, and its gradient */
export function geluForward(x: usize, o: usize, n: i32): void {
  erfOrGelu(x, o, n, true);
}
export function geluGradient(dy: usize, x: usize, o: usize, n: i32): void {
  let i = 0;
  for (; i + 8 <= n; i += 8) {
    const q = (<usize>i) << 2;
    const r0 = f32x4.mul(load4(dy + q), geluSlope4(load4(x + q))),
      r1 = f32x4.mul(v128.load(dy + q, 16), geluSlope4(v128.load(x + q, 16)));
    v128.store(o + q, r1, 16);
    v128.store(o + q, r0);
  }
  for (; i < n; i += 4) {
    const q = (<usize>i) << 2;
    storePart(o + q, f32x4.mul(loadPart(dy + q, n - i), geluSlope4(loadPart(x + q, n - i))), n - i);
  }
}
