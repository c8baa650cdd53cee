import assert from 'node:assert/strict';
import prettier from 'prettier';
import { applyEdits } from '../../../../src/hints/apply';
import { javascript } from '../../../../src/hints/javascript';
import { parse } from './show';

function strip(text: string, file = '/test.js'): string {
  return applyEdits(text, javascript.strip(parse(text, file)));
}

/** [code, without hints] */
const table: [string, string][] = [
  ['x = /* @nas int(1, 4) */ 3;', 'x = 3;'],
  ['x = /* @nas int(1, 4) */3;', 'x = 3;'],
  ['f(/* @nas int(1, 4) */ 3, /* @nas int(1, 4) */ 4);', 'f(3, 4);'],
  ['x = // @nas int(1, 4)\n  3;', 'x =\n  3;'],
  ['f(\n  // @nas int(1, 4)\n  3,\n);', 'f(\n  3,\n);'],
  ['f(\r\n  // @nas int(1, 4)\r\n  3,\r\n);', 'f(\r\n  3,\r\n);'],
  ['x = /* @nas int(1, 4) */ /* why */ 3; // note', 'x = /* why */ 3; // note'],
  ['x = /* @nas metric(a) */ /* @nas int(1, 4) */ 3;', 'x = 3;'],
  ['x = /* @nas what is this */ 3;', 'x = 3;'],
  // One of several elements.
  ['x = /* @nas choice */ [f(x), g(x)][1];', 'x = g(x);'],
  ['x = /* @nas choice */ [f(x), g(/* @nas int(1, 4) */ 3)][1];', 'x = g(3);'],
  ['x = /* @nas choice */ [/* @nas choice */ [a, b][1], c][0];', 'x = b;'],
  ['// @nas choice\n[f, g][0](x);', 'f(x);'],
  ['x = /* @nas choice */ [\n  f(x),\n  g(x),\n][0];', 'x = f(x);'],
  ['x = /* @nas choice */ [\n  f({\n    a: 1,\n  }),\n  g(x),\n][0];', 'x = f({\n  a: 1,\n});'],
  ['x = /* @nas choice */ [\n  `a\n    b`,\n  g(x),\n][0];', 'x = `a\n    b`;'],
  [
    '{\n  x = /* @nas choice */ [\n    f(() => {\n      a();\n    }),\n    g(x),\n  ][0];\n}',
    '{\n  x = f(() => {\n    a();\n  });\n}',
  ],
  // Parentheses where they are needed, and only there.
  ['x = 2 * /* @nas choice */ [a + b, c][0];', 'x = 2 * (a + b);'],
  ['x = /* @nas choice */ [a + b, c][0];', 'x = a + b;'],
  ['f(/* @nas choice */ [a + b, c][0]);', 'f(a + b);'],
  ['x = { y: /* @nas choice */ [a ? b : c, d][0] };', 'x = { y: a ? b : c };'],
  ['x = /* @nas choice */ [(y) => y, g][0](x);', 'x = ((y) => y)(x);'],
  ['x = /* @nas choice */ [a ?? b, g][0].y;', 'x = (a ?? b).y;'],
  ['x = /* @nas choice */ [a?.b, g][0].y;', 'x = (a?.b).y;'],
  ['x = new /* @nas choice */ [f(), A][0](x);', 'x = new (f())(x);'],
  ['x = new /* @nas choice */ [B, A][0](x);', 'x = new B(x);'],
  ['f = () => /* @nas choice */ [{ a: 1 }, b][0];', 'f = () => ({ a: 1 });'],
  ['f = () => /* @nas choice */ [g(), b][0];', 'f = () => g();'],
  ['x = !/* @nas choice */ [a && b, c][0];', 'x = !(a && b);'],
  ['x = /* @nas choice */ [a, b, c][0] ? /* @nas choice */ [d = 1, e][0] : f;', 'x = a ? d = 1 : f;'],
  // Several of the elements.
  ['x = f(/* @nas subset(1, 3) */ [a, b, c]);', 'x = f([a, b, c]);'],
  ['x = f(/* @nas subset(1, 3) */ [a, b, c].filter((_, i) => [0, 2].includes(i)));', 'x = f([a, c]);'],
  ['x = f(/* @nas subset(1, 3) */ [a, b, c].filter((_, i) => [1].includes(i)));', 'x = f([b]);'],
  ['x = f(/* @nas subset(1, 3) */ [a, b, c].filter((_, i) => [0].includes(i)));', 'x = f([a]);'],
  ['x = f(/* @nas subset(0, 3) */ [a, b, c,].filter((_, i) => [].includes(i)));', 'x = f([]);'],
  [
    'x = f(/* @nas subset(1, 3) */ [\n  a,\n  b(/* @nas int(1, 4) */ 3),\n  c,\n].filter((_, i) => [0, 2].includes(i)));',
    'x = f([\n  a,\n  c,\n]);',
  ],
  [
    'x = f(/* @nas subset(1, 2) */ [a, b(/* @nas int(1, 4) */ 3)].filter((_, i) => [1].includes(i)));',
    'x = f([b(3)]);',
  ],
  // Statements.
  ['a();\n// @nas optional\nf();\nb();', 'a();\nf();\nb();'],
  ['a();\n// @nas optional\nif (false) f();\nb();', 'a();\nb();'],
  ['a();\n// @nas optional\nif (true) f();\nb();', 'a();\nf();\nb();'],
  ['a();\n\n// @nas optional\nif (false) f(/* @nas int(1, 4) */ 3);\n\nb();', 'a();\n\nb();'],
  ['a();\n\n// @nas optional\nif (false) f(); // drop\n\nb();', 'a();\n\nb();'],
  ['{\n  // @nas optional\n  if (false) f();\n\n  b();\n}', '{\n  b();\n}'],
  ['{\n  a();\n\n  // @nas optional\n  if (false) f();\n}', '{\n  a();\n}'],
  ['a(); /* @nas optional */ if (false) f(); b();', 'a(); b();'],
  ['a();\n// @nas optional\nif (false) {\n  f();\n}\nb();', 'a();\nb();'],
  ['a();\n// @nas optional\nif (false) if (x) f(); else g();\nb();', 'a();\nb();'],
  // Loops.
  [
    'for (let i = 0; i < 2; i++) f(/* @nas int(1, 4) each */ [1, 2][i]);',
    'for (let i = 0; i < 2; i++) f([1, 2][i]);',
  ],
  [
    'for (let i = 0; i < 2; i++) f(/* @nas choice each */ [a, b][[0, 1][i]]);',
    'for (let i = 0; i < 2; i++) f([a, b][[0, 1][i]]);',
  ],
  ['for (let i = 0; i < 2; i++) f(/* @nas choice each */ [a, b][1]);', 'for (let i = 0; i < 2; i++) f(b);'],
  [
    'for (let i = 0; i < 2; i++) {\n  // @nas optional each\n  if ([true, false][i]) f();\n}',
    'for (let i = 0; i < 2; i++) {\n  if ([true, false][i]) f();\n}',
  ],
  // The search block and marks.
  ['/* @nas search\nseed: 1\n*/\n\nx();\n', 'x();\n'],
  ['\uFEFF/* @nas search\nseed: 1\n*/\n\nx();\n', '\uFEFFx();\n'],
  ["'use strict';\n\n/* @nas search\nseed: 1\n*/\n\nx();\n", "'use strict';\n\nx();\n"],
  ["'use strict';\n/* @nas search\nseed: 1\n*/\nx();\n", "'use strict';\nx();\n"],
  ['x();\n\n/* @nas search\nseed: 1\n*/\n', 'x();\n'],
  ['/** @nas model */\nexport function build() {}\n', 'export function build() {}\n'],
  ['#!/usr/bin/env node\n// @nas optional\nf();', '#!/usr/bin/env node\nf();'],
];

