import assert from 'node:assert/strict';
import { TraceMap, originalPositionFor } from '@jridgewell/trace-mapping';
import type { Value } from '../../../../src/hints/hint';
import { javascript } from '../../../../src/hints/javascript';
import type { RunnableFile } from '../../../../src/hints/language';
import { run } from './run';
import { parse } from './show';

function runnable(text: string, values: Record<string, Value> = {}, file = '/test.js'): RunnableFile {
  return javascript.runnable(parse(text, file), new Map(Object.entries(values)));
}

/** [code, what it puts out]: instrumented code does what the code does. */
const meanings: [string, unknown[]][] = [
  // The beginning of a statement after one that is not closed.
  ['let x = out\n/* @nas int(1, 4) */ 3\nout(typeof x)', ['function']],
  ['let x = out\n/* @nas metric(m) */ x + 1\nout(typeof x)', ['function']],
  ['let x = 1\n// @nas optional\nx = 2\nout(x)', [2]],
  ['do { out(1) } while (false)\n// @nas optional\nout(2)', [1, 2]],
  // Directives stay directives.
  [
    `'use strict';\n/* @nas choice('a', 'b') */ 'a' + out(1); out((function () { return this; })());`,
    [1, undefined],
  ],
  [`function f() { 'use strict'; // @nas optional\nout(1);\nreturn this; } out(f());`, [1, undefined]],
  // Operators, members, calls.
  [
    'out(typeof /* @nas int(1, 4) */ 3, -/* @nas int(1, 4) */ 3, 2 ** /* @nas int(1, 4) */ 3);',
    ['number', -3, 8],
  ],
  [
    'out((/* @nas int(1, 4) */ 3).toFixed(1), /* @nas choice("ab", "c") */ "ab".length, /* @nas choice([1, 2], 3) */ [1, 2][1]);',
    ['3.0', 2, 2],
  ],
  ['out(/* @nas int(1, 4) */ 3 in [0, 1, 2, 3], `${/* @nas int(1, 4) */ 3}`);', [true, '3']],
  ['const o = { f() { return this.v; }, v: 1 }; out(/* @nas metric(m) */ o.f());', [1]],
  ['out([/* @nas int(1, 4) */ 3, 4].length, Math.max(.../* @nas choice([1, 2], [3]) */ [1, 2]));', [2, 2]],
  [
    'out(/* @nas choice */ [1, 2][0] + /* @nas choice */ [function () { return this.length; }, out][0]());',
    [3],
  ],
  ['out(/* @nas subset(1, 3) */ [1, 2, 3].map((x) => x + 1).join());', ['2,3,4']],
  ['out(new /* @nas choice */ [Set, Map][0]([[1, 2]]).size, new (/* @nas metric(m) */ Set)().size);', [1, 0]],
  ['out([.../* @nas subset(0, 2) */ [1, 2]].length, (/* @nas int(1, 4) */ 3, 5));', [2, 5]],
  ['let x = 5; x += /* @nas int(1, 4) */ 3; x = /* @nas metric(m) */ x ? x - 1 : 0; out(x);', [7]],
  // Parameters, fields, properties, loops, branches.
  [
    'function f(a = /* @nas int(1, 4) */ 3, { b = /* @nas int(1, 4) */ 2 } = {}) { return a + b; } out(f(), f.length);',
    [5, 0],
  ],
  [
    'class A { x = /* @nas int(1, 4) */ 3; static y = /* @nas int(1, 4) */ 2; [/* @nas choice("k", "l") */ "k"]() { return 1; } } out(new A().x, A.y, new A().k());',
    [3, 2, 1],
  ],
  [
    'const o = { __proto__: /* @nas choice(null, 1) */ null, a: /* @nas int(1, 4) */ 3 }; out(Object.getPrototypeOf(o), o.a);',
    [null, 3],
  ],
  [
    'switch (/* @nas int(1, 4) */ 3) { case /* @nas n: int(1, 4) */ 3: out("three"); break; default: out("other"); }',
    ['three'],
  ],
  ['for (const x of /* @nas choice([1, 2], [3]) */ [1, 2]) out(x);', [1, 2]],
  ['l: for (let i = 0; i < 3; i++) { /* @nas optional */ if (i === 1) continue l; out(i); }', [0, 2]],
  ['function f() { /* @nas optional */ return 1; return 2; } out(f());', [1]],
  ['function f() {\n// @nas optional\nif (false) return 1;\nreturn 2; } out(f());', [2]],
  [
    'const f = () => /* @nas int(1, 4) */ 3; const g = () => ({ a: /* @nas bool */ true }); out(f(), g().a);',
    [3, true],
  ],
  ['out(eval("1") + /* @nas metric(m) */ (() => 2)());', [3]],
  // Calls that may load data, and what is told of functions.
  [
    'function a(x, ...y) { return [x, ...y].length; }\nconst n = a(\n1, // one\n...[2, 3],\n), m = a(); out(n, m);',
    [3, 1],
  ],
  ['const values = () => 1; const v = (values()); out(v);', [1]],
  ["'use strict'\nfunction t() { return this; } const v = t(); out(v);", [undefined]],
  [`import('x').then(() => 1); function a() { return 2; } const v = /* @nas metric(m) */ a(); out(v);`, [2]],
  ['// @nas optional\nout(1); function a() { return b; } const b = 2; const v = a(); out(v);', [1, 2]],
  ['const t = (s) => s.raw.length; out(t`a${/* @nas int(1, 4) */ 3}b`);', [2]],
];

