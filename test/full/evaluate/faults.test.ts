/** Whatever a candidate does costs that candidate alone, and says why at the right line. */
import assert from 'node:assert/strict';
import { Harness, completed, gone, training, type Asked, type Source } from './harness';

interface Fault {
  readonly code: Source;
  readonly message: RegExp;
  readonly line?: number;
  readonly file?: string;
  readonly asked?: Asked;
}

const asyncEntry = (code: string): Source => ({ code, isAsync: true });

const faults: Readonly<Record<string, Fault>> = {
  'a synchronous throw': {
    code: `\n\nthrow new RangeError('boom');`,
    message: /^RangeError: boom$/,
    line: 3,
  },
  'a throw of what is no error': { code: `\nthrow 'text';`, message: /text was thrown/ },
  'a rejected promise that nobody awaits': {
    code: `function f() {\n  return Promise.reject(new Error('unseen'));\n}\nf();`,
    message: /^unseen$/,
    line: 2,
  },
  'a throw in a timer': {
    code: `setTimeout(() => {\n  undefined.x;\n}, 1);`,
    message: /^TypeError: Cannot read properties of undefined/,
    line: 2,
  },
  'an endless loop': {
    code: `let i = 0;\n\nfor (;;) i++;`,
    message: /time limit of 0.3 s was reached: the program was still computing/,
    line: 3,
    asked: { limits: { seconds: 0.3 } },
  },
  'an endless await': {
    code: asyncEntry(
      `setInterval(() => undefined, 50);\nawait __espalier.wait(2, new Promise(() => undefined));`,
    ),
    message: /time limit of 0.3 s was reached: line 2 was still awaited/,
    line: 2,
    asked: { limits: { seconds: 0.3 } },
  },
  'an await of what can never come': {
    code: asyncEntry(`\nawait __espalier.wait(2, new Promise(() => undefined));`),
    message: /^Line 2 awaits something that never settles/,
    line: 2,
  },
  'an endless await in a function that nobody awaits': {
    code: `async function main() {\n  await __espalier.wait(2, new Promise(() => undefined));\n}\nmain();`,
    message: /^Line 2 awaits something that never settles/,
    line: 2,
  },
  'a loss that is not a number': {
    code: training.replace('xs.sum(1, true)', 'xs.sum(1, true).mul(NaN)'),
    message:
      /^The val_loss is NaN after epoch 1: the training does not converge$|^The loss is NaN after epoch 1/,
    line: 8,
  },
  'an exploding loss': {
    code: training.replace('tf.train.adam(0.01)', 'tf.train.sgd(1e15)'),
    message: /loss is (Infinity|NaN) after epoch \d+: the training does not converge$/,
    line: 8,
  },
  'a metric that is not a number': {
    code: `\n__espalier.metric('score', 2, Math.sqrt(-1));`,
    message: /^The metric score is NaN$/,
    line: 2,
  },
  'process.exit': { code: `\nprocess.exit(3);`, message: /process\.exit\(3\)/, line: 2 },
  'process.exit before there is a result': {
    code: `\n\nprocess.exit();`,
    message: /before it had a result/,
    line: 3,
  },
  'process.exit that is caught': {
    code: `try {\n  process.exit(1);\n} catch {\n  __espalier.metric('score', 4, 1);\n}`,
    message: /process\.exit\(1\)/,
    line: 2,
  },
  'process.kill of itself': {
    code: `\nprocess.kill(process.pid);\nfor (;;);`,
    message: /killed its own process \(SIGTERM\)/,
    line: 2,
  },
  'process.abort': { code: `\n\n\nprocess.abort();`, message: /process\.abort/, line: 4 },
  'more memory than allowed': {
    code: `const kept = [];\nfor (;;) {\n  kept.push(new Float64Array(1e5).fill(1));\n}`,
    message: /memory limit of 400 MB was passed \(\d+ MB are in use\)/,
    line: 3,
    asked: { limits: { megabytes: 400 } },
  },
  'a wrong shape': {
    code: training.replace('[64, 3]', '[64, 5]'),
    message: /^The data does not fit the model: .*\[3\].*\[5\]|^The data does not fit the model: .*\[64,5\]/,
    line: 8,
  },
  'a missing file': {
    code: `const a = 1;\nconst b = require('./nowhere');`,
    message: /^Cannot find module '\.\/nowhere'$/,
    line: 2,
  },
  'a missing package': {
    code: `\nrequire('no-such-package-here');`,
    message: /no-such-package-here/,
    line: 2,
  },
  'a missing import of an ES module': {
    code: {
      code: `\n\nconst a = require('./nowhere.js');`,
      isModule: true,
      isAsync: true,
      imports: ['./nowhere.js'],
    },
    message: /nowhere\.js/,
    line: 3,
  },
  'a syntax error': {
    code: `const a = 1;\nconst b = ;\n`,
    message: /^SyntaxError: Unexpected token/,
    line: 2,
  },
  'no result': { code: `console.log('nothing');`, message: /ended without a result/ },
};

