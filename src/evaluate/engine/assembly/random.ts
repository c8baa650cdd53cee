import { load4 } from './vector';

/**
 * Dropout: y = x·mask with mask ∈ {0, scale}; an element is dropped when its random word is below `threshold`
 * (rate · 2³²). Four independent xoshiro128+ streams, one a lane (Blackman & Vigna 2018). `state`: 64 bytes, four
 * words of each stream; it advances, so that a replayed step draws a fresh mask.
 */
export function dropoutForward(x: usize, y: usize, mask: usize, n: i32, threshold: u32, scale: f32, state: usize): void {
  let s0 = load4(state);
  let s1 = v128.load(state, 16);
  let s2 = v128.load(state, 32);
  let s3 = v128.load(state, 48);
  const sign = i32x4.splat(0x80000000);
  const bound = i32x4.splat(threshold ^ 0x80000000);
  const keep = f32x4.splat(scale);
  for (let i = 0; i < n; i += 4) {
    const word = i32x4.add(s0, s3);
    const t = i32x4.shl(s1, 9);
    s2 = v128.xor(s2, s0);
    s3 = v128.xor(s3, s1);
    s1 = v128.xor(s1, s2);
    s0 = v128.xor(s0, s3);
    s2 = v128.xor(s2, t);
    s3 = v128.or(i32x4.shl(s3, 11), i32x4.shr_u(s3, 21));
    const m = v128.and(keep, i32x4.ge_s(v128.xor(word, sign), bound));
    const at = (<usize>i) << 2;
    if (i + 4 <= n) {
      v128.store(mask + at, m);
      v128.store(y + at, f32x4.mul(load4(x + at), m));
    } else {
      storeTail(x + at, y + at, mask + at, n - i, m);
    }
  }
  v128.store(state, s0);
  v128.store(state, s1, 16);
  v128.store(state, s2, 32);
  v128.store(state, s3, 48);
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
