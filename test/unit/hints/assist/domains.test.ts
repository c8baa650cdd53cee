import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import fc from 'fast-check';
import { contains } from '../../../../src/hints/domain';
import { isProblem, parseHint, type Problem } from '../../../../src/hints/grammar';
import type { Literal } from '../../../../src/hints/hint';
import { literalDomain } from '../../../../src/hints/written';
import { adviseDomains, adviseOptions } from '../../../../src/hints/assist/domains';
import { ACTIVATIONS, INITIALIZERS, LOSSES, OPTIMIZERS } from '../../../../src/hints/assist/names';

const best = (name: string, value: Literal, call?: string) =>
  adviseDomains({ name, value, ...(call && { call }) }).domains[0];

/** The domain that a hint's text stands for, and everything that is wrong with it. */
function read(text: string) {
  const problems: Problem[] = [];
  const written = parseHint(text, 0, text.length);
  assert.ok(!isProblem(written), text);
  const domain = literalDomain(written, (problem) => problems.push(problem));
  return { domain, problems };
}

describe('domains for a place', () => {
  const table: readonly (readonly [string, Literal, string | undefined])[] = [
    ['filters', 32, 'choice(16, 32, 64)'],
    ['units', 100, 'choice(50, 100, 200)'],
    ['units', 1, 'choice(1, 2)'],
    ['activation', 'relu', "choice('relu', 'elu', 'swish')"],
    ['activation', 'softplus', "choice('softplus', 'relu', 'elu', 'swish')"],
    ['recurrentActivation', 'sigmoid', "choice('sigmoid', 'hardSigmoid')"],
    ['rate', 0.25, 'float(0, 0.6)'],
    ['rate', 0.8, 'float(0, 0.8)'],
    ['learningRate', 0.001, 'float(1e-4, 0.01) log'],
    ['kernelSize', 3, 'choice(3, 5)'],
    ['kernelSize', [3, 3], 'choice([3, 3], [5, 5])'],
    ['kernelSize', [1, 5], 'choice([1, 5], [3, 3], [5, 5])'],
    ['poolSize', 2, 'choice(2, 3)'],
    ['strides', [2, 2], 'choice([1, 1], [2, 2])'],
    ['batchSize', 64, 'choice(32, 64, 128)'],
    ['optimizer', 'adam', "choice('adam', 'sgd', 'rmsprop')"],
    ['kernelInitializer', 'heNormal', "choice('glorotUniform', 'heNormal')"],
    ['padding', 'valid', "choice('same', 'valid')"],
    ['turns', 2, 'int(1, 4)'],
    ['useBias', false, 'bool'],
    ['somethingElse', 2.5, 'float(1.25, 5)'],
    ['somethingElse', 'text', undefined],
    ['inputShape', [28, 28, 1], undefined],
    ['axis', -1, undefined],
  ];
  for (const [name, value, expected] of table)
    it(`${name}: ${JSON.stringify(value)} → ${expected}`, () => assert.equal(best(name, value), expected));

  it('always hold the written value and have nothing wrong with them', () => {
    const name = fc.constantFrom(
      'filters',
      'rate',
      'learningRate',
      'kernelSize',
      'turns',
      'beta2',
      'momentum',
      'x',
      'size',
      'epochs',
      'activation',
      'bias',
    );
    const value = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.integer(),
      fc.integer({ min: 1, max: 2000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.boolean(),
      fc.string(),
      fc.constantFrom(...ACTIVATIONS),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 3 }),
    ) as fc.Arbitrary<Literal>;
    fc.assert(
      fc.property(name, value, (name, value) => {
        for (const text of adviseDomains({ name, value }).domains) {
          const { domain, problems } = read(text);
          assert.deepEqual(problems, [], text);
          assert.ok(domain && contains(domain, value), `${text} has ${JSON.stringify(value)}`);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('options go on from those that are there', () => {
    assert.deepEqual(adviseOptions({ name: 'filters', value: 32 }), [4, 8, 16, 32, 64, 128, 256]);
    assert.ok(adviseOptions({ name: 'activation', value: 'relu' }).includes('gelu'));
    assert.deepEqual(adviseOptions({ name: 'other', value: 'x' }), []);
  });
});

describe('names of TensorFlow.js', () => {
  const layers = path.dirname(createRequire(__filename).resolve('@tensorflow/tfjs-layers/package.json'));
  const source = (file: string) => readFileSync(path.join(layers, 'dist', file), 'utf8');
  const quoted = (text: string) => [...text.matchAll(/'([\w.]+)'/g)].map((match) => match[1]!);

  it('activations are exactly those of its types', () => {
    const type = /ActivationIdentifier = (.*);/.exec(source('keras_format/activation_config.d.ts'))![1]!;
    assert.deepEqual([...ACTIVATIONS].sort(), quoted(type).sort());
  });

  it('initializers, losses and optimizers exist', () => {
    const initializers = quoted(/InitializerIdentifier = (.*?);/s.exec(source('initializers.d.ts'))![1]!);
    for (const name of INITIALIZERS) assert.ok(initializers.includes(name), name);
    const losses = source('losses.js');
    for (const name of LOSSES) assert.match(losses, new RegExp(`export function ${name}\\(`), name);
    const optimizers = source('optimizers.js');
    for (const name of OPTIMIZERS) assert.ok(optimizers.includes(`optimizerMap['${name}']`), name);
  });
});
