import { load4, multiplyAdd, splat } from './vector';

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
export function tanhForward(x: usize, o: usize, n: i32): void {
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    const q = (<usize>i) << 2;
    v128.store(o + q, tanh4(load4(x + q)));
  }
}
