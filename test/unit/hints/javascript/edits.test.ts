import assert from 'node:assert/strict';
import { applyEdits } from '../../../../src/hints/apply';
import type { Value } from '../../../../src/hints/hint';
import { javascript } from '../../../../src/hints/javascript';
import { parse, show, variables } from './show';

type Values = Record<string, Value>;

function write(text: string, values: Values, file = '/test.js'): string {
  const source = parse(text, file);
  return applyEdits(text, javascript.edits(source, new Map(Object.entries(values))));
}

/** [code, values, code with them] */
const table: [string, Values, string][] = [
  ['x = /* @nas n: int(1, 4) */ 3;', { n: 4 }, 'x = /* @nas n: int(1, 4) */ 4;'],
  ['x = /* @nas n: int(-4, 4) */ 3;', { n: -2 }, 'x = /* @nas n: int(-4, 4) */ -2;'],
  ['x = /* @nas n: int(-4, 4) */ -3;', { n: 2 }, 'x = /* @nas n: int(-4, 4) */ 2;'],
  ['x = 2 - /* @nas n: int(-4, 4) */ 3;', { n: -2 }, 'x = 2 - /* @nas n: int(-4, 4) */ -2;'],
  ['x = /* @nas n: int(-4, 4) */ 3 ** 2;', { n: -2 }, 'x = /* @nas n: int(-4, 4) */ (-2) ** 2;'],
  ['x = /* @nas n: int(-4, 4) */ (-2) ** 2;', { n: 3 }, 'x = /* @nas n: int(-4, 4) */ (3) ** 2;'],
  ['x = /* @nas n: int(-4, 40) */ 3..toFixed();', { n: 16 }, 'x = /* @nas n: int(-4, 40) */ (16).toFixed();'],
  ['x = /* @nas n: int(-4, 4) */ 3[y];', { n: -2 }, 'x = /* @nas n: int(-4, 4) */ (-2)[y];'],
  ['x = /* @nas n: float(0, 1) log */ 0.5;', { n: 0.5 }, 'x = /* @nas n: float(0, 1) log */ 0.5;'],
  ['x = /* @nas n: float(1e-4, 1) log */ 0.5;', { n: 1e-4 }, 'x = /* @nas n: float(1e-4, 1) log */ 1e-4;'],
  [
    'x = /* @nas n: float(1e-4, 1) log */ 0.5;',
    { n: 1.5e-3 },
    'x = /* @nas n: float(1e-4, 1) log */ 0.0015;',
  ],
  ['x = /* @nas n: choice(1e-3, 0x10) */ 1e-3;', { n: 16 }, 'x = /* @nas n: choice(1e-3, 0x10) */ 0x10;'],
  [`x = /* @nas n: choice('a', 'b') */ 'a';`, { n: 'b' }, `x = /* @nas n: choice('a', 'b') */ 'b';`],
  [`x = /* @nas n: choice('a', 'b') */ "a";`, { n: 'b' }, `x = /* @nas n: choice('a', 'b') */ "b";`],
  [
    "x = /* @nas n: choice('a', 'b${x}`') */ `a`;",
    { n: 'b${x}`' },
    "x = /* @nas n: choice('a', 'b${x}`') */ `b\\${x}\\``;",
  ],
  [
    `x = /* @nas n: choice('a', "it's\\n") */ 'a';`,
    { n: "it's\n" },
    `x = /* @nas n: choice('a', "it's\\n") */ 'it\\'s\\n';`,
  ],
  [`x = /* @nas n: choice("a", null) */ null;`, { n: 'a' }, `x = /* @nas n: choice("a", null) */ "a";`],
  [
    `x = /* @nas n: choice(1, [2, 'a']) */ 1;`,
    { n: [2, 'a'] },
    `x = /* @nas n: choice(1, [2, 'a']) */ [2, 'a'];`,
  ],
  [
    `x = /* @nas n: choice('🙂', 'é') */ '🙂'; // 🙂`,
    { n: 'é' },
    `x = /* @nas n: choice('🙂', 'é') */ 'é'; // 🙂`,
  ],
  ['x = /* @nas n: bool */ true;', { n: false }, 'x = /* @nas n: bool */ false;'],
  ['x = /* @nas n: choice */ [a, b][0];', { n: 1 }, 'x = /* @nas n: choice */ [a, b][1];'],
  [
    'x = f(/* @nas n: subset(0, 3) */ [a, b, c]);',
    { n: [2] },
    'x = f(/* @nas n: subset(0, 3) */ [a, b, c].filter((_, i) => [2].includes(i)));',
  ],
  [
    'x = f(/* @nas n: subset(0, 3) */ [a, b, c].filter((_, q) => [2].includes(q)));',
    { n: [] },
    'x = f(/* @nas n: subset(0, 3) */ [a, b, c].filter((_, q) => [].includes(q)));',
  ],
  [
    'x = f(/* @nas n: subset(0, 3) */ [a, b, c].filter((_, q) => [2].includes(q)));',
    { n: [0, 1, 2] },
    'x = f(/* @nas n: subset(0, 3) */ [a, b, c]);',
  ],
  ['// @nas n: optional\nf();', { n: false }, '// @nas n: optional\nif (false) f();'],
  ['// @nas n: optional\nif (false) f();', { n: true }, '// @nas n: optional\nf();'],
  ['// @nas n: optional\nif (true) f();', { n: false }, '// @nas n: optional\nif (false) f();'],
  ['// @nas n: optional\nif (true) f();', { n: true }, '// @nas n: optional\nif (true) f();'],
  ['/* @nas n: optional */ { f(); }', { n: false }, '/* @nas n: optional */ if (false) { f(); }'],
  // Each turn of a loop.
  [
    'for (let i = 0; i < 3; i++) f(/* @nas n: int(1, 4) each */ 3);',
    { 'n[1]': 4 },
    'for (let i = 0; i < 3; i++) f(/* @nas n: int(1, 4) each */ [3, 4, 3][i]);',
  ],
  [
    'for (let i = 0; i < 3; i++) f(/* @nas n: int(1, 4) each */ [3, 4, 3][i]);',
    { 'n[0]': 4, 'n[2]': 4 },
    'for (let i = 0; i < 3; i++) f(/* @nas n: int(1, 4) each */ 4);',
  ],
  [
    'for (let k = 0; k < 2; k++) f(/* @nas n: choice each */ [a, b][0]);',
    { 'n[1]': 1 },
    'for (let k = 0; k < 2; k++) f(/* @nas n: choice each */ [a, b][[0, 1][k]]);',
  ],
  [
    'for (let k = 0; k < 2; k++) f(/* @nas n: choice each */ [a, b][[0, 1][k]]);',
    { 'n[0]': 1 },
    'for (let k = 0; k < 2; k++) f(/* @nas n: choice each */ [a, b][1]);',
  ],
  [
    'for (let i = 0; i < 2; i++) f(/* @nas n: subset(0, 2) each */ [a, b]);',
    { 'n[1]': [1] },
    'for (let i = 0; i < 2; i++) f(/* @nas n: subset(0, 2) each */ [a, b].filter((_, k) => [[0, 1], [1]][i].includes(k)));',
  ],
  [
    'for (let i = 0; i < 2; i++) { /* @nas n: optional each */ f(); }',
    { 'n[1]': false },
    'for (let i = 0; i < 2; i++) { /* @nas n: optional each */ if ([true, false][i]) f(); }',
  ],
  [
    'for (let i = 0; i < 2; i++) { /* @nas n: optional each */ if ([true, false][i]) f(); }',
    { 'n[1]': true },
    'for (let i = 0; i < 2; i++) { /* @nas n: optional each */ f(); }',
  ],
  [
    'for (let i = 0; i < 2; i++) { /* @nas n: optional each */ if ([true, false][i]) f(); }',
    { 'n[0]': false },
    'for (let i = 0; i < 2; i++) { /* @nas n: optional each */ if (false) f(); }',
  ],
  // As many values as there are turns.
  [
    'for (let i = 0; i < /* @nas d: int(1, 4) */ 2; i++) f(/* @nas n: int(1, 4) each */ 3);',
    { d: 3, 'n[0]': 3, 'n[1]': 4, 'n[2]': 1 },
    'for (let i = 0; i < /* @nas d: int(1, 4) */ 3; i++) f(/* @nas n: int(1, 4) each */ [3, 4, 1][i]);',
  ],
  [
    'for (let i = 0; i < /* @nas d: int(1, 4) */ 3; i++) f(/* @nas n: int(1, 4) each */ [3, 4, 1][i]);',
    { d: 4, 'n[3]': 2 },
    'for (let i = 0; i < /* @nas d: int(1, 4) */ 4; i++) f(/* @nas n: int(1, 4) each */ [3, 4, 1, 2][i]);',
  ],
  [
    'for (let i = 0; i < /* @nas d: int(1, 4) */ 3; i++) f(/* @nas n: int(1, 4) each */ [3, 4, 1][i]);',
    { d: 1 },
    'for (let i = 0; i < /* @nas d: int(1, 4) */ 1; i++) f(/* @nas n: int(1, 4) each */ [3, 4, 1][i]);',
  ],
  // Hints that share a variable.
  [
    'x = /* @nas n: int(1, 4) */ 3; y = /* @nas n: int(1, 4) */ 2;',
    { n: 1 },
    'x = /* @nas n: int(1, 4) */ 1; y = /* @nas n: int(1, 4) */ 1;',
  ],
  // Nested hints.
  [
    'x = /* @nas n: choice */ [f(/* @nas k: int(1, 4) */ 3), g(/* @nas s: subset(1, 2) */ [a, b])][0];',
    { n: 1, k: 2, s: [1] },
    'x = /* @nas n: choice */ [f(/* @nas k: int(1, 4) */ 2), g(/* @nas s: subset(1, 2) */ [a, b].filter((_, i) => [1].includes(i)))][1];',
  ],
  // Unknown labels do nothing.
  ['x = /* @nas n: int(1, 4) */ 3;', { other: 4, 'n[0]': 4 }, 'x = /* @nas n: int(1, 4) */ 3;'],
  // Everything else stays.
  [
    "\uFEFF'use strict';\r\n\tx = /* @nas n: int(1, 4) */\t3;\t// tab\r\n",
    { n: 4 },
    "\uFEFF'use strict';\r\n\tx = /* @nas n: int(1, 4) */\t4;\t// tab\r\n",
  ],
];

