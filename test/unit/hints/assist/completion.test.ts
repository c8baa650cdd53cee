import assert from 'node:assert/strict';
import { complete, type Completion, type KnownLabel } from '../../../../src/hints/assist/completion';
import { commentOf, hintCursor } from '../../../../src/hints/assist/cursor';
import { targetBehind } from '../../../../src/hints/assist/javascript/target';

const labels: readonly KnownLabel[] = [
  {
    label: 'act',
    domain: { kind: 'choice', options: ['relu', 'tanh'], ordered: false },
    written: "choice('relu', 'tanh')",
  },
];

/** Completions where `|` stands in the code. */
function at(code: string): { readonly text: string; readonly items: readonly Completion[] } {
  const offset = code.indexOf('|');
  assert.ok(offset >= 0);
  const text = code.replace('|', '');
  const cursor = hintCursor(text, offset);
  if (!cursor) return { text, items: [] };
  const target = cursor.place === 'setting' ? undefined : targetBehind('a.js', text, commentOf(cursor));
  return { text, items: complete(cursor, { text, target, labels, metrics: ['my_score'] }) };
}
const offered = (code: string) => at(code).items.map(({ label }) => label);

/** The text after an item was taken, stops of the snippet removed. */
function taken(code: string, label: string): string {
  const { text, items } = at(code);
  const item = items.find((candidate) => candidate.label === label);
  assert.ok(item, `${label} is offered: ${items.map((candidate) => candidate.label).join(' ; ')}`);
  const plain = item.snippet
    .replace(/\$\{\d+:((?:\\.|[^}\\])*)\}/g, '$1')
    .replace(/(?<!\\)\$\d+/g, '')
    .replace(/\\(.)/g, '$1');
  return text.slice(0, item.range.start) + plain + text.slice(item.range.end);
}

describe('completion in a hint', () => {
  it('begins at the @ and closes the comment where it is open', () => {
    assert.equal(
      taken('f({ filters: /* @| */ 32 })', 'choice(16, 32, 64)'),
      'f({ filters: /* @nas choice(16, 32, 64) */ 32 })',
    );
    assert.equal(
      taken('f({ filters: /* @n|\n 32 });\n', 'choice(16, 32, 64)'),
      'f({ filters: /* @nas choice(16, 32, 64) */\n 32 });\n',
    );
    assert.equal(
      taken('f({ filters: /* @|32 });', 'choice(16, 32, 64)'),
      'f({ filters: /* @nas choice(16, 32, 64) */ 32 });',
    );
    assert.equal(
      taken('f({ filters: /* @nas|*/ 32 })', 'choice(16, 32, 64)'),
      'f({ filters: /* @nas choice(16, 32, 64)*/ 32 })',
    );
  });

  it('offers the kinds that fit what follows', () => {
    const kinds = (code: string) =>
      at(code)
        .items.filter(({ what, about }) => what === 'kind' && about !== 'search')
        .map(({ about }) => about);
    assert.deepEqual(kinds('const n = /* @nas | */ 3;'), ['choice', 'int', 'float', 'metric']);
    assert.deepEqual(kinds("const n = /* @nas | */ 'x';"), ['choice', 'metric']);
    assert.deepEqual(kinds('const n = /* @nas | */ true;'), ['bool', 'choice', 'metric']);
    assert.deepEqual(kinds('const n = /* @nas | */ [a, b][0];'), ['choice', 'metric']);
    assert.deepEqual(kinds('const n = f(/* @nas | */ [a, b]);'), ['subset', 'metric']);
    assert.deepEqual(kinds('// @nas |\nmodel.add(x);'), ['optional', 'metric']);
    assert.deepEqual(kinds('// @nas |\nexport function build() {}'), ['model', 'data']);
    assert.deepEqual(kinds('// @nas |\nconst x = 1;'), [
      'choice',
      'int',
      'float',
      'bool',
      'subset',
      'optional',
      'metric',
    ]);
  });

  it('knows the place although the open comment swallows code', () => {
    const code = `model.add(tf.layers.dropout({ rate: /* @nas |\n 0.25 }));\n/* later */ f();\n`;
    assert.equal(offered(code)[0], 'float(0, 0.6)');
  });

  it('offers labels whose domain has the value, and the domain with them', () => {
    assert.equal(
      taken("f({ activation: /* @nas | */ 'relu' })", "act: choice('relu', 'tanh')"),
      "f({ activation: /* @nas act: choice('relu', 'tanh') */ 'relu' })",
    );
    assert.ok(!offered("f({ activation: /* @nas | */ 'elu' })").some((label) => label.startsWith('act')));
    assert.ok(!offered("f({ activation: /* @nas b: | */ 'relu' })").some((label) => label.startsWith('act')));
  });

  it('fills in arguments', () => {
    assert.equal(offered('f({ filters: /* @nas choice(|) */ 32 })')[0], '16, 32, 64');
    assert.equal(offered('f({ rate: /* @nas float(|) */ 0.2 })')[0], '0, 0.6');
    const more = offered("f({ activation: /* @nas choice('relu', |) */ 'relu' })");
    assert.ok(more.includes("'gelu'") && !more.includes("'relu'"));
    assert.equal(
      taken("f({ activation: /* @nas choice('relu', 'ge|') */ 'relu' })", "'gelu'").includes(
        "'relu', 'gelu'",
      ),
      true,
    );
    assert.equal(offered('/* @nas metric(|) */ f()')[0], 'my_score');
  });

  it('offers modifiers where they mean something', () => {
    assert.deepEqual(offered('f(/* @nas float(1e-4, 1e-2) | */ 1e-3)'), ['log']);
    assert.deepEqual(offered('f(/* @nas float(0, 1) | */ 0.5)'), []);
    assert.deepEqual(offered("f(/* @nas choice('a', 'b') | */ 'a')"), []);
    assert.deepEqual(offered("for (let i = 0; i < 3; i++) f(/* @nas choice('a', 'b') | */ 'a');"), ['each']);
    assert.deepEqual(offered('f(/* @nas int(1, 4) log | */ 1)'), []);
  });

  it('is silent outside of hints', () => {
    for (const code of [
      "x = '@nas |'",
      '/* @nas bool */ x; |',
      '/* nothing | */',
      'a@|',
      '@nas |',
      '// see the @nas | comments',
    ])
      assert.deepEqual(offered(code), [], code);
  });
});

