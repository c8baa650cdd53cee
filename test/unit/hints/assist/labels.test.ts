import assert from 'node:assert/strict';
import { applyEdits } from '../../../../src/hints/apply';
import {
  blockMentions,
  labelAt,
  labelProblem,
  labelSites,
  renameEdit,
  writableLabel,
} from '../../../../src/hints/assist';
import { javascript } from '../../../../src/hints/javascript';

const text = `/* @nas search
objectives: { score: maximize, score_2: minimize }
*/
f({ units: /* @nas choice(1, 2) */ 1 });
g({ a: /* @nas size: int(1, 4) */ 2, b: /* @nas size: int(1, 4) */ 2 });
/* @nas metric(score) */ h();
`;
const source = javascript.parse('a.js', text);
const rename = (label: string, name: string) =>
  applyEdits(
    text,
    labelSites(source, label).map((site) => renameEdit(site, name)),
  );

describe('labels', () => {
  it('are found at their hints, written or derived', () => {
    const at = (what: string) => labelAt(source, text.indexOf(what));
    assert.equal(at('choice(1')?.label, 'f.units');
    assert.equal(at('choice(1')?.written, false);
    assert.equal(at('size: int')?.label, 'size');
    assert.equal(at('metric(')?.label, 'score');
    assert.equal(labelAt(source, text.indexOf('units')), undefined);
    assert.equal(labelSites(source, 'size').length, 2);
  });

  it('are renamed at every place; derived ones become written', () => {
    assert.match(rename('size', 'width'), /a: \/\* @nas width: int\(1, 4\) \*\/ 2, b: \/\* @nas width: int/);
    assert.match(rename('f.units', 'hidden'), /units: \/\* @nas hidden: choice\(1, 2\) \*\/ 1/);
    assert.match(rename('score', 'reward'), /@nas metric\(reward\)/);
    const renamed = javascript.parse('a.js', rename('f.units', 'hidden'));
    assert.ok(renamed.hints.some((hint) => hint.label === 'hidden'));
  });

  it('the search block speaks of metrics by whole names', () => {
    const ranges = blockMentions(source, 'score');
    assert.deepEqual(
      ranges.map(({ start, end }) => text.slice(start, end)),
      ['score'],
    );
    assert.equal(ranges[0]!.start, text.indexOf('score: maximize'));
  });

  it('have rules for their names', () => {
    for (const name of ['a', 'a.b', 'größe', 'a-b/c']) assert.equal(labelProblem(name), undefined, name);
    assert.equal(labelProblem(' '), 'empty');
    assert.equal(labelProblem('a b'), 'characters');
    assert.equal(labelProblem('1a'), 'characters');
    assert.equal(labelProblem('search'), 'reserved');
    assert.equal(labelProblem(writableLabel('conv2d.filters#2')), undefined);
  });
});
