/** The matrix product: right for every shape and transpose, and the same bits by whatever way it comes about. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { compileOptimized } from '../../../../src/evaluate/engine/compiler';
import type { NativeFunctions } from '../../../../src/evaluate/engine/native';

const MIB = 1 << 20;
const [LEFT, RIGHT, OUT, OTHER, BIAS, WORKSPACE] = [1, 3, 5, 6, 7, 8].map((at) => at * MIB) as [number, number, number, number, number, number]; // prettier-ignore
const bytes = readFileSync(path.resolve('src/evaluate/engine/kernels.wasm'));

interface Product {
  rows: number;
  columns: number;
  sums: number;
  /** Whether the matrix lies transposed in memory. */
  left: boolean;
  right: boolean;
}

/** Numbers of rows and columns around those at which tiles, panels and blocks change. */
const product = fc.record<Product>({
  rows: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constantFrom(94, 95, 96, 97, 98, 99, 130)),
  columns: fc.oneof(fc.integer({ min: 1, max: 130 }), fc.constantFrom(16, 32, 48, 64, 80, 96, 112, 128, 255, 256, 257, 304)), // prettier-ignore
  sums: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 60, max: 300 }), fc.constantFrom(128, 129, 256)), // prettier-ignore
  left: fc.boolean(),
  right: fc.boolean(),
});

describe('engine: matrix product', () => {
  const memory = new WebAssembly.Memory({ initial: 160 });
  const floats = new Float32Array(memory.buffer);
  const { exports } = new WebAssembly.Instance(compileOptimized(bytes, false), { env: { memory } });
  const native = exports as unknown as NativeFunctions;
  const matrix = (at: number, count: number): Float32Array => floats.subarray(at / 4, at / 4 + count);
  const strides = ({ rows, columns, sums, left, right }: Product): [number, number, number, number] => [
    ...((left ? [1, rows] : [sums, 1]) as [number, number]),
    ...((right ? [1, sums] : [columns, 1]) as [number, number]),
  ];
  const bits = (): Buffer => Buffer.from(memory.buffer.slice(OUT, OUT + MIB));
  const gemm = (shape: Product, more: 0 | 1, wide: 0 | 1): Buffer => {
    const [rsA, csA, rsB, csB] = strides(shape);
    matrix(OUT, MIB / 4).fill(0.5);
    native.setWideTiles(wide);
    native.gemm(
      shape.rows, shape.columns, shape.sums, LEFT, rsA, csA, RIGHT, rsB, csB, OUT, shape.columns, more, WORKSPACE,
    ); // prettier-ignore
    return bits();
  };

  before(() => {
    for (const at of [LEFT, RIGHT, OTHER, BIAS])
      matrix(at, MIB / 4).forEach((_, i, all) => (all[i] = (((i + at) * 7919) % 2003) / 1000 - 1));
  });

  it('is the sum of products, nothing is written beside it, wide tiles and narrow ones give the same bits', () => {
    fc.assert(
      fc.property(product, fc.constantFrom<0 | 1>(0, 1), (shape, more) => {
        const narrow = gemm(shape, more, 0);
        assert.ok(narrow.equals(gemm(shape, more, 1)), 'wide tiles give other bits');
        const { rows, columns, sums } = shape;
        const [rsA, csA, rsB, csB] = strides(shape);
        const [a, b, out] = [matrix(LEFT, MIB / 4), matrix(RIGHT, MIB / 4), matrix(OUT, MIB / 4)];
        for (let i = 0; i < rows; i++)
          for (let j = 0; j < columns; j++) {
            let sum = more && 0.5;
            for (let l = 0; l < sums; l++) sum += a[i * rsA + l * csA]! * b[l * rsB + j * csB]!;
            assert.ok(Math.abs(out[i * columns + j]! - sum) < 1e-6 * (sums + 8), `row ${i}, column ${j}`);
          }
        assert.ok(out.subarray(rows * columns).every((value) => value === 0.5));
      }),
      { numRuns: 60 },
    );
  });

  it('has the same bits where the sum is made from part to part, of blocks of 128', () => {
    fc.assert(
      fc.property(product, fc.integer({ min: 1, max: 3 }), (shape, blocks) => {
        const { rows, columns, sums } = shape;
        const whole = gemm({ ...shape, left: true, right: false }, 0, 1);
        matrix(OUT, MIB / 4).fill(0.5);
        const part = blocks * 128;
        for (let l = 0; l < sums; l += part)
          native.gemm(
            rows, columns, Math.min(part, sums - l), LEFT + 4 * l * rows, 1, rows, RIGHT + 4 * l * columns, columns, 1,
            OUT, columns, Number(l > 0), WORKSPACE,
          ); // prettier-ignore
        assert.ok(whole.equals(bits()));
      }),
      { numRuns: 40 },
    );
  });

  it('finished strip by strip has the bits of the product and what follows it', () => {
    fc.assert(
      fc.property(product, fc.boolean(), fc.boolean(), (shape, rectify, adds) => {
        const { rows, columns, sums } = shape;
        gemm(shape, 0, 1);
        if (rectify) native.addRowRelu(OUT, OUT, rows, columns, BIAS, 1);
        else native.addRow(OUT, rows, columns, BIAS);
        if (adds) native.addInto(OUT, OTHER, rows * columns);
        const one = bits();
        matrix(OUT, MIB / 4).fill(0.5);
        const [rsA, csA, rsB, csB] = strides(shape);
        native.finishedGemm(
          rows, columns, sums, LEFT, rsA, csA, RIGHT, rsB, csB, OUT, BIAS, Number(rectify), adds ? OTHER : 0, 0,
          WORKSPACE,
        ); // prettier-ignore
        assert.ok(one.equals(bits()));
      }),
      { numRuns: 40 },
    );
  });
});
