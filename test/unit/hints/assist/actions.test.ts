import assert from 'node:assert/strict';
import { applyEdits } from '../../../../src/hints/apply';
import { actionsAt, mayAct, type Action, type ActionName } from '../../../../src/hints/assist';
import { javascript } from '../../../../src/hints/javascript';

/** The actions where `|` stands. */
function at(code: string): { readonly text: string; readonly actions: readonly Action[] } {
  const offset = code.indexOf('|');
  assert.ok(offset >= 0);
  const text = code.slice(0, offset) + code.slice(offset + 1);
  return { text, actions: actionsAt('a.js', text, offset) };
}
const offered = (code: string) => at(code).actions.map(({ name }) => name);

/** The text after an action; its hints are right, and stripping them gives the code back where that can be. */
function after(code: string, name: ActionName): string {
  const { text, actions } = at(code);
  const action = actions.find((candidate) => candidate.name === name);
  assert.ok(action, `${name} is offered: ${actions.map((candidate) => candidate.name).join()}`);
  const result = applyEdits(text, action.edits);
  const parsed = javascript.parse('a.js', result);
  assert.deepEqual(parsed.diagnostics, [], result);
  assert.ok(parsed.hints.length > 0);
  if (name !== 'repeat')
    assert.equal(applyEdits(result, javascript.strip(parsed)), text, 'stripping takes it back');
  return result;
}

describe('Make searchable', () => {
  const table: readonly (readonly [string, string])[] = [
    [
      'm.add(tf.layers.dense({ units: 3|2 }));',
      'm.add(tf.layers.dense({ units: /* @nas choice(16, 32, 64) */ 32 }));',
    ],
    [
      "m.add(tf.layers.dense({ activation: |'relu' }));",
      "m.add(tf.layers.dense({ activation: /* @nas choice('relu', 'elu', 'swish') */ 'relu' }));",
    ],
    [
      'f(tf.layers.conv2d({ kernelSize: [3, |3] }));',
      'f(tf.layers.conv2d({ kernelSize: /* @nas choice([3, 3], [5, 5]) */ [3, 3] }));',
    ],
    ['const o = tf.train.adam(0.001|);', 'const o = tf.train.adam(/* @nas float(1e-4, 0.01) log */ 0.001);'],
    ['const hidden = 1|0;', 'const hidden = /* @nas choice(5, 10, 20) */ 10;'],
    ['m.fit(x, y, { batchSize: 64| });', 'm.fit(x, y, { batchSize: /* @nas choice(32, 64, 128) */ 64 });'],
  ];
  for (const [before, expected] of table)
    it(before, () => assert.equal(after(before, 'searchable'), expected));

  it('leaves alone what must not vary', () => {
    for (const code of [
      'm.add(tf.layers.dense({ inputShape: [|4] }));',
      'const a = list[|0];',
      'const x = y * |2;',
      "import x from '|x';",
      'f({ units: /* @nas choice(1, 2) */ |1 });',
      'f({ filters: /* @nas choice(1,| 2) */ 1 });',
    ])
      assert.ok(!offered(code).includes('searchable'), code);
  });
});

describe('Make optional', () => {
  it('puts the hint on a line of its own', () => {
    assert.equal(
      after('function f(x) {\n  x = tf.layers.drop|out({ rate: 0.2 }).apply(x);\n}\n', 'optional'),
      'function f(x) {\n  // @nas optional\n  x = tf.layers.dropout({ rate: 0.2 }).apply(x);\n}\n',
    );
    assert.equal(
      after('a();\r\nm.add(tf.layers.|batchNormalization());\r\n', 'optional'),
      'a();\r\n// @nas optional\r\nm.add(tf.layers.batchNormalization());\r\n',
    );
  });

  it('is not offered where the model would break', () => {
    for (const code of [
      'm.add(tf.layers.|dense({ units: 4, inputShape: [3] }));',
      "m.add(tf.layers.|dense({ units: 4, activation: 'softmax' }));",
      'm.add(tf.layers.|flatten());',
      'const y = tf.layers.|dropout({ rate: 0.1 }).apply(x);',
      'y = tf.layers.|dropout({ rate: 0.1 }).apply(x);',
      'if (a) m.add(tf.layers.|dropout({ rate: 0.1 }));',
    ])
      assert.ok(!offered(code).includes('optional'), code);
  });
});

