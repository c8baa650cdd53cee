import { log4 } from './activation';
import { load4, multiplyAdd, splat, storePart } from './vector';

/**
 * Random words from four independent xoshiro128+ streams, one a lane (Blackman & Vigna 2018). `state`: 64 bytes, four
 * words of each stream; it advances, so that a replayed step draws afresh.
 */
@inline
function nextWords(state: usize): v128 {
  const s0 = load4(state);
  const s1 = v128.load(state, 16);
  const s2 = v128.xor(v128.load(state, 32), s0);
  const s3 = v128.load(state, 48);
  const mixed = v128.xor(s3, s1);
  v128.store(state, v128.xor(s1, s2), 16);
  v128.store(state, v128.xor(s0, mixed));
  v128.store(state, v128.or(i32x4.shl(mixed, 11), i32x4.shr_u(mixed, 21)), 48);
  v128.store(state, v128.xor(s2, i32x4.shl(s1, 9)), 32);
  return i32x4.add(s0, s3);
}

/** Dropout: y = x·mask with mask ∈ {0, scale}; an element is dropped when its random word is below `threshold` (rate · 2³²). */
export function dropoutForward(x: usize, y: usize, mask: usize, n: i32, threshold: u32, scale: f32, state: usize): void {
  const sign = i32x4.splat(0x80000000);
  const bound = i32x4.splat(threshold ^ 0x80000000);
  const keep = f32x4.splat(scale);
  for (let i = 0; i < n; i += 4) {
    const m = v128.and(keep, i32x4.ge_s(v128.xor(nextWords(state), sign), bound));
    const at = (<usize>i) << 2;
    if (i + 4 <= n) {
      v128.store(mask + at, m);
      v128.store(y + at, f32x4.mul(load4(x + at), m));
    } else {
      storeTail(x + at, y + at, mask + at, n - i, m);
    }
  }
}

function storeTail(x: usize, y: usize, mask: usize, n: i32, m: v128): void {
  storeOne(x, y, mask, f32x4.extract_lane(m, 0));
  if (n > 1) storeOne(x + 4, y + 4, mask + 4, f32x4.extract_lane(m, 1));
  if (n > 2) storeOne(x + 8, y + 8, mask + 8, f32x4.extract_lane(m, 2));
}

function storeOne(x: usize, y: usize, mask: usize, m: f32): void {
  store<f32>(mask, m);
  store<f32>(y, load<f32>(x) * m);
}

/** n numbers between `middle` − `reach` and `middle` + `reach`, of 23 random bits each. */
export function drawUniform(out: usize, n: i32, middle: f32, reach: f32, state: usize): void {
  for (let i = 0; i < n; i += 4) {
    storePart(out + ((<usize>i) << 2), multiplyAdd(nextSigned(state), splat(reach), splat(middle)), n - i);
  }
}

/** Four of the odd multiples of 2⁻²³ between −1 and 1. */
@inline
function nextSigned(state: usize): v128 {
  const odd = v128.or(i32x4.shr_s(nextWords(state), 8), i32x4.splat(1));
  return f32x4.mul(f32x4.convert_i32x4_s(odd), splat(1.1920928955078125e-7));
}

/**
 * n normal numbers of which none is further than two deviations from the mean: the quantiles of even ones x, as x times
 * a rational function of x² that is right to five digits (fitted for this, with the greatest relative error least).
 */
export function drawTruncatedNormal(out: usize, n: i32, mean: f32, deviation: f32, state: usize): void {
  const far = splat(deviation);
  const middle = splat(mean);
  for (let i = 0; i < n; i += 4) {
    const x = nextSigned(state);
    const s = f32x4.mul(x, x);
    let p = multiplyAdd(s, splat(-0.0095778372), splat(-0.15609505));
    p = multiplyAdd(p, s, splat(1.1885654));
    p = multiplyAdd(p, s, splat(-2.1873361));
    p = multiplyAdd(p, s, splat(1.1962854));
    let q = multiplyAdd(s, splat(-0.284446842), splat(1.36735314));
    q = multiplyAdd(q, s, splat(-2.06698536));
    q = multiplyAdd(q, s, splat(1));
    const quantile = f32x4.div(f32x4.mul(p, x), q);
    storePart(out + ((<usize>i) << 2), multiplyAdd(quantile, far, middle), n - i);
  }
}

/** n normal numbers (Box & Muller 1958), of 24 random bits each: none further than 5.8 deviations from the mean. */
export function drawNormal(out: usize, n: i32, mean: f32, deviation: f32, state: usize): void {
  const middle = splat(mean);
  for (let i = 0; i < n; i += 8) {
    // In (0, 1], and in [−½, ½).
    const u = f32x4.convert_i32x4_s(i32x4.add(i32x4.shr_u(nextWords(state), 8), i32x4.splat(1)));
    const radius = f32x4.sqrt(f32x4.mul(splat(-2), log4(f32x4.mul(u, splat(5.9604644775390625e-8)))));
    const far = f32x4.mul(radius, splat(deviation));
    const turn = f32x4.mul(f32x4.convert_i32x4_s(i32x4.shr_s(nextWords(state), 8)), splat(5.9604644775390625e-8));
    const away = f32x4.abs(turn);
    const cosine = sineOfTurn4(f32x4.sub(splat(0.25), away));
    // Both halves of a half turn have the same sines.
    const folded = f32x4.pmin(away, f32x4.sub(splat(0.5), away));
    const sine = v128.xor(sineOfTurn4(folded), v128.and(turn, splat(-0.0)));
    const at = out + ((<usize>i) << 2);
    storePart(at, multiplyAdd(far, cosine, middle), n - i);
    if (n - i > 4) storePart(at + 16, multiplyAdd(far, sine, middle), n - i - 4);
  }
}

/** sin 2πw for w from −¼ to ¼: Taylor's series, within 10⁻⁷. */
@inline
function sineOfTurn4(w: v128): v128 {
  const x = f32x4.mul(w, splat(6.28318530718));
  const square = f32x4.mul(x, x);
  let p = multiplyAdd(square, splat(-2.5052108e-8), splat(2.7557319e-6));
  p = multiplyAdd(p, square, splat(-1.984127e-4));
  p = multiplyAdd(p, square, splat(8.3333333e-3));
  p = multiplyAdd(p, square, splat(-0.16666667));
  return multiplyAdd(f32x4.mul(p, square), x, x);
}
