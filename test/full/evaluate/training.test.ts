/** What is taken over at fit: epochs, reports, early ends, costs, seeds. */
import assert from 'node:assert/strict';
import { Harness, completed, training } from './harness';

describe('training a candidate', () => {
  const harness = new Harness();
  after(() => harness.end());

  it('trains for the budget’s epochs and reports each', async () => {
    const told = await harness.run({ 'main.js': training }, { epochs: 3, measures: ['latency'] });
    const measures = completed(told);
    assert.deepEqual(
      told.reports.map(({ step }) => step),
      [1, 2, 3],
    );
    assert.deepEqual(Object.keys(told.reports[0]!.measures).sort(), [
      'accuracy',
      'loss',
      'val_accuracy',
      'val_loss',
    ]);
    assert.equal(measures.val_loss, told.reports[2]!.measures.val_loss);
    assert.equal(measures.params, 21);
    assert.equal(measures.size, 84);
    assert.equal(measures.flops, 16);
    assert.ok(measures.latency! > 0);
    assert.equal(told.outcome.epochs, 3);
    assert.equal(told.outcome.graph?.nodes.length, 3);
    assert.deepEqual(told.outcome.graph.nodes[1]!.source, { file: harness.file('main.js'), line: 3 });
    assert.match(told.outcome.backend, /TensorFlow\.js 4/);
    assert.deepEqual(told.lines, ['trained']);
  });

  it('keeps the code’s own epochs without a budget', async () => {
    const told = await harness.run({ 'main.js': training.replace('epochs: 50', 'epochs: 2') });
    completed(told);
    assert.equal(told.reports.length, 2);
  });

  it('stops early when it is told to, and the script runs to its end', async () => {
    const told = await harness.run(
      { 'main.js': training },
      { events: { report: (step) => (step === 2 ? 'stop' : 'continue') } },
    );
    assert.equal(told.outcome.state, 'pruned');
    assert.equal(told.outcome.epochs, 2);
    assert.deepEqual(told.lines, ['trained']);
  });

  it('runs the code’s own callbacks, of every kind', async () => {
    const code = training.replace(
      'validationSplit: 0.25',
      `validationSplit: 0.25, callbacks: [
         tf.callbacks.earlyStopping({ monitor: 'loss', patience: 0, minDelta: 1e9 }),
         { onEpochEnd: (epoch, logs) => console.log('epoch', epoch, typeof logs.loss) },
         tf.node.tensorBoard('/nowhere'),
       ]`,
    );
    const told = await harness.run({ 'main.js': code });
    completed(told);
    assert.ok(told.lines.includes('epoch 0 number'));
    assert.ok(told.lines.some((line) => line.includes('tensorBoard is left out')));
    assert.equal(told.outcome.epochs, 2);
  });

  it('trains with fitDataset, and counts on over several fits', async () => {
    const told = await harness.run(
      {
        'main.js': {
          code: `const tf = require('@tensorflow/tfjs-node');
            const input = tf.input({ shape: [2] });
            const model = tf.model({ inputs: input, outputs: tf.layers.dense({ units: 1 }).apply(input) });
            model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
            const data = tf.data.array([[0, 1], [1, 0], [1, 1], [0, 0]])
              .map((row) => ({ xs: tf.tensor1d(row), ys: tf.tensor1d([row[0]]) })).shuffle(4).batch(2);
            await model.fitDataset(data, { epochs: 9, validationData: data });
            await model.fitDataset(data, { epochs: 9 });`,
          isAsync: true,
        },
      },
      { epochs: 2 },
    );
    assert.ok('val_loss' in completed(told));
    assert.deepEqual(
      told.reports.map(({ step }) => step),
      [1, 2, 3, 4],
    );
  });

  it('does not train what is outside of a bound', async () => {
    const told = await harness.run(
      { 'main.js': training },
      { bounds: [{ measure: 'params', comparison: '<=', bound: 20 }] },
    );
    assert.equal(told.outcome.state, 'infeasible');
    assert.equal(told.outcome.measures.params, 21);
    assert.deepEqual(told.reports, []);
    assert.deepEqual(told.lines, []);
  });

  it('cannot be talked out of it by a catch', async () => {
    const told = await harness.run(
      {
        'main.js': training.replace(
          `.then(() => console.log('trained'))`,
          `.catch(() => undefined).finally(() => __espalier.metric('score', 9, 1))`,
        ),
      },
      { bounds: [{ measure: 'params', comparison: '<=', bound: 20 }] },
    );
    assert.equal(told.outcome.state, 'infeasible');
    assert.equal(told.outcome.measures.score, undefined);
  });

  it('needs metric hints only, with what they evaluate in one turn as one step', async () => {
    const code = {
      code: `for (let i = 0; i < 5; i++) {
          __espalier.use('rate', 2);
          __espalier.metric('val_acc', 3, i / 10);
          __espalier.metric('cost', 4, 10 - i);
          await __espalier.wait(5, new Promise((resolve) => setTimeout(resolve, 5)));
        }
        console.log('end');`,
      isAsync: true,
    };
    const told = await harness.run({ 'main.js': code });
    assert.deepEqual(completed(told), { val_accuracy: 0.4, cost: 6 });
    assert.deepEqual(told.outcome.evaluated, ['rate']);
    assert.deepEqual(told.reports.at(-1), { step: 5, measures: { val_accuracy: 0.4, cost: 6 } });
    assert.equal(told.outcome.backend, 'none');
    const stopped = await harness.run({ 'main.js': code }, { events: { report: () => 'stop' } });
    assert.equal(stopped.outcome.state, 'pruned');
    assert.ok(stopped.outcome.epochs < 5);
    assert.deepEqual(stopped.lines, []);
  });

  it('takes a scalar tensor for a metric', async () => {
    const told = await harness.run({
      'main.js': `const tf = require('@tensorflow/tfjs'); __espalier.metric('score', 1, tf.scalar(0.5));`,
    });
    assert.deepEqual(completed(told), { score: 0.5 });
  });

  it('knows the graph of a model that a loop of the program’s own trains', async () => {
    const told = await harness.run({
      'main.js': `const tf = require('@tensorflow/tfjs');
        const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3] })] });
        const loss = () => model.apply(tf.ones([4, 3])).square().mean();
        for (let i = 0; i < 3; i++) __espalier.metric('loss', 4, tf.train.sgd(0.1).minimize(loss, true).dataSync()[0]);`,
    });
    assert.equal(completed(told).params, 8);
    assert.equal(told.outcome.graph?.nodes.at(-1)?.type, 'Dense');
  });

  it('scores the test set only when it is asked for', async () => {
    const code = training.replace(`console.log('trained')`, `model.evaluate(xs, ys)`);
    assert.equal(completed(await harness.run({ 'main.js': code }, { epochs: 1 })).test_loss, undefined);
    const measures = completed(await harness.run({ 'main.js': code }, { epochs: 1, test: true }));
    assert.ok(measures.test_loss! > 0);
    assert.ok('test_accuracy' in measures);
  });

  it('gives the same losses for a seed, bit for bit, in a fresh and in a warm process', async () => {
    const code = training
      .replace(`model.add(tf.layers.dense({ units: 1 }));`, `model.add(tf.layers.dropout({ rate: 0.3 }));$&`)
      .replace('50', '4');
    const losses = async (where: Harness, seed: number): Promise<unknown> => {
      const { outcome } = await where.run({ 'main.js': code }, { seed });
      return outcome.curve.map(({ measures }) => [measures.loss, measures.val_loss]);
    };
    const fresh = new Harness();
    try {
      for (const seed of [0, 7]) {
        const first = await losses(harness, seed);
        await losses(harness, seed + 1);
        assert.deepEqual(await losses(harness, seed), first);
        assert.deepEqual(await losses(fresh, seed), first);
      }
      assert.notDeepEqual(await losses(harness, 0), await losses(harness, 7));
    } finally {
      await fresh.end();
    }
  });

  it('replays recorded steps of stock layers, and says why where it does not', async () => {
    const model = (optimizer: string): string => `
      const tf = require('@tensorflow/tfjs');
      class Own extends tf.SGDOptimizer {}
      const model = tf.sequential({ layers: [
        tf.layers.conv2d({ inputShape: [6, 6, 1], filters: 2, kernelSize: 3, activation: 'relu' }),
        tf.layers.batchNormalization(), tf.layers.dropout({ rate: 0.5 }), tf.layers.flatten(),
        tf.layers.reshape({ targetShape: [4, 8] }), tf.layers.lstm({ units: 3 }), tf.layers.dense({ units: 1 }),
      ] });
      model.compile({ optimizer: ${optimizer}, loss: 'meanSquaredError' });
      model.fit(tf.ones([16, 6, 6, 1]), tf.ones([16, 1]), { batchSize: 4 });`;
    const broken = model('new Own(NaN)');
    assert.equal((await harness.run({ 'main.js': broken }, { epochs: 2 })).outcome.state, 'failed');
    const stock = await harness.run({ 'main.js': model("'adam'") }, { epochs: 2 });
    completed(stock);
    assert.deepEqual(stock.lines, []);
    const own = await harness.run({ 'main.js': model('new Own(0.1)') }, { epochs: 2 });
    completed(own);
    assert.deepEqual(own.lines, [
      'training steps are not replayed from a recording, which would be quicker: the optimizer is of a class of its own',
    ]);
  });

  it('leaves no tensor behind, whatever the code leaks', async () => {
    const code = `const tf = require('@tensorflow/tfjs');
      console.log(tf.memory().numTensors);
      for (let i = 0; i < 100; i++) tf.variable(tf.randomNormal([10]));
      ${training.replace(/^.*\n/, '')}`;
    const first = await harness.run({ 'main.js': code }, { epochs: 1 });
    const second = await harness.run({ 'main.js': code }, { epochs: 1 });
    assert.equal(second.lines[0], first.lines[0]);
  });
});

