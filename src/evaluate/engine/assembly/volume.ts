/** Volumes (channels last): their planes side by side, for 3-D convolution by 2-D, and pooling. */
import { addFloats, copyFloats, larger, load4, loadPart, storePart, zeroFloats } from './vector';

/**
 * x[N, D, plane, C] → out[N, OD, plane, kd, C]: beside each pixel those of the planes that a window takes in, so that
 * a convolution over the window's depth becomes one over channels. Planes outside are zeros.
 */
export function stackPlanes(
  x: usize, out: usize, N: i32, D: i32, plane: i32, C: i32, OD: i32, kd: i32, sd: i32, dd: i32, pf: i32,
): void {
  const whole = (<usize>(plane * C)) << 2;
  const pixel = (<usize>(kd * C)) << 2;
  for (let n = 0; n < N; n++)
    for (let z = 0; z < OD; z++) {
      const to = out + <usize>((n * OD + z) * kd) * whole;
      for (let a = 0; a < kd; a++) {
        const from = z * sd - pf + a * dd;
        let q = to + ((<usize>(a * C)) << 2);
        if (<u32>from < <u32>D) spread(x + <usize>(n * D + from) * whole, q, plane, C, pixel);
        else for (let i = 0; i < plane; i++, q += pixel) zeroFloats(q, C);
      }
    }
}

/** Rows of C floats to where rows of `step` bytes begin. */
@inline
function spread(p: usize, q: usize, rows: i32, C: i32, step: usize): void {
  if (C == 1) {
    for (; rows > 0; rows--, p += 4, q += step) store<f32>(q, load<f32>(p));
    return;
  }
  const bytes = (<usize>C) << 2;
  for (; rows > 0; rows--, p += bytes, q += step) copyFloats(q, p, C);
}

/** The way back: dx[N, D, plane, C] = sums of what stands in dy[N, OD, plane, kd, C] for each plane. */
export function addPlanes(
  dy: usize, dx: usize, N: i32, D: i32, plane: i32, C: i32, OD: i32, kd: i32, sd: i32, dd: i32, pf: i32,
): void {
  const whole = (<usize>(plane * C)) << 2;
  const pixel = (<usize>(kd * C)) << 2;
  const bytes = (<usize>C) << 2;
  for (let n = 0; n < N; n++)
    for (let z = 0; z < D; z++) {
      const to = dx + <usize>(n * D + z) * whole;
      memory.fill(to, 0, whole);
      for (let a = 0; a < kd; a++) {
        const place = z + pf - a * dd;
        if (place < 0 || place % sd != 0 || place / sd >= OD) continue;
        let p = dy + <usize>((n * OD + place / sd) * kd) * whole + ((<usize>(a * C)) << 2);
        for (let i = 0, q = to; i < plane; i++, p += pixel, q += bytes) addFloats(q, p, C);
      }
    }
}

/** Average pooling: of what lies inside. */
export function averagePoolForward3d(
  x: usize, y: usize, N: i32, D: i32, H: i32, W: i32, C: i32, OD: i32, OH: i32, OW: i32, kd: i32, kh: i32, kw: i32,
  sd: i32, sh: i32, sw: i32, pf: i32, pt: i32, pl: i32,
): void {
  const bytes = (<usize>C) << 2;
  let out = y;
  for (let n = 0; n < N; n++)
    for (let oz = 0; oz < OD; oz++) {
      const z0 = max(0, oz * sd - pf);
      const z1 = min(D, oz * sd - pf + kd);
      for (let oy = 0; oy < OH; oy++) {
        const y0 = max(0, oy * sh - pt);
        const y1 = min(H, oy * sh - pt + kh);
        for (let ox = 0; ox < OW; ox++, out += bytes) {
          const x0 = max(0, ox * sw - pl);
          const x1 = min(W, ox * sw - pl + kw);
          const share = <f32>1 / <f32>((z1 - z0) * (y1 - y0) * (x1 - x0));
          for (let c = 0; c < C; c += 4) {
            let sum = f32x4.splat(0);
            for (let a = z0; a < z1; a++)
              for (let b = y0; b < y1; b++) {
                let p = x + ((<usize>((((n * D + a) * H + b) * W + x0) * C + c)) << 2);
                for (let e = x0; e < x1; e++, p += bytes) sum = f32x4.add(sum, loadPart(p, C - c));
              }
            storePart(out + ((<usize>c) << 2), f32x4.mul(sum, f32x4.splat(share)), C - c);
          }
        }
      }
    }
}

/** Its gradient as TensorFlow.js's cpu backend has it: each element of a window takes an equal part, padding too. */
export function averagePoolGradient3d(
  dy: usize, dx: usize, N: i32, D: i32, H: i32, W: i32, C: i32, OD: i32, OH: i32, OW: i32, kd: i32, kh: i32, kw: i32,
  sd: i32, sh: i32, sw: i32, pf: i32, pt: i32, pl: i32,
): void {
  memory.fill(dx, 0, (<usize>(N * D * H * W * C)) << 2);
  const bytes = (<usize>C) << 2;
  const share = f32x4.splat(<f32>1 / <f32>(kd * kh * kw));
  let from = dy;
  for (let n = 0; n < N; n++)
    for (let oz = 0; oz < OD; oz++) {
      const z0 = max(0, oz * sd - pf);
      const z1 = min(D, oz * sd - pf + kd);
      for (let oy = 0; oy < OH; oy++) {
        const y0 = max(0, oy * sh - pt);
        const y1 = min(H, oy * sh - pt + kh);
        for (let ox = 0; ox < OW; ox++, from += bytes) {
          const x0 = max(0, ox * sw - pl);
          const x1 = min(W, ox * sw - pl + kw);
          for (let c = 0; c < C; c += 4) {
            const part = f32x4.mul(loadPart(from + ((<usize>c) << 2), C - c), share);
            for (let a = z0; a < z1; a++)
              for (let b = y0; b < y1; b++) {
                let p = dx + ((<usize>((((n * D + a) * H + b) * W + x0) * C + c)) << 2);
                for (let e = x0; e < x1; e++, p += bytes)
                  storePart(p, f32x4.add(loadPart(p, C - c), part), C - c);
              }
          }
        }
      }
    }
}

