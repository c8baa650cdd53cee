/**
 * One line of each transform of winograd4.ts, for eight channels: two vectors a place, side by side, so that V8 can make
 * one of them. All loads come before all stores, which it needs for that.
 */
import { EIGHT, EIGHTH, FOUR, HALF, QUARTER, THREE_HALVES } from './constants';
import { load4, splat } from './vector';

/** Six values at the given addresses → six, `st` bytes apart. */
@inline
export function inputLine(
  p0: usize,
  p1: usize,
  p2: usize,
  p3: usize,
  p4: usize,
  p5: usize,
  out: usize,
  st: usize,
): void {
  const a0 = load4(p0),
    b0 = v128.load(p0, 16);
  const a1 = load4(p1),
    b1 = v128.load(p1, 16);
  const a2 = load4(p2),
    b2 = v128.load(p2, 16);
  const a3 = load4(p3),
    b3 = v128.load(p3, 16);
  const a4 = load4(p4),
    b4 = v128.load(p4, 16);
  const a5 = load4(p5),
    b5 = v128.load(p5, 16);
  const k = splat(THREE_HALVES),
    half = splat(HALF);
  const ea = f32x4.sub(a4, a2),
    eb = f32x4.sub(b4, b2);
  const fa = f32x4.sub(a3, a1),
    fb = f32x4.sub(b3, b1);
  v128.store(out, f32x4.add(f32x4.add(f32x4.sub(b0, b2), eb), f32x4.mul(fb, k)), 16);
  v128.store(out, f32x4.add(f32x4.add(f32x4.sub(a0, a2), ea), f32x4.mul(fa, k)));
  out += st;
  v128.store(out, f32x4.add(f32x4.add(eb, fb), f32x4.mul(f32x4.add(b2, b3), k)), 16);
  v128.store(out, f32x4.add(f32x4.add(ea, fa), f32x4.mul(f32x4.add(a2, a3), k)));
  out += st;
  v128.store(out, f32x4.add(f32x4.sub(eb, fb), f32x4.mul(f32x4.sub(b3, b2), k)), 16);
  v128.store(out, f32x4.add(f32x4.sub(ea, fa), f32x4.mul(f32x4.sub(a3, a2), k)));
  out += st;
  v128.store(out, f32x4.add(eb, f32x4.add(fb, fb)), 16);
  v128.store(out, f32x4.add(ea, f32x4.add(fa, fa)));
  out += st;
  v128.store(out, f32x4.sub(eb, f32x4.mul(fb, half)), 16);
  v128.store(out, f32x4.sub(ea, f32x4.mul(fa, half)));
  out += st;
  v128.store(out, f32x4.add(f32x4.sub(f32x4.sub(b5, b3), fb), f32x4.mul(eb, k)), 16);
  v128.store(out, f32x4.add(f32x4.sub(f32x4.sub(a5, a3), fa), f32x4.mul(ea, k)));
}
/** Six values, `ss` bytes apart → four at the given addresses. */
@inline
export function outputLine(s: usize, ss: usize, p0: usize, p1: usize, p2: usize, p3: usize): void {
  const a0 = load4(s),
    b0 = v128.load(s, 16);
  s += ss;
  const a1 = load4(s),
    b1 = v128.load(s, 16);
  s += ss;
  const a2 = load4(s),
    b2 = v128.load(s, 16);
  s += ss;
  const a3 = load4(s),
    b3 = v128.load(s, 16);
  s += ss;
  const a4 = load4(s),
    b4 = v128.load(s, 16);
  s += ss;
  const a5 = load4(s),
    b5 = v128.load(s, 16);
  const sa = f32x4.add(a1, a2),
    sb = f32x4.add(b1, b2);
  const ta = f32x4.sub(a1, a2),
    tb = f32x4.sub(b1, b2);
  v128.store(p0, f32x4.add(f32x4.add(b0, sb), f32x4.add(b3, b4)), 16);
  v128.store(p0, f32x4.add(f32x4.add(a0, sa), f32x4.add(a3, a4)));
  const half = splat(HALF);
  v128.store(p1, f32x4.add(tb, f32x4.sub(f32x4.mul(b3, half), f32x4.add(b4, b4))), 16);
  v128.store(p1, f32x4.add(ta, f32x4.sub(f32x4.mul(a3, half), f32x4.add(a4, a4))));
  const quarter = splat(QUARTER),
    four = splat(FOUR);
  v128.store(p2, f32x4.add(sb, f32x4.add(f32x4.mul(b3, quarter), f32x4.mul(b4, four))), 16);
  v128.store(p2, f32x4.add(sa, f32x4.add(f32x4.mul(a3, quarter), f32x4.mul(a4, four))));
  const eighth = splat(EIGHTH),
    eight = splat(EIGHT);
  v128.store(p3, f32x4.add(f32x4.add(tb, b5), f32x4.sub(f32x4.mul(b3, eighth), f32x4.mul(b4, eight))), 16);
  v128.store(p3, f32x4.add(f32x4.add(ta, a5), f32x4.sub(f32x4.mul(a3, eighth), f32x4.mul(a4, eight))));
}
/** Four values at the given addresses → six, `st` bytes apart: the transpose of outputLine. */
@inline
export function gradientLine(p0: usize, p1: usize, p2: usize, p3: usize, out: usize, st: usize): void {
  const a0 = load4(p0),
    b0 = v128.load(p0, 16);
  const a1 = load4(p1),
    b1 = v128.load(p1, 16);
  const a2 = load4(p2),
    b2 = v128.load(p2, 16);
  const a3 = load4(p3),
    b3 = v128.load(p3, 16);
  const ua = f32x4.add(a0, a2),
    ub = f32x4.add(b0, b2);
  const va = f32x4.add(a1, a3),
    vb = f32x4.add(b1, b3);
  const quarter = splat(QUARTER),
    half = splat(HALF),
    four = splat(FOUR);
  v128.store(out, b0, 16);
  v128.store(out, a0);
  out += st;
  v128.store(out, f32x4.add(ub, vb), 16);
  v128.store(out, f32x4.add(ua, va));
  out += st;
  v128.store(out, f32x4.sub(ub, vb), 16);
  v128.store(out, f32x4.sub(ua, va));
  out += st;
  const ha = f32x4.mul(f32x4.add(a1, f32x4.mul(a3, quarter)), half),
    hb = f32x4.mul(f32x4.add(b1, f32x4.mul(b3, quarter)), half);
  v128.store(out, f32x4.add(f32x4.add(b0, f32x4.mul(b2, quarter)), hb), 16);
  v128.store(out, f32x4.add(f32x4.add(a0, f32x4.mul(a2, quarter)), ha));
  out += st;
  const wa = f32x4.add(a1, f32x4.mul(a3, four)),
    wb = f32x4.add(b1, f32x4.mul(b3, four));
  v128.store(out, f32x4.sub(f32x4.add(b0, f32x4.mul(b2, four)), f32x4.add(wb, wb)), 16);
  v128.store(out, f32x4.sub(f32x4.add(a0, f32x4.mul(a2, four)), f32x4.add(wa, wa)));
  out += st;
  v128.store(out, b3, 16);
  v128.store(out, a3);
}
/** Six values, `ss` bytes apart → six, `st` bytes apart: the transpose of inputLine. */
@inline
export function spreadLine(s: usize, ss: usize, out: usize, st: usize): void {
  const a0 = load4(s),
    b0 = v128.load(s, 16);
  s += ss;
  const a1 = load4(s),
    b1 = v128.load(s, 16);
  s += ss;
  const a2 = load4(s),
    b2 = v128.load(s, 16);
  s += ss;
  const a3 = load4(s),
    b3 = v128.load(s, 16);
  s += ss;
  const a4 = load4(s),
    b4 = v128.load(s, 16);
  s += ss;
  const a5 = load4(s),
    b5 = v128.load(s, 16);
  const k = splat(THREE_HALVES),
    half = splat(HALF);
  const da = f32x4.sub(a1, a2),
    db = f32x4.sub(b1, b2);
  const sa = f32x4.add(a1, a2),
    sb = f32x4.add(b1, b2);
  // The second and the fourth value add up to 1.5 · (m₁ + m₂) − m₅, the third and the fifth to 1.5 · (m₁ − m₂) − m₀.
  const a = f32x4.add(
    f32x4.sub(f32x4.sub(f32x4.mul(a4, half), f32x4.add(a3, a3)), da),
    f32x4.sub(a5, f32x4.mul(a0, k)),
  );
  const b = f32x4.add(
    f32x4.sub(f32x4.sub(f32x4.mul(b4, half), f32x4.add(b3, b3)), db),
    f32x4.sub(b5, f32x4.mul(b0, k)),
  );
  const fa = f32x4.add(f32x4.add(f32x4.add(a0, sa), f32x4.add(a3, a4)), f32x4.mul(a5, k)),
    fb = f32x4.add(f32x4.add(f32x4.add(b0, sb), f32x4.add(b3, b4)), f32x4.mul(b5, k));
  v128.store(out, b0, 16);
  v128.store(out, a0);
  out += st;
  v128.store(out, b, 16);
  v128.store(out, a);
  out += st;
  v128.store(out, f32x4.sub(f32x4.sub(f32x4.mul(db, k), b0), fb), 16);
  v128.store(out, f32x4.sub(f32x4.sub(f32x4.mul(da, k), a0), fa));
  out += st;
  v128.store(out, f32x4.sub(f32x4.sub(f32x4.mul(sb, k), b5), b), 16);
  v128.store(out, f32x4.sub(f32x4.sub(f32x4.mul(sa, k), a5), a));
  out += st;
  v128.store(out, fb, 16);
  v128.store(out, fa);
  out += st;
  v128.store(out, b5, 16);
  v128.store(out, a5);
}
