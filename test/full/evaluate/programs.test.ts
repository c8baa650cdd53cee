/** Programs as people write them run as in Node, with one TensorFlow.js. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { Harness, completed, training, type Source } from './harness';

/** An ES module as the language's adapter makes it runnable. */
function esModule(imports: readonly string[], code: string): Source {
  return { code, imports, isModule: true, isAsync: true };
}

describe('a candidate’s program', () => {
  const harness = new Harness();
  after(() => harness.end());

  it('runs as the main module of `node file` in its directory', async () => {
    const told = await harness.run({
      'main.js': `
        console.log(JSON.stringify([require.main === module, process.argv.slice(1), process.cwd(), __filename, __dirname]));
        __espalier.metric('score', 3, this === module.exports ? 1 : 0);`,
    });
    assert.deepEqual(completed(told), { score: 1 });
    const main = harness.file('main.js');
    assert.deepEqual(JSON.parse(told.lines[0]!), [true, [main], harness.folder, main, harness.folder]);
  });

  it('is loaded anew for each candidate, packages are not', async () => {
    harness.write('node_modules/counting/index.js', 'let count = 0; exports.next = () => ++count;');
    harness.write(
      'plain.js',
      'let count = 0; exports.next = () => ++count; globalThis.left = (globalThis.left ?? 0) + 1;',
    );
    const program = {
      'main.js': `__espalier.metric('file', 1, require('./plain').next());
        __espalier.metric('global', 2, globalThis.left);
        __espalier.metric('package', 3, require('counting').next());`,
    };
    assert.deepEqual(completed(await harness.run(program)), { file: 1, global: 1, package: 1 });
    assert.deepEqual(completed(await harness.run(program)), { file: 1, global: 1, package: 2 });
  });

  it('sees a file on disk that has changed', async () => {
    const program = { 'main.js': `__espalier.metric('score', 1, require('./value'));` };
    harness.write('value.js', 'module.exports = 1;');
    assert.deepEqual(completed(await harness.run(program)), { score: 1 });
    harness.write('value.js', 'module.exports = 22;');
    assert.deepEqual(completed(await harness.run(program)), { score: 22 });
  });

  it('resolves circles, folders, JSON and what Node has', async () => {
    harness.write('lib/index.js', `exports.one = 1; exports.two = require('../circle').three - 1;`);
    harness.write('circle.js', `exports.three = 3; exports.one = require('./lib').one;`);
    harness.write('table.json', '{ "four": 4 }');
    const told = await harness.run({
      'main.js': `const { two } = require('./lib'); const { one } = require('./circle');
        const five = require('node:path').basename('5');
        __espalier.metric('sum', 3, one + two + require('./table.json').four + Number(five));`,
    });
    assert.deepEqual(completed(told), { sum: 12 });
  });

  it('runs ES modules in order, with top-level await and import.meta', async () => {
    const told = await harness.run({
      'main.mjs': esModule(
        ['./first.mjs', './second.mjs'],
        `console.log('main', require('./first.mjs').value, require('./second.mjs').value, this === undefined);
         console.log(__importMeta.url, __importMeta.dirname, __importMeta.filename);
         __espalier.metric('score', 3, 1);`,
      ),
      'first.mjs': esModule(
        ['./second.mjs'],
        `exports.value = 0;
         await __espalier.wait(2, new Promise((resolve) => setTimeout(resolve, 5)));
         exports.value = 1; console.log('first');`,
      ),
      'second.mjs': esModule(
        ['./first.mjs'],
        `console.log('second', require('./first.mjs').value); exports.value = 2;`,
      ),
    });
    completed(told);
    const file = harness.file('main.mjs');
    assert.deepEqual(told.lines, [
      'second undefined',
      'first',
      'main 1 2 true',
      `file://${file} ${harness.folder} ${file}`,
    ]);
  });

  it('imports packages that are ES modules only', async () => {
    harness.write(
      'node_modules/modern/package.json',
      '{ "name": "modern", "exports": { "import": "./index.mjs" } }',
    );
    harness.write('node_modules/modern/index.mjs', 'export default 40; export const two = 2;');
    const told = await harness.run({
      'main.mjs': esModule(
        ['modern'],
        `const modern = require('modern'); __espalier.metric('score', 1, modern.default + modern.two);`,
      ),
    });
    assert.deepEqual(completed(told), { score: 42 });
  });

  it('gives an ES module all of a converted package as its default, as Node does', async () => {
    harness.write(
      'node_modules/converted/index.js',
      'exports.__esModule = true; exports.default = 1; exports.two = 2;',
    );
    const code = `const package_ = require('converted');
      __espalier.metric('score', 2, package_.default.default + package_.default.two + package_.two);`;
    assert.deepEqual(completed(await harness.run({ 'main.mjs': esModule(['converted'], code) })), {
      score: 5,
    });
  });

  it('gives one TensorFlow.js for every name of it, installed or not, to packages too', async () => {
    harness.write('node_modules/uses-tensorflow/index.js', `exports.tf = require('@tensorflow/tfjs-core');`);
    const told = await harness.run({
      'main.js': `const tf = require('@tensorflow/tfjs');
        const names = ['tfjs-node', 'tfjs-node-gpu', 'tfjs-core', 'tfjs-layers', 'tfjs-converter'];
        const same = names.every((name) => require('@tensorflow/' + name).Tensor === tf.Tensor);
        const data = require('@tensorflow/tfjs-data').array === tf.data.array;
        require('@tensorflow/tfjs-backend-cpu'); require('@tensorflow/tfjs-backend-wasm').setWasmPaths('x');
        const inPackage = require('uses-tensorflow').tf.Tensor === tf.Tensor;
        __espalier.metric('score', 6, same && data && inPackage && typeof tf.node.tensorBoard === 'function');`,
    });
    assert.deepEqual(completed(told), { score: 1 });
  });

  it('says what of tf.node cannot be had', async () => {
    const { outcome } = await harness.run({
      'main.js': `const tf = require('@tensorflow/tfjs-node');\ntf.node.decodePng(new Uint8Array(3));`,
    });
    assert.equal(outcome.state, 'failed');
    assert.match(outcome.error.message, /tf\.node\.decodePng needs the native TensorFlow/);
    assert.equal(outcome.error.line, 2);
  });

  it('does not load TensorFlow.js for a program without', async () => {
    const told = await harness.run({ 'main.js': `__espalier.metric('score', 1, 1);` });
    assert.equal(told.outcome.backend, 'none');
  });

  it('saves a model into the candidate’s folder, and loads it back from there', async () => {
    const told = await harness.run(
      {
        'main.js': training.replace(
          `.then(() => console.log('trained'))`,
          `.then(async () => {
           await model.save('file://./models/best');
           const loaded = await tf.loadLayersModel('file://./models/best/model.json');
           const [a, b] = [model, loaded].map((m) => m.predict(xs).dataSync());
           __espalier.metric('same', 9, a.every((value, i) => value === b[i]));
         })`,
        ),
      },
      { epochs: 1 },
    );
    assert.equal(completed(told).same, 1);
    const saved = told.lines.join('\n').match(/The model was saved in (.*)/)![1]!;
    assert.ok(saved.startsWith(path.join(harness.folder, 'trials')));
    assert.ok(existsSync(path.join(saved, 'model.json')) && existsSync(path.join(saved, 'weights.bin')));
    assert.ok(!existsSync(harness.file('models')));
  });

  it('maps errors through the source map to the line as written', async () => {
    // One mapping: line 2 of the code is line 7 of the source.
    const map = JSON.stringify({ version: 3, sources: ['main.ts'], names: [], mappings: ';AAMA' });
    const { outcome } = await harness.run({ 'main.ts': { code: `\nthrow new Error('typed');`, map } });
    assert.equal(outcome.state, 'failed');
    assert.equal(outcome.error.line, 7);
    assert.match(outcome.error.stack!, /main\.ts:7\)/);
    assert.doesNotMatch(outcome.error.stack!, /evaluator\.js/);
  });
});
