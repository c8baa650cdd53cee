import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { applyEdits } from '../../../../src/hints/apply';
import { javascript } from '../../../../src/hints/javascript';
import type { HintedFile } from '../../../../src/hints/language';

const folder = path.resolve(__dirname, '../../../fixtures/hints');

/** Whatever is typed: nothing throws, every offset lies in the text, edits do not overlap. */
function check(source: HintedFile): void {
  const { text } = source;
  const ranges = [
    ...source.diagnostics.map(({ range }) => range),
    ...source.hints.flatMap(({ comment, body, target }) => [comment, body, target]),
  ];
  for (const { start, end } of ranges) assert.ok(0 <= start && start <= end && end <= text.length);
  for (const { message } of source.diagnostics) assert.ok(message.length > 10);
  applyEdits(text, javascript.edits(source, new Map()));
  applyEdits(text, javascript.strip(source));
}

/** Parses the examples cut off at each `step`th length, and with holes seven times as far apart. */
export function halfTyped(step: number): void {
  describe('files that are half typed', () => {
    for (const name of readdirSync(folder)) {
      const text = readFileSync(path.join(folder, name), 'utf8');

      it(`${name} has no problems`, () => {
        const source = javascript.parse(`/${name}`, text);
        assert.deepEqual(source.diagnostics, []);
        assert.ok(source.hints.length >= 8);
      });

      it(`${name} parses at lengths by steps of ${step}`, () => {
        for (let length = 0; length <= text.length; length += step)
          check(javascript.parse(`/${name}`, text.slice(0, length)));
      });

      it(`${name} parses with holes by steps of ${7 * step}`, () => {
        for (let at = 0; at < text.length; at += 7 * step)
          check(javascript.parse(`/${name}`, text.slice(0, at) + text.slice(at + 13)));
      });

      it(`${name} can be run at some lengths`, () => {
        for (let length = 0; length <= text.length; length += 211) {
          const source = javascript.parse(`/${name}`, text.slice(0, length));
          assert.equal(typeof javascript.runnable(source, new Map()).code, 'string');
        }
      });
    }
  });
}
