/** The kernels of fused LSTM and GRU: x[batch, time, inputs] to outputs, and back. */
import type { Device } from '../device';
import type { TensorInfo } from '../internals';
import { SUM_BLOCK } from './reductions';
import {
  GATES,
  type CellKind,
  type SequenceAttributes,
  type SequenceGradientInputs,
  type SequenceInputs,
} from '../layers/recurrent';

export function registerSequences(device: Device): void {
  for (const kind of ['Lstm', 'Gru'] as const) {
    device.register(`Espalier${kind}`, ({ inputs, attrs }) =>
      forward(device, kind, inputs as SequenceInputs, attrs as unknown as SequenceAttributes),
    );
    device.register(`Espalier${kind}Grad`, ({ inputs, attrs }) =>
      gradient(device, kind, inputs as SequenceGradientInputs, attrs as unknown as SequenceAttributes),
    );
  }
  device.register('EspalierSequenceInputGrad', ({ inputs, attrs }) =>
    inputGradient(device, inputs.dz as TensorInfo, inputs.kernel as TensorInfo, attrs.backwards as boolean),
  );
}

/** [batch, time, width] at `from` to [time, batch, width] at `to`; backwards, the last time comes first. */
function timeFirst(
  device: Device,
  from: number,
  to: number,
  shape: readonly number[],
  backwards = false,
): void {
  const [batch, steps, width] = shape as [number, number, number];
  for (let t = 0; t < steps; t++) {
    const time = backwards ? steps - 1 - t : t;
    device.native.copyRows(
      to + t * batch * width * 4,
      width,
      from + time * width * 4,
      steps * width,
      batch,
      width,
    );
  }
}

/** The way back. */
function batchFirst(
  device: Device,
  from: number,
  to: number,
  shape: readonly number[],
  backwards = false,
): void {
  const [batch, steps, width] = shape as [number, number, number];
  for (let t = 0; t < steps; t++) {
    const time = backwards ? steps - 1 - t : t;
    device.native.copyRows(
      to + time * width * 4,
      steps * width,
      from + t * batch * width * 4,
      width,
      batch,
      width,
    );
  }
}

/**
 * Outputs, and what the gradient needs: inputs by time, gates, states (first the initial one), c or r·h, and where states
 * are dropped the states as they enter the products.
 */
function forward(
  device: Device,
  kind: CellKind,
  inputs: SequenceInputs,
  attrs: SequenceAttributes,
): TensorInfo[] {
  const { x, kernel, recurrent, bias, mask, drop } = inputs;
  const { units, sequences, backwards } = attrs;
  const [batch, steps, width] = x.shape as [number, number, number];
  const columns = GATES[kind] * units;
  const { native, gemmWorkspace } = device;
  const xs = device.output([steps, batch, width]);
  timeFirst(device, device.address(x), device.address(xs), x.shape, backwards);
  const z = device.output([steps, batch, columns]);
  const h = device.output([steps + 1, batch, units]);
  const c = device.output([kind === 'Lstm' ? steps + 1 : steps, batch, units]);
  const fed = drop && device.output([steps, batch, units]);
  const [pz, ph, pc] = [device.address(z), device.address(h), device.address(c)];
  const pFed = fed ? device.address(fed) : ph;
  const state = batch * units * 4;
  native.repeatRow(device.address(bias), steps * batch, columns, pz);
  native.gemm(
    steps * batch, columns, width, device.address(xs), width, 1, device.address(kernel), columns, 1, pz, columns, 1,
    gemmWorkspace,
  ); // prettier-ignore
  native.fillFloats(ph, 0, batch * units);
  if (fed) native.fillFloats(pFed, 0, batch * units);
  if (kind === 'Lstm') native.fillFloats(pc, 0, batch * units);
  const step = kind === 'Lstm' ? lstmStep : gruStep;
  for (let t = 0; t < steps; t++) {
    if (drop && t > 0)
      native.multiply(ph + t * state, device.address(drop), pFed + t * state, batch * units, 0);
    const at = { pz, ph, pc, fed: pFed + t * state, t, batch };
    step(device, device.address(recurrent), maskAt(device, mask, t, batch), at, attrs);
  }
  const y = device.output(sequences ? [batch, steps, units] : [batch, units]);
  if (!sequences) native.copyBytes(device.address(y), ph + steps * state, state);
  // Going backwards the outputs stay in the order of the recursion, as in Keras.
  else batchFirst(device, ph + state, device.address(y), y.shape);
  return [y, xs, z, h, c, ...(fed ? [fed] : [])];
}

