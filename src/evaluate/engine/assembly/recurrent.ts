import { ONE } from './constants';
import { hardSigmoid4, hardSigmoidSlope4, sigmoid4, sigmoidSlope4, tanh4 } from './activation';
import { load4, loadPart, multiplyAdd, splat, storePart } from './vector';

/**
 * One time step of LSTM and GRU cells, forward and backward, for N sequences of U units. What multiplies matrices is
 * done outside by `gemm`. `hard`: gates are hard sigmoids. `mask`: N floats, or 0; a sequence whose mask is 0 keeps
 * its state in this step and passes its gradient on.
 */

@inline
function gate(x: v128, hard: i32): v128 {
  return hard ? hardSigmoid4(x) : sigmoid4(x);
}
@inline
function gateSlope(y: v128, hard: i32): v128 {
  return hard ? hardSigmoidSlope4(y) : sigmoidSlope4(y);
}
@inline
function skipped(mask: usize, n: i32): bool {
  return mask != 0 && load<f32>(mask + ((<usize>n) << 2)) == 0;
}

/** z[N,4U]: what enters gates i, f, c, o; their outputs replace it. Writes the cell state and the output. */
export function lstmStep(
  z: usize,
  cellBefore: usize,
  outputBefore: usize,
  cell: usize,
  output: usize,
  N: i32,
  U: i32,
  hard: i32,
  mask: usize,
): void {
  const unit = (<usize>U) << 2;
  for (let n = 0; n < N; n++) {
    const zr = z + <usize>n * 4 * unit;
    const r = <usize>n * unit;
    if (skipped(mask, n)) {
      memory.copy(cell + r, cellBefore + r, unit);
      memory.copy(output + r, outputBefore + r, unit);
      continue;
    }
    if (hard) lstmGates(zr, unit, U, 1);
    else lstmGates(zr, unit, U, 0);
    lstmCells(zr, unit, cellBefore + r, cell + r, output + r, U);
  }
}

// A loop for the gates and one for the cells: in a single one the processor would wait for one tanh after the other.
// Vectors go two at a time, side by side as V8 pairs them.

/** The gates of one sequence, in place. */
@inline
function lstmGates(z: usize, unit: usize, U: i32, hard: i32): void {
  let u = 0;
  for (; u + 8 <= U; u += 8) {
    const p = z + ((<usize>u) << 2);
    const pf = p + unit;
    const pg = pf + unit;
    const pq = pg + unit;
    const i0 = gate(load4(p), hard);
    const i1 = gate(v128.load(p, 16), hard);
    const f0 = gate(load4(pf), hard);
    const f1 = gate(v128.load(pf, 16), hard);
    const g0 = tanh4(load4(pg));
    const g1 = tanh4(v128.load(pg, 16));
    const q0 = gate(load4(pq), hard);
    const q1 = gate(v128.load(pq, 16), hard);
    v128.store(p, i1, 16);
    v128.store(p, i0);
    v128.store(pf, f1, 16);
    v128.store(pf, f0);
    v128.store(pg, g1, 16);
    v128.store(pg, g0);
    v128.store(pq, q1, 16);
    v128.store(pq, q0);
  }
  for (; u < U; u += 4) {
    const p = z + ((<usize>u) << 2);
    const k = U - u;
    storePart(p, gate(loadPart(p, k), hard), k);
    storePart(p + unit, gate(loadPart(p + unit, k), hard), k);
    storePart(p + 2 * unit, tanh4(loadPart(p + 2 * unit, k)), k);
    storePart(p + 3 * unit, gate(loadPart(p + 3 * unit, k), hard), k);
  }
}
/** Cell state and output of one sequence, by its gates. */
@inline
function lstmCells(z: usize, unit: usize, before: usize, cell: usize, output: usize, U: i32): void {
  let u = 0;
  for (; u + 8 <= U; u += 8) {
    const o = (<usize>u) << 2;
    const p = z + o;
    const pf = p + unit;
    const pg = pf + unit;
    const pq = pg + unit;
    const n0 = f32x4.mul(load4(p), load4(pg));
    const n1 = f32x4.mul(v128.load(p, 16), v128.load(pg, 16));
    const c0 = multiplyAdd(load4(pf), load4(before + o), n0);
    const c1 = multiplyAdd(v128.load(pf, 16), v128.load(before + o, 16), n1);
    const y0 = f32x4.mul(load4(pq), tanh4(c0));
    const y1 = f32x4.mul(v128.load(pq, 16), tanh4(c1));
    v128.store(cell + o, c1, 16);
    v128.store(cell + o, c0);
    v128.store(output + o, y1, 16);
    v128.store(output + o, y0);
  }
  for (; u < U; u += 4) {
    const o = (<usize>u) << 2;
    const p = z + o;
    const k = U - u;
    const fresh = f32x4.mul(loadPart(p, k), loadPart(p + 2 * unit, k));
    const c = multiplyAdd(loadPart(p + unit, k), loadPart(before + o, k), fresh);
    storePart(cell + o, c, k);
    storePart(output + o, f32x4.mul(loadPart(p + 3 * unit, k), tanh4(c)), k);
  }
}

