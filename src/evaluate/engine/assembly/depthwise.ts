import { load4, multiplyAdd, zeroFloats } from './vector';

/** depthwise forward, multiplier 1: SIMD over channels */
export function depthwiseForward(
  x: usize,
  w: usize,
  y: usize,
  N: i32,
  H: i32,
  W: i32,
  C: i32,
  mul: i32,
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
  const OC = C * mul;
  const C4 = C & ~3;
  const C8 = C & ~7;
  const cs = (<usize>C) << 2;
  for (let n = 0; n < N; n++)
    for (let oy = 0; oy < OH; oy++)
      for (let ox = 0; ox < OW; ox++) {
        const o = y + ((<usize>(((n * OH + oy) * OW + ox) * OC)) << 2);
        const iy0 = oy * sh - pt,
          ix0 = ox * sw - pl;
        if (mul == 1) {
          if (
            kh == 3 &&
            kw == 3 &&
            dh == 1 &&
            dw == 1 &&
            iy0 >= 0 &&
            ix0 >= 0 &&
            iy0 + 3 <= H &&
            ix0 + 3 <= W
          ) {
            const r0 = x + ((<usize>(((n * H + iy0) * W + ix0) * C)) << 2),
              r1 = r0 + ((<usize>(W * C)) << 2),
              r2 = r1 + ((<usize>(W * C)) << 2);
            let c: usize = 0;
            const e8 = (<usize>C8) << 2;
            for (; c < e8; c += 32) {
              const p = r0 + c,
                q = r1 + c,
                s = r2 + c;
              let g = w + c;
              let a = f32x4.mul(load4(p), load4(g)),
                b = f32x4.mul(v128.load(p, 16), v128.load(g, 16));
              g += cs;
              a = multiplyAdd(load4(p + cs), load4(g), a);
              b = multiplyAdd(v128.load(p + cs, 16), v128.load(g, 16), b);
              g += cs;
              a = multiplyAdd(load4(p + 2 * cs), load4(g), a);
              b = multiplyAdd(v128.load(p + 2 * cs, 16), v128.load(g, 16), b);
              g += cs;
              a = multiplyAdd(load4(q), load4(g), a);
              b = multiplyAdd(v128.load(q, 16), v128.load(g, 16), b);
              g += cs;
              a = multiplyAdd(load4(q + cs), load4(g), a);
              b = multiplyAdd(v128.load(q + cs, 16), v128.load(g, 16), b);
              g += cs;
              a = multiplyAdd(load4(q + 2 * cs), load4(g), a);
              b = multiplyAdd(v128.load(q + 2 * cs, 16), v128.load(g, 16), b);
              g += cs;
              a = multiplyAdd(load4(s), load4(g), a);
              b = multiplyAdd(v128.load(s, 16), v128.load(g, 16), b);
              g += cs;
              a = multiplyAdd(load4(s + cs), load4(g), a);
              b = multiplyAdd(v128.load(s + cs, 16), v128.load(g, 16), b);
              g += cs;
              a = multiplyAdd(load4(s + 2 * cs), load4(g), a);
              b = multiplyAdd(v128.load(s + 2 * cs, 16), v128.load(g, 16), b);
              v128.store(o + c, a);
              v128.store(o + c, b, 16);
            }
            for (; c < cs; c += 4) {
              let a: f32 = 0;
              for (let i = 0; i < 3; i++)
                for (let j = 0; j < 3; j++)
                  a +=
                    load<f32>(r0 + <usize>i * ((<usize>(W * C)) << 2) + <usize>j * cs + c) *
                    load<f32>(w + <usize>(i * 3 + j) * cs + c);
              store<f32>(o + c, a);
            }
            continue;
          }
          zeroFloats(o, C);
          for (let i = 0; i < kh; i++) {
            const iy = iy0 + i * dh;
            if (<u32>iy >= <u32>H) continue;
            for (let j = 0; j < kw; j++) {
              const ix = ix0 + j * dw;
              if (<u32>ix >= <u32>W) continue;
              const s = x + ((<usize>(((n * H + iy) * W + ix) * C)) << 2),
                a = w + ((<usize>((i * kw + j) * C)) << 2);
              let c = 0;
              for (; c < C4; c += 4) {
                const q = (<usize>c) << 2;
                v128.store(o + q, multiplyAdd(load4(s + q), load4(a + q), load4(o + q)));
              }
              for (; c < C; c++) {
                const q = (<usize>c) << 2;
                store<f32>(o + q, load<f32>(o + q) + load<f32>(s + q) * load<f32>(a + q));
              }
            }
          }
        } else {
          for (let c = 0; c < C; c++)
            for (let m = 0; m < mul; m++) {
              let a: f32 = 0;
              for (let i = 0; i < kh; i++) {
                const iy = iy0 + i * dh;
                if (<u32>iy >= <u32>H) continue;
                for (let j = 0; j < kw; j++) {
                  const ix = ix0 + j * dw;
                  if (<u32>ix >= <u32>W) continue;
                  a +=
                    load<f32>(x + ((<usize>(((n * H + iy) * W + ix) * C + c)) << 2)) *
                    load<f32>(w + ((<usize>((i * kw + j) * OC + c * mul + m)) << 2));
                }
              }
              store<f32>(o + ((<usize>(c * mul + m)) << 2), a);
            }
        }
      }
}
export function depthwiseFilterGradient(
  x: usize,
  dy: usize,
  g: usize,
  N: i32,
  H: i32,
  W: i32,
  C: i32,
  mul: i32,
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
  const OC = C * mul;
  memory.fill(g, 0, (<usize>(kh * kw * OC)) << 2);
  if (mul == 1) {
    const C4 = C & ~3;
    for (let n = 0; n < N; n++)
      for (let i = 0; i < kh; i++)
        for (let j = 0; j < kw; j++) {
          const ga = g + ((<usize>((i * kw + j) * C)) << 2);
          // column range with ix in [0,W)
          const off = j * dw - pl;
          let x0 = off < 0 ? (-off + sw - 1) / sw : 0;
          let x1 = min(OW, (W - 1 - off) / sw + 1);
          if (W - 1 - off < 0) x1 = 0;
          if (x0 >= x1) continue;
          for (let c = 0; c < C4; c += 8) {
            const two = c + 8 <= C4;
            let acc = f32x4.splat(0),
              acc2 = acc;
            for (let y = 0; y < OH; y++) {
              const iy = y * sh + i * dh - pt;
              if (<u32>iy >= <u32>H) continue;
              let s = x + ((<usize>(((n * H + iy) * W + x0 * sw + off) * C + c)) << 2),
                d = dy + ((<usize>(((n * OH + y) * OW + x0) * C + c)) << 2);
              const ss = (<usize>(sw * C)) << 2,
                ds = (<usize>C) << 2;
              if (two)
                for (let q = x0; q < x1; q++) {
                  acc = multiplyAdd(load4(s), load4(d), acc);
                  acc2 = multiplyAdd(v128.load(s, 16), v128.load(d, 16), acc2);
                  s += ss;
                  d += ds;
                }
              else
                for (let q = x0; q < x1; q++) {
                  acc = multiplyAdd(load4(s), load4(d), acc);
                  s += ss;
                  d += ds;
                }
            }
            const p = ga + ((<usize>c) << 2);
            v128.store(p, f32x4.add(load4(p), acc));
            if (two) v128.store(p + 16, f32x4.add(load4(p + 16), acc2));
          }
          for (let c = C4; c < C; c++) {
            let acc: f32 = 0;
            for (let y = 0; y < OH; y++) {
              const iy = y * sh + i * dh - pt;
              if (<u32>iy >= <u32>H) continue;
              for (let q = x0; q < x1; q++)
                acc +=
                  load<f32>(x + ((<usize>(((n * H + iy) * W + q * sw + off) * C + c)) << 2)) *
                  load<f32>(dy + ((<usize>(((n * OH + y) * OW + q) * C + c)) << 2));
            }
            const p = ga + ((<usize>c) << 2);
            store<f32>(p, load<f32>(p) + acc);
          }
        }
    return;
  }
  for (let n = 0; n < N; n++)
    for (let i = 0; i < kh; i++)
      for (let j = 0; j < kw; j++)
        for (let y = 0; y < OH; y++) {
          const iy = y * sh + i * dh - pt;
          if (<u32>iy >= <u32>H) continue;
          for (let q = 0; q < OW; q++) {
            const ix = q * sw + j * dw - pl;
            if (<u32>ix >= <u32>W) continue;
            const s = ((n * H + iy) * W + ix) * C,
              d = ((n * OH + y) * OW + q) * OC,
              a = (i * kw + j) * OC;
            for (let c = 0; c < C; c++) {
              const v = load<f32>(x + ((<usize>(s + c)) << 2));
              for (let m = 0; m < mul; m++) {
                const p = g + ((<usize>(a + c * mul + m)) << 2);
                store<f32>(p, load<f32>(p) + v * load<f32>(dy + ((<usize>(d + c * mul + m)) << 2)));
              }
            }
          }
        }
}
export function depthwiseInputGradient(
  dy: usize,
  w: usize,
  dx: usize,
  N: i32,
  H: i32,
  W: i32,
  C: i32,
  mul: i32,
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
  const OC = C * mul;
  memory.fill(dx, 0, (<usize>(N * H * W * C)) << 2);
  const C4 = C & ~3;
  for (let n = 0; n < N; n++)
    for (let y = 0; y < OH; y++)
      for (let i = 0; i < kh; i++) {
        const iy = y * sh + i * dh - pt;
        if (<u32>iy >= <u32>H) continue;
        for (let q = 0; q < OW; q++)
          for (let j = 0; j < kw; j++) {
            const ix = q * sw + j * dw - pl;
            if (<u32>ix >= <u32>W) continue;
            const s = dx + ((<usize>(((n * H + iy) * W + ix) * C)) << 2),
              d = dy + ((<usize>(((n * OH + y) * OW + q) * OC)) << 2),
              a = w + ((<usize>((i * kw + j) * OC)) << 2);
            if (mul == 1) {
              let c = 0;
              for (; c < C4; c += 4) {
                const o = (<usize>c) << 2;
                v128.store(s + o, multiplyAdd(load4(d + o), load4(a + o), load4(s + o)));
              }
              for (; c < C; c++) {
                const o = (<usize>c) << 2;
                store<f32>(s + o, load<f32>(s + o) + load<f32>(d + o) * load<f32>(a + o));
              }
            } else
              for (let c = 0; c < C; c++) {
                let t: f32 = 0;
                for (let m = 0; m < mul; m++) {
                  const o = (<usize>(c * mul + m)) << 2;
                  t += load<f32>(d + o) * load<f32>(a + o);
                }
                const o = (<usize>c) << 2;
                store<f32>(s + o, load<f32>(s + o) + t);
              }
          }
      }
}