describe('a module with a builder and a loader', () => {
  const harness = new Harness();
  after(() => harness.end());

  const module = (data: string, more = ''): string => `const tf = require('@tensorflow/tfjs');
    exports.buildModel = () => tf.sequential({ layers: [
      tf.layers.dense({ units: 8, inputShape: [2], activation: 'relu' }),
      tf.layers.dense({ units: 2, activation: 'softmax' }),
    ] });
    exports.loadData = async () => { console.log('loading'); ${data} };
    ${more}`;
  const points = `const xs = tf.randomUniform([200, 2]); const ys = xs.less(0.5).slice([0, 0], [-1, 1]).toInt();`;

  it('is built, compiled, trained, and validated on a part of the data', async () => {
    harness.write('module.js', '');
    const told = await harness.run({ 'module.js': module(`${points} return { xs, ys };`) }, { epochs: 20 });
    const measures = completed(told);
    assert.ok(measures.val_accuracy! > 0.6, JSON.stringify(measures));
    assert.equal(told.outcome.epochs, 20);
  });

  it('shares the data among trials of the same source, with the same scores as a fresh process', async () => {
    const code = module(`${points} return [xs, ys];`);
    harness.write('shared.js', code);
    const run = (where: Harness) => where.run({ 'shared.js': code }, { epochs: 2, seed: 5 });
    const [first, second] = [await run(harness), await run(harness)];
    assert.deepEqual(first.lines, ['loading']);
    assert.deepEqual(second.lines, []);
    assert.deepEqual(second.outcome.curve, first.outcome.curve);
  });

  it('loads anew what depends on a hint with another value', async () => {
    const code = module(`__espalier.use('noise', 9); ${points} return [xs, ys];`);
    harness.write('hinted.js', code);
    const run = (noise: number) =>
      harness.run({ 'hinted.js': code }, { epochs: 1, point: { noise, other: noise } });
    assert.deepEqual((await run(1)).lines, ['loading']);
    const again = await run(1);
    assert.deepEqual(again.lines, []);
    assert.deepEqual(again.outcome.evaluated, ['noise']);
    assert.deepEqual((await run(2)).lines, ['loading']);
  });

  it('takes marked exports, own validation and test data, and datasets', async () => {
    const own = module(
      `${points} return { xs, ys, validation: { xs, ys }, test: [xs, ys] };`,
      'exports.net = exports.buildModel; exports.digits = exports.loadData; exports.loadData = exports.buildModel = undefined;',
    );
    const file = harness.file('marked.js');
    const source = { file, code: own, isAsync: false, isModule: false, imports: ['@tensorflow/tfjs'] };
    const program = { entry: file, directory: harness.folder, files: [source], model: 'net', data: 'digits' };
    const told = await harness.run({ 'marked.js': own }, { epochs: 1, program, test: true });
    assert.ok(completed(told).test_accuracy! > 0);
    const dataset = module(
      `return tf.data.array([[0, 1], [1, 0], [1, 1], [0, 0]]).map((row) => ({ xs: tf.tensor1d(row), ys: tf.tensor1d(row) })).batch(1);`,
    );
    assert.ok('val_loss' in completed(await harness.run({ 'dataset.js': dataset }, { epochs: 1 })));
  });

  it('says what is missing', async () => {
    const { outcome } = await harness.run({
      'half.js': `const tf = require('@tensorflow/tfjs'); exports.build = () => 1;`,
    });
    assert.equal(outcome.state, 'failed');
    assert.match(outcome.error.message, /exports a model builder \(build\) but no data/);
  });
});
