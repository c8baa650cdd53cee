import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { listStudies } from '../../../src/host/studies';

describe('the studies of a workspace', () => {
  let root: string;
  before(async () => {
    root = await mkdtemp(path.join(os.tmpdir(), 'espalier-studies-'));
  });
  after(() => rm(root, { recursive: true, force: true }));

  it('are found in projects at any depth, the newest first, and nowhere else', async () => {
    const journals = ['.espalier/old.log', 'packages/a/.espalier/new.log'];
    const others = [
      'node_modules/x/.espalier/not.log',
      '.espalier/old/graphs/no.json',
      '.git/.espalier/not.log',
    ];
    for (const [index, name] of [...journals, ...others].entries()) {
      const file = path.join(root, name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, '');
      await utimes(file, 1000 + index, 1000 + index);
    }
    const found = await listStudies([root, path.join(root, 'gone')]);
    assert.deepEqual(
      found.map(({ name, project }) => [name, path.relative(root, project).replaceAll('\\', '/')]),
      [
        ['new', 'packages/a'],
        ['old', ''],
      ],
    );
  });
});
