/**
 * One line of each transform of winograd5.ts, for eight channels: two vectors a place, side by side, so that V8 can make
 * one of them. All loads come before all stores, which it needs for that.
 */
import { EIGHT, EIGHTH, FIVE, FIVE_HALVES, FIVE_QUARTERS, FOUR, HALF, QUARTER, SEVENTEEN_QUARTERS, TWENTY_ONE_QUARTERS } from './constants';
import { load4, splat } from './vector';
/** Eight values at the given addresses → eight, `st` bytes apart. */
@inline
export function inputLine(
  p0: usize,
  p1: usize,
  p2: usize,
  p3: usize,
  p4: usize,
  p5: usize,
  p6: usize,
  p7: usize,
  out: usize,
  st: usize,
): void {
  const x0a = load4(p0),
    x0b = v128.load(p0, 16);
  const x1a = load4(p1),
    x1b = v128.load(p1, 16);
  const x2a = load4(p2),
    x2b = v128.load(p2, 16);
  const x3a = load4(p3),
    x3b = v128.load(p3, 16);
  const x4a = load4(p4),
    x4b = v128.load(p4, 16);
  const x5a = load4(p5),
    x5b = v128.load(p5, 16);
  const x6a = load4(p6),
    x6b = v128.load(p6, 16);
  const x7a = load4(p7),
    x7b = v128.load(p7, 16);
  const half = splat(HALF),
    quarter = splat(QUARTER),
    four = splat(FOUR),
    five = splat(FIVE);
  const k = splat(TWENTY_ONE_QUARTERS),
    m = splat(SEVENTEEN_QUARTERS),
    n = splat(FIVE_HALVES),
    o = splat(FIVE_QUARTERS);
  v128.store(out, f32x4.add(f32x4.sub(x0b, x6b), f32x4.mul(f32x4.sub(x4b, x2b), k)), 16);
  v128.store(out, f32x4.add(f32x4.sub(x0a, x6a), f32x4.mul(f32x4.sub(x4a, x2a), k)));
  const e1a = f32x4.sub(f32x4.add(x2a, x6a), f32x4.mul(x4a, m)),
    e1b = f32x4.sub(f32x4.add(x2b, x6b), f32x4.mul(x4b, m));
  const d1a = f32x4.sub(f32x4.add(x1a, x5a), f32x4.mul(x3a, m)),
    d1b = f32x4.sub(f32x4.add(x1b, x5b), f32x4.mul(x3b, m));
  out += st;
  v128.store(out, f32x4.add(e1b, d1b), 16);
  v128.store(out, f32x4.add(e1a, d1a));
  out += st;
  v128.store(out, f32x4.sub(e1b, d1b), 16);
  v128.store(out, f32x4.sub(e1a, d1a));
  const t3a = f32x4.mul(x3a, n),
    t3b = f32x4.mul(x3b, n);
  const e2a = f32x4.add(x6a, f32x4.sub(f32x4.mul(x2a, quarter), f32x4.mul(x4a, o))),
    e2b = f32x4.add(x6b, f32x4.sub(f32x4.mul(x2b, quarter), f32x4.mul(x4b, o)));
  const d2a = f32x4.add(f32x4.sub(f32x4.mul(x1a, half), t3a), f32x4.add(x5a, x5a)),
    d2b = f32x4.add(f32x4.sub(f32x4.mul(x1b, half), t3b), f32x4.add(x5b, x5b));
  out += st;
  v128.store(out, f32x4.add(e2b, d2b), 16);
  v128.store(out, f32x4.add(e2a, d2a));
  out += st;
  v128.store(out, f32x4.sub(e2b, d2b), 16);
  v128.store(out, f32x4.sub(e2a, d2a));
  const e3a = f32x4.add(x6a, f32x4.sub(f32x4.mul(x2a, four), f32x4.mul(x4a, five))),
    e3b = f32x4.add(x6b, f32x4.sub(f32x4.mul(x2b, four), f32x4.mul(x4b, five)));
  const d3a = f32x4.add(f32x4.sub(f32x4.add(x1a, x1a), t3a), f32x4.mul(x5a, half)),
    d3b = f32x4.add(f32x4.sub(f32x4.add(x1b, x1b), t3b), f32x4.mul(x5b, half));
  out += st;
  v128.store(out, f32x4.add(e3b, d3b), 16);
  v128.store(out, f32x4.add(e3a, d3a));
  out += st;
  v128.store(out, f32x4.sub(e3b, d3b), 16);
  v128.store(out, f32x4.sub(e3a, d3a));
  out += st;
  v128.store(out, f32x4.add(f32x4.sub(x7b, x1b), f32x4.mul(f32x4.sub(x3b, x5b), k)), 16);
  v128.store(out, f32x4.add(f32x4.sub(x7a, x1a), f32x4.mul(f32x4.sub(x3a, x5a), k)));
}
/** Eight values, `ss` bytes apart → four at the given addresses. */
@inline
export function outputLine(s: usize, ss: usize, p0: usize, p1: usize, p2: usize, p3: usize): void {
  const x0a = load4(s),
    x0b = v128.load(s, 16);
  s += ss;
  const x1a = load4(s),
    x1b = v128.load(s, 16);
  s += ss;
  const x2a = load4(s),
    x2b = v128.load(s, 16);
  s += ss;
  const x3a = load4(s),
    x3b = v128.load(s, 16);
  s += ss;
  const x4a = load4(s),
    x4b = v128.load(s, 16);
  s += ss;
  const x5a = load4(s),
    x5b = v128.load(s, 16);
  s += ss;
  const x6a = load4(s),
    x6b = v128.load(s, 16);
  s += ss;
  const x7a = load4(s),
    x7b = v128.load(s, 16);
  const e1a = f32x4.add(x1a, x2a),
    e1b = f32x4.add(x1b, x2b);
  const d1a = f32x4.sub(x1a, x2a),
    d1b = f32x4.sub(x1b, x2b);
  const e2a = f32x4.add(x3a, x4a),
    e2b = f32x4.add(x3b, x4b);
  const d2a = f32x4.sub(x3a, x4a),
    d2b = f32x4.sub(x3b, x4b);
  const e3a = f32x4.add(x5a, x6a),
    e3b = f32x4.add(x5b, x6b);
  const d3a = f32x4.sub(x5a, x6a),
    d3b = f32x4.sub(x5b, x6b);
  v128.store(p0, f32x4.add(f32x4.add(x0b, e1b), f32x4.add(e2b, e3b)), 16);
  v128.store(p0, f32x4.add(f32x4.add(x0a, e1a), f32x4.add(e2a, e3a)));
  const half = splat(HALF);
  v128.store(p1, f32x4.add(f32x4.add(d1b, f32x4.add(d2b, d2b)), f32x4.mul(d3b, half)), 16);
  v128.store(p1, f32x4.add(f32x4.add(d1a, f32x4.add(d2a, d2a)), f32x4.mul(d3a, half)));
  const quarter = splat(QUARTER),
    four = splat(FOUR);
  v128.store(p2, f32x4.add(f32x4.add(e1b, f32x4.mul(e2b, four)), f32x4.mul(e3b, quarter)), 16);
  v128.store(p2, f32x4.add(f32x4.add(e1a, f32x4.mul(e2a, four)), f32x4.mul(e3a, quarter)));
  const eighth = splat(EIGHTH),
    eight = splat(EIGHT);
  v128.store(p3, f32x4.add(f32x4.add(d1b, f32x4.mul(d2b, eight)), f32x4.add(f32x4.mul(d3b, eighth), x7b)), 16);
  v128.store(p3, f32x4.add(f32x4.add(d1a, f32x4.mul(d2a, eight)), f32x4.add(f32x4.mul(d3a, eighth), x7a)));
}
/** Four values at the given addresses → eight, `st` bytes apart: the transpose of outputLine. */
@inline
export function gradientLine(p0: usize, p1: usize, p2: usize, p3: usize, out: usize, st: usize): void {
  const x0a = load4(p0),
    x0b = v128.load(p0, 16);
  const x1a = load4(p1),
    x1b = v128.load(p1, 16);
  const x2a = load4(p2),
    x2b = v128.load(p2, 16);
  const x3a = load4(p3),
    x3b = v128.load(p3, 16);
  const half = splat(HALF),
    quarter = splat(QUARTER),
    four = splat(FOUR);
  v128.store(out, x0b, 16);
  v128.store(out, x0a);
  const e1a = f32x4.add(x0a, x2a),
    e1b = f32x4.add(x0b, x2b);
  const d1a = f32x4.add(x1a, x3a),
    d1b = f32x4.add(x1b, x3b);
  out += st;
  v128.store(out, f32x4.add(e1b, d1b), 16);
  v128.store(out, f32x4.add(e1a, d1a));
  out += st;
  v128.store(out, f32x4.sub(e1b, d1b), 16);
  v128.store(out, f32x4.sub(e1a, d1a));
  const e2a = f32x4.add(x0a, f32x4.mul(x2a, four)),
    e2b = f32x4.add(x0b, f32x4.mul(x2b, four));
  const t2a = f32x4.add(x1a, f32x4.mul(x3a, four)),
    t2b = f32x4.add(x1b, f32x4.mul(x3b, four));
  const d2a = f32x4.add(t2a, t2a),
    d2b = f32x4.add(t2b, t2b);
  out += st;
  v128.store(out, f32x4.add(e2b, d2b), 16);
  v128.store(out, f32x4.add(e2a, d2a));
  out += st;
  v128.store(out, f32x4.sub(e2b, d2b), 16);
  v128.store(out, f32x4.sub(e2a, d2a));
  const e3a = f32x4.add(x0a, f32x4.mul(x2a, quarter)),
    e3b = f32x4.add(x0b, f32x4.mul(x2b, quarter));
  const d3a = f32x4.mul(f32x4.add(x1a, f32x4.mul(x3a, quarter)), half),
    d3b = f32x4.mul(f32x4.add(x1b, f32x4.mul(x3b, quarter)), half);
  out += st;
  v128.store(out, f32x4.add(e3b, d3b), 16);
  v128.store(out, f32x4.add(e3a, d3a));
  out += st;
  v128.store(out, f32x4.sub(e3b, d3b), 16);
  v128.store(out, f32x4.sub(e3a, d3a));
  out += st;
  v128.store(out, x3b, 16);
  v128.store(out, x3a);
}
/** Eight values, `ss` bytes apart → eight, `st` bytes apart: the transpose of inputLine. */
@inline
export function spreadLine(s: usize, ss: usize, out: usize, st: usize): void {
  const x0a = load4(s),
    x0b = v128.load(s, 16);
  s += ss;
  const x1a = load4(s),
    x1b = v128.load(s, 16);
  s += ss;
  const x2a = load4(s),
    x2b = v128.load(s, 16);
  s += ss;
  const x3a = load4(s),
    x3b = v128.load(s, 16);
  s += ss;
  const x4a = load4(s),
    x4b = v128.load(s, 16);
  s += ss;
  const x5a = load4(s),
    x5b = v128.load(s, 16);
  s += ss;
  const x6a = load4(s),
    x6b = v128.load(s, 16);
  s += ss;
  const x7a = load4(s),
    x7b = v128.load(s, 16);
  const e1a = f32x4.add(x1a, x2a),
    e1b = f32x4.add(x1b, x2b);
  const d1a = f32x4.sub(x1a, x2a),
    d1b = f32x4.sub(x1b, x2b);
  const e2a = f32x4.add(x3a, x4a),
    e2b = f32x4.add(x3b, x4b);
  const d2a = f32x4.sub(x3a, x4a),
    d2b = f32x4.sub(x3b, x4b);
  const e3a = f32x4.add(x5a, x6a),
    e3b = f32x4.add(x5b, x6b);
  const d3a = f32x4.sub(x5a, x6a),
    d3b = f32x4.sub(x5b, x6b);
  const half = splat(HALF),
    quarter = splat(QUARTER),
    four = splat(FOUR),
    five = splat(FIVE);
  const k = splat(TWENTY_ONE_QUARTERS),
    m = splat(SEVENTEEN_QUARTERS),
    n = splat(FIVE_HALVES),
    o = splat(FIVE_QUARTERS);
  const t0a = f32x4.mul(x0a, k),
    t0b = f32x4.mul(x0b, k);
  const t7a = f32x4.mul(x7a, k),
    t7b = f32x4.mul(x7b, k);
  v128.store(out, x0b, 16);
  v128.store(out, x0a);
  out += st;
  v128.store(out, f32x4.add(f32x4.add(d1b, f32x4.mul(d2b, half)), f32x4.sub(f32x4.add(d3b, d3b), x7b)), 16);
  v128.store(out, f32x4.add(f32x4.add(d1a, f32x4.mul(d2a, half)), f32x4.sub(f32x4.add(d3a, d3a), x7a)));
  out += st;
  v128.store(out, f32x4.add(f32x4.sub(e1b, t0b), f32x4.add(f32x4.mul(e2b, quarter), f32x4.mul(e3b, four))), 16);
  v128.store(out, f32x4.add(f32x4.sub(e1a, t0a), f32x4.add(f32x4.mul(e2a, quarter), f32x4.mul(e3a, four))));
  out += st;
  v128.store(out, f32x4.sub(f32x4.sub(t7b, f32x4.mul(d1b, m)), f32x4.mul(f32x4.add(d2b, d3b), n)), 16);
  v128.store(out, f32x4.sub(f32x4.sub(t7a, f32x4.mul(d1a, m)), f32x4.mul(f32x4.add(d2a, d3a), n)));
  out += st;
  v128.store(out, f32x4.sub(f32x4.sub(t0b, f32x4.mul(e1b, m)), f32x4.add(f32x4.mul(e2b, o), f32x4.mul(e3b, five))), 16);
  v128.store(out, f32x4.sub(f32x4.sub(t0a, f32x4.mul(e1a, m)), f32x4.add(f32x4.mul(e2a, o), f32x4.mul(e3a, five))));
  out += st;
  v128.store(out, f32x4.add(f32x4.add(d1b, f32x4.add(d2b, d2b)), f32x4.sub(f32x4.mul(d3b, half), t7b)), 16);
  v128.store(out, f32x4.add(f32x4.add(d1a, f32x4.add(d2a, d2a)), f32x4.sub(f32x4.mul(d3a, half), t7a)));
  out += st;
  v128.store(out, f32x4.add(f32x4.sub(e1b, x0b), f32x4.add(e2b, e3b)), 16);
  v128.store(out, f32x4.add(f32x4.sub(e1a, x0a), f32x4.add(e2a, e3a)));
  out += st;
  v128.store(out, x7b, 16);
  v128.store(out, x7a);
}
