/** tanh: near Math.tanh for every argument, and the same bits in whole vectors and in the rest of a row. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { canRevectorize, compileOptimized } from '../../../../src/evaluate/engine/compiler';
import type { NativeFunctions } from '../../../../src/evaluate/engine/native';

const MIB = 1 << 20;
const [INPUT, OUT] = [1, 5].map((at) => at * MIB) as [number, number];
const bytes = readFileSync(path.resolve('src/evaluate/engine/kernels.wasm'));

/** Positive arguments: dense ones up to 20, and every power of two with some beside it. */
function samples(): number[] {
  const dense = Array.from({ length: 400_000 }, (_, i) => (i + 0.37) / 20_000);
  const powers = Array.from({ length: 277 }, (_, i) => 2 ** (i - 149));
  return [...dense, ...powers.flatMap((x) => [x, 1.3 * x, 1.7 * x])].map(Math.fround);
}

for (const paired of canRevectorize() ? [false, true] : [false])
  describe(`engine: tanh, ${paired ? '256' : '128'} bits`, () => {
    const memory = new WebAssembly.Memory({ initial: 160 });
    const { exports } = new WebAssembly.Instance(compileOptimized(bytes, paired), { env: { memory } });
    const native = exports as unknown as NativeFunctions;
    const tanh = (values: readonly number[]): Float32Array => {
      new Float32Array(memory.buffer, INPUT).set(values);
      native.tanhForward(INPUT, OUT, values.length);
      return new Float32Array(memory.buffer, OUT, values.length).slice();
    };

    it('is at most 3e-7 off, 1e-6 of the value, never beyond 1, and odd', () => {
      const x = samples();
      const y = tanh(x);
      const mirrored = tanh(x.map((value) => -value));
      y.forEach((value, i) => {
        const exact = Math.tanh(x[i]!);
        const error = Math.abs(value - exact);
        assert.ok(error <= 3e-7 && error <= 1e-6 * exact && value <= 1, `tanh ${x[i]} is not ${value}`);
        assert.ok(Object.is(mirrored[i], -value), `tanh −${x[i]} is not ${mirrored[i]}`);
      });
    });

    it('keeps ±0 and NaN, and is ±1 at infinity', () => {
      const given = [0, -0, NaN, Infinity, -Infinity];
      const expected = [0, -0, NaN, 1, -1];
      // In the rest of a row, and in whole vectors.
      for (const times of [1, 8])
        assert.deepEqual(
          [...tanh(new Array(times).fill(given).flat())],
          new Array(times).fill(expected).flat(),
        );
    });

    it('has the same bits whatever the length of the row, and writes nothing behind it', () => {
      const x = Array.from({ length: 40 }, (_, i) => Math.fround((i * 0.731) % 5) - 2.5);
      const whole = tanh(x);
      for (let length = 1; length < 40; length++) {
        const out = new Float32Array(memory.buffer, OUT, 40).fill(0.5);
        native.tanhForward(INPUT, OUT, length);
        assert.deepEqual(
          [...out],
          [...whole.subarray(0, length), ...new Array<number>(40 - length).fill(0.5)],
        );
      }
    });
  });
