import { lanesFrom, load4, multiplyAdd } from './vector';

/**
 * Depthwise convolution, channels last, one output a channel. Channels are taken eight at a time, what is left four at a
 * time, the last four again in part where they are no multiple of four. What a channel sums over stays in registers. `taps`: room for 2·kh·kw addresses, the products that make one pixel.
 */

/** out[c] = Σ of from[tap][c]·filter[tap][c] over `count` taps, each a pair of addresses, the first of them shifted. */
function sumTaps(taps: usize, count: i32, shift: usize, C: i32, out: usize): void {
  const end = taps + ((<usize>count) << 3);
  const bytes = (<usize>C) << 2;
  const eights = (<usize>(C & ~7)) << 2;
  let c: usize = 0;
  for (; c < eights; c += 32) {
    let a = f32x4.splat(0);
    let b = a;
    for (let t = taps; t < end; t += 8) {
      const p = <usize>load<u32>(t) + shift + c;
      const g = <usize>load<u32>(t, 4) + c;
      a = multiplyAdd(load4(p), load4(g), a);
      b = multiplyAdd(v128.load(p, 16), v128.load(g, 16), b);
    }
    v128.store(out + c, a);
    v128.store(out + c, b, 16);
  }
  if (C >= 4)
    for (; c < bytes; c += 16) {
      const o = min(c, bytes - 16);
      let a = f32x4.splat(0);
      for (let t = taps; t < end; t += 8) {
        a = multiplyAdd(load4(<usize>load<u32>(t) + shift + o), load4(<usize>load<u32>(t, 4) + o), a);
      }
      v128.store(out + o, a);
    }
  for (; c < bytes; c += 4) {
    let sum: f32 = 0;
    for (let t = taps; t < end; t += 8) {
      sum += load<f32>(<usize>load<u32>(t) + shift + c) * load<f32>(<usize>load<u32>(t, 4) + c);
    }
    store<f32>(out + c, sum);
  }
}

/** The same for a whole 3×3 window at p, its rows `row` bytes apart; the filter's taps are `step` bytes apart. */
function sumNine(p: usize, row: usize, w: usize, step: usize, C: i32, out: usize): void {
  const cs = (<usize>C) << 2;
  const eights = (<usize>(C & ~7)) << 2;
  let c: usize = 0;
  for (; c < eights; c += 32) {
    let a = f32x4.splat(0);
    let b = a;
    let g = w + c;
    let r = p + c;
    for (let i = 0; i < 3; i++) {
      a = multiplyAdd(load4(r), load4(g), a);
      b = multiplyAdd(v128.load(r, 16), v128.load(g, 16), b);
      g += step;
      a = multiplyAdd(load4(r + cs), load4(g), a);
      b = multiplyAdd(v128.load(r + cs, 16), v128.load(g, 16), b);
      g += step;
      a = multiplyAdd(load4(r + 2 * cs), load4(g), a);
      b = multiplyAdd(v128.load(r + 2 * cs, 16), v128.load(g, 16), b);
      g += step;
      r += row;
    }
    v128.store(out + c, a);
    v128.store(out + c, b, 16);
  }
  if (C >= 4)
    for (; c < cs; c += 16) {
      const o = min(c, cs - 16);
      let a = f32x4.splat(0);
      let g = w + o;
      let r = p + o;
      for (let i = 0; i < 3; i++) {
        a = multiplyAdd(load4(r), load4(g), a);
        a = multiplyAdd(load4(r + cs), load4(g + step), a);
        a = multiplyAdd(load4(r + 2 * cs), load4(g + 2 * step), a);
        g += 3 * step;
        r += row;
      }
      v128.store(out + o, a);
    }
  for (; c < cs; c += 4) {
    let sum: f32 = 0;
    let g = w + c;
    for (let i = 0; i < 3; i++)
      for (let j = 0; j < 3; j++) {
        sum += load<f32>(p + <usize>i * row + <usize>j * cs + c) * load<f32>(g);
        g += step;
      }
    store<f32>(out + c, sum);
  }
}

