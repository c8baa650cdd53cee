// Builds the training kernels (AssemblyScript) into src/evaluate/engine/kernels.wasm. `--check` only compares: it exits
// with 1 when the committed module is not, byte for byte, what the sources give.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const entry = 'src/evaluate/engine/assembly/index.ts';
const built = path.join(root, 'src/evaluate/engine/kernels.wasm');

/** The module as bytes. The memory is the backend's heap, so nothing of the module may lie in memory. */
async function compile() {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'espalier-kernels-'));
  const out = path.join(folder, 'kernels.wasm');
  const options = [
    '-O3',
    '--noAssert',
    '--runtime',
    'stub',
    '--importMemory',
    '--enable',
    'simd',
    '--enable',
    'relaxed-simd',
    '--use',
    'abort=',
  ];
  try {
    const { error, stderr } = await asc.main([entry, '--baseDir', root, '-o', out, ...options]);
    if (error) throw new Error(`${error.message}\n${stderr.toString()}`);
    return await readFile(out);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const bytes = await compile();
if (process.argv.includes('--check')) {
  const committed = await readFile(built);
  if (!bytes.equals(committed)) {
    console.error(
      'kernels.wasm is not what its sources give: run "npm run build:kernels" and commit the result.',
    );
    process.exit(1);
  }
} else {
  await writeFile(built, bytes);
  console.log(`${path.relative(root, built)}: ${bytes.length} bytes`);
}
