/** 3-D convolution and pooling (channels last), by the same means as their 2-D relatives but less specialised. */
import { gemm } from './gemm';
import { larger, addFloats, copyOver, load4, zeroOver } from './vector';

/**
 * Unfolds output positions [from, to) into rows of kd·kh·kw·C floats (`fold` = 0), or adds such rows back to where
 * they came from (`fold` = 1).
 */
function moveVolume(
  x: usize,
  rows: usize,
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
  dd: i32,
  dh: i32,
  dw: i32,
  pf: i32,
  pt: i32,
  pl: i32,
  from: i32,
  to: i32,
  fold: bool,
): void {
  let row = rows;
  const bytes = (<usize>C) << 2;
  for (let r = from; r < to; r++) {
    const ox = r % OW;
    let rest = r / OW;
    const oy = rest % OH;
    rest /= OH;
    const oz = rest % OD;
    const n = rest / OD;
    for (let a = 0; a < kd; a++) {
      const z = oz * sd - pf + a * dd;
      for (let b = 0; b < kh; b++) {
        const y = oy * sh - pt + b * dh;
        const first = ox * sw - pl;
        // A line of the window lies side by side in the input, unless it is spread or reaches over the edge.
        if (dw == 1 && first >= 0 && first + kw <= W && <u32>z < <u32>D && <u32>y < <u32>H) {
          const line = x + ((<usize>((((n * D + z) * H + y) * W + first) * C)) << 2);
          if (fold) addFloats(line, row, kw * C);
          else copyOver(row, line, kw * C);
          row += bytes * kw;
          continue;
        }
        for (let c = 0; c < kw; c++) {
          const ix = ox * sw - pl + c * dw;
          const inside = <u32>z < <u32>D && <u32>y < <u32>H && <u32>ix < <u32>W;
          const place = x + ((<usize>((((n * D + z) * H + y) * W + ix) * C)) << 2);
          if (!fold) {
            if (inside) copyOver(row, place, C);
            else zeroOver(row, C);
          } else if (inside) addFloats(place, row, C);
          row += bytes;
        }
      }
    }
  }
}

/** y = convolution of x by w. `rows`: output positions a block; `buffer`: rows·kd·kh·kw·C floats. */
export function convForward3d(
  x: usize,
  w: usize,
  y: usize,
  N: i32,
  D: i32,
  H: i32,
  W: i32,
  C: i32,
  OD: i32,
  OH: i32,
  OW: i32,
  OC: i32,
  kd: i32,
  kh: i32,
  kw: i32,
  sd: i32,
  sh: i32,
  sw: i32,
  dd: i32,
  dh: i32,
  dw: i32,
  pf: i32,
  pt: i32,
  pl: i32,
  rows: i32,
  buffer: usize,
  workspace: usize,
): void {
  const depth = kd * kh * kw * C;
  const all = N * OD * OH * OW;
  for (let r = 0; r < all; r += rows) {
    const end = min(all, r + rows);
    moveVolume(x, buffer, D, H, W, C, OD, OH, OW, kd, kh, kw, sd, sh, sw, dd, dh, dw, pf, pt, pl, r, end, false);
    gemm(end - r, OC, depth, buffer, depth, 1, w, OC, 1, y + ((<usize>(r * OC)) << 2), OC, 0, workspace);
  }
}

/** The gradient by the filter. */
export function convFilterGradient3d(
  x: usize,
  dy: usize,
  g: usize,
  N: i32,
  D: i32,
  H: i32,
  W: i32,
  C: i32,
  OD: i32,
  OH: i32,
  OW: i32,
  OC: i32,
  kd: i32,
  kh: i32,
  kw: i32,
  sd: i32,
  sh: i32,
  sw: i32,
  dd: i32,
  dh: i32,
  dw: i32,
  pf: i32,
  pt: i32,
  pl: i32,
  rows: i32,
  buffer: usize,
  workspace: usize,
): void {
  const depth = kd * kh * kw * C;
  const all = N * OD * OH * OW;
  for (let r = 0; r < all; r += rows) {
    const end = min(all, r + rows);
    moveVolume(x, buffer, D, H, W, C, OD, OH, OW, kd, kh, kw, sd, sh, sw, dd, dh, dw, pf, pt, pl, r, end, false);
    const part = dy + ((<usize>(r * OC)) << 2);
    gemm(depth, OC, end - r, buffer, 1, depth, part, OC, 1, g, OC, r > 0 ? 1 : 0, workspace);
  }
}

/** The gradient by the input. */
export function convInputGradient3d(
  dy: usize,
  w: usize,
  dx: usize,
  N: i32,
  D: i32,
  H: i32,
  W: i32,
  C: i32,
  OD: i32,
  OH: i32,
  OW: i32,
  OC: i32,
  kd: i32,
  kh: i32,
  kw: i32,
  sd: i32,
  sh: i32,
  sw: i32,
  dd: i32,
  dh: i32,
  dw: i32,
  pf: i32,
  pt: i32,
  pl: i32,
  rows: i32,
  buffer: usize,
  workspace: usize,
): void {
  const depth = kd * kh * kw * C;
  const all = N * OD * OH * OW;
  memory.fill(dx, 0, (<usize>(N * D * H * W * C)) << 2);
  for (let r = 0; r < all; r += rows) {
    const end = min(all, r + rows);
    const part = dy + ((<usize>(r * OC)) << 2);
    gemm(end - r, depth, OC, part, OC, 1, w, 1, OC, buffer, depth, 0, workspace);
    moveVolume(dx, buffer, D, H, W, C, OD, OH, OW, kd, kh, kw, sd, sh, sw, dd, dh, dw, pf, pt, pl, r, end, true);
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
