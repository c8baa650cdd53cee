import { gemm, gemmBlock, packedRows } from './gemm';
import { packColumns } from './packing';
import { load4 } from './vector';
import { placeStep } from './winograd4';

@inline
export function sub4(a: v128, b: v128): v128 {
  return f32x4.sub(a, b);
}
@inline
export function add4(a: v128, b: v128): v128 {
  return f32x4.add(a, b);
}
/** V[16][T][C] = B' d B for tiles t0..t1; z: a row of C zeros */
export function transformInput(
  x: usize,
  H: i32,
  W: i32,
  C: i32,
  pt: i32,
  pl: i32,
  TH: i32,
  TW: i32,
  t0: i32,
  t1: i32,
  V: usize,
  z: usize,
): void {
  const vs = placeStep(t1 - t0, C);
  const cs = (<usize>C) << 2;
  for (let t = t0; t < t1; t++) {
    const tx = t % TW,
      q = t / TW,
      ty = q % TH,
      n = q / TH;
    const y0 = 2 * ty - pt,
      x0 = 2 * tx - pl;
    const o = V + <usize>(t - t0) * cs;
    const base = x + ((<usize>(((n * H + y0) * W + x0) * C)) << 2);
    const rs = (<usize>(W * C)) << 2;
    const inside = y0 >= 0 && x0 >= 0 && y0 + 4 <= H && x0 + 4 <= W;
    for (let c: usize = 0; c < cs; c += 16) {
      let d00: v128,
        d01: v128,
        d02: v128,
        d03: v128,
        d10: v128,
        d11: v128,
        d12: v128,
        d13: v128,
        d20: v128,
        d21: v128,
        d22: v128,
        d23: v128,
        d30: v128,
        d31: v128,
        d32: v128,
        d33: v128;
      if (inside) {
        let p = base + c;
        d00 = load4(p);
        d01 = load4(p + cs);
        d02 = load4(p + 2 * cs);
        d03 = load4(p + 3 * cs);
        p += rs;
        d10 = load4(p);
        d11 = load4(p + cs);
        d12 = load4(p + 2 * cs);
        d13 = load4(p + 3 * cs);
        p += rs;
        d20 = load4(p);
        d21 = load4(p + cs);
        d22 = load4(p + 2 * cs);
        d23 = load4(p + 3 * cs);
        p += rs;
        d30 = load4(p);
        d31 = load4(p + cs);
        d32 = load4(p + 2 * cs);
        d33 = load4(p + 3 * cs);
      } else {
        const Z = f32x4.splat(0);
        const a0 = <u32>x0 < <u32>W,
          a1 = <u32>(x0 + 1) < <u32>W,
          a2 = <u32>(x0 + 2) < <u32>W,
          a3 = <u32>(x0 + 3) < <u32>W;
        let p = base + c;
        let r = <u32>y0 < <u32>H;
        d00 = r && a0 ? load4(p) : Z;
        d01 = r && a1 ? load4(p + cs) : Z;
        d02 = r && a2 ? load4(p + 2 * cs) : Z;
        d03 = r && a3 ? load4(p + 3 * cs) : Z;
        p += rs;
        r = <u32>(y0 + 1) < <u32>H;
        d10 = r && a0 ? load4(p) : Z;
        d11 = r && a1 ? load4(p + cs) : Z;
        d12 = r && a2 ? load4(p + 2 * cs) : Z;
        d13 = r && a3 ? load4(p + 3 * cs) : Z;
        p += rs;
        r = <u32>(y0 + 2) < <u32>H;
        d20 = r && a0 ? load4(p) : Z;
        d21 = r && a1 ? load4(p + cs) : Z;
        d22 = r && a2 ? load4(p + 2 * cs) : Z;
        d23 = r && a3 ? load4(p + 3 * cs) : Z;
        p += rs;
        r = <u32>(y0 + 3) < <u32>H;
        d30 = r && a0 ? load4(p) : Z;
        d31 = r && a1 ? load4(p + cs) : Z;
        d32 = r && a2 ? load4(p + 2 * cs) : Z;
        d33 = r && a3 ? load4(p + 3 * cs) : Z;
      }
      let u = o + c;
      let e0: v128, e1: v128, e2: v128, e3: v128;
      e0 = sub4(d00, d20);
      e1 = sub4(d01, d21);
      e2 = sub4(d02, d22);
      e3 = sub4(d03, d23);
      v128.store(u, sub4(e0, e2));
      u += vs;
      v128.store(u, add4(e1, e2));
      u += vs;
      v128.store(u, sub4(e2, e1));
      u += vs;
      v128.store(u, sub4(e1, e3));
      u += vs;
      e0 = add4(d10, d20);
      e1 = add4(d11, d21);
      e2 = add4(d12, d22);
      e3 = add4(d13, d23);
      v128.store(u, sub4(e0, e2));
      u += vs;
      v128.store(u, add4(e1, e2));
      u += vs;
      v128.store(u, sub4(e2, e1));
      u += vs;
      v128.store(u, sub4(e1, e3));
      u += vs;
      e0 = sub4(d20, d10);
      e1 = sub4(d21, d11);
      e2 = sub4(d22, d12);
      e3 = sub4(d23, d13);
      v128.store(u, sub4(e0, e2));
      u += vs;
      v128.store(u, add4(e1, e2));
      u += vs;
      v128.store(u, sub4(e2, e1));
      u += vs;
      v128.store(u, sub4(e1, e3));
      u += vs;
      e0 = sub4(d10, d30);
      e1 = sub4(d11, d31);
      e2 = sub4(d12, d32);
      e3 = sub4(d13, d33);
      v128.store(u, sub4(e0, e2));
      u += vs;
      v128.store(u, add4(e1, e2));
      u += vs;
      v128.store(u, sub4(e2, e1));
      u += vs;
      v128.store(u, sub4(e1, e3));
    }
  }
}
/** U[16][K][N] = G g G'; w is [3][3][C][OC]. flip=0: K=C,N=OC; flip=1 (input gradient): g rotated by 180 degrees and transposed, K=OC,N=C */
export function transformFilter(w: usize, C: i32, OC: i32, U: usize, flip: i32): void {
  const n = C * OC;
  const st = (<usize>n) << 2;
  for (let c = 0; c < C; c++)
    for (let o = 0; o < OC; o++) {
      const s = w + ((<usize>(c * OC + o)) << 2);
      let u = U + ((<usize>(flip ? o * C + c : c * OC + o)) << 2);
      let a0 = load<f32>(s),
        a1 = load<f32>(s + st),
        a2 = load<f32>(s + 2 * st),
        b0 = load<f32>(s + 3 * st),
        b1 = load<f32>(s + 4 * st),
        b2 = load<f32>(s + 5 * st),
        c0 = load<f32>(s + 6 * st),
        c1 = load<f32>(s + 7 * st),
        c2 = load<f32>(s + 8 * st);
      if (flip) {
        let t = a0;
        a0 = c2;
        c2 = t;
        t = a1;
        a1 = c1;
        c1 = t;
        t = a2;
        a2 = c0;
        c0 = t;
        t = b0;
        b0 = b2;
        b2 = t;
      }
      for (let i = 0; i < 4; i++) {
        let g0: f32, g1: f32, g2: f32;
        if (i == 0) {
          g0 = a0;
          g1 = a1;
          g2 = a2;
        } else if (i == 1) {
          g0 = (a0 + b0 + c0) * 0.5;
          g1 = (a1 + b1 + c1) * 0.5;
          g2 = (a2 + b2 + c2) * 0.5;
        } else if (i == 2) {
          g0 = (a0 - b0 + c0) * 0.5;
          g1 = (a1 - b1 + c1) * 0.5;
          g2 = (a2 - b2 + c2) * 0.5;
        } else {
          g0 = c0;
          g1 = c1;
          g2 = c2;
        }
        store<f32>(u, g0);
        u += st;
        store<f32>(u, (g0 + g1 + g2) * 0.5);
        u += st;
        store<f32>(u, (g0 - g1 + g2) * 0.5);
        u += st;
        store<f32>(u, g2);
        u += st;
      }
    }
}
/** y tiles = A' m A; M[16][T][C] */
export function transformOutput(
  M: usize,
  OH: i32,
  OW: i32,
  C: i32,
  TH: i32,
  TW: i32,
  t0: i32,
  t1: i32,
  y: usize,
): void {
  const vs = placeStep(t1 - t0, C);
  const cs = (<usize>C) << 2;
  const rs = (<usize>(OW * C)) << 2;
  for (let t = t0; t < t1; t++) {
    const tx = t % TW,
      q = t / TW,
      ty = q % TH,
      n = q / TH;
    const o = y + ((<usize>(((n * OH + 2 * ty) * OW + 2 * tx) * C)) << 2);
    const by = 2 * ty + 1 < OH,
      bx = 2 * tx + 1 < OW;
    const m = M + <usize>(t - t0) * cs;
    for (let c: usize = 0; c < cs; c += 16) {
      let u = m + c;
      const a0 = load4(u),
        a1 = load4(u + vs),
        a2 = load4(u + 2 * vs),
        a3 = load4(u + 3 * vs);
      u += 4 * vs;
      const b0 = load4(u),
        b1 = load4(u + vs),
        b2 = load4(u + 2 * vs),
        b3 = load4(u + 3 * vs);
      u += 4 * vs;
      const c0 = load4(u),
        c1 = load4(u + vs),
        c2 = load4(u + 2 * vs),
        c3 = load4(u + 3 * vs);
      u += 4 * vs;
      const s0 = add4(add4(a0, b0), c0),
        s1 = add4(add4(a1, b1), c1),
        s2 = add4(add4(a2, b2), c2),
        s3 = add4(add4(a3, b3), c3);
      const p = o + c;
      v128.store(p, add4(add4(s0, s1), s2));
      if (bx) v128.store(p + cs, sub4(sub4(s1, s2), s3));
      if (by) {
        const d0 = load4(u),
          d1 = load4(u + vs),
          d2 = load4(u + 2 * vs),
          d3 = load4(u + 3 * vs);
        const r0 = sub4(sub4(b0, c0), d0),
          r1 = sub4(sub4(b1, c1), d1),
          r2 = sub4(sub4(b2, c2), d2),
          r3 = sub4(sub4(b3, c3), d3);
        v128.store(p + rs, add4(add4(r0, r1), r2));
        if (bx) v128.store(p + rs + cs, sub4(sub4(r1, r2), r3));
      }
    }
  }
}
/** D[16][T][C] = A dy A' (for the filter gradient) */
export function transformGradient(
  dy: usize,
  OH: i32,
  OW: i32,
  C: i32,
  TH: i32,
  TW: i32,
  t0: i32,
  t1: i32,
  D: usize,
): void {
  const vs = placeStep(t1 - t0, C);
  const cs = (<usize>C) << 2;
  const rs = (<usize>(OW * C)) << 2;
  const Z = f32x4.splat(0);
  for (let t = t0; t < t1; t++) {
    const tx = t % TW,
      q = t / TW,
      ty = q % TH,
      n = q / TH;
    const s = dy + ((<usize>(((n * OH + 2 * ty) * OW + 2 * tx) * C)) << 2);
    const by = 2 * ty + 1 < OH,
      bx = 2 * tx + 1 < OW;
    const d = D + <usize>(t - t0) * cs;
    for (let c: usize = 0; c < cs; c += 16) {
      const p = s + c;
      const a = load4(p),
        b = bx ? load4(p + cs) : Z,
        e = by ? load4(p + rs) : Z,
        f = bx && by ? load4(p + rs + cs) : Z;
      let u = d + c;
      // rows: [1,0],[1,1],[1,-1],[0,-1]
      v128.store(u, a);
      u += vs;
      v128.store(u, add4(a, b));
      u += vs;
      v128.store(u, sub4(a, b));
      u += vs;
      v128.store(u, f32x4.neg(b));
      u += vs;
      let g = add4(a, e),
        h = add4(b, f);
      v128.store(u, g);
      u += vs;
      v128.store(u, add4(g, h));
      u += vs;
      v128.store(u, sub4(g, h));
      u += vs;
      v128.store(u, f32x4.neg(h));
      u += vs;
      g = sub4(a, e);
      h = sub4(b, f);
      v128.store(u, g);
      u += vs;
      v128.store(u, add4(g, h));
      u += vs;
      v128.store(u, sub4(g, h));
      u += vs;
      v128.store(u, f32x4.neg(h));
      u += vs;
      v128.store(u, f32x4.neg(e));
      u += vs;
      v128.store(u, f32x4.neg(add4(e, f)));
      u += vs;
      v128.store(u, sub4(f, e));
      u += vs;
      v128.store(u, f);
    }
  }
}
/** dW[3][3][C][OC] = G' M G, M[16][C][OC]; n = C*OC, multiple of 4 */
export function filterFromTiles(M: usize, n: i32, g: usize): void {
  const st = (<usize>n) << 2;
  const h = f32x4.splat(0.5);
  for (let i: usize = 0; i < st; i += 16) {
    // columns first: for each row r of the 4x4: p0 = m0 + (m1+m2)/2, p1 = (m1-m2)/2, p2 = (m1+m2)/2 + m3
    let u = M + i;
    let p00: v128,
      p01: v128,
      p02: v128,
      p10: v128,
      p11: v128,
      p12: v128,
      p20: v128,
      p21: v128,
      p22: v128,
      p30: v128,
      p31: v128,
      p32: v128;
    let a: v128, b: v128;
    a = f32x4.mul(add4(load4(u + st), load4(u + 2 * st)), h);
    b = f32x4.mul(sub4(load4(u + st), load4(u + 2 * st)), h);
    p00 = add4(load4(u), a);
    p01 = b;
    p02 = add4(a, load4(u + 3 * st));
    u += 4 * st;
    a = f32x4.mul(add4(load4(u + st), load4(u + 2 * st)), h);
    b = f32x4.mul(sub4(load4(u + st), load4(u + 2 * st)), h);
    p10 = add4(load4(u), a);
    p11 = b;
    p12 = add4(a, load4(u + 3 * st));
    u += 4 * st;
    a = f32x4.mul(add4(load4(u + st), load4(u + 2 * st)), h);
    b = f32x4.mul(sub4(load4(u + st), load4(u + 2 * st)), h);
    p20 = add4(load4(u), a);
    p21 = b;
    p22 = add4(a, load4(u + 3 * st));
    u += 4 * st;
    a = f32x4.mul(add4(load4(u + st), load4(u + 2 * st)), h);
    b = f32x4.mul(sub4(load4(u + st), load4(u + 2 * st)), h);
    p30 = add4(load4(u), a);
    p31 = b;
    p32 = add4(a, load4(u + 3 * st));
    let q = g + i;
    const s0 = f32x4.mul(add4(p10, p20), h),
      s1 = f32x4.mul(add4(p11, p21), h),
      s2 = f32x4.mul(add4(p12, p22), h);
    v128.store(q, add4(p00, s0));
    v128.store(q + st, add4(p01, s1));
    v128.store(q + 2 * st, add4(p02, s2));
    q += 3 * st;
    v128.store(q, f32x4.mul(sub4(p10, p20), h));
    v128.store(q + st, f32x4.mul(sub4(p11, p21), h));
    v128.store(q + 2 * st, f32x4.mul(sub4(p12, p22), h));
    q += 3 * st;
    v128.store(q, add4(s0, p30));
    v128.store(q + st, add4(s1, p31));
    v128.store(q + 2 * st, add4(s2, p32));
  }
}
export function winogradForward(
  x: usize,
  w: usize,
  y: usize,
  B: i32,
  H: i32,
  W: i32,
  K: i32,
  OH: i32,
  OW: i32,
  N: i32,
  pt: i32,
  pl: i32,
  flip: i32,
  T: i32,
  buf: usize,
  ws: usize,
): void {
  const TH = (OH + 1) >> 1,
    TW = (OW + 1) >> 1,
    nt = B * TH * TW;
  const tmp = ws,
    ap = packedRows(ws);
  const us = (<usize>(K * N)) << 2;
  const N16 = (N + 15) & ~15;
  const ps = (<usize>(K * N16)) << 2;
  const U = buf,
    P = U + 16 * us,
    V = P + 16 * ps,
    M = V + 16 * placeStep(T, K);
  if (flip) transformFilter(w, N, K, U, 1);
  else transformFilter(w, K, N, U, 0);
  for (let i: usize = 0; i < 16; i++) packColumns(U + i * us, N, 1, K, N, P + i * ps);
  for (let t0 = 0; t0 < nt; t0 += T) {
    const t1 = min(nt, t0 + T),
      m = t1 - t0;
    transformInput(x, H, W, K, pt, pl, TH, TW, t0, t1, V, 0);
    for (let i: usize = 0; i < 16; i++)
      gemmBlock(
        m,
        N,
        K,
        V + i * placeStep(m, K),
        (<usize>K) << 2,
        4,
        P + i * ps,
        M + i * placeStep(m, N),
        (<usize>N) << 2,
        0,
        tmp,
        ap,
      );
    transformOutput(M, OH, OW, N, TH, TW, t0, t1, y);
  }
}
/** filter gradient. buf: 16*C*OC + 16*T*(C+OC) floats */
export function winogradFilterGradient(
  x: usize,
  dy: usize,
  g: usize,
  B: i32,
  H: i32,
  W: i32,
  C: i32,
  OH: i32,
  OW: i32,
  OC: i32,
  pt: i32,
  pl: i32,
  T: i32,
  buf: usize,
  ws: usize,
): void {
  const TH = (OH + 1) >> 1,
    TW = (OW + 1) >> 1,
    nt = B * TH * TW;
  const us = (<usize>(C * OC)) << 2;
  const M = buf,
    V = M + 16 * us,
    D = V + 16 * placeStep(T, C);
  for (let t0 = 0; t0 < nt; t0 += T) {
    const t1 = min(nt, t0 + T),
      m = t1 - t0;
    transformInput(x, H, W, C, pt, pl, TH, TW, t0, t1, V, 0);
    transformGradient(dy, OH, OW, OC, TH, TW, t0, t1, D);
    for (let i: usize = 0; i < 16; i++)
      gemm(
        C,
        OC,
        m,
        V + i * placeStep(m, C),
        1,
        C,
        D + i * placeStep(m, OC),
        OC,
        1,
        M + i * us,
        OC,
        t0 > 0 ? 1 : 0,
        ws,
      );
  }
  filterFromTiles(M, C * OC, g);
}
