import assert from 'node:assert/strict';
import { parse, problems, show } from './show';

/** [code, each problem as `code: underlined text`, how many hints stay] */
const table: [string, string[], number][] = [
  // Syntax.
  ['x = /* @nas int(1, 4 */ 3;', ['syntax: (1, 4'], 0],
  ['x = /* @nas */ 3;', ['syntax: /* @nas */'], 0],
  ['x = /* @nas int(1, 4', ['syntax: /* @nas int(1, 4'], 0],
  ['x = /* @nas width: */ 3;', ['syntax: :'], 0],
  ['x = /* @nas int(1, 4) fast */ 3;', ['unknown-modifier: fast'], 0],
  ['x = /* @nas float(1, 4) lgo */ 3;', ['unknown-modifier: lgo'], 0],
  ['x = /* @nas int(1, 4) log log */ 3;', ['syntax: log'], 0],
  [`x = /* @nas choice('a) */ 3;`, [`syntax: 'a)`], 0],
  ['x = /* @nas choise(1, 2) */ 1;', ['unknown-kind: choise'], 0],
  ['x = /* @nas Choice(1, 2) */ 1;', ['unknown-kind: Choice'], 0],
  ['x = /* @nas whatever(1, 2) */ 1;', ['unknown-kind: whatever'], 0],
  ['x = /* @nas int(1, 2), 3 */ 1;', ['syntax: , 3'], 0],
  ['// @nas search\nx();', ['syntax: // @nas search'], 0],
  // Arguments.
  ['x = /* @nas int */ 3;', ['arguments: int'], 0],
  ['x = /* @nas int(1) */ 3;', ['arguments: 1'], 0],
  ['x = /* @nas int(1, 2, 3, 4) */ 3;', ['arguments: 1, 2, 3, 4'], 0],
  [`x = /* @nas int('1', 2) */ 3;`, [`arguments: '1'`], 0],
  ['x = /* @nas int(1, 2.5) */ 2;', ['arguments: 2.5'], 0],
  ['x = /* @nas choice(relu, elu) */ "relu";', ['arguments: relu'], 0],
  ['x = /* @nas choice() */ 1;', ['empty-domain: choice'], 0],
  ['x = /* @nas bool(1) */ true;', ['arguments: 1'], 0],
  ['// @nas optional(1)\nf();', ['arguments: 1'], 0],
  ['x = f(/* @nas subset */ [a, b]);', ['arguments: subset'], 0],
  ['x = f(/* @nas subset(-1, 2) */ [a, b]);', ['arguments: -1'], 0],
  ['/* @nas metric */ x;', ['arguments: metric'], 0],
  ['/* @nas metric(a, b) */ x;', ['arguments: a, b'], 0],
  ['x = /* @nas choice(1, 2) log */ 1;', ['modifier: log'], 0],
  ['x = /* @nas bool log */ true;', ['modifier: log'], 0],
  ['/* @nas metric(a) each */ x;', ['modifier: each'], 0],
  // Domains.
  ['x = /* @nas int(4, 1) */ 3;', ['empty-domain: 4, 1'], 0],
  ['x = /* @nas float(4, 1) */ 3;', ['empty-domain: 4, 1'], 0],
  ['x = /* @nas int(1, 4, 0) */ 3;', ['empty-domain: 0'], 0],
  ['x = /* @nas int(1, 4, -1) */ 3;', ['empty-domain: -1'], 0],
  ['x = /* @nas float(0, 1) log */ 0.5;', ['log-domain: 0, 1'], 0],
  ['x = /* @nas int(-1, 1) log */ 1;', ['log-domain: -1, 1'], 0],
  ['x = f(/* @nas subset(2, 1) */ [a, b]);', ['empty-domain: 2, 1'], 0],
  ['x = f(/* @nas subset(3, 4) */ [a, b]);', ['empty-domain: 3'], 0],
  ['x = f(/* @nas subset(1, 4) */ [a, b]);', ['beyond-array: 4'], 1],
  ['x = f(/* @nas subset(2, 2) */ [a, b]);', ['single-option: 2, 2'], 1],
  ['x = f(/* @nas subset(0, 0) */ []);', ['empty-domain: []'], 0],
  ['x = /* @nas int(3, 3) */ 3;', ['single-option: int'], 1],
  ['x = /* @nas float(3, 3) */ 3;', ['single-option: float'], 1],
  ['x = /* @nas choice(3) */ 3;', ['single-option: choice'], 1],
  ['x = /* @nas choice(3, 3, 4) */ 3;', ['duplicate-option: 3'], 1],
  ['x = /* @nas choice([3, 3], [3, 3], 4) */ 4;', ['duplicate-option: [3, 3]'], 1],
  ['x = /* @nas choice */ [a][0];', ['single-option: choice'], 1],
  ['x = /* @nas int(1, 10, 2) */ 3;', ['unreached-bound: 10'], 1],
  ['x = /* @nas int(1, 1e12) */ 3;', ['huge-domain: int'], 1],
  ['x = /* @nas int(1, 1e12) log */ 3;', [], 1],
  ['x = /* @nas float(1, NaN) */ 3;', ['not-finite: NaN'], 0],
  ['x = /* @nas float(1, Infinity) */ 3;', ['not-finite: Infinity'], 0],
  ['x = /* @nas float(-Infinity, 1) */ 3;', ['not-finite: -Infinity'], 0],
  ['x = /* @nas float(1, 1e999) */ 3;', ['not-finite: 1e999'], 0],
  ['x = /* @nas choice(NaN, 1) */ 1;', ['not-finite: NaN'], 0],
  // The value as written.
  ['x = /* @nas int(1, 4) */ 5;', ['default-outside-domain: 5'], 1],
  ['x = /* @nas int(1, 9, 2) */ 4;', ['default-outside-domain: 4'], 1],
  ['x = /* @nas int(1, 4) */ 2.5;', ['default-outside-domain: 2.5'], 1],
  ['x = /* @nas float(0, 1) */ 2;', ['default-outside-domain: 2'], 1],
  ['x = /* @nas choice(1, 2) */ 3;', ['default-outside-domain: 3'], 1],
  ['x = /* @nas choice */ [a, b][2];', ['default-outside-domain: 2'], 0],
  ['x = /* @nas choice */ [a, b][-1];', ['default-outside-domain: -1'], 0],
  [
    'x = f(/* @nas subset(1, 2) */ [a, b].filter((_, i) => [2].includes(i)));',
    ['default-outside-domain: subset(1, 2)'],
    0,
  ],
  [
    'x = f(/* @nas subset(1, 2) */ [a, b].filter((_, i) => [].includes(i)));',
    ['default-outside-domain: subset(1, 2)'],
    1,
  ],
  // Types.
  [`x = /* @nas choice('a', 'b') */ 1;`, [`type-mismatch: choice('a', 'b')`], 0],
  [`x = /* @nas int(1, 2) */ 'a';`, ['type-mismatch: int(1, 2)'], 0],
  [`x = /* @nas bool */ 1;`, ['type-mismatch: bool'], 0],
  [`c({ filters: /* @nas choice('a', 'b') */ 'a' });`, [`type-mismatch: choice('a', 'b')`], 0],
  [`c({ filters: /* @nas choice(8, 'b') */ 8 });`, [`type-mismatch: choice(8, 'b')`], 0],
  [`c({ activation: /* @nas int(1, 2) */ 1 });`, [`type-mismatch: int(1, 2)`], 0],
  [`c({ rate: /* @nas bool */ true });`, [`type-mismatch: bool`], 0],
  [`c({ activation: /* @nas choice('relu', null) */ null });`, [], 1],
  [`c({ kernelSize: /* @nas choice(3, [3, 5]) */ 3 });`, [], 1],
  // Targets.
  ['/* @nas int(1, 4) */', ['no-target: /* @nas int(1, 4) */'], 0],
  ['f(3 /* @nas int(1, 4) */);', ['no-target: /* @nas int(1, 4) */'], 0],
  ['x = /* @nas int(1, 4) */ y;', ['not-a-literal: /* @nas int(1, 4) */'], 0],
  ['x = /* @nas int(1, 4) */ -y;', ['not-a-literal: /* @nas int(1, 4) */'], 0],
  ['x = /* @nas int(1, 4) */ 3n;', ['not-a-literal: /* @nas int(1, 4) */'], 0],
  ['c({ /* @nas int(1, 4) */ units: 3 });', ['not-a-literal: /* @nas int(1, 4) */'], 0],
  ['c({ units: 3, /* @nas int(1, 4) */ })', ['no-target: /* @nas int(1, 4) */'], 0],
  ['x = { /* @nas choice("a", "b") */ "a": 1 };', ['not-a-literal: /* @nas choice("a", "b") */'], 0],
  ['// @nas int(1, 4)\nconst n = 3;', ['not-a-literal: // @nas int(1, 4)'], 0],
  [
    '/* @nas choice("use strict", "b") */ "use strict";',
    ['not-a-literal: /* @nas choice("use strict", "b") */'],
    0,
  ],
  ['import x from /* @nas choice("a", "b") */ "a";', ['not-a-literal: /* @nas choice("a", "b") */'], 0],
  ['tag/* @nas choice("a", "b") */`a`;', ['not-a-literal: /* @nas choice("a", "b") */'], 0],
  ['x = /* @nas choice(1, 2) */ [1, 2][0];', ['type-mismatch: choice(1, 2)'], 0],
  ['x = /* @nas choice */ [a, b];', ['needs-index: [a, b]'], 0],
  ['x = /* @nas choice */ [a, b][n];', ['needs-index: n'], 0],
  ['x = /* @nas choice */ [a, b]?.[0];', ['needs-index: [a, b]'], 0],
  ['x = /* @nas choice */ a;', ['not-an-array: /* @nas choice */'], 0],
  ['x = /* @nas choice */ [...a, b][0];', ['not-an-array: ...a'], 0],
  ['x = /* @nas choice */ [a, , b][0];', ['not-an-array: /* @nas choice */'], 0],
  ['/* @nas subset(1, 2) */ [a, b] = c;', ['not-an-array: /* @nas subset(1, 2) */'], 0],
  ['// @nas optional\n', ['no-target: // @nas optional'], 0],
  ['f(/* @nas optional */ x);', ['not-a-statement: /* @nas optional */'], 0],
  ['// @nas optional\nconst x = 1;', ['optional-declaration: // @nas optional'], 0],
  ['// @nas optional\nvar x = 1;', ['optional-declaration: // @nas optional'], 0],
  ['// @nas optional\nfunction f() {}', ['optional-declaration: // @nas optional'], 0],
  ['// @nas optional\nimport "x";', ['optional-declaration: // @nas optional'], 0],
  ['// @nas optional\n"use strict";', ['not-a-statement: // @nas optional'], 0],
  ['if (a) /* @nas optional */ b(); else c();', ['needs-block: /* @nas optional */'], 0],
  ['a(); // @nas optional\nb();', ['trailing-hint: // @nas optional'], 0],
  ['function f() /* @nas optional */ {}', ['not-a-statement: /* @nas optional */'], 0],
  ['for (/* @nas metric(a) */ x of xs) {}', ['not-an-expression: /* @nas metric(a) */'], 0],
  ['/* @nas metric(a) */ const x = 1;', ['not-an-expression: /* @nas metric(a) */'], 0],
  ['f({ /* @nas metric(a) */ x });', ['not-an-expression: /* @nas metric(a) */'], 0],
  ['new /* @nas metric(a) */ X(1);', ['not-an-expression: /* @nas metric(a) */'], 0],
  ['(/* @nas metric(a) */ a.b)(1);', ['not-an-expression: /* @nas metric(a) */'], 0],
  ['delete /* @nas metric(a) */ a.b;', ['not-an-expression: /* @nas metric(a) */'], 0],
  ['++/* @nas metric(a) */ a.b;', ['not-an-expression: /* @nas metric(a) */'], 0],
  ['f(/* @nas metric(a) */ ...xs);', ['not-an-expression: /* @nas metric(a) */'], 0],
  ['x = /* @nas int(1, 4) */ /* @nas int(1, 4) */ 3;', ['two-hints: /* @nas int(1, 4) */'], 1],
  ['x = /* @nas choice([1, 2], 3) */ [/* @nas int(1, 4) */ 1, 2];', ['two-hints: /* @nas int(1, 4) */'], 1],
  // Labels.
  [
    'x = /* @nas n: int(1, 4) */ 3; y = /* @nas n: int(1, 5) */ 3; z = /* @nas n: int(1, 4) */ 3;',
    ['label-conflict: n', 'label-conflict: n'],
    2,
  ],
  ['x = /* @nas n: int(1, 4) */ 3; y = /* @nas n: int(1, 4) */ 2;', [], 2],
  ['x = /* @nas n: choice */ [a(x), b(x)][0]; y = /* @nas n: choice */ [a(y), b(y)][0];', [], 2],
  // Loops.
  ['x = /* @nas int(1, 4) each */ 3;', ['each-outside-loop: each'], 0],
  ['while (a) { x = /* @nas int(1, 4) each */ 3; }', ['each-loop: each'], 0],
  ['for (const a of b) { x = /* @nas int(1, 4) each */ 3; }', ['each-loop: each'], 0],
  ['for (let i = 1; i < 3; i++) { x = /* @nas int(1, 4) each */ 3; }', ['each-loop: each'], 0],
  ['for (let i = 0; i <= 3; i++) { x = /* @nas int(1, 4) each */ 3; }', ['each-loop: each'], 0],
  ['for (let i = 0; i < 3; i += 2) { x = /* @nas int(1, 4) each */ 3; }', ['each-loop: each'], 0],
  ['for (let i = 3; i > 0; i--) { x = /* @nas int(1, 4) each */ 3; }', ['each-loop: each'], 0],
  ['for (let i = 0; i < n; i++) { x = /* @nas int(1, 4) each */ 3; }', ['each-loop: each'], 0],
  ['for (let i = 0; i < 3; i++) { x = /* @nas int(1, 4) each */ 3; i++; }', ['each-loop: each'], 0],
  [
    'for (let i = 0; i < 3; i++) { xs.map(() => /* @nas int(1, 4) each */ 3); }',
    ['each-outside-loop: each'],
    0,
  ],
  ['for (let i = 0; i < 1000; i++) { x = /* @nas int(1, 4) each */ 3; }', ['huge-domain: each'], 0],
  [
    'for (let i = 0; i < 3; i++) { x = /* @nas int(1, 4) each */ [3, 4][i]; }',
    ['missing-turns: [3, 4][i]'],
    1,
  ],
  ['for (let i = 0, n = /* @nas int(1, 3) */ 2; i < n; i++) { x = /* @nas int(1, 4) each */ 3; }', [], 2],
  // Code that never runs.
  ['function f() { return 1; x = /* @nas int(1, 4) */ 3; }', ['unreachable: /* @nas int(1, 4) */'], 0],
  ['if (false) { x = /* @nas int(1, 4) */ 3; }', ['unreachable: /* @nas int(1, 4) */'], 0],
  ['if (true) {} else { x = /* @nas int(1, 4) */ 3; }', ['unreachable: /* @nas int(1, 4) */'], 0],
  ['x = false && /* @nas int(1, 4) */ 3;', ['unreachable: /* @nas int(1, 4) */'], 0],
  ['x = true ? 1 : /* @nas int(1, 4) */ 3;', ['unreachable: /* @nas int(1, 4) */'], 0],
  ['while (false) { x = /* @nas int(1, 4) */ 3; }', ['unreachable: /* @nas int(1, 4) */'], 0],
  ['for (let i = 0; i < 0; i++) { x = /* @nas int(1, 4) */ 3; }', ['unreachable: /* @nas int(1, 4) */'], 0],
  ['for (;;) { break; x = /* @nas int(1, 4) */ 3; }', ['unreachable: /* @nas int(1, 4) */'], 0],
  [
    'const n = /* @nas int(1, 4) */ 3; if (n > 4) { x = /* @nas int(1, 4) */ 3; }',
    ['unreachable: /* @nas int(1, 4) */'],
    1,
  ],
  ['function f() { return g(); function g() { return /* @nas int(1, 4) */ 3; } }', [], 1],
  ['// @nas optional\nif (false) x = /* @nas int(1, 4) */ 3;', [], 2],
  // Blocks and marks.
  ['/* @nas search\nseed: 1 */ /* @nas search\nseed: 2 */', ['second-block: /* @nas search\nseed: 2 */'], 0],
  ['/** @nas model */ x();', ['no-target: /** @nas model */'], 0],
];

describe('problems with hints', () => {
  for (const [code, expected, count] of table) {
    it(JSON.stringify(code), () => {
      assert.deepEqual(problems(code), expected);
      assert.equal(show(code).length, count);
    });
  }

  it('say what to do', () => {
    const messages = table.flatMap(([code]) => parse(code).diagnostics.map(({ message }) => message));
    for (const message of messages) assert.match(message, /^[^\n]{20,}[.?]$/, message);
  });

  it('suggest the word that was meant', () => {
    const message = (code: string) => parse(code).diagnostics[0]!.message;
    assert.match(message('x = /* @nas choise(1, 2) */ 1;'), /Did you mean 'choice'\?/);
    assert.match(message('x = /* @nas flaot(1, 2) */ 1;'), /Did you mean 'float'\?/);
    assert.match(message('x = /* @nas float(1, 2) lgo */ 1;'), /Did you mean 'log'\?/);
    assert.match(message('x = /* @nas serach */ 1;'), /Did you mean 'search'\?/);
    assert.match(message('c({ /* @nas int(1, 4) */ units: 3 });'), /behind units:/);
  });
});
