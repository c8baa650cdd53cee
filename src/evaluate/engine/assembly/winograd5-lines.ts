/** One line of each transform of winograd5.ts, for eight channels, as in winograd4-lines.ts. */
import { HALF, THREE_HALVES } from './constants';
import { load4, splat } from './vector';

/** Six values, `ss` bytes apart → two at the given addresses. */
@inline
export function outputLine(s: usize, ss: usize, p0: usize, p1: usize): void {
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
  v128.store(p0, f32x4.add(f32x4.add(b0, f32x4.add(b1, b2)), f32x4.add(b3, b4)), 16);
  v128.store(p0, f32x4.add(f32x4.add(a0, f32x4.add(a1, a2)), f32x4.add(a3, a4)));
  const half = splat(HALF);
  v128.store(
    p1,
    f32x4.add(f32x4.add(f32x4.sub(b1, b2), b5), f32x4.sub(f32x4.mul(b3, half), f32x4.add(b4, b4))),
    16,
  );
  v128.store(
    p1,
    f32x4.add(f32x4.add(f32x4.sub(a1, a2), a5), f32x4.sub(f32x4.mul(a3, half), f32x4.add(a4, a4))),
  );
}
/** Two values at the given addresses → six, `st` bytes apart: the transpose of outputLine. */
@inline
export function gradientLine(p0: usize, p1: usize, out: usize, st: usize): void {
  const a0 = load4(p0),
    b0 = v128.load(p0, 16);
  const a1 = load4(p1),
    b1 = v128.load(p1, 16);
  const half = splat(HALF);
  v128.store(out, b0, 16);
  v128.store(out, a0);
  out += st;
  v128.store(out, f32x4.add(b0, b1), 16);
  v128.store(out, f32x4.add(a0, a1));
  out += st;
  v128.store(out, f32x4.sub(b0, b1), 16);
  v128.store(out, f32x4.sub(a0, a1));
  out += st;
  v128.store(out, f32x4.add(b0, f32x4.mul(b1, half)), 16);
  v128.store(out, f32x4.add(a0, f32x4.mul(a1, half)));
  out += st;
  v128.store(out, f32x4.sub(b0, f32x4.add(b1, b1)), 16);
  v128.store(out, f32x4.sub(a0, f32x4.add(a1, a1)));
  out += st;
  v128.store(out, b1, 16);
  v128.store(out, a1);
}
/** Six values, `ss` bytes apart → six, `st` bytes apart: the transpose of winograd4-lines.ts's inputLine. */
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
