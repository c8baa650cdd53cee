import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { root } from './hosts';

let packed: Promise<string> | undefined;

/** The packaged extension, made once for all suites: what is tested is what ships. */
export function packagedExtension(): Promise<string> {
  packed ??= pack();
  return packed;
}

async function pack(): Promise<string> {
  const file = path.join(root, 'test/output/espalier.vsix');
  await mkdir(path.dirname(file), { recursive: true });
  await promisify(execFile)(process.execPath, [path.join(root, 'scripts/package.mjs'), file]);
  return file;
}
