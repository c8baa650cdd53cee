import assert from 'node:assert/strict';
import { variables } from './show';

const N = '/* @nas int(1, 4) */ 3';

/** [code, labels, groups] */
const table: [string, string[], string[]?][] = [
  [`tf.layers.conv2d({ filters: ${N} });`, ['conv2d.filters'], ['filters']],
  [`tf.layers.conv2d({ 'filters': ${N} });`, ['conv2d.filters']],
  [
    `conv2d({ filters: ${N} }); conv2d({ filters: ${N} }); conv2d({ filters: ${N} });`,
    ['conv2d.filters', 'conv2d.filters#2', 'conv2d.filters#3'],
  ],
  [
    `conv2d({ kernelSize: [${N}, ${N}] });`,
    ['conv2d.kernelSize', 'conv2d.kernelSize#2'],
    ['kernelSize', 'kernelSize'],
  ],
  [`conv2d({ units: 2 * ${N} + 1 });`, ['conv2d.units']],
  [`conv2d({ units: wide ? ${N} : 7 });`, ['conv2d.units']],
  [`new Dense({ units: ${N} });`, ['Dense.units']],
  [`const lr = ${N};`, ['lr'], ['lr']],
  [`let { lr = ${N} } = options;`, ['lr']],
  [`this.units = ${N};`, ['units']],
  [
    `const config = { units: ${N}, inner: { rate: ${N} } };`,
    ['config.units', 'inner.rate'],
    ['units', 'rate'],
  ],
  [`module.exports = { units: ${N} };`, ['exports.units']],
  [`tf.train.adam(/* @nas float(1e-4, 1e-2) */ 1e-3);`, ['adam.learningRate'], ['learningRate']],
  [`tf.train.momentum(${N}, ${N});`, ['momentum.learningRate', 'momentum.arg2']],
  [`function block(x, width) {} block(x, ${N});`, ['block.width'], ['width']],
  [`data.batch(${N});`, ['batch.batchSize']],
  [`run(${N});`, ['run']],
  [`function f(width = ${N}) {}`, ['width']],
  [`function f() { return ${N}; }`, ['f']],
  [`const f = () => ${N};`, ['f']],
  [`class A { units() { return ${N}; } }`, ['units']],
  [`for (let i = 0; i < ${N}; i++) {}`, ['turns'], ['turns']],
  [`while (x < ${N}) {}`, ['condition']],
  [`if (/* @nas bool */ true) {}`, ['condition']],
  [`x = /* @nas choice */ [conv(x), pool( x )][0];`, ['x'], ['conv(x) | pool( x )']],
  [`model.add(/* @nas choice */ [a({ n: ${N} }), b()][0]);`, ['add', 'a.n'], ['a({ n: … }) | b()', 'n']],
  [`x = tf.layers.concatenate().apply(/* @nas subset(1, 2) */ [a, b]);`, ['apply'], ['a | b']],
  [`// @nas optional\nx = tf.layers.dropout({ rate: 0.5 }).apply(x);`, ['dropout'], ['dropout']],
  [`// @nas optional\nmodel.add(tf.layers.batchNormalization());`, ['batchNormalization']],
  [`// @nas optional\nx = y;`, ['optional']],
  [`// @nas optional\nx.apply(y);`, ['optional']],
  // Written labels stay, derived ones give way.
  [`const lr = /* @nas rate: int(1, 4) */ 3;`, ['rate'], ['lr']],
  [`const lr = ${N}; f({ a: /* @nas lr: int(1, 4) */ 3 });`, ['lr#2', 'lr']],
  [`const a = /* @nas w: int(1, 4) */ 3, b = /* @nas w: int(1, 4) */ 3;`, ['w', 'w']],
  [`const a = /* @nas block1.conv/w-2: int(1, 4) */ 3;`, ['block1.conv/w-2']],
  [`const a = /* @nas größe: int(1, 4) */ 3;`, ['größe']],
  [`f({ 'my key[0]': ${N} });`, ['f.my_key_0_']],
];

describe('names of hints', () => {
  for (const [code, labels, groups] of table) {
    it(JSON.stringify(code), () => {
      const hints = variables(code);
      assert.deepEqual(
        hints.map(({ label }) => label),
        labels,
      );
      if (groups)
        assert.deepEqual(
          hints.map(({ group }) => group),
          groups,
        );
    });
  }

  it('do not change with the values', () => {
    const code = `x = /* @nas choice */ [a(${N}), /* @nas subset(0, 2) */ [b, c]][0];`;
    const other = code
      .replace('*/ 3', '*/ 4')
      .replace('[b, c]', '[b, c].filter((_, i) => [1].includes(i))')
      .replace('][0];', '][1];');
    const described = (text: string) =>
      variables(text).map(({ label, group, domain }) => ({ label, group, domain }));
    assert.notEqual(code, other);
    assert.deepEqual(described(other), described(code));
  });
});