/** 3-D max pooling; padding does not count. */
export function maxPoolForward3d(
  x: usize,
  y: usize,
  N: i32,
  D: i32,
  H: i32,
  W: i32,
  C: i32,
  OD: i32,
  OH: i32,
  OW: i32,
  kd: i32,
  kh: i32,
  kw: i32,
  sd: i32,
  sh: i32,
  sw: i32,
  pf: i32,
  pt: i32,
  pl: i32,
): void {
  let out = y;
  const bytes = (<usize>C) << 2;
  for (let r = 0; r < N * OD * OH * OW; r++) {
    const ox = r % OW;
    let rest = r / OW;
    const oy = rest % OH;
    rest /= OH;
    const oz = rest % OD;
    const n = rest / OD;
    const z0 = max(0, oz * sd - pf);
    const z1 = min(D, oz * sd - pf + kd);
    const y0 = max(0, oy * sh - pt);
    const y1 = min(H, oy * sh - pt + kh);
    const x0 = max(0, ox * sw - pl);
    const x1 = min(W, ox * sw - pl + kw);
    let c = 0;
    for (; c + 4 <= C; c += 4) {
      let best = f32x4.splat(-Infinity);
      for (let a = z0; a < z1; a++)
        for (let b = y0; b < y1; b++) {
          let p = x + ((<usize>((((n * D + a) * H + b) * W + x0) * C + c)) << 2);
          for (let e = x0; e < x1; e++, p += bytes) best = larger(best, load4(p));
        }
      v128.store(out, best);
      out += 16;
    }
    for (; c < C; c++) {
      let best = -Infinity as f32;
      for (let a = z0; a < z1; a++)
        for (let b = y0; b < y1; b++)
          for (let e = x0; e < x1; e++) {
            best = max(best, load<f32>(x + ((<usize>((((n * D + a) * H + b) * W + e) * C + c)) << 2)));
          }
      store<f32>(out, best);
      out += 4;
    }
  }
}

/** Adds the gradient of a lane to the element where its maximum lies. */
@inline
function giveTo(dx: usize, place: i32, lane: i32, g: usize): void {
  if (place < 0) return;
  const target = dx + ((<usize>(place + lane)) << 2);
  store<f32>(target, load<f32>(target) + load<f32>(g + ((<usize>lane) << 2)));
}

/** Gradient of 3-D max pooling: the last maximum of a window takes dy, as on TensorFlow.js's cpu backend. */
export function maxPoolGradient3d(
  x: usize,
  dy: usize,
  dx: usize,
  N: i32,
  D: i32,
  H: i32,
  W: i32,
  C: i32,
  OD: i32,
  OH: i32,
  OW: i32,
  kd: i32,
  kh: i32,
  kw: i32,
  sd: i32,
  sh: i32,
  sw: i32,
  pf: i32,
  pt: i32,
  pl: i32,
): void {
  memory.fill(dx, 0, (<usize>(N * D * H * W * C)) << 2);
  let g = dy;
  for (let r = 0; r < N * OD * OH * OW; r++) {
    const ox = r % OW;
    let rest = r / OW;
    const oy = rest % OH;
    rest /= OH;
    const oz = rest % OD;
    const n = rest / OD;
    const z0 = max(0, oz * sd - pf);
    const z1 = min(D, oz * sd - pf + kd);
    const y0 = max(0, oy * sh - pt);
    const y1 = min(H, oy * sh - pt + kh);
    const x0 = max(0, ox * sw - pl);
    const x1 = min(W, ox * sw - pl + kw);
    let c = 0;
    for (; c + 4 <= C; c += 4) {
      let best = f32x4.splat(-Infinity);
      // Where each channel's maximum lies, in elements from the start; -1: all values are NaN.
      let at = i32x4.splat(-1);
      for (let a = z0; a < z1; a++)
        for (let b = y0; b < y1; b++) {
          let place = (((n * D + a) * H + b) * W + x0) * C + c;
          for (let e = x0; e < x1; e++, place += C) {
            const value = load4(x + ((<usize>place) << 2));
            const higher = f32x4.ge(value, best);
            best = v128.bitselect(value, best, higher);
            at = v128.bitselect(i32x4.splat(place), at, higher);
          }
        }
      giveTo(dx, i32x4.extract_lane(at, 0), 0, g);
      giveTo(dx, i32x4.extract_lane(at, 1), 1, g);
      giveTo(dx, i32x4.extract_lane(at, 2), 2, g);
      giveTo(dx, i32x4.extract_lane(at, 3), 3, g);
      g += 16;
    }
    for (; c < C; c++) {
      let best = -Infinity as f32;
      let at: usize = 0;
      for (let a = z0; a < z1; a++)
        for (let b = y0; b < y1; b++)
          for (let e = x0; e < x1; e++) {
            const place = (<usize>((((n * D + a) * H + b) * W + e) * C + c)) << 2;
            const value = load<f32>(x + place);
            if (value >= best) {
              best = value;
              at = dx + place;
            }
          }
      if (at) store<f32>(at, load<f32>(at) + load<f32>(g));
      g += 4;
    }
  }
}
