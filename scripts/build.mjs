// Bundles every program of the extension with esbuild into dist/, or the folder after `--out`. `--watch` rebuilds on
// change, `--production` minifies, `--assets` leaves the programs out, for tests that run the sources.
import { cp, mkdir } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import esbuild from 'esbuild';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const watch = process.argv.includes('--watch');
const assetsOnly = process.argv.includes('--assets');
const production = process.argv.includes('--production');
const out = process.argv.includes('--out') ? process.argv[process.argv.indexOf('--out') + 1] : 'dist';

/** The parser is large and several programs need it: it is one file beside them, loaded when it is needed. */
const sharedParser = {
  name: 'shared-parser',
  setup: (build) =>
    build.onResolve({ filter: /^typescript$/ }, () => ({ path: './typescript.js', external: true })),
};

/** `worker:./file`: the bundled code of a worker as text, since a webview may start workers from blobs only. */
const workerText = {
  name: 'worker-text',
  setup: (build) => {
    build.onResolve({ filter: /^worker:/ }, ({ path: name, resolveDir }) => ({
      path: path.resolve(resolveDir, `${name.slice('worker:'.length)}.ts`),
      namespace: 'worker',
    }));
    build.onLoad({ filter: /.*/, namespace: 'worker' }, async ({ path: file }) => {
      const { outputFiles, metafile } = await esbuild.build({
        absWorkingDir: root,
        entryPoints: [file],
        bundle: true,
        write: false,
        metafile: true,
        format: 'iife',
        target: 'es2022',
        minify: production,
        logLevel: 'warning',
      });
      const watchFiles = Object.keys(metafile.inputs).map((input) => path.join(root, input));
      return { contents: outputFiles[0].text, loader: 'text', watchFiles };
    });
  },
};

const node = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  sourcemap: production ? false : 'linked',
  minify: production,
  keepNames: true,
  logLevel: 'warning',
  outdir: out,
  plugins: [sharedParser],
};

/** One entry a program; what is not written yet is left out, so that the build works at every commit. */
const programs = [
  { ...node, entryPoints: { extension: 'src/extension.ts' }, external: ['vscode'] },
  { ...node, entryPoints: { typescript: 'node_modules/typescript/lib/typescript.js' }, keepNames: false },
  // Apart from the extension, since the parser is large and most windows never see a hint.
  { ...node, entryPoints: { hints: 'src/host/analysis.ts' } },
  { ...node, entryPoints: { search: 'src/search/main.ts', debug: 'src/search/debug.ts' } },
  {
    ...node,
    entryPoints: {
      evaluator: 'src/evaluate/child/main.ts',
      watchdog: 'src/evaluate/child/watchdog.ts',
      tensorflow: 'src/evaluate/tensorflow/main.ts',
      javascript: 'src/evaluate/child/javascript.ts',
    },
  },
  { ...node, entryPoints: { cli: 'src/cli/main.ts' }, banner: { js: '#!/usr/bin/env node' } },
  {
    absWorkingDir: root,
    bundle: true,
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    sourcemap: production ? false : 'linked',
    minify: production,
    logLevel: 'warning',
    loader: { '.ttf': 'file' },
    assetNames: '[name]',
    plugins: [workerText],
    entryPoints: { panel: 'webview/main.tsx' },
    outdir: path.join(out, 'webview'),
  },
].filter((options) => Object.values(options.entryPoints).every((file) => existsSync(path.join(root, file))));

/** Files that are read at run time beside the bundles. */
const assets = [
  [
    'node_modules/@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm',
    'tfjs-backend-wasm-simd.wasm',
  ],
  ['node_modules/@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm', 'tfjs-backend-wasm.wasm'],
  ['src/evaluate/engine/kernels.wasm', 'kernels.wasm'],
];

await mkdir(path.resolve(root, out), { recursive: true });
for (const [from, to] of assets) {
  if (existsSync(path.join(root, from))) await cp(path.join(root, from), path.resolve(root, out, to));
}
if (watch) {
  for (const options of programs) await (await esbuild.context(options)).watch();
} else if (!assetsOnly) {
  await Promise.all(programs.map((options) => esbuild.build(options)));
}
