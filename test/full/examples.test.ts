/** Each example as a newcomer runs it: hints without a problem, and candidates that train. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const examples = path.resolve('examples');

/** The file that a package starts with. */
function mainOf(example: string): string {
  const { scripts } = JSON.parse(readFileSync(path.join(examples, example, 'package.json'), 'utf8')) as {
    scripts: { start: string };
  };
  return path.join(examples, example, scripts.start.replace(/^node /, ''));
}

async function espalier<T>(...args: string[]): Promise<T[]> {
  const { stdout } = await promisify(execFile)(process.execPath, ['dist/cli.js', ...args, '--json']);
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T);
}

describe('examples', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'espalier-examples-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const example of readdirSync(examples)) {
    it(`${example} is searched`, async () => {
      const file = mainOf(example);
      const [space] = await espalier<{ diagnostics: unknown[]; count: string }>('space', file);
      assert.deepEqual(space!.diagnostics, []);
      assert.ok(BigInt(space!.count) > 1000n);
      const study = path.join(folder, `${example}.log`);
      const args = ['--trials', '3', '--epochs', '1', '--workers', '2', '--study', study];
      const lines = await espalier<{ event: string; state: string; error?: unknown }>(
        'search',
        file,
        ...args,
      );
      const trials = lines.filter(({ event }) => event === 'trial');
      assert.equal(trials.length, 3);
      for (const { state, error } of trials) assert.notEqual(state, 'failed', JSON.stringify(error));
      assert.ok(trials.some(({ state }) => state === 'complete'));
    });
  }

  it('a candidate is scored on the test set when a person asks for it, and not before', async () => {
    const study = path.join(folder, 'names.log');
    const [searched] = await espalier<{ measures: Record<string, number> }>('trials', study);
    assert.equal(searched!.measures.test_accuracy, undefined);
    const args = ['0', '--epochs', '1', '--test'];
    const [again] = await espalier<{ measures: Record<string, number> }>('run', study, ...args);
    assert.equal(again!.measures.val_accuracy, searched!.measures.val_accuracy, 'the same network');
    assert.ok(again!.measures.test_accuracy! > 0.5);
  });
});