describe('edits', () => {
  for (const [code, values, expected] of table) {
    it(`${JSON.stringify(code)} with ${JSON.stringify(values)}`, () => {
      const edited = write(code, values);
      assert.equal(edited, expected);
      assert.equal(write(edited, values), edited, 'twice is once');
      assert.equal(show(edited).length, show(code).length);
    });
  }

  it('refuse values outside the domain', () => {
    const code = 'x = /* @nas n: int(1, 4) */ 3;';
    for (const value of [5, 2.5, 'a', null, [1]])
      assert.throws(() => write(code, { n: value }), /n cannot be/);
    assert.throws(() => write('x = /* @nas n: choice */ [a, b][0];', { n: 2 }), RangeError);
    assert.throws(() => write('f(/* @nas n: subset(1, 1) */ [a, b]);', { n: [1, 0] }), RangeError);
  });

  it('leave a value as written that is outside its domain', () => {
    const code = 'x = /* @nas n: int(1, 4) */ 5;';
    assert.equal(write(code, { n: 5 }), code);
  });

  it('work in a file that came from elsewhere', () => {
    const source = structuredClone(parse('x = /* @nas n: int(1, 4) */ 3;'));
    assert.deepEqual(javascript.edits(source, new Map([['n', 4]])), [
      { range: { start: 28, end: 29 }, text: '4' },
    ]);
  });
});

describe('values as source text', () => {
  const print = (code: string, value: Value) => javascript.print(variables(code)[0]!, value, code);
  it('are in the style of the code', () => {
    assert.equal(print(`x = /* @nas choice('a', 'b') */ "a";`, 'b'), '"b"');
    assert.equal(print('x = /* @nas choice(1e-3, 1e-4) */ 1e-3;', 0.0001), '1e-4');
    assert.equal(print('x = /* @nas choice */ [conv(x), pool(x)][0];', 1), 'pool(x)');
    assert.equal(print('x = f(/* @nas subset(0, 2) */ [a, b]);', [1]), '[b]');
    assert.equal(print('/* @nas optional */ f();', false), 'false');
  });
});