interface Step {
  pz: number;
  ph: number;
  pc: number;
  /** The state as it enters the products. */
  fed: number;
  t: number;
  batch: number;
}

function maskAt(device: Device, mask: TensorInfo | undefined, t: number, batch: number): number {
  return mask ? device.address(mask) + t * batch * 4 : 0;
}

function lstmStep(
  device: Device,
  u: number,
  mask: number,
  step: Step,
  { units, hard }: SequenceAttributes,
): void {
  const { pz, ph, pc, fed, t, batch } = step;
  const { native, gemmWorkspace } = device;
  const state = batch * units * 4;
  const [z, h, c] = [pz + 4 * t * state, ph + t * state, pc + t * state];
  if (t > 0)
    native.gemm(batch, 4 * units, units, fed, units, 1, u, 4 * units, 1, z, 4 * units, 1, gemmWorkspace);
  native.lstmStep(z, c, h, c + state, h + state, batch, units, Number(hard), mask);
}

function gruStep(
  device: Device,
  u: number,
  mask: number,
  step: Step,
  { units, hard }: SequenceAttributes,
): void {
  const { pz, ph, pc, fed, t, batch } = step;
  const { native, gemmWorkspace } = device;
  const state = batch * units * 4;
  const [z, reset] = [pz + 3 * t * state, pc + t * state];
  const [columns, candidate] = [3 * units, 8 * units];
  if (t > 0) native.gemm(batch, 2 * units, units, fed, units, 1, u, columns, 1, z, columns, 1, gemmWorkspace);
  native.gruGates(z, fed, reset, batch, units, Number(hard));
  if (t > 0) {
    native.gemm(
      batch, units, units, reset, units, 1, u + candidate, columns, 1, z + candidate, columns, 1, gemmWorkspace,
    ); // prettier-ignore
  }
  native.gruOutput(z, fed, ph + (t + 1) * state, batch, units, mask);
}

/** dz by time, and the gradients of kernel, recurrent kernel and bias. */
function gradient(
  device: Device,
  kind: CellKind,
  inputs: SequenceGradientInputs,
  attrs: SequenceAttributes,
): TensorInfo[] {
  const { dy, recurrent, xs, z, h, c, mask, drop, fed = h } = inputs;
  const { units, sequences } = attrs;
  const [steps, batch, width] = xs.shape as [number, number, number];
  const { native, gemmWorkspace } = device;
  const columns = GATES[kind] * units;
  const state = batch * units * 4;
  const dz = device.output([steps, batch, columns]);
  const scratch = [0, 1, 2, 3].map(() => device.output([batch, units]));
  const [first, second, extra, dFed] = scratch.map((info) => device.address(info)) as [
    number,
    number,
    number,
    number,
  ];
  const perStep = sequences ? device.output([steps, batch, units]) : undefined;
  if (perStep) {
    timeFirst(device, device.address(dy), device.address(perStep), dy.shape);
    native.fillFloats(first, 0, batch * units);
  } else native.copyBytes(first, device.address(dy), state);
  native.fillFloats(extra, 0, batch * units);
  if (kind === 'Lstm') native.copyBytes(device.address(dz), device.address(z), steps * batch * columns * 4);
  const step = kind === 'Lstm' ? lstmStepGradient : gruStepGradient;
  const addresses = [z, dz, fed, c, recurrent].map((info) => device.address(info));
  const pDrop = drop ? device.address(drop) : 0;
  let [dh, dBefore] = [first, second];
  for (let t = steps - 1; t >= 0; t--) {
    if (perStep) native.addInto(dh, device.address(perStep) + t * state, batch * units);
    const at = { t, batch, dh, dBefore, extra, mask: maskAt(device, mask, t, batch), drop: pDrop, dFed };
    step(device, addresses, at, attrs);
    [dh, dBefore] = [dBefore, dh];
  }
  device.free(...scratch, ...(perStep ? [perStep] : []));
  const dKernel = device.output([width, columns]);
  const dRecurrent = device.output([units, columns]);
  const dBias = device.output([columns]);
  const pdz = device.address(dz);
  const rows = steps * batch;
  native.gemm(
    width, columns, rows, device.address(xs), 1, width, pdz, columns, 1, device.address(dKernel), columns, 0,
    gemmWorkspace,
  ); // prettier-ignore
  recurrentGradient(device, kind, { fed, c, dz, out: dRecurrent }, steps, batch, units);
  native.sumColumns(pdz, rows, columns, device.address(dBias), 1, SUM_BLOCK, 0);
  return [dz, dKernel, dRecurrent, dBias];
}

