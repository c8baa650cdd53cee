/**
 * Comparisons with broadcasting, and selection by their outcome. TensorFlow.js's own work out the place of every element
 * anew when shapes differ, a hundred times as slow; the gradients of maxima and of clipped activations are made of them.
 */
import { load4, splatAt } from './vector';

/** What to compute: one of three, the rest is made of them by exchanging the operands or by negation. */
const EQUAL = 0;
const GREATER = 1;
const GREATER_EQUAL = 2;
const INTEGERS = 4;

/**
 * Compares over three axes of lengths d0, d1, n. Strides are elements; along the last they are 0 or 1. `invert`: 1 gives
 * the contrary. The outcome is a byte an element, without gaps.
 */
export function compare(
  op: i32,
  invert: i32,
  a: usize,
  b: usize,
  out: usize,
  d0: i32,
  d1: i32,
  n: i32,
  a0: i32,
  a1: i32,
  an: i32,
  b0: i32,
  b1: i32,
  bn: i32,
): void {
  for (let i = 0; i < d0; i++) {
    for (let j = 0; j < d1; j++) {
      const p = a + ((<usize>(i * a0 + j * a1)) << 2);
      const q = b + ((<usize>(i * b0 + j * b1)) << 2);
      // The operation as a constant, so that each has a loop of its own.
      if (op == EQUAL) compareLine(EQUAL, invert, p, q, out, n, an, bn);
      else if (op == GREATER) compareLine(GREATER, invert, p, q, out, n, an, bn);
      else if (op == GREATER_EQUAL) compareLine(GREATER_EQUAL, invert, p, q, out, n, an, bn);
      else if (op == (EQUAL | INTEGERS)) compareLine(EQUAL | INTEGERS, invert, p, q, out, n, an, bn);
      else if (op == (GREATER | INTEGERS)) compareLine(GREATER | INTEGERS, invert, p, q, out, n, an, bn);
      else compareLine(GREATER_EQUAL | INTEGERS, invert, p, q, out, n, an, bn);
      out += n;
    }
  }
}

@inline
function compareLine(op: i32, invert: i32, p: usize, q: usize, out: usize, n: i32, an: i32, bn: i32): void {
  const flip = i8x16.splat(<i8>invert);
  const one = i8x16.splat(1);
  const pStep = <usize>(an << 4);
  const qStep = <usize>(bn << 4);
  let i = 0;
  for (; i + 16 <= n; i += 16) {
    const m0 = mask(op, operand(p, an), operand(q, bn));
    const m1 = mask(op, operand(p + pStep, an), operand(q + qStep, bn));
    const m2 = mask(op, operand(p + 2 * pStep, an), operand(q + 2 * qStep, bn));
    const m3 = mask(op, operand(p + 3 * pStep, an), operand(q + 3 * qStep, bn));
    const bytes = i8x16.narrow_i16x8_s(i16x8.narrow_i32x4_s(m0, m1), i16x8.narrow_i32x4_s(m2, m3));
    v128.store(out + i, v128.xor(v128.and(bytes, one), flip));
    p += 4 * pStep;
    q += 4 * qStep;
  }
  for (; i < n; i++) {
    const m = i32x4.extract_lane(mask(op, splatAt(p), splatAt(q)), 0);
    store<u8>(out + i, <u8>((m & 1) ^ invert));
    p += <usize>(an << 2);
    q += <usize>(bn << 2);
  }
}

@inline
function operand(p: usize, step: i32): v128 {
  return step ? load4(p) : splatAt(p);
}

@inline
function mask(op: i32, x: v128, y: v128): v128 {
  if (op == EQUAL) return f32x4.eq(x, y);
  if (op == GREATER) return f32x4.gt(x, y);
  if (op == GREATER_EQUAL) return f32x4.ge(x, y);
  if (op == (EQUAL | INTEGERS)) return i32x4.eq(x, y);
  if (op == (GREATER | INTEGERS)) return i32x4.gt_s(x, y);
  return i32x4.ge_s(x, y);
}

/** out = condition ? x : y, of n numbers of four bytes; the condition is a byte each, 0 or 1. */
export function select(condition: usize, x: usize, y: usize, out: usize, n: i32): void {
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    const o = (<usize>i) << 2;
    const wide = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(condition + i)));
    v128.store(out + o, v128.bitselect(load4(x + o), load4(y + o), i32x4.neg(wide)));
  }
  for (; i < n; i++) {
    const o = (<usize>i) << 2;
    store<i32>(out + o, load<u8>(condition + i) ? load<i32>(x + o) : load<i32>(y + o));
  }
}

/** Both, or one of both (`any` = 1), of n bytes that are 0 or 1. */
export function logical(any: i32, x: usize, y: usize, out: usize, n: i32): void {
  let i = 0;
  for (; i + 16 <= n; i += 16) {
    const p = load4(x + i);
    const q = load4(y + i);
    v128.store(out + i, any ? v128.or(p, q) : v128.and(p, q));
  }
  for (; i < n; i++) {
    const p = load<u8>(x + i);
    const q = load<u8>(y + i);
    store<u8>(out + i, any ? p | q : p & q);
  }
}
