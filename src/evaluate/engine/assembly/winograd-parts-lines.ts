/**
 * One line of each transform of winograd-parts.ts, for eight channels: two vectors a place, side by side, so that V8 can
 * make one of them. All loads come before all stores, which it needs for that.
 */
import { FOUR, HALF, QUARTER } from './constants';
import { load4, splat } from './vector';

/** Seven values at the given addresses → seven, `st` bytes apart. */
@inline
export function inputLine(
  p0: usize, p1: usize, p2: usize, p3: usize, p4: usize, p5: usize, p6: usize, out: usize, st: usize,
): void {
  const d0a = load4(p0),
    d0b = v128.load(p0, 16);
  const d1a = load4(p1),
    d1b = v128.load(p1, 16);
  const d2a = load4(p2),
    d2b = v128.load(p2, 16);
  const d3a = load4(p3),
    d3b = v128.load(p3, 16);
  const d4a = load4(p4),
    d4b = v128.load(p4, 16);
  const d5a = load4(p5),
    d5b = v128.load(p5, 16);
  const d6a = load4(p6),
    d6b = v128.load(p6, 16);
  const half = splat(HALF),
    four = splat(FOUR);
  // Each with its neighbour, for the point ½; the other points come in pairs of both signs.
  const z0a = f32x4.sub(d1a, f32x4.mul(d0a, half)),
    z0b = f32x4.sub(d1b, f32x4.mul(d0b, half));
  const z1a = f32x4.sub(d2a, f32x4.mul(d1a, half)),
    z1b = f32x4.sub(d2b, f32x4.mul(d1b, half));
  const z2a = f32x4.sub(d3a, f32x4.mul(d2a, half)),
    z2b = f32x4.sub(d3b, f32x4.mul(d2b, half));
  const z3a = f32x4.sub(d4a, f32x4.mul(d3a, half)),
    z3b = f32x4.sub(d4b, f32x4.mul(d3b, half));
  const z4a = f32x4.sub(d5a, f32x4.mul(d4a, half)),
    z4b = f32x4.sub(d5b, f32x4.mul(d4b, half));
  const z5a = f32x4.sub(d6a, f32x4.mul(d5a, half)),
    z5b = f32x4.sub(d6b, f32x4.mul(d5b, half));
  const ua = f32x4.sub(z4a, f32x4.mul(z2a, four)),
    ub = f32x4.sub(z4b, f32x4.mul(z2b, four));
  const va = f32x4.sub(z3a, f32x4.mul(z1a, four)),
    vb = f32x4.sub(z3b, f32x4.mul(z1b, four));
  const pa = f32x4.sub(z4a, z2a),
    pb = f32x4.sub(z4b, z2b);
  const qa = f32x4.sub(z3a, z1a),
    qb = f32x4.sub(z3b, z1b);
  v128.store(out, f32x4.add(pb, f32x4.mul(f32x4.sub(z0b, z2b), four)), 16);
  v128.store(out, f32x4.add(pa, f32x4.mul(f32x4.sub(z0a, z2a), four)));
  out += st;
  v128.store(out, f32x4.add(ub, vb), 16);
  v128.store(out, f32x4.add(ua, va));
  out += st;
  v128.store(out, f32x4.sub(ub, vb), 16);
  v128.store(out, f32x4.sub(ua, va));
  out += st;
  v128.store(out, f32x4.add(pb, f32x4.add(qb, qb)), 16);
  v128.store(out, f32x4.add(pa, f32x4.add(qa, qa)));
  out += st;
  v128.store(out, f32x4.sub(pb, f32x4.add(qb, qb)), 16);
  v128.store(out, f32x4.sub(pa, f32x4.add(qa, qa)));
  out += st;
  v128.store(out, f32x4.add(f32x4.sub(d5b, d3b), f32x4.mul(f32x4.sub(d1b, d3b), four)), 16);
  v128.store(out, f32x4.add(f32x4.sub(d5a, d3a), f32x4.mul(f32x4.sub(d1a, d3a), four)));
  out += st;
  v128.store(out, f32x4.add(f32x4.sub(z5b, z3b), f32x4.mul(f32x4.sub(z1b, z3b), four)), 16);
  v128.store(out, f32x4.add(f32x4.sub(z5a, z3a), f32x4.mul(f32x4.sub(z1a, z3a), four)));
}
/** Seven values, `ss` bytes apart → four at the given addresses. */
@inline
export function outputLine(s: usize, ss: usize, p0: usize, p1: usize, p2: usize, p3: usize): void {
  const m0a = load4(s),
    m0b = v128.load(s, 16);
  s += ss;
  const m1a = load4(s),
    m1b = v128.load(s, 16);
  s += ss;
  const m2a = load4(s),
    m2b = v128.load(s, 16);
  s += ss;
  const m3a = load4(s),
    m3b = v128.load(s, 16);
  s += ss;
  const m4a = load4(s),
    m4b = v128.load(s, 16);
  s += ss;
  const m5a = load4(s),
    m5b = v128.load(s, 16);
  s += ss;
  const m6a = load4(s),
    m6b = v128.load(s, 16);
  const half = splat(HALF),
    four = splat(FOUR);
  const ea = f32x4.add(m1a, m2a),
    eb = f32x4.add(m1b, m2b);
  const oa = f32x4.sub(m1a, m2a),
    ob = f32x4.sub(m1b, m2b);
  const fa = f32x4.add(m3a, m4a),
    fb = f32x4.add(m3b, m4b);
  const ra = f32x4.sub(m3a, m4a),
    rb = f32x4.sub(m3b, m4b);
  const ta = f32x4.add(ra, ra),
    tb = f32x4.add(rb, rb);
  const ha = f32x4.mul(m5a, half),
    hb = f32x4.mul(m5b, half);
  const qa = f32x4.mul(ha, half),
    qb = f32x4.mul(hb, half);
  v128.store(p0, f32x4.add(f32x4.add(m0b, eb), f32x4.add(fb, m5b)), 16);
  v128.store(p0, f32x4.add(f32x4.add(m0a, ea), f32x4.add(fa, m5a)));
  v128.store(p1, f32x4.add(ob, f32x4.add(tb, hb)), 16);
  v128.store(p1, f32x4.add(oa, f32x4.add(ta, ha)));
  v128.store(p2, f32x4.add(eb, f32x4.add(f32x4.mul(fb, four), qb)), 16);
  v128.store(p2, f32x4.add(ea, f32x4.add(f32x4.mul(fa, four), qa)));
  v128.store(p3, f32x4.add(f32x4.add(ob, m6b), f32x4.add(f32x4.mul(tb, four), f32x4.mul(qb, half))), 16);
  v128.store(p3, f32x4.add(f32x4.add(oa, m6a), f32x4.add(f32x4.mul(ta, four), f32x4.mul(qa, half))));
}
/** Four values at the given addresses → seven, `st` bytes apart: the transpose of outputLine. */
@inline
export function gradientLine(p0: usize, p1: usize, p2: usize, p3: usize, out: usize, st: usize): void {
  const y0a = load4(p0),
    y0b = v128.load(p0, 16);
  const y1a = load4(p1),
    y1b = v128.load(p1, 16);
  const y2a = load4(p2),
    y2b = v128.load(p2, 16);
  const y3a = load4(p3),
    y3b = v128.load(p3, 16);
  const half = splat(HALF),
    quarter = splat(QUARTER),
    four = splat(FOUR);
  const ea = f32x4.add(y0a, y2a),
    eb = f32x4.add(y0b, y2b);
  const oa = f32x4.add(y1a, y3a),
    ob = f32x4.add(y1b, y3b);
  const fa = f32x4.add(y0a, f32x4.mul(y2a, four)),
    fb = f32x4.add(y0b, f32x4.mul(y2b, four));
  const ra = f32x4.add(y1a, f32x4.mul(y3a, four)),
    rb = f32x4.add(y1b, f32x4.mul(y3b, four));
  v128.store(out, y0b, 16);
  v128.store(out, y0a);
  out += st;
  v128.store(out, f32x4.add(eb, ob), 16);
  v128.store(out, f32x4.add(ea, oa));
  out += st;
  v128.store(out, f32x4.sub(eb, ob), 16);
  v128.store(out, f32x4.sub(ea, oa));
  out += st;
  v128.store(out, f32x4.add(fb, f32x4.add(rb, rb)), 16);
  v128.store(out, f32x4.add(fa, f32x4.add(ra, ra)));
  out += st;
  v128.store(out, f32x4.sub(fb, f32x4.add(rb, rb)), 16);
  v128.store(out, f32x4.sub(fa, f32x4.add(ra, ra)));
  out += st;
  v128.store(out, f32x4.add(f32x4.add(y0b, f32x4.mul(y2b, quarter)), f32x4.mul(f32x4.add(y1b, f32x4.mul(y3b, quarter)), half)), 16);
  v128.store(out, f32x4.add(f32x4.add(y0a, f32x4.mul(y2a, quarter)), f32x4.mul(f32x4.add(y1a, f32x4.mul(y3a, quarter)), half)));
  out += st;
  v128.store(out, y3b, 16);
  v128.store(out, y3a);
}