describe('code without its hints', () => {
  for (const [code, expected] of table) it(JSON.stringify(code), () => assert.equal(strip(code), expected));

  it('stays as well formatted as it was', async () => {
    const code = [
      "import * as tf from '@tensorflow/tfjs';",
      '',
      '/* @nas search',
      'budget: { trials: 20 }',
      '*/',
      '',
      'export function build(input) {',
      '  let x = input;',
      '  for (let i = 0; i < /* @nas depth: int(1, 3) */ 2; i++) {',
      '    x = /* @nas op: choice */ [',
      "      conv(x, { filters: /* @nas choice(8, 16) each */ [8, 16][i], padding: 'same' }),",
      '      tf.layers.depthwiseConv2d({ kernelSize: /* @nas choice(3, 5) */ 3 }).apply(x),',
      '    ][0];',
      '',
      '    // @nas drop: optional',
      '    if (false) x = tf.layers.dropout({ rate: /* @nas float(0.1, 0.5) */ 0.25 }).apply(x);',
      '',
      '    // Joined.',
      '    x = join(/* @nas subset(1, 2) */ [x, input].filter((_, i) => [1].includes(i)));',
      '  }',
      '  return /* @nas metric(size) */ x;',
      '}',
      '',
    ].join('\n');
    const options = { parser: 'babel', singleQuote: true, printWidth: 110 } as const;
    assert.equal(await prettier.format(code, options), code, 'the example itself is formatted');
    const stripped = strip(code);
    assert.equal(await prettier.format(stripped, options), stripped);
    assert.ok(!stripped.includes('@nas') && stripped.includes('// Joined.') && !stripped.includes('dropout'));
  });
});
