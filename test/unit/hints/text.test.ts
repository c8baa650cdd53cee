import assert from 'node:assert/strict';
import fc from 'fast-check';
import { applyEdits } from '../../../src/hints/apply';
import { contains, domainKey, nearestValue } from '../../../src/hints/domain';
import type { Domain, Value } from '../../../src/hints/hint';
import { Lines } from '../../../src/hints/position';
import { nearestWord } from '../../../src/hints/suggest';

describe('positions', () => {
  it('count lines of every ending, columns in UTF-16 units', () => {
    const lines = new Lines('\uFEFFa\r\n🙂b\rc\n\nd');
    const table: [number, number, number][] = [
      [0, 1, 1],
      [2, 1, 3],
      [4, 2, 1],
      [6, 2, 3],
      [8, 3, 1],
      [10, 4, 1],
      [11, 5, 1],
      [12, 5, 2],
    ];
    for (const [offset, line, column] of table) {
      assert.deepEqual(lines.at(offset), { line, column });
      assert.equal(lines.offset({ line, column }), offset);
    }
    assert.deepEqual(lines.at(99), { line: 5, column: 2 });
    assert.deepEqual(lines.at(-1), { line: 1, column: 1 });
    assert.equal(lines.offset({ line: 99, column: 1 }), 11);
  });

  it('go there and back', () => {
    const text = fc.array(fc.constantFrom('a', '\n', '\r', '\r\n', '🙂')).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (given) => {
        const lines = new Lines(given);
        for (let offset = 0; offset <= given.length; offset++)
          assert.equal(lines.offset(lines.at(offset)), offset);
      }),
    );
  });
});

describe('applying edits', () => {
  const edit = (start: number, end: number, text: string) => ({ range: { start, end }, text });
  it('takes them in any order', () => {
    assert.equal(applyEdits('abcdef', [edit(4, 5, 'X'), edit(0, 1, ''), edit(2, 2, 'YY')]), 'bYYcdXf');
    assert.equal(applyEdits('ab', [edit(1, 1, '1'), edit(1, 1, '2')]), 'a12b');
    assert.equal(applyEdits('', []), '');
  });
  it('refuses what overlaps or lies outside', () => {
    assert.throws(() => applyEdits('abc', [edit(0, 2, ''), edit(1, 3, '')]), RangeError);
    assert.throws(() => applyEdits('abc', [edit(2, 4, '')]), RangeError);
    assert.throws(() => applyEdits('abc', [edit(2, 1, '')]), RangeError);
  });
});

describe('domains', () => {
  const int: Domain = { kind: 'int', low: 2, high: 10, step: 4, log: false };
  const float: Domain = { kind: 'float', low: 0, high: 1, log: false };
  const choice: Domain = { kind: 'choice', options: [1, 4, [3, 3], 'a'], ordered: false };
  const arm: Domain = { kind: 'arm', texts: ['a', 'b'] };
  const subset: Domain = { kind: 'subset', texts: ['a', 'b', 'c'], min: 1, max: 2 };
  const table: [Domain, Value[], Value[]][] = [
    [int, [2, 6, 10], [0, 3, 14, 2.5, NaN, '2', null, true]],
    [float, [0, 0.3, 1], [-0.1, 1.1, NaN, Infinity, '0']],
    [choice, [1, 4, [3, 3], 'a'], [2, [3], [3, 3, 3], 'b', null]],
    [arm, [0, 1], [2, -1, 0.5, '0']],
    [subset, [[0], [0, 2]], [[], [0, 1, 2], [2, 0], [0, 0], [3], 0, ['0']]],
    [{ kind: 'bool' }, [true, false], [0, 'true', null]],
  ];

  it('know their values', () => {
    for (const [domain, inside, outside] of table) {
      for (const value of inside)
        assert.ok(contains(domain, value), `${domain.kind} ${JSON.stringify(value)}`);
      for (const value of outside)
        assert.ok(!contains(domain, value), `${domain.kind} ${JSON.stringify(value)}`);
    }
  });

  it('have a value near any other', () => {
    for (const [domain, inside, outside] of table) {
      for (const value of inside) assert.deepEqual(nearestValue(domain, value), value);
      for (const value of outside)
        assert.ok(contains(domain, nearestValue(domain, value)), `${domain.kind} ${JSON.stringify(value)}`);
    }
    assert.equal(nearestValue(int, 7), 6);
    assert.equal(nearestValue(choice, 3), 4);
    assert.equal(nearestValue(float, 7), 1);
    assert.deepEqual(nearestValue(subset, [0, 1, 2]), [0, 1]);
    assert.deepEqual(nearestValue(subset, []), [0]);
  });

  it('are told apart', () => {
    const keys = [
      ...table.map(([domain]) => domain),
      { ...int, log: true },
      { ...float, high: 2 },
      { kind: 'optional' } as const,
    ].map(domainKey);
    assert.equal(new Set(keys).size, keys.length);
  });
});

describe('suggestions', () => {
  it('are near', () => {
    const known = ['choice', 'subset', 'int', 'float', 'bool'];
    assert.deepEqual(
      ['choise', 'CHOICE', 'in', 'itn', 'flaot', 'boolean', 'x', ''].map((word) => nearestWord(word, known)),
      ['choice', 'choice', 'int', 'int', 'float', undefined, undefined, undefined],
    );
  });
});
