import assert from 'node:assert/strict';
import path from 'node:path';
import { childEnvironment, findNode } from '../../../src/host/node';

const editor = { file: '/editor/code', version: '22.17.0' };
const name = process.platform === 'win32' ? 'node.exe' : 'node';

/** A machine whose folders hold these versions. */
function machine(versions: Record<string, string>) {
  return {
    editor,
    path: ['/empty', ...Object.keys(versions)].join(path.delimiter),
    versionOf: async (file: string) => versions[path.dirname(file)] ?? versions[file],
  };
}

describe('the Node that runs searches', () => {
  it('is the newest on PATH that will do', async () => {
    const found = await findNode(
      machine({ '/a': '18.20.0', '/b': '20.9.1', '/c': '20.10.0', '/d': '9.11.2' }),
    );
    assert.deepEqual(found, { file: path.join('/c', name), version: '20.10.0', isEditor: false });
  });

  it("is the editor's own when PATH has none", async () => {
    assert.deepEqual(await findNode(machine({ '/a': '18.20.0' })), { ...editor, isEditor: true });
  });

  it("is preferred to the editor's even when it is older", async () => {
    assert.equal((await findNode(machine({ '/a': '20.1.0' }))).version, '20.1.0');
  });

  it('is the one that was set', async () => {
    const set = { ...machine({ '/a': '24.0.0', '/set': '20.0.0' }), setting: '/set/node' };
    assert.equal((await findNode(set)).version, '20.0.0');
  });

  it('is refused with a reason when the one that was set will not do', async () => {
    await assert.rejects(
      findNode({ ...machine({ '/set': '18.1.0' }), setting: '/set/node' }),
      /18\.1\.0.*20 or later/,
    );
    await assert.rejects(findNode({ ...machine({}), setting: '/gone' }), /"espalier.node" is "\/gone"/);
  });

  it('is found on this machine', async () => {
    const found = await findNode({ editor, path: path.dirname(process.execPath) });
    assert.equal(found.version, process.versions.node);
  });

  it("gets no environment that is the editor's", () => {
    const env = { PATH: '/bin', VSCODE_PID: '1', ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: '--inspect' };
    const node = { file: '/bin/node', version: '24.0.0', isEditor: false };
    assert.deepEqual(childEnvironment(node, env), { PATH: '/bin' });
    assert.deepEqual(childEnvironment({ ...node, isEditor: true }, env), {
      PATH: '/bin',
      ELECTRON_RUN_AS_NODE: '1',
    });
  });
});