describe('completion in the search block', () => {
  const inBlock = (yaml: string) => offered(`/* @nas search\n${yaml}\n*/\nf();\n`);

  it('offers the keys that are not there yet', () => {
    const keys = inBlock('seed: 1\n|\nworkers: 2');
    assert.ok(keys.includes('budget') && keys.includes('strategy'));
    assert.ok(!keys.includes('seed') && !keys.includes('workers'));
    assert.deepEqual(inBlock('budget:\n  trials: 3\n  |'), ['time', 'epochs']);
    assert.deepEqual(inBlock('budget: { trials: 3, |}'), ['time', 'epochs']);
    assert.deepEqual(inBlock('budget: { |, trials: 3 }'), ['time', 'epochs']);
    assert.ok(inBlock('budget:\n  trials: 3\n|').includes('seed'));
    assert.ok(inBlock(' * seed: 1\n * |').includes('budget'));
  });

  it('offers values', () => {
    assert.ok(inBlock('strategy: |').includes('random'));
    assert.ok(inBlock('strategy: { name: |').includes('random'));
    assert.ok(inBlock('stop: a|').includes('asha'));
    assert.deepEqual(inBlock('budget: { time: |'), ['30m', '2h']);
    assert.ok(inBlock('backend: |').includes('tfjs-node'));
    assert.deepEqual(inBlock('seed: 1 # |'), []);
  });

  it('offers objectives seen in the program, their directions and measures to bound', () => {
    assert.deepEqual(inBlock('objectives: { |').slice(0, 2), ['my_score', 'val_accuracy']);
    assert.deepEqual(inBlock('objectives: { val_accuracy: |'), ['maximize', 'minimize']);
    assert.deepEqual(inBlock('objectives:\n  val_loss: mi|'), ['maximize', 'minimize']);
    assert.ok(!inBlock('objectives: { val_loss: minimize, |').includes('val_loss'));
    assert.ok(inBlock('constraints: [|').includes('params <= 200k'));
    assert.ok(inBlock('constraints: |').includes('[params <= 200k]'));
    assert.ok(inBlock('constraints:\n  - |').includes('params <= 200k'));
  });

  it('replaces what is typed so far', () => {
    assert.equal(taken('/* @nas search\nbud| */', 'budget'), '/* @nas search\nbudget:  */');
    assert.equal(taken('/* @nas search\nstop: me| */', 'median'), '/* @nas search\nstop: median */');
  });
});
