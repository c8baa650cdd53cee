import { exp4 } from './activation';
import { larger, largerOne, load4, loadPart, multiplyAdd, splat, storePart, sumPair } from './vector';

/** Softmax of the rows of x[M,C], C above 0. `tmp`: room for 8 numbers. */
export function softmaxForward(x: usize, M: i32, C: i32, y: usize, tmp: usize): void {
  const bytes = (<usize>C) << 2;
  const eights = (<usize>(C & ~7)) << 2;
  let r = x,
    w = y;
  for (let m = 0; m < M; m++) {
    const top = largestOf(r, eights, bytes, tmp);
    const T = splat(top);
    let s0 = splat(0),
      s1 = splat(0);
    let o: usize = 0;
    for (; o < eights; o += 32) {
      const e0 = exp4(f32x4.sub(load4(r + o), T));
      const e1 = exp4(f32x4.sub(v128.load(r + o, 16), T));
      v128.store(w + o, e1, 16);
      v128.store(w + o, e0);
      s0 = f32x4.add(s0, e0);
      s1 = f32x4.add(s1, e1);
    }
    let sum = sumPair(s0, s1, tmp);
    for (; o < bytes; o += 16) {
      const left = <i32>((bytes - o) >> 2);
      storePart(w + o, exp4(f32x4.sub(loadPart(r + o, left), T)), left);
    }
    for (o = eights; o < bytes; o += 4) sum += load<f32>(w + o);
    const one = <f32>1 / sum;
    const S = splat(one);
    for (o = 0; o < eights; o += 32) {
      v128.store(w + o, f32x4.mul(v128.load(w + o, 16), S), 16);
      v128.store(w + o, f32x4.mul(load4(w + o), S));
    }
    for (; o < bytes; o += 4) store<f32>(w + o, load<f32>(w + o) * one);
    r += bytes;
    w += bytes;
  }
}

/** Its gradient: dx = (dy − Σ dy·y)·y. */
export function softmaxGradient(dy: usize, y: usize, M: i32, C: i32, dx: usize, tmp: usize): void {
  const bytes = (<usize>C) << 2;
  const eights = (<usize>(C & ~7)) << 2;
  let d = dy,
    r = y,
    w = dx;
  for (let m = 0; m < M; m++) {
    let s0 = splat(0),
      s1 = splat(0);
    let o: usize = 0;
    for (; o < eights; o += 32) {
      s0 = multiplyAdd(load4(d + o), load4(r + o), s0);
      s1 = multiplyAdd(v128.load(d + o, 16), v128.load(r + o, 16), s1);
    }
    let sum = sumPair(s0, s1, tmp);
    for (; o < bytes; o += 4) sum += load<f32>(d + o) * load<f32>(r + o);
    const S = splat(sum);
    for (o = 0; o < eights; o += 32) {
      v128.store(w + o, f32x4.mul(f32x4.sub(v128.load(d + o, 16), S), v128.load(r + o, 16)), 16);
      v128.store(w + o, f32x4.mul(f32x4.sub(load4(d + o), S), load4(r + o)));
    }
    for (; o < bytes; o += 4) store<f32>(w + o, (load<f32>(d + o) - sum) * load<f32>(r + o));
    d += bytes;
    r += bytes;
    w += bytes;
  }
}

function largestOf(r: usize, eights: usize, bytes: usize, tmp: usize): f32 {
  let b0 = splat(-Infinity),
    b1 = splat(-Infinity);
  let o: usize = 0;
  for (; o < eights; o += 32) {
    b0 = larger(b0, load4(r + o));
    b1 = larger(b1, v128.load(r + o, 16));
  }
  v128.store(tmp, b1, 16);
  v128.store(tmp, b0);
  const b = larger(load4(tmp), v128.load(tmp, 16));
  let top = largerOne(
    largerOne(f32x4.extract_lane(b, 0), f32x4.extract_lane(b, 1)),
    largerOne(f32x4.extract_lane(b, 2), f32x4.extract_lane(b, 3)),
  );
  for (; o < bytes; o += 4) top = largerOne(top, load<f32>(r + o));
  return top;
}
