// Runs everything: types, lint, build, then each suite; ends with one line that sums them. `npm test`.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
const folder = mkdtempSync(path.join(os.tmpdir(), 'espalier-counts-'));
const counts = path.join(folder, 'counts.json');
const sum = { passed: 0, failed: 0, skipped: 0 };

/** Runs an npm script. A suite leaves its counts; a script that leaves none and fails is one failure. */
function run(script, settings = {}) {
  console.log(`\n── npm run ${script}`);
  rmSync(counts, { force: true });
  const { status } = spawnSync(npm, ['run', '--silent', script], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...settings, ESPALIER_COUNTS: counts },
    shell: process.platform === 'win32',
  });
  const counted = existsSync(counts) ? JSON.parse(readFileSync(counts, 'utf8')) : {};
  for (const key of Object.keys(sum)) sum[key] += counted[key] ?? 0;
  if (status !== 0 && !counted.failed) sum.failed += 1;
  if (status !== 0) console.error(`npm run ${script} failed.`);
  return status === 0;
}

for (const check of ['typecheck', 'lint']) run(check);
if (run('build')) {
  run('suite:unit');
  const hosted = run('hosts');
  // On every Node that the hosts brought, too; the long property suite with a part of its draws.
  run('suite:full', { ESPALIER_DRAWS: '10' });
  if (hosted) for (const suite of ['suite:webview', 'suite:host', 'suite:e2e']) run(suite);
}
rmSync(folder, { recursive: true, force: true });
const skipped = sum.skipped > 0 ? `, ${sum.skipped} skipped` : '';
console.log(`\n${sum.passed} passed, ${sum.failed} failed${skipped}`);
process.exit(sum.failed > 0 || sum.passed === 0 ? 1 : 0);
