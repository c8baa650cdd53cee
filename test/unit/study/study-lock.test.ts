import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { StudyLock, runningSearch } from '../../../src/study/study-lock';
import { temporaryFolder } from './fakes';

const lost = () => assert.fail('lost');

describe('lock of a study', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let study: string;
  const leave = (pid: number, host = os.hostname()) =>
    writeFileSync(
      `${study}.running`,
      JSON.stringify({ pid, host, since: '2026-11-24T10:00:00Z', token: 'other' }),
    );
  beforeEach(() => {
    folder = temporaryFolder();
    study = path.join(folder.path, '.espalier', 'a.log');
  });
  afterEach(() => folder.remove());

  it('tells a second search who runs the first', async () => {
    const lock = await StudyLock.acquire(study, lost);
    await assert.rejects(StudyLock.acquire(study, lost), {
      name: 'UserError',
      message: new RegExp(
        `already runs on .*a\\.log: process ${process.pid} on ${os.hostname()}, since .*Stop it first`,
      ),
    });
    assert.match((await runningSearch(study)) ?? '', new RegExp(`process ${process.pid}`));
    await lock.release();
    assert.equal(await runningSearch(study), undefined);
    assert.deepEqual(readdirSync(path.dirname(study)), []);
  });

  it('is taken over from a process that died', async () => {
    await (await StudyLock.acquire(study, lost)).release();
    leave(spawnSync(process.execPath, ['--version']).pid);
    const lock = await StudyLock.acquire(study, lost);
    assert.equal((JSON.parse(readFileSync(`${study}.running`, 'utf8')) as { pid: number }).pid, process.pid);
    await lock.release();
  });

  it('is taken over from another host only when that is silent', async () => {
    await (await StudyLock.acquire(study, lost)).release();
    leave(1, 'elsewhere');
    await assert.rejects(StudyLock.acquire(study, lost), /on elsewhere/);
    const before = new Date(Date.now() - 120_000);
    utimesSync(`${study}.running`, before, before);
    await (await StudyLock.acquire(study, lost)).release();
  });

  it('goes to one of several that want it', async () => {
    await (await StudyLock.acquire(study, lost)).release();
    leave(spawnSync(process.execPath, ['--version']).pid);
    const attempts = await Promise.allSettled(
      Array.from({ length: 8 }, () => StudyLock.acquire(study, lost)),
    );
    const got = attempts.flatMap((attempt) => (attempt.status === 'fulfilled' ? [attempt.value] : []));
    assert.equal(got.length, 1);
    await got[0]?.release();
    assert.ok(!existsSync(`${study}.running`));
  });

  it('leaves the lock of another alone when it is released', async () => {
    const lock = await StudyLock.acquire(study, lost);
    leave(process.pid);
    await lock.release();
    assert.ok(existsSync(`${study}.running`));
  });
});
