// Builds for production and packs the extension into espalier-VERSION.vsix, or into the file that is named. Works in a
// folder of its own: the build in dist/ stays as it is.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createVSIX } from '@vscode/vsce';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const packagePath = path.resolve(process.argv[2] ?? path.join(root, `espalier-${version}.vsix`));
const beside = ['package.json', 'package.nls.json', 'README.md', 'CHANGELOG.md', 'LICENSE', 'l10n', 'media'];

const folder = mkdtempSync(path.join(os.tmpdir(), 'espalier-package-'));
try {
  for (const name of [...beside, '.vscodeignore']) {
    const from = path.join(root, name);
    if (existsSync(from)) cpSync(from, path.join(folder, name), { recursive: true });
  }
  const build = [path.join(root, 'scripts/build.mjs'), '--production', '--out', path.join(folder, 'dist')];
  if (spawnSync(process.execPath, build, { stdio: 'inherit' }).status !== 0) process.exit(1);
  await createVSIX({
    cwd: folder,
    packagePath,
    dependencies: false,
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
  });
  console.log(`${packagePath}: ${Math.ceil(statSync(packagePath).size / 1024)} KiB`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
