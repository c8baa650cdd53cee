import assert from 'node:assert/strict';
import { applyEdits } from '../../../../src/hints/apply';
import { fixesFor, type Fix } from '../../../../src/hints/assist';
import type { Diagnostic, VariableHint } from '../../../../src/hints/hint';
import { javascript } from '../../../../src/hints/javascript';
import { buildSpace } from '../../../../src/space/fromHints';

/** The problems of a text: its own, and those between its hints. */
function problems(text: string): readonly Diagnostic[] {
  const file = javascript.parse('a.js', text);
  return [...file.diagnostics, ...buildSpace([file]).diagnostics];
}

/** The fixes of the problems with a code. */
function fixes(text: string, code: string): readonly Fix[] {
  const found = problems(text).filter((candidate) => candidate.code === code);
  assert.ok(
    found.length > 0,
    `${code} is a problem of ${text}: ${problems(text)
      .map((other) => other.code)
      .join()}`,
  );
  const hinted = javascript.parse('a.js', text);
  return found.flatMap((problem) => fixesFor(hinted, problem));
}

/** Code with a problem, its code, the code after the first fix, and how often the problem remains. */
const table: readonly (readonly [code: string, before: string, after: string])[] = [
  ['unknown-kind', 'f(/* @nas choise(1, 2) */ 1);', 'f(/* @nas choice(1, 2) */ 1);'],
  ['unknown-kind', '/* @nas serach\nseed: 1\n*/', '/* @nas search\nseed: 1\n*/'],
  ['unknown-modifier', 'f(/* @nas int(1, 2) lgo */ 1);', 'f(/* @nas int(1, 2) log */ 1);'],
  ['unknown-modifier', 'f(/* @nas int(1, 2) whatever */ 1);', 'f(/* @nas int(1, 2) */ 1);'],
  ['modifier', 'f(/* @nas choice(1, 2) log */ 1);', 'f(/* @nas choice(1, 2) */ 1);'],
  ['each-outside-loop', 'f(/* @nas choice(1, 2) each */ 1);', 'f(/* @nas choice(1, 2) */ 1);'],
  ['log-domain', 'f(/* @nas float(0, 1) log */ 0.5);', 'f(/* @nas float(0, 1) */ 0.5);'],
  ['empty-domain', 'f(/* @nas int(4, 1) */ 2);', 'f(/* @nas int(1, 4) */ 2);'],
  ['empty-domain', 'f({ units: /* @nas choice() */ 8 });', 'f({ units: /* @nas choice(4, 8, 16) */ 8 });'],
  ['duplicate-option', 'f(/* @nas choice(1, 2, 1) */ 1);', 'f(/* @nas choice(1, 2) */ 1);'],
  ['unreached-bound', 'f(/* @nas int(1, 10, 4) */ 5);', 'f(/* @nas int(1, 9, 4) */ 5);'],
  ['beyond-array', 'f(/* @nas subset(1, 5) */ [a, b]);', 'f(/* @nas subset(1, 2) */ [a, b]);'],
  ['arguments', "f(/* @nas choice('a', b) */ 'a');", "f(/* @nas choice('a', 'b') */ 'a');"],
  ['arguments', 'f(/* @nas int(0.5, 2) */ 1);', 'f(/* @nas float(0.5, 2) */ 1);'],
  ['arguments', 'f(/* @nas bool(1) */ true);', 'f(/* @nas bool */ true);'],
  ['arguments', 'f({ rate: /* @nas float(1) */ 0.2 });', 'f({ rate: /* @nas float(0, 0.6) */ 0.2 });'],
  ['default-outside-domain', 'f(/* @nas choice(1, 2) */ 3);', 'f(/* @nas choice(1, 2, 3) */ 3);'],
  [
    'default-outside-domain',
    "f(/* @nas choice('a', 'b') */ 'c');",
    "f(/* @nas choice('a', 'b', 'c') */ 'c');",
  ],
  ['default-outside-domain', 'f(/* @nas int(2, 4) */ 1);', 'f(/* @nas int(1, 4) */ 1);'],
  ['default-outside-domain', 'f(/* @nas float(0, 1) */ 2.5);', 'f(/* @nas float(0, 2.5) */ 2.5);'],
  ['default-outside-domain', 'f(/* @nas int(1, 9, 2) */ 2);', 'f(/* @nas int(1, 9, 2) */ 3);'],
  ['default-outside-domain', 'f(/* @nas choice */ [a, b][2]);', 'f(/* @nas choice */ [a, b][0]);'],
  [
    'default-outside-domain',
    'f(/* @nas subset(1, 2) */ [a, b, c]);',
    'f(/* @nas subset(1, 3) */ [a, b, c]);',
  ],
  [
    'type-mismatch',
    "f({ units: /* @nas choice('a', 'b') */ 8 });",
    'f({ units: /* @nas choice(4, 8, 16) */ 8 });',
  ],
  ['needs-index', 'f(/* @nas choice */ [a, b]);', 'f(/* @nas choice */ [a, b][0]);'],
  ['two-hints', 'f(/* @nas bool */ /* @nas bool */ true);', 'f(/* @nas bool */ true);'],
  ['single-option', "f(/* @nas choice('z') */ 'z');", "f('z');"],
  [
    'not-a-literal',
    'f({\n  /* @nas int(1, 2) */ units: 1,\n});',
    'f({\n  units: /* @nas int(1, 2) */ 1,\n});',
  ],
  ['not-a-literal', '// @nas int(1, 2)\nconst n = 1;\n', 'const n = /* @nas int(1, 2) */ 1;\n'],
  ['trailing-hint', 'a();\n  b(); // @nas optional\nc();\n', 'a();\n  // @nas optional\n  b();\nc();\n'],
  ['needs-block', 'if (a) /* @nas optional */ b();\n', 'if (a) { /* @nas optional */ b();\n}\n'],
  ['syntax', 'f(/* @nas choice(1, 2 */ 1);', 'f(/* @nas choice(1, 2) */ 1);'],
  ['syntax', 'f(/* @nas float(1, 2 log */ 1);', 'f(/* @nas float(1, 2) log */ 1);'],
  [
    'unknown-setting',
    '/* @nas search\nbugdet: { trials: 3 }\n*/',
    '/* @nas search\nbudget: { trials: 3 }\n*/',
  ],
  [
    'unknown-setting',
    '/* @nas search\nbudget: { trails: 3 }\n*/',
    '/* @nas search\nbudget: { trials: 3 }\n*/',
  ],
  [
    'settings',
    '/* @nas search\nobjectives: { val_loss: minimise }\n*/',
    '/* @nas search\nobjectives: { val_loss: minimize }\n*/',
  ],
  ['settings', '/* @nas search\nbackend: tfjsnode\n*/', '/* @nas search\nbackend: tfjs-node\n*/'],
  [
    'settings',
    '/* @nas search\nconstraints: [params < 3]\n*/',
    '/* @nas search\nconstraints: [params <= 3]\n*/',
  ],
  [
    'label-conflict',
    'f(/* @nas a: choice(1, 2) */ 1, /* @nas a: choice(1, 2, 3) */ 1);',
    'f(/* @nas a: choice(1, 2) */ 1, /* @nas a: choice(1, 2) */ 1);',
  ],
];

