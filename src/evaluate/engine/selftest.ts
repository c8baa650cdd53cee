/**
 * Chooses how the kernels run on this machine: revectorized only when that gives the same bits as plain code, and the
 * width of the matrix product's tiles by what is quicker. Neither choice changes any result.
 */
import type { WasmModule } from './internals';
import type { NativeFunctions } from './native';

/** Room for the test's data, in floats. */
const INPUT = 0;
const SECOND = 1 << 15;
const OUTPUT = 2 << 15;
const WORKSPACE = 3 << 15;
const END = WORKSPACE + (1 << 17);
const SIZE = END + (1 << 17);

type Check = (native: NativeFunctions, at: (floats: number) => number) => void;

/** Kernels of every kind, of sizes that leave remainders. */
const CHECKS: readonly Check[] = [
  (k, at) => k.gemm(61, 83, 300, at(INPUT), 300, 1, at(SECOND), 83, 1, at(OUTPUT), 83, 0, at(WORKSPACE)),
  (k, at) => k.gemm(64, 96, 70, at(INPUT), 1, 64, at(SECOND), 1, 70, at(OUTPUT), 96, 0, at(WORKSPACE)),
  (k, at) => k.gemm(7, 112, 70, at(INPUT), 70, 1, at(SECOND), 112, 1, at(OUTPUT), 112, 0, at(WORKSPACE)),
  (k, at) =>
    k.convForward(
      at(INPUT), at(SECOND), at(OUTPUT), 2, 9, 9, 5, 9, 9, 20, 3, 3, 1, 1, 1, 1, 1, 1, 64, at(END), at(WORKSPACE),
    ),
  (k, at) =>
    k.directForward(
      at(INPUT), at(SECOND), at(OUTPUT), 2, 9, 9, 3, 9, 9, 40, 3, 3, 1, 1, 1, 1, at(SECOND + 4096), 1, at(END),
    ),
  (k, at) =>
    k.directFilterGradient(at(INPUT), at(SECOND), at(OUTPUT), 2, 9, 9, 3, 9, 9, 40, 3, 3, 1, 1, 1, 1, 0, at(END)),
  (k, at) =>
    k.winogradForward(at(INPUT), at(SECOND), at(OUTPUT), 2, 9, 9, 12, 9, 9, 20, 1, 1, 0, 16, at(END), at(WORKSPACE)),
  (k, at) =>
    k.winograd4Forward(at(INPUT), at(SECOND), at(OUTPUT), 2, 9, 9, 16, 9, 9, 24, 1, 1, 1, 1, 1, 1, 1, 1, 1, 16, at(END), at(WORKSPACE)),
  (k, at) =>
    k.winograd4FilterGradient(at(INPUT), at(SECOND), at(OUTPUT), 2, 9, 9, 16, 9, 9, 24, 1, 1, 1, 1, 1, 1, 1, 1, 16, at(END), at(WORKSPACE)),
  (k, at) =>
    k.winograd4Forward(at(INPUT), at(SECOND), at(OUTPUT), 2, 17, 17, 32, 9, 9, 24, 1, 1, 1, 1, 2, 2, 2, 2, 0, 16, at(END), at(WORKSPACE)),
  (k, at) =>
    k.winogradLineForward(at(INPUT), at(SECOND), at(OUTPUT), 9, 29, 16, 29, 24, 1, 1, 1, 1, 1, 16, at(END), at(WORKSPACE)),
  (k, at) =>
    k.winogradLineFilterGradient(at(INPUT), at(SECOND), at(OUTPUT), 9, 29, 16, 29, 24, 1, 1, 1, 1, 16, at(END), at(WORKSPACE)),
  (k, at) =>
    k.winograd4InputGradient(at(INPUT), at(SECOND), at(OUTPUT), 2, 9, 9, 16, 7, 7, 24, 0, 0, 16, at(END), at(WORKSPACE)),
  (k, at) =>
    k.winogradPartsForward(
      at(INPUT), at(SECOND), at(OUTPUT), 2, 9, 9, 8, 9, 9, 16, 7, 7, 3, 3, 2, 2, at(END), at(WORKSPACE),
    ),
  (k, at) =>
    k.winogradPartsFilterGradient(
      at(INPUT), at(SECOND), at(OUTPUT), 2, 9, 9, 8, 9, 9, 16, 7, 7, 3, 3, 2, 2, at(END), at(WORKSPACE),
    ),
  (k, at) =>
    k.winogradLine5Forward(
      at(INPUT), at(SECOND), at(OUTPUT), 5, 19, 8, 19, 16, 2, 0, 16, at(END), at(WORKSPACE),
    ),
  (k, at) =>
    k.winogradLine5FilterGradient(
      at(INPUT), at(SECOND), at(OUTPUT), 5, 19, 8, 19, 16, 2, 16, at(END), at(WORKSPACE),
    ),
  (k, at) =>
    k.winograd5Forward(at(INPUT), at(SECOND), at(OUTPUT), 2, 9, 9, 8, 9, 9, 16, 2, 2, 0, 16, at(END), at(WORKSPACE)),
  (k, at) =>
    k.winograd5InputGradient(at(INPUT), at(SECOND), at(OUTPUT), 2, 9, 9, 8, 9, 9, 16, 2, 2, 16, at(END), at(WORKSPACE)),
  (k, at) =>
    k.depthwiseForward(at(INPUT), at(SECOND), at(OUTPUT), 2, 9, 9, 20, 9, 9, 3, 3, 1, 1, 1, 1, 1, 1, at(END)),
  (k, at) =>
    k.depthwiseInputGradient(at(INPUT), at(SECOND), at(OUTPUT), 2, 9, 9, 20, 9, 9, 3, 3, 1, 1, 1, 1, 1, 1, at(END)),
  (k, at) =>
    k.depthwiseFilterGradient(at(INPUT), at(SECOND), at(OUTPUT), 2, 9, 9, 20, 9, 9, 3, 3, 1, 1, 1, 1, 1, 1, 0, at(END)),
  (k, at) =>
    k.batchNormForward(
      at(INPUT), 500, 20, at(SECOND), at(SECOND + 20), 1e-3, at(OUTPUT), at(OUTPUT + 10000), at(OUTPUT + 10020),
      at(OUTPUT + 10040), at(END), 1,
    ),
  (k, at) =>
    k.batchNormGradient(
      at(INPUT), at(SECOND), 500, 20, at(SECOND), at(SECOND + 20), at(SECOND + 40), at(OUTPUT), at(OUTPUT + 10000),
      at(OUTPUT + 10020), at(END), at(SECOND + 60),
    ),
  (k, at) =>
    k.layerNormForward(
      at(INPUT), 50, 44, at(SECOND), at(SECOND + 44), 1e-3, at(OUTPUT), at(OUTPUT + 3000), at(OUTPUT + 3050),
      at(WORKSPACE),
    ),
  (k, at) =>
    k.layerNormGradient(
      at(INPUT), at(SECOND), 50, 44, at(SECOND), at(SECOND + 44), at(SECOND + 100), at(OUTPUT), at(OUTPUT + 3000),
      at(OUTPUT + 3050), 0, at(WORKSPACE),
    ),
  (k, at) => k.softmaxForward(at(INPUT), 50, 44, at(OUTPUT), at(WORKSPACE)),
  (k, at) => k.softmaxGradient(at(INPUT), at(SECOND), 50, 44, at(OUTPUT), at(WORKSPACE)),
  (k, at) =>
    k.lstmStep(at(OUTPUT), at(INPUT), at(INPUT), at(OUTPUT + 4000), at(OUTPUT + 6000), 9, 20, 1, 0),
  (k, at) =>
    k.lstmStep(at(OUTPUT), at(INPUT), at(INPUT), at(OUTPUT + 4000), at(OUTPUT + 6000), 9, 20, 0, 0),
  (k, at) =>
    k.lstmStepGradient(
      at(OUTPUT), at(INPUT), at(SECOND), at(INPUT), at(OUTPUT + 4000), at(OUTPUT + 6000), 9, 20, 1, 0,
    ),
  (k, at) =>
    k.lstmCell(
      at(INPUT), at(SECOND), at(OUTPUT), at(INPUT), at(OUTPUT + 4000), at(OUTPUT + 6000), 19, 20, 1,
    ),
  (k, at) =>
    k.lstmCellGradient(
      at(INPUT), at(INPUT), at(SECOND), at(INPUT), at(SECOND), at(OUTPUT), at(OUTPUT + 4000), 19, 20, 0,
    ),
  (k, at) => k.gruGates(at(OUTPUT), at(INPUT), at(OUTPUT + 4000), 9, 20, 1),
  (k, at) => k.gruGates(at(OUTPUT), at(INPUT), at(OUTPUT + 4000), 9, 20, 0),
  (k, at) => k.gruOutput(at(OUTPUT), at(INPUT), at(OUTPUT + 4000), 9, 20, 0),
  (k, at) => k.maxPool2x2Gradient(at(INPUT), at(SECOND), at(SECOND + 4096), at(OUTPUT), 2, 9, 9, 20, 1),
  (k, at) => k.maxPool2x2Gradient(at(INPUT), at(SECOND), at(SECOND + 4096), at(OUTPUT), 2, 9, 9, 20, 2),
  (k, at) => k.maxPool2x2Gradient(at(INPUT), at(SECOND), at(SECOND + 4096), at(OUTPUT), 2, 9, 9, 20, 3),
  (k, at) => k.maxPool2x2Marked(at(INPUT), at(OUTPUT), at(OUTPUT + 1000), 2, 9, 9, 20),
  (k, at) => k.maxPool2x2FromMarks(at(INPUT), at(SECOND), at(SECOND + 4096), at(OUTPUT), 2, 9, 9, 20, 0),
  (k, at) => k.maxPool2x2FromMarks(at(INPUT), at(SECOND), at(SECOND + 4096), at(OUTPUT), 2, 9, 9, 20, 1),
  (k, at) => k.maxPool2x2FromMarks(at(INPUT), at(SECOND), at(SECOND + 4096), at(OUTPUT), 2, 9, 9, 20, 2),
  (k, at) => k.maxPool2x2FromMarks(at(INPUT), at(SECOND), at(SECOND + 4096), at(OUTPUT), 2, 9, 9, 20, 3),
  (k, at) => k.maxPoolLines(at(INPUT), at(OUTPUT), 3, 17, 20, 3),
  (k, at) => k.maxPoolLinesGradient(at(INPUT), at(SECOND), at(SECOND + 4096), at(OUTPUT), 3, 17, 20, 3, 1),
  (k, at) => k.sumColumns(at(INPUT), 700, 20, at(OUTPUT), 0.5, 512, 0),
  (k, at) => k.tanhForward(at(INPUT), at(OUTPUT), 999),
  (k, at) => k.expForward(at(INPUT), at(OUTPUT), 999),
  (k, at) => k.eluForward(at(INPUT), at(OUTPUT), 999, 1, 1.1),
  (k, at) => k.erfForward(at(INPUT), at(OUTPUT), 999),
  (k, at) => k.swishForward(at(INPUT), at(OUTPUT), 999),
  (k, at) => k.swishGradient(at(INPUT), at(SECOND), at(OUTPUT), 999),
  (k, at) => k.geluForward(at(INPUT), at(OUTPUT), 999),
  (k, at) => k.geluGradient(at(INPUT), at(SECOND), at(OUTPUT), 999),
  (k, at) => k.softplusForward(at(INPUT), at(OUTPUT), 999),
  (k, at) => k.leaky(at(INPUT), at(SECOND), at(OUTPUT), 999, 0.2),
  (k, at) => k.drawNormal(at(OUTPUT), 999, 0, 1, at(INPUT)),
  (k, at) => k.drawTruncatedNormal(at(OUTPUT), 999, 0, 1, at(INPUT)),
  (k, at) => k.drawUniform(at(OUTPUT), 999, 0, 1, at(INPUT)),
  (k, at) => k.reluGradient(at(INPUT), at(SECOND), at(OUTPUT), 999),
]; // prettier-ignore

