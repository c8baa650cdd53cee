/** Seeded generators in the place of Math.random. */
import { AsyncLocalStorage } from 'node:async_hooks';

/** mulberry32 with its state spread by splitmix: numbers in [0, 1) from any integer seed, 0 included. */
export function seededRandom(seed: number): () => number {
  let state = (seed ^ Math.floor(seed / 0x100000000) ^ 0x9e3779b9) | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Lets parts of a program draw from generators of their own, over what they await, whatever runs meanwhile. */
export class ScopedRandom {
  private readonly scope = new AsyncLocalStorage<() => number>();
  private outer = Math.random;
  private running = 0;
  private readonly draw = (): number => (this.scope.getStore() ?? this.outer)();

  /** False once the program has put a generator of its own in the place of Math.random. */
  isIntact = true;

  /** Within `part`, Math.random draws from the seed. */
  run<T>(seed: number, part: () => T): T {
    if (this.running++ === 0) {
      this.outer = Math.random;
      Math.random = this.draw;
    }
    let result: T | undefined;
    try {
      result = this.scope.run(seededRandom(seed), part);
      return result;
    } finally {
      if (result instanceof Promise)
        void result.then(
          () => this.end(),
          () => this.end(),
        );
      else this.end();
    }
  }

  private end(): void {
    if (Math.random !== this.draw) this.isIntact = false;
    if (--this.running === 0 && this.isIntact) Math.random = this.outer;
  }
}
