import { gemm } from './gemm';
import { addFloats, copyOver, zeroOver } from './vector';

export function im2col(
  x: usize,
  H: i32,
  W: i32,
  C: i32,
  OH: i32,
  OW: i32,
  kh: i32,
  kw: i32,
  sh: i32,
  sw: i32,
  dh: i32,
  dw: i32,
  pt: i32,
  pl: i32,
  r0: i32,
  r1: i32,
  out: usize,
): void {
  let d = out;
  const seg = kw * C;
  const sb = (<usize>seg) << 2;
  let ow = r0 % OW,
    t = r0 / OW,
    oh = t % OH,
    n = t / OH;
  for (let r = r0; r < r1; r++) {
    const ix0 = ow * sw - pl;
    const inside = dw == 1 && ix0 >= 0 && ix0 + kw <= W;
    let iy = oh * sh - pt;
    let row = x + ((<usize>(((n * H + iy) * W + ix0) * C)) << 2);
    const rst = (<usize>(dh * W * C)) << 2;
    for (let i = 0; i < kh; i++) {
      if (<u32>iy >= <u32>H) zeroOver(d, seg);
      else if (inside) copyOver(d, row, seg);
      else {
        let q = d;
        for (let j = 0; j < kw; j++) {
          const ix = ix0 + j * dw;
          if (<u32>ix < <u32>W) copyOver(q, row + ((<usize>(j * dw * C)) << 2), C);
          else zeroOver(q, C);
          q += (<usize>C) << 2;
        }
      }
      d += sb;
      iy += dh;
      row += rst;
    }
    if (++ow == OW) {
      ow = 0;
      if (++oh == OH) {
        oh = 0;
        n++;
      }
    }
  }
}
export function col2im(
  dx: usize,
  H: i32,
  W: i32,
  C: i32,
  OH: i32,
  OW: i32,
  kh: i32,
  kw: i32,
  sh: i32,
  sw: i32,
  dh: i32,
  dw: i32,
  pt: i32,
  pl: i32,
  r0: i32,
  r1: i32,
  cols: usize,
): void {
  let s = cols;
  const seg = kw * C;
  for (let r = r0; r < r1; r++) {
    const ow = r % OW,
      t = r / OW,
      oh = t % OH,
      n = t / OH;
    const ix0 = ow * sw - pl;
    for (let i = 0; i < kh; i++) {
      const iy = oh * sh + i * dh - pt;
      if (<u32>iy >= <u32>H) {
        s += (<usize>seg) << 2;
        continue;
      }
      const row = dx + ((<usize>(((n * H + iy) * W + ix0) * C)) << 2);
      if (dw == 1 && ix0 >= 0 && ix0 + kw <= W) {
        addFloats(row, s, seg);
        s += (<usize>seg) << 2;
      } else
        for (let j = 0; j < kw; j++) {
          const ix = ix0 + j * dw;
          if (<u32>ix < <u32>W) addFloats(row + ((<usize>(j * dw * C)) << 2), s, C);
          s += (<usize>C) << 2;
        }
    }
  }
}
/** y = conv(x,w): ws: gemm workspace, buf: chunk*KK floats */
export function convForward(
  x: usize,
  w: usize,
  y: usize,
  N: i32,
  H: i32,
  W: i32,
  C: i32,
  OH: i32,
  OW: i32,
  OC: i32,
  kh: i32,
  kw: i32,
  sh: i32,
  sw: i32,
  dh: i32,
  dw: i32,
  pt: i32,
  pl: i32,
  chunk: i32,
  buf: usize,
  ws: usize,
): void {
  const M = N * OH * OW,
    KK = kh * kw * C;
  for (let r = 0; r < M; r += chunk) {
    const e = min(M, r + chunk);
    im2col(x, H, W, C, OH, OW, kh, kw, sh, sw, dh, dw, pt, pl, r, e, buf);
    gemm(e - r, OC, KK, buf, KK, 1, w, OC, 1, y + ((<usize>(r * OC)) << 2), OC, 0, ws);
  }
}
export function convFilterGradient(
  x: usize,
  dy: usize,
  g: usize,
  N: i32,
  H: i32,
  W: i32,
  C: i32,
  OH: i32,
  OW: i32,
  OC: i32,
  kh: i32,
  kw: i32,
  sh: i32,
  sw: i32,
  dh: i32,
  dw: i32,
  pt: i32,
  pl: i32,
  chunk: i32,
  buf: usize,
  ws: usize,
): void {
  const M = N * OH * OW,
    KK = kh * kw * C;
  for (let r = 0; r < M; r += chunk) {
    const e = min(M, r + chunk);
    im2col(x, H, W, C, OH, OW, kh, kw, sh, sw, dh, dw, pt, pl, r, e, buf);
    gemm(KK, OC, e - r, buf, 1, KK, dy + ((<usize>(r * OC)) << 2), OC, 1, g, OC, r > 0 ? 1 : 0, ws);
  }
}
export function convInputGradient(
  dy: usize,
  w: usize,
  dx: usize,
  N: i32,
  H: i32,
  W: i32,
  C: i32,
  OH: i32,
  OW: i32,
  OC: i32,
  kh: i32,
  kw: i32,
  sh: i32,
  sw: i32,
  dh: i32,
  dw: i32,
  pt: i32,
  pl: i32,
  chunk: i32,
  buf: usize,
  ws: usize,
): void {
  const M = N * OH * OW,
    KK = kh * kw * C;
  memory.fill(dx, 0, (<usize>(N * H * W * C)) << 2);
  for (let r = 0; r < M; r += chunk) {
    const e = min(M, r + chunk);
    gemm(e - r, KK, OC, dy + ((<usize>(r * OC)) << 2), OC, 1, w, 1, OC, buf, KK, 0, ws);
    col2im(dx, H, W, C, OH, OW, kh, kw, sh, sw, dh, dw, pt, pl, r, e, buf);
  }
}
