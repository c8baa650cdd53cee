/** What is made of eˣ: right where eˣ is none or infinite too, and the same bits in whole vectors and in a row's rest. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { canRevectorize, compileOptimized } from '../../../../src/evaluate/engine/compiler';
import type { NativeFunctions } from '../../../../src/evaluate/engine/native';

const MIB = 1 << 20;
const [INPUT, OUT] = [1, 5].map((at) => at * MIB) as [number, number];
const bytes = readFileSync(path.resolve('src/evaluate/engine/kernels.wasm'));

/** Each with its result at −∞ and its value for large arguments */
const functions: Record<
  string,
  {
    run: (native: NativeFunctions, count: number) => void;
    exact?: (x: number) => number;
    low: number;
    high: (x: number) => number;
  }
> = {
  exp: { run: (k, n) => k.expForward(INPUT, OUT, n), exact: Math.exp, low: 0, high: () => Infinity },
  elu: { run: (k, n) => k.eluForward(INPUT, OUT, n, 1, 1), exact: Math.expm1, low: -1, high: (x) => x },
  softplus: {
    run: (k, n) => k.softplusForward(INPUT, OUT, n),
    exact: (x) => Math.log1p(Math.exp(x)),
    low: 0,
    high: (x) => x,
  },
  erf: { run: (k, n) => k.erfForward(INPUT, OUT, n), low: -1, high: () => 1 },
  gelu: { run: (k, n) => k.geluForward(INPUT, OUT, n), low: -0, high: (x) => x },
};

for (const paired of canRevectorize() ? [false, true] : [false])
  describe(`engine: functions of the exponential, ${paired ? '256' : '128'} bits`, () => {
    const memory = new WebAssembly.Memory({ initial: 160 });
    const { exports } = new WebAssembly.Instance(compileOptimized(bytes, paired), { env: { memory } });
    const native = exports as unknown as NativeFunctions;
    for (const [name, { run, exact, low, high }] of Object.entries(functions)) {
      const values = (x: readonly number[]): number[] => {
        new Float32Array(memory.buffer, INPUT).set(x);
        run(native, x.length);
        return [...new Float32Array(memory.buffer, OUT, x.length)];
      };

      it(`${name}: large arguments, and what is no number`, () => {
        const large = [88.5, 89, 100, 1e3, 1e9, 3e38].map(Math.fround);
        assert.deepEqual(values(large), large.map(high));
        const small = values(large.map((x) => -x));
        small.forEach((y) => assert.ok(Math.abs(y - low) < 2e-38, `${name} ends at ${y}`));
        assert.deepEqual(values(Array<number>(11).fill(NaN)), Array<number>(11).fill(NaN));
      });

      it(`${name}: one by one as in a row`, () => {
        const x = Array.from({ length: 4001 }, (_, i) => (i - 2000) / 20 + 0.013);
        const row = values(x);
        assert.deepEqual(
          row,
          x.map((value) => values([value])[0]),
        );
        if (exact)
          x.forEach((value, i) => {
            if (Math.abs(value) > 87 || (name === 'elu' && value > 0)) return;
            const y = exact(Math.fround(value));
            assert.ok(
              Math.abs((row[i] as number) - y) <= 1e-6 * Math.abs(y),
              `${name} ${value} is not ${row[i]}`,
            );
          });
      });
    }
  });