describe('Search among similar layers', () => {
  it('makes a list of alternatives, the written one first', () => {
    assert.equal(
      after('m.add(tf.layers.r|eLU());', 'alternatives'),
      'm.add(/* @nas choice */ [tf.layers.reLU(), tf.layers.leakyReLU(), tf.layers.elu()][0]);',
    );
    assert.equal(
      after('m.add(tf.layers.max|Pooling2d({ poolSize: 2 }));', 'alternatives'),
      [
        'm.add(/* @nas choice */ [',
        '  tf.layers.maxPooling2d({ poolSize: 2 }),',
        '  tf.layers.averagePooling2d({ poolSize: 2 }),',
        '][0]);',
      ].join('\n'),
    );
  });

  it('drops arguments that the others do not take, and breaks long lines', () => {
    const code =
      'function f(x) {\n  return tf.layers.l|stm({ units: 8, unitForgetBias: true, recurrentActivation: "sigmoid" }).apply(x);\n}\n';
    assert.equal(
      after(code, 'alternatives'),
      [
        'function f(x) {',
        '  return /* @nas choice */ [',
        '    tf.layers.lstm({ units: 8, unitForgetBias: true, recurrentActivation: "sigmoid" }),',
        '    tf.layers.gru({ units: 8, recurrentActivation: "sigmoid" }),',
        '    tf.layers.simpleRNN({ units: 8 }),',
        '  ][0].apply(x);',
        '}',
        '',
      ].join('\n'),
    );
  });

  it('keeps the layout of arguments over several lines', () => {
    const code = 'm.add(\n  tf.layers.|conv2d({\n    filters: 8,\n    kernelSize: 3,\n  }),\n);\n';
    assert.match(
      after(code, 'alternatives'),
      /\[\n {4}tf\.layers\.conv2d\(\{\n {6}filters: 8,\n {6}kernelSize: 3,\n {4}\}\),\n {4}tf\.layers\.separableConv2d\(\{\n/,
    );
  });

  it('is not offered twice, nor for layers without relatives', () => {
    assert.ok(!offered('m.add(tf.layers.|dense({ units: 4 }));').includes('alternatives'));
    const again = after('m.add(tf.layers.|add());', 'alternatives').replace('layers.add', 'layers.|add');
    assert.ok(!offered(again).includes('alternatives'));
  });
});

describe('Search the number of repetitions', () => {
  it('hints the bound of a loop', () => {
    assert.equal(
      after('for (let i = 0; i < |2; i++) m.add(tf.layers.dense({ units: 4 }));', 'repeat'),
      'for (let i = 0; i < /* @nas int(1, 4) */ 2; i++) m.add(tf.layers.dense({ units: 4 }));',
    );
  });

  it('wraps a statement in a loop with a variable of its own', () => {
    const code = 'function f(i) {\n\tm.add(\n\t\ttf.layers.|dense({ units: 4 }),\n\t);\n}\n';
    assert.equal(
      after(code, 'repeat'),
      'function f(i) {\n\tfor (let j = 0; j < /* @nas int(1, 3) */ 1; j++) {\n\t\tm.add(\n\t\t\ttf.layers.dense({ units: 4 }),\n\t\t);\n\t}\n}\n',
    );
  });

  it('is not offered for layers with a name', () => {
    assert.ok(!offered("m.add(tf.layers.|dense({ units: 4, name: 'a' }));").includes('repeat'));
  });
});

describe('Suggest a search space', () => {
  const builder = `function |build() {
  const model = tf.sequential();
  model.add(tf.layers.conv2d({ inputShape: [28, 28, 1], filters: 16, kernelSize: 3, activation: 'relu' }));
  for (let i = 0; i < 2; i++) {
    model.add(tf.layers.conv2d({ filters: 32, kernelSize: 3, activation: 'relu', padding: 'same' }));
  }
  model.add(tf.layers.flatten());
  model.add(tf.layers.dropout({ rate: 0.25 }));
  model.add(tf.layers.dense({ units: 10, activation: 'softmax' }));
  model.compile({ optimizer: tf.train.adam(1e-3), loss: 'categoricalCrossentropy' });
  return model;
}
`;

  it('annotates the whole function, moderately', () => {
    const result = after(builder, 'suggest');
    const { hints } = javascript.parse('a.js', result);
    assert.deepEqual(
      hints.map(({ label }) => label),
      [
        'conv2d.filters',
        'conv2d.kernelSize',
        'activation',
        'turns',
        'conv2d.filters#2',
        'conv2d.kernelSize#2',
        'activation',
        'dropout',
        'dropout.rate',
        'adam.learningRate',
      ],
    );
    assert.match(result, /units: 10, activation: 'softmax'/, 'the output stays');
  });

  it('is offered at the head of the builder or where the model is made, and only for builders', () => {
    const lines = builder.replace('|', '');
    assert.ok(offered(lines.replace('tf.sequential', 'tf.|sequential')).includes('suggest'));
    assert.ok(!offered(lines.replace('return model', 'return |model')).includes('suggest'));
    assert.ok(offered(`const build = (n) =>| {${lines}};`).includes('suggest'));
    assert.ok(!offered('function |other() { return 3; }').includes('suggest'));
  });

  it('leaves hints that are there alone', () => {
    const once = after(builder, 'suggest');
    const again = at(once.replace('function ', 'function |')).actions;
    assert.ok(!again.some(({ name }) => name === 'suggest'));
  });
});

it('code that is half typed offers what it can and never throws', () => {
  const text =
    "function f() { m.add(tf.layers.dense({ units: 32, activation: 'relu' })); for (let i = 0; i < 2; i++) {} }";
  for (let cut = 0; cut <= text.length; cut++)
    for (const offset of [0, cut >> 1, cut]) actionsAt('a.ts', text.slice(0, cut), offset);
});

it('lines without anything to offer are told apart without a parser', () => {
  for (const line of ['', '  }', '// words', 'break;', '    .then']) assert.ok(!mayAct(line), line);
  for (const line of [
    '  units: 32,',
    'tf.layers.dense({',
    'for (;;) {',
    'const a = 3',
    'x = tf.train.adam(1e-3)',
  ])
    assert.ok(mayAct(line), line);
});
