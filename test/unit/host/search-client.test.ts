import assert from 'node:assert/strict';
import path from 'node:path';
import { SearchClient } from '../../../src/host/search-client';
import type { StudyUpdate } from '../../../src/protocol/study';

const node = { file: process.execPath, version: process.versions.node, isEditor: false };

describe('the client of the search process', () => {
  let client: SearchClient;
  const logs: [number | undefined, string][] = [];
  const updates: StudyUpdate[] = [];
  let exited: Promise<string>;

  beforeEach(() => {
    logs.length = 0;
    updates.length = 0;
    exited = new Promise((resolve) => {
      client = SearchClient.start({
        node,
        script: path.join(__dirname, 'fixtures/search-process.cjs'),
        cwd: __dirname,
        host: {
          log: (trial, line) => void logs.push([trial, line]),
          update: (update) => void updates.push(update),
        },
        onExit: resolve,
      });
    });
  });
  afterEach(() => client.dispose());

  it('calls it, and is called by it', async () => {
    const answer: unknown = await client.remote.start({ file: 'any' });
    assert.deepEqual(answer, { from: process.version, env: null });
    assert.deepEqual(logs, [[3, 'hello']]);
    assert.equal(updates.length, 1);
    assert.ok(Number.isNaN(updates[0]?.steps[0]?.measures.loss), 'numbers arrive as they were sent');
  });

  it('passes on why a call was refused', async () => {
    await assert.rejects(client.remote.start({ file: 'refuse' }), /^Error: The file has no hints\.$/);
  });

  it('rejects what is pending when it dies, with its last words', async () => {
    await assert.rejects(client.remote.start({ file: 'crash' }), /ended with code 7.\nout of memory/);
    assert.match(await exited, /out of memory/);
    assert.equal(client.isRunning, false);
    await assert.rejects(async () => client.remote.start({ file: 'any' }));
  });

  it('rejects what is pending when it is killed', async () => {
    const pending = client.remote.start({ file: 'hang' });
    assert.ok(client.pid);
    process.kill(client.pid, 'SIGKILL');
    await assert.rejects(pending, /killed \(SIGKILL\)/);
  });

  it('rejects what is pending when it is closed, and the process ends by itself', async () => {
    const { pid } = client;
    const pending = client.remote.start({ file: 'hang' });
    pending.catch(() => undefined);
    client.dispose();
    await assert.rejects(pending, /was closed/);
    const isAlive = () => {
      try {
        return pid !== undefined && process.kill(pid, 0);
      } catch {
        return false;
      }
    };
    for (let i = 0; i < 100 && isAlive(); i++) await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(isAlive(), false);
  });

  it('says so when the program does not start', async () => {
    const reason = await new Promise<string>((resolve) => {
      SearchClient.start({
        node: { ...node, file: path.join(__dirname, 'no-such-node') },
        script: 'none.js',
        cwd: __dirname,
        host: { log: () => undefined, update: () => undefined },
        onExit: resolve,
      });
    });
    assert.match(reason, /did not start/);
  });
});