export function depthwiseForward(
  x: usize,
  w: usize,
  y: usize,
  N: i32,
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
  taps: usize,
): void {
  const pixel = (<usize>C) << 2;
  const row = <usize>W * pixel;
  const plain = kh == 3 && kw == 3 && dh == 1 && dw == 1;
  let out = y;
  for (let n = 0; n < N; n++)
    for (let oy = 0; oy < OH; oy++)
      for (let ox = 0; ox < OW; ox++) {
        const y0 = oy * sh - pt;
        const x0 = ox * sw - pl;
        const at = x + <usize>((n * H + y0) * W + x0) * pixel;
        if (plain && y0 >= 0 && x0 >= 0 && y0 + 3 <= H && x0 + 3 <= W) {
          sumNine(at, row, w, pixel, C, out);
        } else {
          let end = taps;
          for (let i = 0; i < kh; i++) {
            if (<u32>(y0 + i * dh) >= <u32>H) continue;
            for (let j = 0; j < kw; j++) {
              if (<u32>(x0 + j * dw) >= <u32>W) continue;
              store<u32>(end, <u32>(at + <usize>(i * dh) * row + <usize>(j * dw) * pixel));
              store<u32>(end, <u32>(w + <usize>(i * kw + j) * pixel), 4);
              end += 8;
            }
          }
          sumTaps(taps, <i32>((end - taps) >> 3), 0, C, out);
        }
        out += pixel;
      }
}

/** The gradient by the input: each pixel sums over the outputs that it took part in. */
export function depthwiseInputGradient(
  dy: usize,
  w: usize,
  dx: usize,
  N: i32,
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
  taps: usize,
): void {
  const pixel = (<usize>C) << 2;
  const row = <usize>OW * pixel;
  const plain = kh == 3 && kw == 3 && dh == 1 && dw == 1 && sh == 1 && sw == 1;
  for (let n = 0; n < N; n++)
    for (let iy = 0; iy < H; iy++) {
      const line = dx + <usize>((n * H + iy) * W) * pixel;
      // Pixels a stride apart have the same taps, one pixel of dy further, as long as all lie inside.
      for (let phase = 0; phase < min(sw, W); phase++) {
        let count = 0;
        let shift: usize = 0;
        let built = false;
        for (let ix = phase; ix < W; ix += sw) {
          const out = line + <usize>ix * pixel;
          const y0 = iy + pt - 2;
          const x0 = ix + pl - 2;
          if (plain && y0 >= 0 && x0 >= 0 && y0 + 3 <= OH && x0 + 3 <= OW) {
            // Stride 1: a convolution by the filter turned around.
            sumNine(dy + <usize>((n * OH + y0) * OW + x0) * pixel, row, w + 8 * pixel, 0 - pixel, C, out);
            continue;
          }
          const inside = ix + pl - (kw - 1) * dw >= 0 && ix + pl < OW * sw;
          if (inside && built) {
            shift += pixel;
          } else {
            count = gradientTaps(dy, w, taps, n, iy + pt, ix + pl, pixel, OH, OW, kh, kw, sh, sw, dh, dw);
            shift = 0;
            built = inside && !plain;
          }
          sumTaps(taps, count, shift, C, out);
        }
      }
    }
}

