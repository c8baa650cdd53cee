/** One line of each transform of winograd5.ts, for eight channels, as in winograd4-lines.ts. */
import { HALF } from './constants';
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
