import assert from 'node:assert/strict';
import fc from 'fast-check';
import { applyEdits } from '../../../../src/hints/apply';
import { hintsDigest } from '../../../../src/hints/digest';
import type { Value } from '../../../../src/hints/hint';
import { javascript } from '../../../../src/hints/javascript';
import { buildSpace, splitPoint } from '../../../../src/space/fromHints';
import { samplePoint } from '../../../../src/space/points';
import { programs } from './programs';
import { run } from './run';

const FILE = '/program.js';
const cases = fc.tuple(programs, fc.integer({ min: 0, max: 1000 }));

function candidate(text: string, seed: number) {
  const source = javascript.parse(FILE, text);
  const built = buildSpace([source]);
  const point = samplePoint(built.space, seed);
  const values = splitPoint(point, built.labels).get(FILE) ?? new Map<string, Value>();
  return { source, point, values, edited: applyEdits(text, javascript.edits(source, values)) };
}

/** The values of all hints as written, by label. */
function written(text: string): Map<string, Value> {
  const values = new Map<string, Value>();
  for (const hint of javascript.parse(FILE, text).hints) {
    if (hint.role !== 'variable') continue;
    if (hint.turns) hint.turns.forEach((turn, index) => values.set(`${hint.label}[${index}]`, turn.value));
    else values.set(hint.label, hint.value);
  }
  return values;
}

/** What must hold of every program, for so many random ones. */
export function properties(numRuns: number): void {
  describe('hints of random programs', () => {
    it('are found without problems', () => {
      fc.assert(
        fc.property(programs, (text) => {
          const source = javascript.parse(FILE, text);
          const problems = source.diagnostics.filter(
            ({ code }) => code !== 'single-option' && code !== 'unreachable',
          );
          assert.deepEqual(problems, []);
        }),
        { numRuns },
      );
    });

    it('give the point back after its edits', () => {
      fc.assert(
        fc.property(cases, ([text, seed]) => {
          const { values, edited } = candidate(text, seed);
          const found = written(edited);
          for (const [label, value] of values)
            assert.deepEqual(found.get(label), value, `${label}\n${edited}`);
        }),
        { numRuns },
      );
    });

    it('keep everything outside the hinted expressions byte for byte, and come back', () => {
      fc.assert(
        fc.property(cases, ([text, seed]) => {
          const { source, values, edited } = candidate(text, seed);
          for (const { range } of javascript.edits(source, values)) {
            const inside = source.hints.some(
              ({ target }) => target.start <= range.start && range.end <= target.end,
            );
            assert.ok(inside, `an edit outside every hint\n${text}`);
          }
          const again = javascript.parse(FILE, edited);
          assert.equal(hintsDigest(again), hintsDigest(source));
          assert.deepEqual(
            again.diagnostics.map(({ code }) => code),
            source.diagnostics.map(({ code }) => code),
          );
          assert.deepEqual(javascript.edits(again, values), [], 'a candidate that is written needs no edits');
        }),
        { numRuns },
      );
    });

    it('run as the edited code does, and report exactly the active variables', () => {
      fc.assert(
        fc.property(cases, ([text, seed]) => {
          const { source, point, values, edited } = candidate(text, seed);
          const traced = run(javascript.runnable(source, values));
          const plain = run({ code: edited.replace(/^\uFEFF/, ''), isAsync: false });
          assert.deepEqual(traced.out, plain.out, edited);
          assert.deepEqual([...new Set(traced.used)].sort(), Object.keys(point).sort(), edited);
          const fromEdited = run(javascript.runnable(javascript.parse(FILE, edited), new Map()));
          assert.deepEqual(fromEdited.out, plain.out);
          assert.deepEqual(fromEdited.used, traced.used);
        }),
        { numRuns },
      );
    });

    it('run as typed and as modules like as scripts', () => {
      fc.assert(
        fc.property(cases, ([text, seed]) => {
          const { values, source } = candidate(text, seed);
          const script = run(javascript.runnable(source, values));
          for (const file of ['/program.ts', '/program.mjs']) {
            const other = run(javascript.runnable(javascript.parse(file, text), values));
            assert.deepEqual(other.out, script.out);
            assert.deepEqual(other.uses, script.uses);
          }
        }),
        { numRuns: Math.ceil(numRuns / 3) },
      );
    });

    it('leave code that does the same when they are removed', () => {
      fc.assert(
        fc.property(cases, ([text, seed]) => {
          const { edited } = candidate(text, seed);
          const stripped = applyEdits(edited, javascript.strip(javascript.parse(FILE, edited)));
          assert.ok(!stripped.includes('@nas'), stripped);
          assert.deepEqual(
            run({ code: stripped.replace(/^\uFEFF/, ''), isAsync: false }).out,
            run({ code: edited.replace(/^\uFEFF/, ''), isAsync: false }).out,
            stripped,
          );
        }),
        { numRuns },
      );
    });
  });
}
