/** Which calls of a program may be loads of data, and what is told of the functions that they depend on. */
import assert from 'node:assert/strict';
import { javascript } from '../../../../src/hints/javascript';
import type { ToldFunction } from '../../../../src/hints/language';
import { parse } from './show';
import { run } from './run';

interface Seen {
  /** Lines of calls. */
  loads: number[];
  /** Names of functions: the names that they mention, `!` before those that read what lies outside. */
  told: Record<string, unknown[]>;
}

/** [what it shows, code, the calls, the functions with the values of what they mention] */
const cases: [string, string, number[], Record<string, unknown[]>][] = [
  ['a function, awaited or not', 'function a() {}\nconst x = a();\nlet y = await (a());', [2, 3], { a: [] }],
  ['a constant function', 'const a = async (n) => n;\nconst { x } = await a(1) ?? {};', [], { a: [] }],
  ['a variable that may hold another function', 'let a = () => 1;\nconst x = a();', [], {}],
  [
    'within functions',
    'function a() {}\nfunction b() {\n  const x = a();\n}\nb();',
    [3],
    { a: [], b: ['a'] },
  ],
  ['no call of a member', 'const o = { a() {} };\nconst x = o.a();', [], {}],
  [
    'no call of a package',
    "const { a } = require('p');\nimport b from 'q';\nconst x = a(), y = b();",
    [],
    {},
  ],
  [
    'a call of an own file',
    "const { a } = require('./p');\nimport b from './q.js';\nconst x = a(),\n y = b();",
    [3, 4],
    {},
  ],
  [
    'no call of a parameter',
    'function a() {}\nfunction b(a) {\n  const x = a();\n}\nb(() => 1);',
    [],
    { a: [], b: [] },
  ],
  ['no optional call', 'function a() {}\nconst x = a?.();', [], { a: [] }],
  ['no function with hints', 'function a() { return /* @nas int(1, 4) */ 3; }\nconst x = a();', [], {}],
  ['no function that trains', 'function a(m) { return m.fit(1, 2); }\nconst x = a({ fit() {} });', [], {}],
  [
    'no function that looks at the environment',
    'function a() { return process.env.A; }\nconst x = a();',
    [],
    {},
  ],
  ['what is read by a package', "const fs = require('fs');\nfunction a() { return fs; }", [], { '!a': [] }],
  [
    'what is read by a member of one',
    "const { a: b } = require('p').q;\nconst f = () => b;",
    [],
    { '!f': [] },
  ],
  [
    'TensorFlow.js reads nothing',
    "import * as tf from '@tensorflow/tfjs';\nconst f = () => tf;",
    [],
    { f: [] },
  ],
  ['what is required within', "function f() { return require('./x.json'); }", [], { '!f': [] }],
  [
    'values of the file',
    'const n = 3, [k] = [4];\nfunction f(k = n) { return k; }\nfunction g() { return [k, f]; }',
    [],
    { f: [3], g: [4, 'f'] },
  ],
  [
    'names of members are not mentioned',
    'const n = 3;\nfunction f(o) { return o.n + { n: 1 }.n; }',
    [],
    { f: [] },
  ],
];

describe('calls that may load data', () => {
  for (const [title, code, loads, told] of cases) {
    it(title, async () => assert.deepEqual(await seen(code), { loads, told }));
  }

  it('names of types are not mentioned', async () => {
    const code = `import type { T } from './t';\nimport { U } from './u';\nfunction f(x: T): U { return x as U; }`;
    const file = javascript.runnable(parse(code, '/test.ts'), new Map());
    assert.deepEqual(file.imports, []);
    assert.match(file.code, /\(\) => \[\]\]\]/);
  });

  it('a function’s digest is that of its text', async () => {
    const digest = (code: string) => /"([0-9a-f]{20})"/.exec(runnable(code).code)![1];
    assert.equal(digest('function f() { return 1; }'), digest('let a;\nfunction f() { return 1; }'));
    assert.notEqual(digest('function f() { return 1; }'), digest('function f() { return 2; }'));
  });
});

function runnable(code: string) {
  return javascript.runnable(parse(code, code.includes('await') ? '/test.mjs' : '/test.js'), new Map());
}

async function seen(code: string): Promise<Seen> {
  const result: Seen = { loads: [], told: {} };
  const functions: ToldFunction[] = [];
  const espalier = {
    functions: (told: ToldFunction[]) => void functions.push(...told),
    load(line: number, _called: unknown, values: unknown[], call: (values: unknown[]) => unknown) {
      result.loads.push(line);
      return call(values);
    },
  };
  const nameOf = (value: unknown) => (typeof value === 'function' ? value.name : value);
  const modules = { p: { a: () => 1, q: { a: 1 } }, q: { default: () => 1, __esModule: true }, './p': { a: () => 1 }, './q.js': { default: () => 1, __esModule: true } }; // prettier-ignore
  await run(runnable(code), { modules }, espalier).done;
  for (const [get, , reads, values] of functions)
    result.told[`${reads ? '!' : ''}${(get() as () => unknown).name}`] = values().map(nameOf);
  return result;
}