/** Whether two compilations of the module give the same bits, with either width of tiles. */
export function sameBits(wasm: WasmModule, one: NativeFunctions, other: NativeFunctions): boolean {
  const data = numbers(WORKSPACE);
  return withScratch(wasm, (at) => {
    const results = [one, other].map((native) =>
      [0, 1].flatMap((wide) => {
        native.setWideTiles(wide);
        return CHECKS.map((check) => runCheck(wasm, native, check, at, data));
      }),
    );
    const [first, second] = results as [Buffer[], Buffer[]];
    return first.every((bytes, i) => bytes.equals(second[i] as Buffer));
  });
}

function runCheck(
  wasm: WasmModule,
  native: NativeFunctions,
  check: Check,
  at: (floats: number) => number,
  data: Float32Array,
): Buffer {
  wasm.HEAPF32.set(data, at(INPUT) >>> 2);
  check(native, at);
  return Buffer.from(wasm.HEAPU8.slice(at(OUTPUT), at(WORKSPACE)));
}

/**
 * Whether this processor multiplies and adds with one rounding. The kernels ask for that where it is quick; where it
 * is not, they round twice, and results differ in the last bits from those of other machines.
 */
export function fusesMultiplyAdd(wasm: WasmModule, native: NativeFunctions): boolean {
  return withScratch(wasm, (at) => {
    // (1 + e)² - (1 + 2e) is e², which only one rounding keeps.
    const e = 2 ** -12;
    // A tile of four rows adds in order.
    for (let row = 0; row < 4; row++) wasm.HEAPF32.set([1 + 2 * e, 1 + e], (at(INPUT) >>> 2) + 2 * row);
    for (let column = 0; column < 8; column++) {
      wasm.HEAPF32[(at(SECOND) >>> 2) + column] = -1;
      wasm.HEAPF32[(at(SECOND) >>> 2) + 8 + column] = 1 + e;
    }
    native.gemm(4, 8, 2, at(INPUT), 2, 1, at(SECOND), 8, 1, at(OUTPUT), 8, 0, at(WORKSPACE));
    return wasm.HEAPF32[at(OUTPUT) >>> 2] === e ** 2;
  });
}

