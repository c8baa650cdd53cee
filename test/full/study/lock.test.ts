import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '../../unit/study/fakes';

const lockChild = path.join(path.dirname(fileURLToPath(import.meta.url)), 'lock-child.ts');

describe("a journal's lock", () => {
  it('says whose it is from its first moment on, since its holder may be killed at any', async () => {
    const folder = temporaryFolder();
    const journal = path.join(folder.path, 'a.log');
    const child = spawn(process.execPath, ['--import=tsx', lockChild, journal], { stdio: 'ignore' });
    try {
      for (let seen = 0; seen < 200;) {
        const holder = await readFile(`${journal}.lock`, 'utf8').catch(() => undefined);
        if (holder === undefined) continue;
        assert.equal(holder, `${os.hostname()} ${child.pid}`);
        seen++;
      }
    } finally {
      child.kill('SIGKILL');
      await once(child, 'exit');
      folder.remove();
    }
  });
});
