import { ONE } from './constants';
import { hardSigmoid4, hardSigmoidSlope4, sigmoid4, sigmoidSlope4, tanh4 } from './activation';
import { loadPart, multiplyAdd, splat, storePart } from './vector';

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
    for (let u = 0; u < U; u += 4) {
      const o = (<usize>u) << 2;
      const k = U - u;
      const i = gate(loadPart(zr + o, k), hard);
      const f = gate(loadPart(zr + unit + o, k), hard);
      const g = tanh4(loadPart(zr + 2 * unit + o, k));
      const q = gate(loadPart(zr + 3 * unit + o, k), hard);
      const c = multiplyAdd(f, loadPart(cellBefore + r + o, k), f32x4.mul(i, g));
      storePart(zr + o, i, k);
      storePart(zr + unit + o, f, k);
      storePart(zr + 2 * unit + o, g, k);
      storePart(zr + 3 * unit + o, q, k);
      storePart(cell + r + o, c, k);
      storePart(output + r + o, f32x4.mul(q, tanh4(c)), k);
    }
  }
}

/**
 * z: the gates' outputs, which dz replaces. dCell: in and out. dOutput: in; dBefore: what of it reaches the step before
 * without passing the gates (0, or all of it where the mask is 0), to which the caller adds dz·Uᵀ.
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
    memory.fill(dBefore + r, 0, unit);
    for (let u = 0; u < U; u += 4) {
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

/** z[N,3U]: what enters gates z and r, replaced by their outputs; the third part is left alone. reset = r·before. */
export function gruGates(z: usize, before: usize, reset: usize, N: i32, U: i32, hard: i32): void {
  const unit = (<usize>U) << 2;
  for (let n = 0; n < N; n++) {
    const p = z + <usize>n * 3 * unit;
    const r = <usize>n * unit;
    for (let u = 0; u < U; u += 4) {
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
    for (let u = 0; u < U; u += 4) {
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