/**
 * z: the gates' outputs, which dz replaces. dCell: in and out. dOutput: in; dBefore: what of it reaches the step before
 * without passing the gates (0, or all of it where the mask is 0), to which the caller adds dz·Uᵀ; not asked for at 0.
 */
export function lstmStepGradient(
  z: usize,
  cellBefore: usize,
  cell: usize,
  dOutput: usize,
  dBefore: usize,
  dCell: usize,
  N: i32,
  U: i32,
  hard: i32,
  mask: usize,
): void {
  const unit = (<usize>U) << 2;
  for (let n = 0; n < N; n++) {
    const zr = z + <usize>n * 4 * unit;
    const r = <usize>n * unit;
    if (skipped(mask, n)) {
      memory.fill(zr, 0, 4 * unit);
      memory.copy(dBefore + r, dOutput + r, unit);
      continue;
    }
    if (dBefore) memory.fill(dBefore + r, 0, unit);
    let u = hard
      ? lstmGradientEights(zr, unit, cellBefore + r, cell + r, dOutput + r, dCell + r, U, 1)
      : lstmGradientEights(zr, unit, cellBefore + r, cell + r, dOutput + r, dCell + r, U, 0);
    for (; u < U; u += 4) {
      const o = (<usize>u) << 2;
      const k = U - u;
      const i = loadPart(zr + o, k);
      const f = loadPart(zr + unit + o, k);
      const g = loadPart(zr + 2 * unit + o, k);
      const q = loadPart(zr + 3 * unit + o, k);
      const t = tanh4(loadPart(cell + r + o, k));
      const dh = loadPart(dOutput + r + o, k);
      const slope = f32x4.sub(splat(ONE), f32x4.mul(t, t));
      const d = multiplyAdd(f32x4.mul(dh, q), slope, loadPart(dCell + r + o, k));
      const before = loadPart(cellBefore + r + o, k);
      storePart(zr + o, f32x4.mul(f32x4.mul(d, g), gateSlope(i, hard)), k);
      storePart(zr + unit + o, f32x4.mul(f32x4.mul(d, before), gateSlope(f, hard)), k);
      storePart(zr + 2 * unit + o, f32x4.mul(f32x4.mul(d, i), f32x4.sub(splat(ONE), f32x4.mul(g, g))), k);
      storePart(zr + 3 * unit + o, f32x4.mul(f32x4.mul(dh, t), gateSlope(q, hard)), k);
      storePart(dCell + r + o, f32x4.mul(d, f), k);
    }
  }
}

