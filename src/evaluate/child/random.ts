/** A seeded generator in the place of Math.random. */

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
