import assert from 'node:assert/strict';
import { conditions } from './show';

const N = '/* @nas n: int(1, 4) */ 3';

/** [code, conditions] */
const table: [string, string[]][] = [
  // Elements and statements.
  [`x = /* @nas op: choice */ [f(${N}), g][0];`, ['n if op in [0]']],
  [
    `x = /* @nas op: choice */ [f, [${N}, /* @nas in: choice */ [1, 2][0]]][0];`,
    ['n if op in [1]', 'in if op in [1]'],
  ],
  [
    `x = /* @nas op: choice */ [/* @nas in: choice */ [${N}, 1][0], g][0];`,
    ['in if op in [0]', 'n if in in [0] & op in [0]'],
  ],
  [`x = f(/* @nas some: subset(1, 2) */ [g(${N}), h]);`, ['n if some has 0']],
  [`// @nas drop: optional\nf(${N});`, ['n if drop in [true]']],
  [`// @nas drop: optional\nif (false) f(${N});`, ['n if drop in [true]']],
  [
    `// @nas drop: optional\nif (/* @nas b: bool */ true) f(${N});`,
    ['b if drop in [true]', 'n if b in [true] & drop in [true]'],
  ],
  // Branches on a hint.
  [`if (/* @nas b: bool */ true) f(${N});`, ['n if b in [true]']],
  [`if (/* @nas b: bool */ true) f(); else g(${N});`, ['n if b in [false]']],
  [`if (!(/* @nas b: bool */ true)) f(${N});`, ['n if b in [false]']],
  [`x = /* @nas b: bool */ true ? 1 : f(${N});`, ['n if b in [false]']],
  [`x = /* @nas b: bool */ true && f(${N});`, ['n if b in [true]']],
  [`x = /* @nas b: bool */ true || f(${N});`, ['n if b in [false]']],
  [`if (/* @nas b: bool */ true && y) f(${N});`, ['n if b in [true]']],
  [`if (/* @nas b: bool */ true || y) f(${N});`, []],
  [`if (/* @nas b: bool */ true || y) f(); else f(${N});`, ['n if b in [false]']],
  [`while (/* @nas b: bool */ true) f(${N});`, ['n if b in [true]']],
  // Through a constant.
  [`const b = /* @nas b: bool */ true; if (b) f(${N});`, ['n if b in [true]']],
  [`let b = /* @nas b: bool */ true; if (b) f(${N});`, ['n if b in [true]']],
  [`let b = /* @nas b: bool */ true; b = y; if (b) f(${N});`, []],
  [`let b = /* @nas b: bool */ true; b++; if (b) f(${N});`, []],
  [`const b = /* @nas b: bool */ true; function g(b) { if (b) f(${N}); }`, []],
  [`const b = /* @nas b: bool */ true; function g() { if (b) f(${N}); }`, ['n if b in [true]']],
  [`const b = /* @nas b: bool */ true; { const b = y; if (b) f(${N}); }`, []],
  [`const b = (/* @nas b: bool */ true); if ((b)) f(${N});`, ['n if b in [true]']],
  // Comparisons.
  [`const k = /* @nas k: choice('a', 'b', 'c') */ 'a'; if (k === 'a') f(${N});`, ['n if k in ["a"]']],
  [`const k = /* @nas k: choice('a', 'b', 'c') */ 'a'; if ('a' !== k) f(${N});`, ['n if k in ["b","c"]']],
  [`const k = /* @nas k: choice('a', 'b', 'c') */ 'a'; if (k !== 'z') f(${N});`, []],
  [`const k = /* @nas k: choice(1, 2, 4) */ 1; if (k >= 2) f(${N});`, ['n if k in [2,4]']],
  [`const k = /* @nas k: choice(1, 2, 4) */ 1; if (3 > k) f(${N});`, ['n if k in [1,2]']],
  [`const k = /* @nas k: choice(null, 'a') */ null; if (k) f(${N});`, ['n if k in ["a"]']],
  [`const k = /* @nas k: choice(null, 'a') */ null; if (k == null) f(${N});`, ['n if k in [null]']],
  [`const k = /* @nas k: int(0, 9) */ 1; if (k > 4) f(${N});`, ['n if k > 4']],
  [`const k = /* @nas k: int(0, 9) */ 1; if (k >= 4.5) f(${N});`, ['n if k > 4']],
  [`const k = /* @nas k: int(0, 9, 3) */ 3; if (k > 4) f(${N});`, ['n if k > 3']],
  [`const k = /* @nas k: int(0, 9) */ 1; if (k) f(${N});`, ['n if k > 0']],
  [`const k = /* @nas k: int(0, 9) */ 1; if (k < 3) f(${N});`, ['n if k in [0,1,2]']],
  [
    `const k = /* @nas k: int(0, 9) */ 1; if (k > 3 && k !== 5) f(${N});`,
    ['n if k > 3 & k in [0,1,2,3,4,6,7,8,9]'],
  ],
  [`const k = /* @nas k: int(1, 1000) */ 1; if (k > 500) f(${N});`, ['n if k > 500']],
  [`const k = /* @nas k: int(1, 1000) */ 1; if (k >= 500) f(${N});`, ['n if k > 499']],
  [`const k = /* @nas k: int(1, 1000) */ 1; if (k < 500) f(); else g(${N});`, ['n if k > 499']],
  [`const k = /* @nas k: int(1, 1000) */ 1; if (k === 500) f(${N});`, ['n if k in [500]']],
  [`const k = /* @nas k: int(1, 1000) */ 1; if (k < 500) f(${N});`, []],
  [`const k = /* @nas k: float(0, 1) */ 0.5; if (k > 0.25) f(${N});`, ['n if k > 0.25']],
  [`const k = /* @nas k: float(0, 1) */ 0.5; if (k >= 0.25) f(${N});`, []],
  [`const k = /* @nas k: float(0, 1) */ 0.5; if (k < 0.25) f(${N});`, []],
  [`const k = /* @nas k: int(0, 9) */ 1; if (k > y) f(${N});`, []],
  // switch, with cases that fall through.
  [
    `switch (/* @nas k: choice('a', 'b', 'c') */ 'a') { case 'a': f(${N}); break; case 'b': g(); }`,
    ['n if k in ["a"]'],
  ],
  [
    `switch (/* @nas k: choice('a', 'b', 'c') */ 'a') { case 'a': case 'b': f(${N}); break; }`,
    ['n if k in ["a","b"]'],
  ],
  [
    `switch (/* @nas k: choice('a', 'b', 'c') */ 'a') { case 'a': break; default: f(${N}); }`,
    ['n if k in ["b","c"]'],
  ],
  [`switch (/* @nas k: choice('a', 'b', 'c') */ 'a') { case 'a': f(); default: f(${N}); }`, []],
  [
    `switch (/* @nas k: choice('a', 'b', 'c') */ 'a') { case 'a': { f(${N}); break; } case 'b': g(/* @nas m: bool */ true); }`,
    ['n if k in ["a"]', 'm if k in ["b"]'],
  ],
  [`switch (/* @nas k: choice('a', 'b') */ 'a') { case y: f(${N}); }`, []],
  // Loops.
  [`for (let i = 0; i < /* @nas d: int(0, 4) */ 2; i++) f(${N});`, ['n if d > 0']],
  [`for (let i = 0; i < /* @nas d: int(1, 4) */ 2; i++) f(${N});`, []],
  [`for (let i = 1; i < /* @nas d: int(1, 4) */ 2; i++) f(${N});`, ['n if d > 1']],
  [`for (let i = 1; i <= /* @nas d: int(0, 4) */ 2; i++) f(${N});`, ['n if d > 0']],
  [`const d = /* @nas d: choice(0, 2, 4) */ 2; for (let i = 0; i < d; i += 2) f(${N});`, ['n if d in [2,4]']],
  [`const d = /* @nas d: int(0, 4) */ 2; for (let i = 0; i < d + 1; i++) f(${N});`, []],
  [
    `for (let i = 0; i < /* @nas d: int(1, 3) */ 2; i++) f(/* @nas n: int(1, 4) each */ 3);`,
    ['n[1] if d > 1', 'n[2] if d > 2'],
  ],
  [`for (let i = 0; i < 2; i++) f(/* @nas n: int(1, 4) each */ 3);`, []],
  [
    `for (let i = 0; i < 2; i++) x = /* @nas op: choice each */ [f(/* @nas n: int(1, 4) each */ 3), g(/* @nas m: bool */ true)][0];`,
    ['n[0] if op[0] in [0]', 'n[1] if op[1] in [0]', 'm if op in [1]'],
  ],
  // What returned before.
  [`function g() { if (/* @nas b: bool */ true) return 1; return ${N}; }`, ['n if b in [false]']],
  [`function g() { if (/* @nas b: bool */ true) { f(); return 1; } return ${N}; }`, ['n if b in [false]']],
  [`function g() { if (/* @nas b: bool */ true) f(); return ${N}; }`, []],
  [`function g() { if (/* @nas b: bool */ true) f(); else throw 1; return ${N}; }`, ['n if b in [true]']],
  [`function g() { /* @nas o: optional */ return 1; return ${N}; }`, ['n if o in [false]']],
  [`function g() { /* @nas o: optional */ if (false) return 1; return ${N}; }`, ['n if o in [false]']],
  // Functions that only one place calls.
  [`function g() { return ${N}; } if (/* @nas b: bool */ true) g();`, ['n if b in [true]']],
  [`const g = () => ${N}; x = /* @nas op: choice */ [f(x), g(x)][0];`, ['n if op in [1]']],
  [`const g = () => ${N}; x = /* @nas op: choice */ [f, g][0](x);`, ['n if op in [1]']],
  [`function g() { return ${N}; } if (/* @nas b: bool */ true) g(); g();`, []],
  [`export function g() { return ${N}; } if (/* @nas b: bool */ true) g();`, []],
  [`function g() { return ${N}; } if (/* @nas b: bool */ true) g(); export { g };`, []],
  [`function g() { return h(); } function h() { return ${N}; } if (/* @nas b: bool */ true) g();`, []],
  [`function g() { g(); return ${N}; }`, []],
];

describe('conditions of hints', () => {
  for (const [code, expected] of table) {
    it(JSON.stringify(code), () => assert.deepEqual(conditions(code), expected));
  }
});