@inline
function lstmGradientEights(
  z: usize,
  unit: usize,
  before: usize,
  cell: usize,
  dOutput: usize,
  dCell: usize,
  U: i32,
  hard: i32,
): i32 {
  let u = 0;
  for (; u + 8 <= U; u += 8) {
    const o = (<usize>u) << 2;
    const p = z + o;
    const pf = p + unit;
    const pg = pf + unit;
    const pq = pg + unit;
    const pc = dCell + o;
    const one = splat(ONE);
    const i0 = load4(p);
    const i1 = v128.load(p, 16);
    const f0 = load4(pf);
    const f1 = v128.load(pf, 16);
    const g0 = load4(pg);
    const g1 = v128.load(pg, 16);
    const q0 = load4(pq);
    const q1 = v128.load(pq, 16);
    const t0 = tanh4(load4(cell + o));
    const t1 = tanh4(v128.load(cell + o, 16));
    const h0 = load4(dOutput + o);
    const h1 = v128.load(dOutput + o, 16);
    const b0 = load4(before + o);
    const b1 = v128.load(before + o, 16);
    const d0 = multiplyAdd(f32x4.mul(h0, q0), f32x4.sub(one, f32x4.mul(t0, t0)), load4(pc));
    const d1 = multiplyAdd(f32x4.mul(h1, q1), f32x4.sub(one, f32x4.mul(t1, t1)), v128.load(pc, 16));
    v128.store(p, f32x4.mul(f32x4.mul(d1, g1), gateSlope(i1, hard)), 16);
    v128.store(p, f32x4.mul(f32x4.mul(d0, g0), gateSlope(i0, hard)));
    v128.store(pf, f32x4.mul(f32x4.mul(d1, b1), gateSlope(f1, hard)), 16);
    v128.store(pf, f32x4.mul(f32x4.mul(d0, b0), gateSlope(f0, hard)));
    v128.store(pg, f32x4.mul(f32x4.mul(d1, i1), f32x4.sub(one, f32x4.mul(g1, g1))), 16);
    v128.store(pg, f32x4.mul(f32x4.mul(d0, i0), f32x4.sub(one, f32x4.mul(g0, g0))));
    v128.store(pq, f32x4.mul(f32x4.mul(h1, t1), gateSlope(q1, hard)), 16);
    v128.store(pq, f32x4.mul(f32x4.mul(h0, t0), gateSlope(q0, hard)));
    v128.store(pc, f32x4.mul(d1, f1), 16);
    v128.store(pc, f32x4.mul(d0, f0));
  }
  return u;
}

/** z[N,3U]: what enters gates z and r, replaced by their outputs; the third part is left alone. reset = r·before. */
export function gruGates(z: usize, before: usize, reset: usize, N: i32, U: i32, hard: i32): void {
  const unit = (<usize>U) << 2;
  for (let n = 0; n < N; n++) {
    const p = z + <usize>n * 3 * unit;
    const r = <usize>n * unit;
    let u = hard ? gruGateEights(p, before + r, reset + r, U, 1) : gruGateEights(p, before + r, reset + r, U, 0);
    for (; u < U; u += 4) {
      const o = (<usize>u) << 2;
      const k = U - u;
      const update = gate(loadPart(p + o, k), hard);
      const forget = gate(loadPart(p + unit + o, k), hard);
      storePart(p + o, update, k);
      storePart(p + unit + o, forget, k);
      storePart(reset + r + o, f32x4.mul(forget, loadPart(before + r + o, k)), k);
    }
  }
}

/** The units that fill vectors two at a time, side by side as V8 pairs them; gives how many they are. */
@inline
function gruGateEights(z: usize, before: usize, reset: usize, U: i32, hard: i32): i32 {
  const unit = (<usize>U) << 2;
  let u = 0;
  for (; u + 8 <= U; u += 8) {
    const o = (<usize>u) << 2;
    const p = z + o;
    const pf = p + unit;
    const u0 = gate(load4(p), hard);
    const u1 = gate(v128.load(p, 16), hard);
    const f0 = gate(load4(pf), hard);
    const f1 = gate(v128.load(pf, 16), hard);
    const r0 = f32x4.mul(f0, load4(before + o));
    const r1 = f32x4.mul(f1, v128.load(before + o, 16));
    v128.store(p, u1, 16);
    v128.store(p, u0);
    v128.store(pf, f1, 16);
    v128.store(pf, f0);
    v128.store(reset + o, r1, 16);
    v128.store(reset + o, r0);
  }
  return u;
}

