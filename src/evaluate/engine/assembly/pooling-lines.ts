/**
 * Max pooling along lines, of `taps` pixels (of C floats) each, without overlap or padding: of samples, that is, of H
 * pixels. What is left of H behind the last window has no part in it.
 */
import { larger, largerOne, load4 } from './vector';

export function maxPoolLines(x: usize, y: usize, N: i32, H: i32, C: i32, taps: i32): void {
  const pixel = (<usize>C) << 2;
  for (let n = 0; n < N; n++) {
    let p = x + <usize>(n * H) * pixel;
    for (let i = 0; i < H / taps; i++) {
      largest(p, p + pixel, y, pixel);
      for (let tap = 2; tap < taps; tap++) largest(y, p + <usize>tap * pixel, y, pixel);
      p += <usize>taps * pixel;
      y += pixel;
    }
  }
}

/** The larger ones of a and b, number by number; `bytes` of each. */
function largest(a: usize, b: usize, out: usize, bytes: usize): void {
  let i: usize = 0;
  for (; i + 32 <= bytes; i += 32) {
    const low = larger(load4(a + i), load4(b + i));
    const high = larger(v128.load(a + i, 16), v128.load(b + i, 16));
    v128.store(out + i, high, 16);
    v128.store(out + i, low);
  }
  for (; i < bytes; i += 4) store<f32>(out + i, largerOne(load<f32>(a + i), load<f32>(b + i)));
}

/**
 * Gradient of it: the first pixel of a window that has its largest value gets all. With `rectify` x is what a rectifier
 * gave, and dx the gradient of what it was given: nothing where x is 0.
 */
export function maxPoolLinesGradient(
  x: usize, y: usize, dy: usize, dx: usize, N: i32, H: i32, C: i32, taps: i32, rectify: i32,
): void {
  const pixel = (<usize>C) << 2;
  const rest = <usize>(H % taps) * pixel;
  for (let n = 0; n < N; n++) {
    for (let i = 0; i < H / taps; i++) {
      passOn(x, y, dy, dx, pixel, taps, rectify);
      x += <usize>taps * pixel;
      dx += <usize>taps * pixel;
      y += pixel;
      dy += pixel;
    }
    memory.fill(dx, 0, rest);
    x += rest;
    dx += rest;
  }
}

function passOn(x: usize, y: usize, dy: usize, dx: usize, pixel: usize, taps: i32, rectify: i32): void {
  const all = i32x4.splat(rectify ? 0 : -1);
  let i: usize = 0;
  for (; i + 16 <= pixel; i += 16) {
    const value = load4(y + i);
    // What is still to be given away: nothing once it is.
    let left = v128.and(load4(dy + i), v128.or(f32x4.gt(value, f32x4.splat(0)), all));
    let p = i;
    for (let tap = 0; tap < taps; tap++) {
      const hit = f32x4.eq(load4(x + p), value);
      v128.store(dx + p, v128.and(left, hit));
      left = v128.andnot(left, hit);
      p += pixel;
    }
  }
  for (; i < pixel; i += 4) {
    const value = load<f32>(y + i);
    let left: f32 = rectify && !(value > 0) ? 0 : load<f32>(dy + i);
    for (let tap = 0; tap < taps; tap++) {
      const p = i + <usize>tap * pixel;
      const isHit = load<f32>(x + p) == value;
      store<f32>(dx + p, isHit ? left : 0);
      if (isHit) left = 0;
    }
  }
}