/** Lists what the gradient of one pixel of the (padded) input is the sum of; gives their number. */
function gradientTaps(
  dy: usize, w: usize, taps: usize, n: i32, y: i32, x: i32, pixel: usize, OH: i32, OW: i32, kh: i32, kw: i32, sh: i32,
  sw: i32, dh: i32, dw: i32,
): i32 {
  let end = taps;
  for (let i = 0; i < kh; i++) {
    const ty = y - i * dh;
    if (ty < 0 || ty % sh != 0 || ty / sh >= OH) continue;
    for (let j = 0; j < kw; j++) {
      const tx = x - j * dw;
      if (tx < 0 || tx % sw != 0 || tx / sw >= OW) continue;
      store<u32>(end, <u32>(dy + <usize>((n * OH + ty / sh) * OW + tx / sw) * pixel));
      store<u32>(end, <u32>(w + <usize>(i * kw + j) * pixel), 4);
      end += 8;
    }
  }
  return <i32>((end - taps) >> 3);
}

/** The gradient by the filter, one row of taps after the other. */
export function depthwiseFilterGradient(
  x: usize,
  dy: usize,
  g: usize,
  N: i32,
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
): void {
  memory.fill(g, 0, (<usize>(kh * kw * C)) << 2);
  const pixel = (<usize>C) << 2;
  for (let n = 0; n < N; n++)
    for (let i = 0; i < kh; i++) {
      // Output rows that this row of taps meets.
      const above = pt - i * dh;
      const ya = above > 0 ? (above + sh - 1) / sh : 0;
      const yb = H - 1 + above < 0 ? 0 : min(OH, (H - 1 + above) / sh + 1);
      if (ya >= yb) continue;
      const rows = yb - ya;
      const source = x + <usize>((n * H + ya * sh - above) * W) * pixel;
      const from = dy + <usize>((n * OH + ya) * OW) * pixel;
      const into = g + <usize>(i * kw) * pixel;
      const down = <usize>(sh * W) * pixel;
      let j = 0;
      if (kw == 3 && dw == 1) {
        // Columns where all three taps are inside; what is left at the edges goes tap by tap.
        const xa = pl > 0 ? (pl + sw - 1) / sw : 0;
        const xb = W - 3 + pl < 0 ? 0 : min(OW, (W - 3 + pl) / sw + 1);
        if (xa < xb) {
          threeTaps(source, from, into, rows, down, xa, xb, OW, C, sw, pl);
          for (; j < 3; j++) {
            oneTap(source, from, into, rows, down, 0, xa, W, OW, C, sw, j - pl, j);
            oneTap(source, from, into, rows, down, xb, OW, W, OW, C, sw, j - pl, j);
          }
        }
      }
      for (; j < kw; j++) oneTap(source, from, into, rows, down, 0, OW, W, OW, C, sw, j * dw - pl, j);
    }
}

/** Adds one tap's products over `rows` rows and output columns [first, last), clipped to where the tap is inside. */
function oneTap(
  x: usize,
  dy: usize,
  g: usize,
  rows: i32,
  down: usize,
  first: i32,
  last: i32,
  W: i32,
  OW: i32,
  C: i32,
  sw: i32,
  offset: i32,
  tap: i32,
): void {
  const xa = max(first, offset < 0 ? (sw - 1 - offset) / sw : 0);
  const xb = W - 1 - offset < 0 ? 0 : min(last, (W - 1 - offset) / sw + 1);
  if (xa >= xb) return;
  const pixel = (<usize>C) << 2;
  const out = g + <usize>tap * pixel;
  let c: usize = 0;
  if (C >= 4)
    for (; c < pixel; c += 16) {
      const o = min(c, pixel - 16);
      const fresh = lanesFrom(c - o);
      let sum = load4(out + o);
      for (let r = 0; r < rows; r++) {
        let p = x + <usize>r * down + <usize>(xa * sw + offset) * pixel + o;
        let q = dy + <usize>(r * OW + xa) * pixel + o;
        for (let k = xa; k < xb; k++) {
          sum = f32x4.add(v128.and(f32x4.mul(load4(p), load4(q)), fresh), sum);
          p += <usize>sw * pixel;
          q += pixel;
        }
      }
      v128.store(out + o, sum);
    }
  for (; c < pixel; c += 4) {
    let sum = load<f32>(out + c);
    for (let r = 0; r < rows; r++)
      for (let k = xa; k < xb; k++) {
        const p = x + <usize>r * down + <usize>(k * sw + offset) * pixel + c;
        sum += load<f32>(p) * load<f32>(dy + <usize>(r * OW + k) * pixel + c);
      }
    store<f32>(out + c, sum);
  }
}