/** The candidate's pre-activation (third part of z) is replaced by the candidate t; output = z·(before − t) + t. */
export function gruOutput(z: usize, before: usize, output: usize, N: i32, U: i32, mask: usize): void {
  const unit = (<usize>U) << 2;
  for (let n = 0; n < N; n++) {
    const p = z + <usize>n * 3 * unit;
    const r = <usize>n * unit;
    if (skipped(mask, n)) {
      memory.copy(output + r, before + r, unit);
      continue;
    }
    let u = 0;
    for (; u + 8 <= U; u += 8) {
      const o = (<usize>u) << 2;
      const pt = p + 2 * unit + o;
      const t0 = tanh4(load4(pt));
      const t1 = tanh4(v128.load(pt, 16));
      const y0 = multiplyAdd(load4(p + o), f32x4.sub(load4(before + r + o), t0), t0);
      const y1 = multiplyAdd(v128.load(p + o, 16), f32x4.sub(v128.load(before + r + o, 16), t1), t1);
      v128.store(pt, t1, 16);
      v128.store(pt, t0);
      v128.store(output + r + o, y1, 16);
      v128.store(output + r + o, y0);
    }
    for (; u < U; u += 4) {
      const o = (<usize>u) << 2;
      const k = U - u;
      const t = tanh4(loadPart(p + 2 * unit + o, k));
      storePart(p + 2 * unit + o, t, k);
      storePart(output + r + o, multiplyAdd(loadPart(p + o, k), f32x4.sub(loadPart(before + r + o, k), t), t), k);
    }
  }
}

/** Backward, first part: from dOutput to dz and to the candidate's part of d; dBefore = dOutput·z. */
export function gruCandidateGradient(
  z: usize,
  d: usize,
  before: usize,
  dOutput: usize,
  dBefore: usize,
  N: i32,
  U: i32,
  hard: i32,
  mask: usize,
): void {
  const unit = (<usize>U) << 2;
  for (let n = 0; n < N; n++) {
    const q = <usize>n * 3 * unit;
    const r = <usize>n * unit;
    if (skipped(mask, n)) {
      memory.fill(d + q, 0, 3 * unit);
      memory.copy(dBefore + r, dOutput + r, unit);
      continue;
    }
    for (let u = 0; u < U; u += 4) {
      const o = (<usize>u) << 2;
      const k = U - u;
      const update = loadPart(z + q + o, k);
      const t = loadPart(z + q + 2 * unit + o, k);
      const dh = loadPart(dOutput + r + o, k);
      const toCandidate = f32x4.mul(dh, f32x4.sub(splat(ONE), update));
      const toUpdate = f32x4.mul(dh, f32x4.sub(loadPart(before + r + o, k), t));
      storePart(d + q + 2 * unit + o, f32x4.mul(toCandidate, f32x4.sub(splat(ONE), f32x4.mul(t, t))), k);
      storePart(d + q + o, f32x4.mul(toUpdate, gateSlope(update, hard)), k);
      storePart(dBefore + r + o, f32x4.mul(dh, update), k);
    }
  }
}

/** Second part: dReset (the gradient of r·before) to the r part of d, and into dBefore. */
export function gruResetGradient(
  z: usize,
  d: usize,
  before: usize,
  dReset: usize,
  dBefore: usize,
  N: i32,
  U: i32,
  hard: i32,
): void {
  const unit = (<usize>U) << 2;
  for (let n = 0; n < N; n++) {
    const q = <usize>n * 3 * unit;
    const r = <usize>n * unit;
    for (let u = 0; u < U; u += 4) {
      const o = (<usize>u) << 2;
      const k = U - u;
      const forget = loadPart(z + q + unit + o, k);
      const g = loadPart(dReset + r + o, k);
      const toForget = f32x4.mul(f32x4.mul(g, loadPart(before + r + o, k)), gateSlope(forget, hard));
      storePart(d + q + unit + o, toForget, k);
      storePart(dBefore + r + o, multiplyAdd(g, forget, loadPart(dBefore + r + o, k)), k);
    }
  }
}