describe('quick fixes', () => {
  for (const [code, before, after] of table)
    it(`${code}: ${before}`, () => {
      const all = code === 'label-conflict' ? conflictFixes(before) : fixes(before, code);
      assert.ok(all[0], 'there is a fix');
      const fixed = applyEdits(before, all[0].edits);
      assert.equal(fixed, after);
      assert.ok(!problems(fixed).some((problem) => problem.code === code), 'the problem is gone');
    });

  /** The fixes at the second of two places. */
  function conflictFixes(text: string): readonly Fix[] {
    const last = problems(text).findLast((problem) => problem.code === 'label-conflict');
    assert.ok(last);
    return fixesFor(javascript.parse('a.js', text), last);
  }

  it('an open comment is closed behind the hint', () => {
    const text = 'f(/* @nas choice(1, 2)\n 1);\n';
    const [fix] = fixes(text, 'syntax');
    assert.equal(applyEdits(text, fix!.edits), 'f(/* @nas choice(1, 2) */\n 1);\n');
  });

  it('a shared label takes the domain of the other file', () => {
    const text = 'f(/* @nas a: choice(1, 2) */ 1);';
    const own = javascript.parse('a.js', text);
    const other = javascript.parse('b.js', 'f(/* @nas a: choice(1, 2, 3) */ 2);');
    const problem = buildSpace([own, other]).diagnostics.find(({ file }) => file === 'a.js');
    assert.equal(problem?.code, 'label-conflict');
    const found = fixesFor(own, problem, () => other.hints as readonly VariableHint[]);
    assert.equal(applyEdits(text, found[0]!.edits), 'f(/* @nas a: choice(1, 2, 3) */ 1);');
  });

  it('another default of a shared label is made the same', () => {
    const text = 'f(/* @nas a: choice(1, 2) */ 1, /* @nas a: choice(1, 2) */ 2);';
    const problem = problems(text).find(({ code }) => code === 'shared-default');
    assert.ok(problem);
    const [fix] = fixesFor(javascript.parse('a.js', text), problem);
    assert.deepEqual(problems(applyEdits(text, fix!.edits)), []);
  });

  it('the value can be changed instead of the domain', () => {
    const all = fixes("f(/* @nas choice('a', 'b') */ \"c\");", 'default-outside-domain');
    assert.deepEqual(
      all.map(({ name }) => name),
      ['add', 'value'],
    );
    const text = applyEdits("f(/* @nas choice('a', 'b') */ \"c\");", all[1]!.edits);
    assert.deepEqual(problems(text), []);
  });

  it('never throw, whatever the place', () => {
    const text = 'f(/* @nas a: choice(1, 2 */ 1, /* @nas */ 3); /* @nas search\nx: [ */';
    const hinted = javascript.parse('a.js', text);
    const codes = new Set(table.map(([code]) => code));
    for (const code of [...codes, 'yaml', 'other'])
      for (let start = 0; start <= text.length; start += 3)
        for (const end of [start, Math.min(text.length, start + 4)])
          for (const fix of fixesFor(hinted, { code, range: { start, end } })) applyEdits(text, fix.edits);
  });
});