/** Switches the wide tiles on when they are quicker here. Takes a few milliseconds. */
export function chooseTiles(wasm: WasmModule, native: NativeFunctions): { wide: boolean; gigaflops: number } {
  return withScratch(wasm, (at) => {
    wasm.HEAPF32.set(numbers(SIZE), at(INPUT) >>> 2);
    const product = (): void => {
      native.gemm(96, 256, 256, at(INPUT), 256, 1, at(END), 256, 1, at(OUTPUT), 256, 0, at(WORKSPACE));
    };
    const best = [Infinity, Infinity];
    for (let round = 0; round < 5; round++) {
      for (const wide of [0, 1]) {
        native.setWideTiles(wide);
        const start = performance.now();
        product();
        best[wide] = Math.min(best[wide] as number, performance.now() - start);
      }
    }
    const [narrow, wide] = best as [number, number];
    native.setWideTiles(Number(wide < narrow));
    return { wide: wide < narrow, gigaflops: (2 * 96 * 256 * 256) / 1e6 / Math.min(narrow, wide) };
  });
}

/** Numbers from -1 to 1. */
function numbers(count: number): Float32Array {
  const values = new Float32Array(count);
  let state = 1;
  for (let i = 0; i < values.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    values[i] = state / 2 ** 31;
  }
  return values;
}

/** Lends memory for the test; `at` gives addresses in it. */
function withScratch<T>(wasm: WasmModule, use: (at: (floats: number) => number) => T): T {
  const address = wasm._malloc(SIZE * 4 + 64) >>> 0;
  const start = (address + 63) & ~63;
  try {
    return use((floats) => start + floats * 4);
  } finally {
    wasm._free(address);
  }
}
