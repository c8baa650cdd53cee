import { lstmStep, lstmStepGradient } from './recurrent';
import { addFloats, copyFloats } from './vector';

/** Rows that are summed, then stepped, while the first-level cache holds them. */
const BLOCK: i32 = 16;

/**
 * One LSTM cell by itself, N rows of U units: as lstmStep, of the sum of what enters the gates from two sides, zx[N,4U]
 * and zh[N,4U]. The gates' outputs lie beside both, since gradients need them.
 */
export function lstmCell(
  zx: usize, zh: usize, gates: usize, cellBefore: usize, cell: usize, output: usize, N: i32, U: i32, hard: i32,
): void {
  const unit = (<usize>U) << 2;
  for (let n = 0; n < N; n += BLOCK) {
    const rows = min(BLOCK, N - n);
    copyFloats(gates, zx, rows * 4 * U);
    addFloats(gates, zh, rows * 4 * U);
    lstmStep(gates, cellBefore, cellBefore, cell, output, rows, U, hard, 0);
    const state = <usize>rows * unit;
    zx += 4 * state;
    zh += 4 * state;
    gates += 4 * state;
    cellBefore += state;
    cell += state;
    output += state;
  }
}

/** dz, of either side, and dCell, of the cell state before, from the gradients of the output and of the next cell state. */
export function lstmCellGradient(
  gates: usize, cellBefore: usize, cell: usize, dOutput: usize, dNext: usize, dz: usize, dCell: usize, N: i32, U: i32,
  hard: i32,
): void {
  const unit = (<usize>U) << 2;
  for (let n = 0; n < N; n += BLOCK) {
    const rows = min(BLOCK, N - n);
    copyFloats(dz, gates, rows * 4 * U);
    copyFloats(dCell, dNext, rows * U);
    lstmStepGradient(dz, cellBefore, cell, dOutput, 0, dCell, rows, U, hard, 0);
    const state = <usize>rows * unit;
    gates += 4 * state;
    dz += 4 * state;
    cellBefore += state;
    cell += state;
    dOutput += state;
    dNext += state;
    dCell += state;
  }
}
