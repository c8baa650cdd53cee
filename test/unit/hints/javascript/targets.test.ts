import assert from 'node:assert/strict';
import { problems, show } from './show';

/** [code, what is hinted] */
const found: [string, string[]][] = [
  // Literals.
  ['const n = /* @nas int(1, 4) */ 3;', ['n = 3 @ 3']],
  ['const n = /* @nas int(-4, 4) */ -1;', ['n = -1 @ -1']],
  ['const n = /* @nas int(-4, 4) */ +1;', ['n = 1 @ +1']],
  ['const n = /* @nas float(0, 1) */ 1e-3;', ['n = 0.001 @ 1e-3']],
  ['const n = /* @nas float(0, 1) */ .5;', ['n = 0.5 @ .5']],
  ['const n = /* @nas int(0, 2000) */ 1_000;', ['n = 1000 @ 1_000']],
  ['const n = /* @nas int(0, 255) */ 0xff;', ['n = 255 @ 0xff']],
  [`const a = /* @nas choice('a', 'b') */ 'a';`, [`a = "a" @ 'a'`]],
  ['const a = /* @nas choice("a", "b") */ `a`;', ['a = "a" @ `a`']],
  [`const a = /* @nas choice('it\\'s', 'b') */ "it's";`, [`a = "it's" @ "it's"`]],
  ['const a = /* @nas bool */ true;', ['a = true @ true']],
  ['const a = /* @nas choice(null, 1) */ null;', ['a = null @ null']],
  ['const a = /* @nas choice([3, 3], [5, 5]) */ [3, 3];', ['a = [3,3] @ [3, 3]']],
  [
    'const a = /* @nas choice([-1, "a", [true, null]], 3) */ [-1, "a", [true, null]];',
    ['a = [-1,"a",[true,null]] @ [-1, "a", [true, null]]'],
  ],
  ['const a = 2 * /* @nas int(1, 4) */ 3;', ['a = 3 @ 3']],
  ['const a = /* @nas int(1, 4) */ 3 * x + 2;', ['a = 3 @ 3']],
  ['const a = /* @nas int(1, 4) */ (3);', ['a = 3 @ 3']],
  ['const a = (/* @nas int(1, 4) */ 3);', ['a = 3 @ 3']],
  ['const a = /* @nas int(1, 4) */ ((-3));', ['a = -3 @ -3']],
  ['const a = /* @nas int(-4, 4) */ ((-3));', ['a = -3 @ -3']],
  ['const a = x ** /* @nas int(1, 4) */ 3;', ['a = 3 @ 3']],
  ['f(/* @nas int(1, 4) */ 3, 4);', ['f.arg1 = 3 @ 3']],
  ['const a = `${/* @nas int(1, 4) */ 3}`;', ['a = 3 @ 3']],
  ['function f(units = /* @nas int(1, 4) */ 3) {}', ['units = 3 @ 3']],
  ['class A { units = /* @nas int(1, 4) */ 3; }', ['units = 3 @ 3']],
  ['class A { static units = /* @nas int(1, 4) */ 3; }', ['units = 3 @ 3']],
  ['const { units = /* @nas int(1, 4) */ 3 } = config;', ['units = 3 @ 3']],
  ['x = { [/* @nas choice("a", "b") */ "a"]: 1 };', ['choice = "a" @ "a"']],
  ['export default /* @nas int(1, 4) */ 3;', ['int = 3 @ 3']],
  // Comments before an expression on another line, several comments, other comments between.
  ['const a = // @nas int(1, 4)\n  3;', ['a = 3 @ 3']],
  ['f(\n  // @nas int(1, 4)\n  3,\n);', ['f = 3 @ 3']],
  ['f({\n  units:\n    // @nas int(1, 4)\n    // how many\n    3,\n});', ['f.units = 3 @ 3']],
  ['const a = /* @nas int(1, 4) */ /* why */ 3;', ['a = 3 @ 3']],
  ['const a = /** @nas int(1, 4) */ 3;', ['a = 3 @ 3']],
  ['const a = /*@nas int(1,4)*/3;', ['a = 3 @ 3']],
  ['const a = /*\n * @nas int(1,\n * 4) */ 3;', []],
  ['const a = /*\n  @nas int(\n    1,\n    4,\n  )\n*/ 3;', ['a = 3 @ 3']],
  ['const a = ///@nas int(1, 4)\n3;', ['a = 3 @ 3']],
  // Not hints.
  ['const a = "/* @nas int(1, 4) */ 3";', []],
  ['const a = `/* @nas int(1, 4) */ 3`;', []],
  ['const a = /\\/* @nas int(1, 4) *\\//;', []],
  ['const a = /* see @nas int(1, 4) */ 3;', []],
  ['const a = /* @nasty int(1, 4) */ 3;', []],
  ['const a = /* @nas-like int(1, 4) */ 3;', []],
  ['const a = `${`// @nas int(1, 4)`}` + /* @nas int(1, 4) */ 3;', ['a = 3 @ 3']],
  // One of several elements.
  ['x = /* @nas choice */ [a, b, c][0];', ['x = 0 @ [a, b, c][0]']],
  ['x = /* @nas choice */ [a, b, c,][2](y);', ['x = 2 @ [a, b, c,][2]']],
  ['/* @nas choice */ [f, g][1](x);', ['choice = 1 @ [f, g][1]']],
  ['x = new /* @nas choice */ [A, B][1](y);', ['x = 1 @ [A, B][1]']],
  ['x = /* @nas choice */ [\n  a,\n  b,\n][(1)];', ['x = 1 @ [\n  a,\n  b,\n][(1)]']],
  ['// @nas choice\n[f, g][0](x);', ['choice = 0 @ [f, g][0]']],
  ['model.add(/* @nas choice */ [a(), b()][0]);', ['add = 0 @ [a(), b()][0]']],
  // Several of the elements.
  ['x = concat(/* @nas subset(1, 2) */ [a, b, c]);', ['concat = [0,1,2] @ [a, b, c]']],
  ['x = concat(/* @nas subset(1, 3) */ [a, b, c]);', ['concat = [0,1,2] @ [a, b, c]']],
  [
    'x = concat(/* @nas subset(1, 3) */ [a, b, c].filter((_, i) => [2, 0].includes(i)));',
    ['concat = [0,2] @ [a, b, c].filter((_, i) => [2, 0].includes(i))'],
  ],
  [
    'x = concat(/* @nas subset(0, 3) */ [a, b, c].filter((_, n) => [].includes(n)));',
    ['concat = [] @ [a, b, c].filter((_, n) => [].includes(n))'],
  ],
  ['x = /* @nas subset(1, 3) */ [a, b, c].filter(Boolean);', ['x = [0,1,2] @ [a, b, c]']],
  ['x = /* @nas subset(1, 3) */ [a, b, c].map(f);', ['x = [0,1,2] @ [a, b, c]']],
  // Statements.
  ['// @nas optional\nx = f(x);', ['f = true @ x = f(x);']],
  ['/* @nas optional */ x = f(x)\ny()', ['f = true @ x = f(x)']],
  ['// @nas optional\nif (false) x = f(x);', ['f = false @ if (false) x = f(x);']],
  ['// @nas optional\nif (true) x = f(x);', ['f = true @ if (true) x = f(x);']],
  ['// @nas optional\nif (false) x = f(x); else y();', ['f = true @ if (false) x = f(x); else y();']],
  ['// @nas optional\nif (x) f(x);', ['f = true @ if (x) f(x);']],
  [
    '// @nas optional\nmodel.add(tf.layers.dropout({ rate: 0.5 }));',
    ['dropout = true @ model.add(tf.layers.dropout({ rate: 0.5 }));'],
  ],
  ['function f() {\n  // @nas optional\n  { a(); b(); }\n}', ['a = true @ { a(); b(); }']],
  ['switch (x) { case 1: /* @nas optional */ a(); }', ['a = true @ a();']],
  ['// @nas optional\nfor (const x of xs) f(x);', ['f = true @ for (const x of xs) f(x);']],
  // Metrics: the largest expression that the comment stands before.
  ['const s = /* @nas metric(a) */ x + y;', ['metric a @ x + y']],
  ['f(/* @nas metric(a) */ x, y);', ['metric a @ x']],
  ['/* @nas metric(score) */ table[a][b];', ['metric score @ table[a][b]']],
  ['/* @nas metric(a) */ x ? y : z;', ['metric a @ x ? y : z']],
  ['s = /* @nas metric(a) */ x, y;', ['metric a @ x']],
  ['const s = 1 + /* @nas metric(a) */ x * y;', ['metric a @ x * y']],
  ['const s = 2 * /* @nas metric(a) */ x + y;', ['metric a @ x']],
  ['const s = /* @nas metric(a) */ await f(x);', ['metric a @ await f(x)']],
  ['const s = await /* @nas metric(a) */ f(x);', ['metric a @ f(x)']],
  ['/* @nas metric(a) */ s = f(x);', ['metric a @ s = f(x)']],
  ['const s = /* @nas metric(a) */ a.b.c(d).e;', ['metric a @ a.b.c(d).e']],
  ['const f = () => /* @nas metric(val-loss/2) */ x - y;', ['metric val-loss/2 @ x - y']],
  ['const s = /* @nas metric("my score") */ x;', ['metric my score @ x']],
  ['return_ = { s: /* @nas metric(a) */ x && y };', ['metric a @ x && y']],
  ['// @nas metric(a)\nx();', ['metric a @ x()']],
  ['const s = /* @nas metric(a) */ null;', ['metric a @ null']],
  // Two hints of different roles.
  ['const s = /* @nas metric(a) */ /* @nas int(1, 4) */ 3;', ['metric a @ 3', 's = 3 @ 3']],
  ['// @nas optional\n/* @nas metric(a) */ f(x);', ['f = true @ f(x);', 'metric a @ f(x)']],
];

