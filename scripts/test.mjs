// Runs everything: build, types, lint and each suite; ends with one line that sums them. `npm test`.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
const folder = mkdtempSync(path.join(os.tmpdir(), 'espalier-counts-'));
const sum = { passed: 0, failed: 0, skipped: 0 };

/**
 * Runs an npm script and shows what it said when it has ended. A suite leaves its counts; a script that leaves none and
 * fails is one failure.
 */
async function run(script, settings = {}) {
  const counts = path.join(folder, `${script.replace(':', '-')}.json`);
  const began = Date.now();
  const child = spawn(npm, ['run', '--silent', script], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...settings, ESPALIER_COUNTS: counts },
    shell: process.platform === 'win32',
  });
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => said.push(chunk));
  const status = await new Promise((resolve) => {
    child.once('error', resolve);
    child.once('close', resolve);
  });
  const seconds = Math.round((Date.now() - began) / 1000);
  console.log(`\n── npm run ${script} (${seconds} s)\n${Buffer.concat(said).toString().trimEnd()}`);
  const counted = existsSync(counts) ? JSON.parse(readFileSync(counts, 'utf8')) : {};
  for (const key of Object.keys(sum)) sum[key] += counted[key] ?? 0;
  if (status !== 0 && !counted.failed) sum.failed += 1;
  if (status !== 0) console.error(`npm run ${script} failed.`);
  return status === 0;
}

const built = await run('build');
const hosted = built && (await run('hosts'));

// Alone, since it uses two processors itself.
if (built) await run('suite:unit');

/** What calculates, beside what waits for a browser. */
async function calculating() {
  // On every Node that the hosts brought, too; the long property suite with a part of its draws.
  if (built) await run('suite:full', { ESPALIER_DRAWS: '10' });
  for (const check of ['typecheck', 'lint']) await run(check);
}
async function waiting() {
  if (hosted) for (const suite of ['suite:webview', 'suite:host', 'suite:e2e']) await run(suite);
}
await Promise.all([calculating(), waiting()]);
rmSync(folder, { recursive: true, force: true });
const skipped = sum.skipped > 0 ? `, ${sum.skipped} skipped` : '';
console.log(`\n${sum.passed} passed, ${sum.failed} failed${skipped}`);
process.exit(sum.failed > 0 || sum.passed === 0 ? 1 : 0);
