/**
 * The random numbers of a trial. TensorFlow.js draws from Math.random (initialisers, shuffling, noise layers), from
 * the clock (tf.data's shuffle) and, with a seed of 0, from Math.random although it was told a seed. Here all of it
 * comes from one generator, and dropout from a generator on the heap that a recorded step advances.
 */
import type { Device } from './device';
import { stockPrototype, type TensorFlow } from './internals';
import type { NativeFunctions } from './native';

/** Size of the generator's state on the heap: four words of each of four streams (assembly/random.ts). */
export const STATE_WORDS = 16;
/** Numbers that are drawn at once on their way out of the heap. */
const DRAWN = 4096;

/** Kernels that draw numbers: uniform ones of a middle and a reach, normal ones of a mean and a deviation. */
export type Draw = 'drawUniform' | 'drawNormal' | 'drawTruncatedNormal';

export class TrialRandom {
  /** Address of the generator that dropout draws from. */
  private readonly shared: number;
  /** Generators of layers with a seed of their own: those in use in this trial, and those that can be used again. */
  private own = new WeakMap<object, number>();
  private readonly used: number[] = [];
  private readonly spare: number[] = [];
  /** Room for a generator that starts anew each time, and for what it draws. */
  private readonly fresh: number;
  private readonly drawn: number;

  constructor(
    private readonly device: Device,
    /** What it calls of them is not recorded. */
    private readonly native: Pick<NativeFunctions, Draw>,
  ) {
    this.shared = device.allocate(STATE_WORDS * 4);
    this.fresh = device.allocate(STATE_WORDS * 4);
    this.drawn = device.allocate(DRAWN * 4);
  }

  /** Starts all streams of the trial anew, Math.random among them. Any integer is a seed, 0 too. */
  seed(seed: number): void {
    const next = seedMath(seed);
    this.fill(this.shared, next);
    this.spare.push(...this.used.splice(0));
    this.own = new WeakMap();
  }

  /** Address of the generator of `owner`: its own one when it has a seed, else that of the trial. */
  stateFor(owner: object, seed?: number | null): number {
    if (seed === undefined || seed === null) return this.shared;
    let state = this.own.get(owner);
    if (state === undefined) {
      state = this.spare.pop() ?? this.device.allocate(STATE_WORDS * 4);
      this.used.push(state);
      this.own.set(owner, state);
      this.fill(state, splitMix32(seed));
    }
    return state;
  }

  /**
   * Numbers of a distribution. They start from one draw of Math.random, which is the trial's, that of its data, or the
   * program's own.
   */
  draw(kernel: Draw, count: number, a: number, b: number): Float32Array {
    this.fill(this.fresh, splitMix32(Math.random() * 2 ** 53));
    const values = new Float32Array(count);
    const { HEAPF32 } = this.device.wasm;
    for (let i = 0; i < count; i += DRAWN) {
      const n = Math.min(DRAWN, count - i);
      this.native[kernel](this.drawn, n, a, b, this.fresh);
      values.set(HEAPF32.subarray(this.drawn >>> 2, (this.drawn >>> 2) + n), i);
    }
    return values;
  }

  private fill(state: number, next: () => number): void {
    this.device.wasm.HEAPU32.set(Array.from({ length: STATE_WORDS }, next), state >>> 2);
  }
}

/** Starts Math.random anew. Gives the generator that other streams of the same seed are started from. */
export function seedMath(seed: number): () => number {
  const next = splitMix32(seed);
  Math.random = sfc32(next(), next(), next(), next());
  return next;
}

/** SplitMix with 32 bits of state: spreads seeds that lie close together. */
function splitMix32(seed: number): () => number {
  let state = (seed >>> 0) ^ (Math.floor(seed / 2 ** 32) >>> 0);
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  };
}

/** Small Fast Counter (Doty-Humphrey, PractRand): 53 random bits a call, in [0, 1). */
function sfc32(a: number, b: number, c: number, counter: number): () => number {
  const word = (): number => {
    const t = (a + b + counter++) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t;
    return t >>> 0;
  };
  for (let i = 0; i < 12; i++) word();
  return () => ((word() >>> 5) * 67108864 + (word() >>> 6)) / 9007199254740992;
}

/** Patches what does not draw from Math.random, or ignores a seed of 0. Once per process. */
export function seedEverything(tf: TensorFlow): void {
  const dataset = (tf.data.Dataset as unknown as { prototype: ShufflingDataset }).prototype;
  const { shuffle } = dataset;
  dataset.shuffle = function (size, seed, again) {
    return shuffle.call(this, size, String(seed ?? Math.random()), again);
  };
  for (const name of ['RandomNormal', 'RandomUniform', 'TruncatedNormal', 'VarianceScaling', 'Orthogonal']) {
    honourZeroSeed(stockPrototype<Seeded>(tf, name));
  }
}

interface ShufflingDataset {
  shuffle(size: number, seed?: string, again?: boolean): unknown;
}
interface Seeded {
  seed?: number;
  apply(...args: unknown[]): unknown;
}

/** What stands for a seed of 0, which the stock code takes for none. */
const ZERO_SEED = 0x5eed0;

function honourZeroSeed(initializer: Seeded): void {
  const { apply } = initializer;
  initializer.apply = function (this: Seeded, ...args) {
    if (this.seed !== 0) return apply.apply(this, args);
    this.seed = ZERO_SEED;
    try {
      return apply.apply(this, args);
    } finally {
      this.seed = 0;
    }
  };
}