describe('what a hint stands before', () => {
  for (const [code, expected] of found) {
    it(JSON.stringify(code), () => assert.deepEqual(show(code), expected));
  }
});

/** In TypeScript only. */
const typed: [string, string[]][] = [
  [`const a = /* @nas choice('a', 'b') */ 'a' as const;`, [`a = "a" @ 'a'`]],
  [`const a: number = /* @nas int(1, 4) */ 3 satisfies number;`, ['a = 3 @ 3']],
  [`const a = /* @nas int(1, 4) */ <number>3;`, ['a = 3 @ 3']],
  [`const a = f(/* @nas int(1, 4) */ 3!);`, ['f = 3 @ 3']],
  [`x = (/* @nas choice */ [a, b][0] as Layer).apply(x);`, ['x = 0 @ [a, b][0]']],
  [`class A { constructor(private units = /* @nas int(1, 4) */ 3) {} }`, ['units = 3 @ 3']],
  [`const s = /* @nas metric(a) */ x as number;`, ['metric a @ x as number']],
  [`enum A { B = /* @nas int(1, 4) */ 3 }`, []],
  [`type A = /* @nas int(1, 4) */ 3;`, []],
  [`let a: /* @nas metric(a) */ Foo;`, []],
];

describe('what a hint stands before in TypeScript', () => {
  for (const [code, expected] of typed) {
    it(JSON.stringify(code), () => assert.deepEqual(show(code, '/test.ts'), expected));
  }
  it('is a problem where there is no value', () => {
    assert.deepEqual(problems(`enum A { B = /* @nas int(1, 4) */ 3 }`, '/test.ts'), [
      'not-a-literal: /* @nas int(1, 4) */',
    ]);
    assert.deepEqual(problems(`let a: /* @nas metric(a) */ Foo;`, '/test.ts'), [
      'not-an-expression: /* @nas metric(a) */',
    ]);
  });
});