describe('a candidate that goes wrong', () => {
  const harness = new Harness();
  const seen = new Set<number>();
  const healthy = async (): Promise<void> => {
    const told = await harness.run({
      'healthy.js': `__espalier.use('x', 1);\n__espalier.metric('score', 2, 0.5);`,
    });
    assert.deepEqual(completed(told), { score: 0.5 });
    for (const pid of harness.pool.pids) seen.add(pid);
  };

  after(async () => {
    await harness.end();
    for (const pid of seen) await gone(pid);
  });

  for (const [name, { code, message, line, asked }] of Object.entries(faults)) {
    it(`${name} fails with its reason, and the next is unharmed`, async () => {
      const { outcome } = await harness.run({ 'program.js': code }, asked);
      assert.equal(outcome.state, 'failed');
      assert.match(outcome.error.message, message);
      if (line !== undefined) {
        assert.equal(outcome.error.line, line);
        assert.equal(outcome.error.file, harness.file('program.js'));
      }
      await healthy();
    });
  }

  it('a flood of printed lines is cut, and said to be', async () => {
    const told = await harness.run({
      'loud.js': `for (let i = 0; i < 2e5; i++) console.log('line', i);\n__espalier.metric('score', 2, 1);`,
    });
    assert.deepEqual(completed(told), { score: 1 });
    assert.ok(told.lines.length < 2000, `${told.lines.length} lines came`);
    assert.ok(told.lines.some((line) => /[\d,]+ lines left out/.test(line)));
  });

  it('a printed line of any length is cut', async () => {
    const told = await harness.run({
      'long.js': `console.log('x'.repeat(1e6));\n__espalier.metric('score', 2, 1);`,
    });
    assert.match(told.lines[0]!, /^x{2000} … \(1000000 characters\)$/);
  });

  it('a process that is killed from outside costs its trial', async () => {
    const run = harness.run({ 'slow.js': `__espalier.use('x', 1);\nfor (;;);` });
    await new Promise((resolve) => setTimeout(resolve, 400));
    process.kill(harness.pool.pids[0]!, 'SIGKILL');
    const { outcome } = await run;
    assert.equal(outcome.state, 'failed');
    assert.match(outcome.error.message, /was ended by SIGKILL/);
    assert.equal(outcome.error.line, 1);
    assert.deepEqual(outcome.evaluated, ['x']);
    await healthy();
  });

  it('aborting ends the candidate soon and rejects with the reason', async () => {
    const controller = new AbortController();
    const run = harness.run({ 'slow.js': `for (;;);` }, { signal: controller.signal });
    await new Promise((resolve) => setTimeout(resolve, 200));
    const [pid] = harness.pool.pids;
    controller.abort(new Error('paused'));
    await assert.rejects(run, /paused/);
    await gone(pid!);
    await healthy();
  });

  it('an endless loop in a converted file on disk is told at the line as written', async () => {
    const file = harness.write(
      'loop.ts',
      `interface A {\n  readonly a: number;\n}\nexport function loop(a: A): never {\n  for (;;) a;\n}\n`,
    );
    const { outcome } = await harness.run(
      { 'main.js': `require('./loop').loop({ a: 1 });` },
      // The compiler is loaded within that time, too.
      { limits: { seconds: 4 } },
    );
    assert.equal(outcome.state, 'failed');
    assert.deepEqual([outcome.error.file, outcome.error.line], [file, 5]);
  });

  it('an evaluator that cannot be started is told as such', async () => {
    const broken = new Harness({ node: harness.file('no-node') });
    const { outcome } = await broken.run({ 'main.js': '' });
    await broken.end();
    assert.equal(outcome.state, 'failed');
    assert.match(outcome.error.message, /could not be started: spawn .*no-node ENOENT/);
  });

  it('aborting a training keeps the warm process', async () => {
    const controller = new AbortController();
    const code = training.replace('epochs: 50', 'epochs: 100000');
    const report = () => {
      controller.abort(new Error('spared'));
      return 'continue' as const;
    };
    await healthy();
    const before = harness.pool.pids;
    await assert.rejects(
      harness.run({ 'long.js': code }, { signal: controller.signal, events: { report } }),
      /spared/,
    );
    await healthy();
    assert.deepEqual(harness.pool.pids, before);
  });
});