describe('code as a candidate runs it', () => {
  for (const [code, expected] of meanings) {
    it(`does the same: ${JSON.stringify(code)}`, () => {
      assert.deepEqual(run({ code, isAsync: false }).out, expected, 'the code itself');
      const script = runnable(code);
      assert.equal(script.isModule, false);
      assert.equal(script.code.split('\n').length, code.split('\n').length);
      assert.deepEqual(run(script).out, expected, script.code);
      const typed = runnable(code, {}, '/test.ts');
      assert.deepEqual(run(typed).out, expected, typed.code);
    });
  }

  it('reports hints with label and line, metrics with their values', () => {
    const code = `let s = 0;\nfor (let i = 0; i < /* @nas d: int(1, 3) */ 2; i++) {\n  s += /* @nas n: int(1, 4) each */\n 3;\n}\n/* @nas metric(score) */ s * 2;`;
    const trace = run(runnable(code, { d: 2, 'n[0]': 4, 'n[1]': 1 }));
    assert.deepEqual(trace.uses, [
      ['d', 2],
      ['n[0]', 4],
      ['d', 2],
      ['n[1]', 4],
      ['d', 2],
    ]);
    assert.deepEqual(trace.metrics, [['score', 6, 10]]);
  });

  it('says nothing of hints in elements that are not chosen', () => {
    const code = `out(/* @nas op: choice */ [1 + /* @nas a: int(1, 4) */ 3, /* @nas b: int(1, 4) */ 2][0]);`;
    assert.deepEqual(run(runnable(code)).used.sort(), ['a', 'op']);
    assert.deepEqual(run(runnable(code, { op: 1 })).used.sort(), ['b', 'op']);
    const some = `out(...(/* @nas s: subset(0, 2) */ [/* @nas a: int(1, 4) */ 3, /* @nas b: int(1, 4) */ 2]));`;
    assert.deepEqual(run(runnable(some, { s: [1] })).used.sort(), ['b', 's']);
    assert.deepEqual(run(runnable(some, { s: [1] })).out, [2]);
  });

  it('quotes labels', () => {
    const trace = run(
      runnable(`f({ 'a"b\\\\': /* @nas int(1, 4) */ 3 }); /* @nas metric("it's \\"x\\"") */ 1 + 1;`),
    );
    assert.deepEqual(trace.metrics, [[`it's "x"`, 1, 2]]);
  });

  it('begins without #! and byte order mark', () => {
    assert.deepEqual(run(runnable('#!/usr/bin/env node\nout(/* @nas int(1, 4) */ 3);')).out, [3]);
    assert.deepEqual(run(runnable('\uFEFFout(/* @nas int(1, 4) */ 3);')).out, [3]);
    assert.deepEqual(run(runnable('#!/usr/bin/env node\nimport "x"; out(3);', {}, '/a.mjs')).out, [3]);
    assert.deepEqual(run(runnable('out(3);')).out, [3], 'a file without hints');
  });

  it('refuses values outside their domains', () => {
    assert.throws(() => runnable('x = /* @nas n: int(1, 4) */ 3;', { n: 9 }), /n cannot be 9/);
  });

  it('lets broken code be broken where it runs', () => {
    for (const file of ['/a.js', '/a.ts', '/a.mjs'])
      assert.equal(typeof runnable('x = /* @nas int(1, 4) */ 3 + ;', {}, file).code, 'string');
  });
});