/** Adds the products of three neighbouring taps over output columns [xa, xb), where all of them are inside. */
function threeTaps(
  x: usize,
  dy: usize,
  g: usize,
  rows: i32,
  down: usize,
  xa: i32,
  xb: i32,
  OW: i32,
  C: i32,
  sw: i32,
  pl: i32,
): void {
  const pixel = (<usize>C) << 2;
  const eights = (<usize>(C & ~7)) << 2;
  const across = <usize>sw * pixel;
  let c: usize = 0;
  for (; c < eights; c += 32) {
    const o = g + c;
    let a0 = load4(o);
    let b0 = v128.load(o, 16);
    let a1 = load4(o + pixel);
    let b1 = v128.load(o + pixel, 16);
    let a2 = load4(o + 2 * pixel);
    let b2 = v128.load(o + 2 * pixel, 16);
    for (let r = 0; r < rows; r++) {
      let p = x + <usize>r * down + <usize>(xa * sw - pl) * pixel + c;
      let q = dy + <usize>(r * OW + xa) * pixel + c;
      for (let k = xa; k < xb; k++) {
        const d = load4(q);
        const e = v128.load(q, 16);
        a0 = multiplyAdd(load4(p), d, a0);
        b0 = multiplyAdd(v128.load(p, 16), e, b0);
        a1 = multiplyAdd(load4(p + pixel), d, a1);
        b1 = multiplyAdd(v128.load(p + pixel, 16), e, b1);
        a2 = multiplyAdd(load4(p + 2 * pixel), d, a2);
        b2 = multiplyAdd(v128.load(p + 2 * pixel, 16), e, b2);
        p += across;
        q += pixel;
      }
    }
    v128.store(o, a0);
    v128.store(o, b0, 16);
    v128.store(o + pixel, a1);
    v128.store(o + pixel, b1, 16);
    v128.store(o + 2 * pixel, a2);
    v128.store(o + 2 * pixel, b2, 16);
  }
  if (C >= 4)
    for (; c < pixel; c += 16) {
      const s = min(c, pixel - 16);
      const fresh = lanesFrom(c - s);
      const o = g + s;
      let a0 = load4(o);
      let a1 = load4(o + pixel);
      let a2 = load4(o + 2 * pixel);
      for (let r = 0; r < rows; r++) {
        let p = x + <usize>r * down + <usize>(xa * sw - pl) * pixel + s;
        let q = dy + <usize>(r * OW + xa) * pixel + s;
        for (let k = xa; k < xb; k++) {
          const d = load4(q);
          a0 = f32x4.add(v128.and(f32x4.mul(load4(p), d), fresh), a0);
          a1 = f32x4.add(v128.and(f32x4.mul(load4(p + pixel), d), fresh), a1);
          a2 = f32x4.add(v128.and(f32x4.mul(load4(p + 2 * pixel), d), fresh), a2);
          p += across;
          q += pixel;
        }
      }
      v128.store(o, a0);
      v128.store(o + pixel, a1);
      v128.store(o + 2 * pixel, a2);
    }
  for (; c < pixel; c += 4)
    for (let j = 0; j < 3; j++) {
      const o = g + <usize>j * pixel + c;
      let sum = load<f32>(o);
      for (let r = 0; r < rows; r++)
        for (let k = xa; k < xb; k++) {
          const p = x + <usize>r * down + <usize>(k * sw - pl + j) * pixel + c;
          sum += load<f32>(p) * load<f32>(dy + <usize>(r * OW + k) * pixel + c);
        }
      store<f32>(o, sum);
    }
}
