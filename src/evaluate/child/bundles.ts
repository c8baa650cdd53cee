/** Bundles that lie beside this program's own, loaded when they are needed. */
import { createRequire } from 'node:module';
import path from 'node:path';

// The person's program sees another argv later.
const directory = path.dirname(process.argv[1]!);

export function bundlePath(name: string): string {
  return path.join(directory, name);
}

/** The exports of a bundle. */
export function loadBundle(name: 'tensorflow.js' | 'javascript.js'): unknown {
  const file = bundlePath(name);
  return createRequire(file)(file);
}