describe('modules as a candidate runs them', () => {
  it('export and import', () => {
    const code = [
      `import def, { named as other } from 'lib';`,
      `import * as all from './all.js';`,
      `export { z } from './z.js';`,
      `export const width = /* @nas choice(8, 16) */ 8;`,
      `export default function twice(x) { return 2 * x; }`,
      `out(def, other, all.y, twice(width));`,
    ].join('\n');
    const file = runnable(code, { width: 16 });
    assert.equal(file.isModule, true);
    assert.deepEqual(file.imports, ['lib', './all.js', './z.js']);
    const modules = {
      lib: { __esModule: true, default: 1, named: 2 },
      './all.js': { y: 3 },
      './z.js': { z: 4 },
    };
    const trace = run(file, { modules });
    assert.deepEqual(trace.out, [1, 2, 3, 32]);
    assert.equal(trace.exports['width'], 16);
    assert.equal(trace.exports['z'], 4);
    assert.equal((trace.exports['default'] as (x: number) => number)(3), 6);
  });

  it('may declare what CommonJS has', () => {
    const code = [
      `import { createRequire } from 'node:module';`,
      `import { x } from './x.js';`,
      `const require = createRequire(import.meta.url);`,
      `const __dirname = '/mine', __filename = 'f', module = 1;`,
      `out(require('y'), __dirname, x, module, __filename);`,
    ].join('\n');
    const modules = {
      'node:module': { createRequire: (url: string) => (name: string) => `${name} from ${url}` },
      './x.js': { x: 5 },
    };
    const file = runnable(code);
    assert.deepEqual(run(file, { modules }).out, ['y from file:///a.js', '/mine', 5, 1, 'f']);
    assert.deepEqual(file.imports, ['node:module', './x.js']);
    assert.deepEqual(file.lazyImports, ['y']);
  });

  it('await at top level, wherever it stands', async () => {
    const code = `const x = await f(/* @nas int(1, 4) */ 3);\nfor await (const y of [x]) out(y);\nasync function g() { return await 5; }\nout(await g(), await (await 6, 7), (await import('z')).default);`;
    const file = runnable(code);
    assert.deepEqual([file.isModule, file.isAsync], [true, true]);
    const trace = run(file);
    await trace.done;
    assert.deepEqual(trace.out, ['[3]', 5, 7, 'z']);
    assert.deepEqual(file.imports, []);
    assert.deepEqual(file.lazyImports, ['z']);
    assert.match(file.code, /__espalier\.wait\(4, /);
  });

  it('leave await in functions of scripts', async () => {
    const file = runnable(
      `async function g() {\n  return (await 5) + (await /* @nas int(1, 4) */ 3);\n}\ng().then(out);`,
      { g: 1 },
    );
    assert.deepEqual([file.isModule, file.isAsync], [false, false]);
    const trace = run(file);
    await trace.done;
    await new Promise(setImmediate);
    assert.deepEqual(trace.out, [6]);
    assert.match(file.code, /await __espalier\.wait\(2, 5\)/);
  });

  it('go by the ending or by what is written', () => {
    const kinds: [string, string, boolean][] = [
      ['/a.mjs', 'f();', true],
      ['/a.mts', 'f();', true],
      ['/a.cjs', 'f();', false],
      ['/a.js', 'f();', false],
      ['/a.ts', 'f();', false],
      ['/a.js', 'export {};', true],
      ['/a.js', 'out(import.meta.url);', true],
      ['/a.js', 'const await_ = 1;', false],
      ['/a.ts', 'import x = require("x"); export = x;', false],
    ];
    for (const [file, code, isModule] of kinds)
      assert.equal(runnable(code, {}, file).isModule, isModule, `${file} ${code}`);
  });

  it('list what CommonJS requires', () => {
    const file = runnable(
      `const a = require('a'), b = require("./b"); require(x); if (y) require('c'); import('d');`,
    );
    assert.deepEqual(file.imports, ['a', './b', 'c']);
    assert.deepEqual(file.lazyImports, ['d']);
    assert.equal(file.map, undefined);
  });

  it('count every choice of a file that is loaded', () => {
    const code = `const m = require(/* @nas choice('./a', './b') */ './a'); import(/* @nas choice('./c', './d') */ './c');`;
    assert.deepEqual(parse(code).imports, ['./a', './b', './c', './d']);
    const file = runnable(code, { require: './b' });
    assert.deepEqual(
      [file.imports, file.lazyImports],
      [
        ['./a', './b'],
        ['./c', './d'],
      ],
    );
    assert.match(file.code, /, '\.\/b'\)/);
  });

  it('keep imports of JavaScript that are not used, and drop types', () => {
    assert.deepEqual(runnable(`import x from './side-effect.js';`).imports, ['./side-effect.js']);
    const typed = `import type { A } from './a'; import { B } from './b'; import { c, type D } from './c'; const b: B = c; export type { E } from './e';`;
    assert.deepEqual(runnable(typed, {}, '/a.ts').imports, ['./c']);
  });

  it('map lines to those that were written', () => {
    const code = [
      `import { a } from 'a';`,
      `interface Wide {`,
      `  x: number;`,
      `}`,
      `enum Kind { A, B }`,
      ``,
      `export const w: number = /* @nas choice(8, 16) */ 8;`,
      `marker(w);`,
    ].join('\n');
    const file = runnable(code, { w: 16 }, '/a.ts');
    const map = new TraceMap(file.map!);
    const lines = file.code.split('\n');
    const line = lines.findIndex((text) => text.includes('marker('));
    const column = lines[line]!.indexOf('marker(');
    assert.equal(originalPositionFor(map, { line: line + 1, column }).line, 8);
    assert.deepEqual(run(file, { marker: () => undefined }).uses, [['w', 7]]);
  });

  it('prepare a file once for all candidates', () => {
    const source = parse(`export const w = /* @nas int(1, 1000) */ 8;`);
    const files = Array.from({ length: 1000 }, (_, k) =>
      javascript.runnable(source, new Map([['w', k + 1]])),
    );
    assert.equal(new Set(files.map(({ code }) => code)).size, 1000);
    assert.equal(new Set(files.map(({ map }) => map)).size, 1);
  });
});
