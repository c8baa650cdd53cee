import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Study } from '../../../src/study/study';
import { temporaryFolder } from '../../unit/study/fakes';

const child = path.join(path.dirname(fileURLToPath(import.meta.url)), 'kill-child.ts');

/** Runs the child, killed after some milliseconds of search; true when it finished first. */
async function run(file: string, killAfter?: number): Promise<boolean> {
  const process_ = spawn(process.execPath, ['--import=tsx', child, file], { stdio: 'ignore' });
  const exited = once(process_, 'exit');
  if (killAfter !== undefined) {
    const before = existsSync(file);
    while (!before && !existsSync(file) && process_.exitCode === null) await pause(5);
    await pause(killAfter + (before ? 300 : 0));
    process_.kill('SIGKILL');
  }
  const [code] = (await exited) as [number | null];
  return code === 0;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function trials(file: string) {
  const { state } = await Study.read(file);
  return [...state.trials.values()].map(({ trial }) => ({ ...trial, started: '' }));
}

describe('killed at random moments', () => {
  it('goes on with the trial after the last finished one: the same trials as without', async () => {
    const folder = temporaryFolder();
    try {
      mkdirSync(path.join(folder.path, 'whole'));
      const whole = path.join(folder.path, 'whole', 'a.log');
      const killed = path.join(folder.path, 'a.log');
      assert.ok(await run(whole));
      for (let i = 0; i < 4; i++) await run(killed, Math.random() * 120);
      assert.ok(await run(killed));
      assert.deepEqual(await trials(killed), await trials(whole));
      assert.equal((await trials(killed)).length, 40);
    } finally {
      folder.remove();
    }
  });
});