interface StepGradient {
  t: number;
  batch: number;
  dh: number;
  dBefore: number;
  /** Gradient of the cell state (LSTM), or room for that of r·h (GRU). */
  extra: number;
  mask: number;
  /** The mask of dropped states, or 0, and room for the gradient of what entered the product. */
  drop: number;
  dFed: number;
}

function lstmStepGradient(
  device: Device,
  addresses: readonly number[],
  { t, batch, dh, dBefore, extra, mask, drop, dFed }: StepGradient,
  { units, hard }: SequenceAttributes,
): void {
  const [, dz, , c, u] = addresses as [number, number, number, number, number];
  const state = batch * units * 4;
  const [gates, cell] = [dz + 4 * t * state, c + t * state];
  const { native, gemmWorkspace } = device;
  native.lstmStepGradient(gates, cell, cell + state, dh, dBefore, extra, batch, units, Number(hard), mask);
  if (t === 0) return;
  native.gemm(
    batch, units, 4 * units, gates, 4 * units, 1, u, 1, 4 * units, drop ? dFed : dBefore, units, drop ? 0 : 1,
    gemmWorkspace,
  ); // prettier-ignore
  if (drop) native.multiply(dFed, drop, dBefore, batch * units, 1);
}

function gruStepGradient(
  device: Device,
  addresses: readonly number[],
  { t, batch, dh, dBefore, extra, mask, drop }: StepGradient,
  { units, hard }: SequenceAttributes,
): void {
  const [z, dz, h, , u] = addresses as [number, number, number, number, number];
  const state = batch * units * 4;
  const columns = 3 * units;
  const [gates, d, before] = [z + 3 * t * state, dz + 3 * t * state, h + t * state];
  const { native, gemmWorkspace } = device;
  native.gruCandidateGradient(gates, d, before, dh, dBefore, batch, units, Number(hard), mask);
  native.gemm(
    batch, units, units, d + 8 * units, columns, 1, u + 8 * units, 1, columns, extra, units, 0, gemmWorkspace,
  ); // prettier-ignore
  native.gruResetGradient(gates, d, before, extra, dBefore, batch, units, Number(hard));
  if (t > 0)
    native.gemm(batch, units, 2 * units, d, columns, 1, u, 1, columns, dBefore, units, 1, gemmWorkspace);
  if (drop) native.multiply(dBefore, drop, dBefore, batch * units, 0);
}

/** The gradient of the recurrent kernel: states before each step by what they entered. The first state is zero. */
function recurrentGradient(
  device: Device,
  kind: CellKind,
  { fed, c, dz, out }: { fed: TensorInfo; c: TensorInfo; dz: TensorInfo; out: TensorInfo },
  steps: number,
  batch: number,
  units: number,
): void {
  const { native, gemmWorkspace } = device;
  const rows = (steps - 1) * batch;
  const columns = GATES[kind] * units;
  const fromGates = kind === 'Lstm' ? columns : 2 * units;
  const [states, gates, to] = [device.address(fed), device.address(dz), device.address(out)];
  const second = gates + batch * columns * 4;
  const product = (count: number, from: number, d: number, at: number): void => {
    native.gemm(units, count, rows, from, 1, units, d, columns, 1, at, columns, 0, gemmWorkspace);
  };
  product(fromGates, states + batch * units * 4, second, to);
  if (kind === 'Gru')
    product(units, device.address(c) + batch * units * 4, second + 8 * units, to + 8 * units);
}

function inputGradient(device: Device, dz: TensorInfo, kernel: TensorInfo, backwards: boolean): TensorInfo {
  const [steps, batch, columns] = dz.shape as [number, number, number];
  const width = kernel.shape[0] as number;
  const { native, gemmWorkspace } = device;
  const byTime = device.output([steps, batch, width]);
  const out = device.output([batch, steps, width]);
  native.gemm(
    steps * batch, width, columns, device.address(dz), columns, 1, device.address(kernel), 1, columns,
    device.address(byTime), width, 0, gemmWorkspace,
  ); // prettier-ignore
  batchFirst(device, device.address(byTime), device.address(out), out.shape, backwards);
  device.free(byTime);
  return out;
}
