// A real search, headless: the digits example, with what the command line does for anyone. `npm run demo`.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const folder = path.join(root, 'examples/digits');
const study = '.espalier/demo.log';

/** Runs a command of the project; what it prints to standard output is given back, or shown when `show` is set. */
function node(script, args, show) {
  const { status, stdout } = spawnSync(process.execPath, [path.join(root, script), ...args], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'ignore'],
  });
  if (status !== 0) process.exit(status ?? 1);
  return stdout;
}

/** One more training with the seed of the trial: the same network, now scored on digits that the search never saw. */
function scored(trial) {
  const result = JSON.parse(node('dist/cli.js', ['run', study, String(trial), '--test', '--json']));
  const percent = (value) => `${(100 * value).toFixed(2)} %`;
  return {
    trial: result.number,
    validation: percent(result.measures.val_accuracy),
    test: percent(result.measures.test_accuracy),
    parameters: result.measures.params,
  };
}

node('scripts/build.mjs', []);
// The journal of an earlier demonstration, and what lies beside it.
for (const old of [study, study.replace(/\.log$/, '')])
  rmSync(path.join(folder, old), { recursive: true, force: true });
node('dist/cli.js', ['search', 'digits.js', '--study', study], true);

console.log('\nBoth once more, now on the test set, which the search never saw:');
console.table({ 'as written': scored(0), best: scored('best') });
console.log(
  `The study is ${path.join('examples/digits', study)}; it opens in the panel of the extension too.`,
);
