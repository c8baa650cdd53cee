/**
 * Compiles a WASM module with V8's optimising compiler at once, not when it has become hot: the first step of the
 * first trial already runs at full speed. Optionally lets V8 pair 128-bit operations into 256-bit ones
 * ("revectorization"). Both are flags of V8 that are set for the time of the compilation only.
 */
import v8 from 'node:v8';

/** The first V8 that has the flag: an unknown one is complained about on the console. */
const REVECTORIZING_V8 = 13;
/** The first in which relaxed SIMD, which has the fused multiply-add, is no experiment: the same operations before. */
const RELAXED_V8 = 12;
/** The first that inlines by what its first compiler has counted, and aborts the process where that one did not run. */
const INLINING_V8 = 14;
/**
 * The newest V8 on which all of this was tried. What a flag for testing does may change with any version, up to ending
 * the process, so a later one compiles as it does by itself: slower at first, and 128 bits at a time.
 */
const KNOWN_V8 = 14;

/** V8's major version; undefined where the machine is another one, or a V8 that is not known. */
function knownV8(): number | undefined {
  const major = Number((process.versions.v8 ?? '').split('.')[0]);
  return major > 0 && major <= KNOWN_V8 ? major : undefined;
}

export function canRevectorize(): boolean {
  return process.arch === 'x64' && (knownV8() ?? 0) >= REVECTORIZING_V8;
}

export function compileOptimized(bytes: Uint8Array, revectorize: boolean): WebAssembly.Module {
  // Another module for V8's cache of compiled modules, which goes by their bytes.
  const own = withCustomSection(bytes, revectorize ? 'revectorized' : 'plain');
  const version = knownV8();
  if (version === undefined) return new WebAssembly.Module(own);
  const flags = ['liftoff', 'wasm-lazy-compilation'];
  if (version >= INLINING_V8) flags.push('wasm-inlining');
  const experiments: string[] = [];
  if (revectorize) experiments.push('experimental-wasm-revectorize');
  if (version < RELAXED_V8) experiments.push('experimental-wasm-relaxed-simd');
  const set = (names: readonly string[], on: boolean): void => {
    for (const name of names) v8.setFlagsFromString(on ? `--${name}` : `--no-${name}`);
  };
  set(flags, false);
  set(experiments, true);
  try {
    return new WebAssembly.Module(own);
  } finally {
    set(flags, true);
    set(experiments, false);
  }
}

/** The module with an empty section of the given name, which means nothing. */
function withCustomSection(bytes: Uint8Array, name: string): Uint8Array {
  const label = Buffer.from(name);
  return Buffer.concat([bytes, Buffer.from([0, label.length + 1, label.length]), label]);
}
