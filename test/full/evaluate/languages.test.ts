/** Files as people write them, from their hints to the outcome. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Value } from '../../../src/hints/hint';
import { javascript } from '../../../src/hints/javascript';
import { Harness, completed, type Asked, type Told } from './harness';

const fixtures = path.resolve('test/fixtures/evaluate');

describe('files as people write them', () => {
  const harness = new Harness();
  after(() => harness.end());

  /** Runs a fixture's entry, with the files that have hints in the program and the others on disk. */
  function run(
    hinted: readonly string[],
    values: Readonly<Record<string, Value>>,
    asked: Asked = {},
  ): Promise<Told> {
    const files = hinted.map((name) => {
      const file = path.join(fixtures, name);
      const source = javascript.parse(file, readFileSync(file, 'utf8'));
      return javascript.runnable(source, new Map(Object.entries(values)));
    });
    const entry = path.join(fixtures, hinted[0]!);
    return harness.run({ x: '' }, { program: { entry, files, directory: path.dirname(entry) }, ...asked });
  }

  it('a model module, a data module and a main script in CommonJS, as tfjs-examples’ mnist-node', async () => {
    const names = ['mnist-node/main.js', 'mnist-node/model.js'];
    const told = await run(names, { 'conv2d.filters': 4, dropout: false }, { epochs: 3 });
    const measures = completed(told);
    assert.ok(measures.val_accuracy! > 0.4, JSON.stringify(measures));
    assert.equal(told.outcome.epochs, 3);
    const types = told.outcome.graph!.nodes.map(({ type }) => type);
    assert.deepEqual(types, ['InputLayer', 'Conv2D', 'MaxPooling2D', 'Flatten', 'Dense']);
    assert.equal(told.outcome.graph!.nodes[1]!.config.filters, 4);
    const source = { file: path.join(fixtures, 'mnist-node/model.js'), line: 4 };
    assert.deepEqual(told.outcome.graph!.nodes[1]!.source, source);
    assert.ok(told.lines.some((line) => /Accuracy = [01]\.\d/.test(line)));
    assert.ok(!existsSync(path.join(fixtures, 'mnist-node/model-out')));
    const whole = await run(names, {}, { epochs: 1 });
    assert.deepEqual(whole.outcome.evaluated, ['conv2d.activation', 'conv2d.filters', 'dropout']);
    assert.equal(whole.outcome.graph!.nodes.length, 6);
  });

  it('ES modules with top-level await, dynamic imports and files on disk', async () => {
    const told = await run(['modules/main.mjs', 'modules/widths.mjs'], { width: 8 });
    assert.ok(completed(told).rmse! > 0);
    assert.equal(told.outcome.graph!.nodes[1]!.config.units, 8);
    assert.deepEqual(told.outcome.evaluated, ['sgd.learningRate', 'width']);
    assert.equal(told.outcome.epochs, 5);
    assert.match(told.lines.at(-1)!, /true$/);
  });

  it('TypeScript, with errors at the lines as written', async () => {
    const told = await run(['typescript/main.ts'], {});
    completed(told);
    assert.equal(told.outcome.graph!.nodes[1]!.source?.line, 13);
    const { outcome } = await run(['typescript/main.ts'], { 'options.units': 3 });
    assert.equal(outcome.state, 'failed');
    assert.equal(outcome.error.message, 'too wide: 3');
    assert.equal(outcome.error.line, 13);
  });
});
