import { createRequire } from 'node:module';
import path from 'node:path';
import type * as Analysis from './analysis';

const load = createRequire(__filename);
let loaded: typeof Analysis | undefined;

/** The hints' parser and what goes with it: a bundle of its own, loaded when a file with hints is first seen. */
export function analysis(): typeof Analysis {
  loaded ??= load(path.join(__dirname, 'hints.js')) as typeof Analysis;
  return loaded;
}
