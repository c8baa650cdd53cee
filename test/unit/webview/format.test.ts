import assert from 'node:assert/strict';
import {
  formatCount,
  formatDifference,
  formatDuration,
  formatMeasure,
  formatNumber,
  formatShape,
  formatValue,
} from '../../../webview/model/format';

describe('numbers for people', () => {
  const numbers: [number | null | undefined, string][] = [
    [0, '0'],
    [12, '12'],
    [-0.5, '−0.5'],
    [0.123456, '0.1235'],
    [1234, '1234'],
    [12_345, '12.35k'],
    [999_999, '1000k'],
    [1_234_567, '1.235M'],
    [44_730_000_000, '44.73G'],
    [0.0000123, '1.23e-5'],
    [NaN, '–'],
    [null, '–'],
    [undefined, '–'],
    [Infinity, '∞'],
    [-Infinity, '−∞'],
  ];
  for (const [value, text] of numbers) {
    it(`${String(value)} is ${text}`, () => assert.equal(formatNumber(value), text));
  }

  it('gives measures their units by name', () => {
    assert.equal(formatMeasure('val_accuracy', 0.97321), '97.32 %');
    assert.equal(formatMeasure('accuracy', 93), '93');
    assert.equal(formatMeasure('latency', 1.23456), '1.235 ms');
    assert.equal(formatMeasure('size', 2048), '2 KiB');
    assert.equal(formatMeasure('val_loss', 0.5), '0.5');
  });

  it('says differences in points, shares and factors', () => {
    assert.equal(formatDifference('val_accuracy', 0.98, 0.97), '+1.00 pp');
    assert.equal(formatDifference('val_accuracy', 0.96, 0.97), '−1.00 pp');
    assert.equal(formatDifference('params', 60, 100), '−40 %');
    assert.equal(formatDifference('params', 800, 100), '×8');
    assert.equal(formatDifference('val_loss', 0.5, 0.5), '±0');
    assert.equal(formatDifference('val_loss', NaN, 0.5), '');
  });

  const durations: [number, string][] = [
    [0.35, '350 ms'],
    [7.26, '7.3 s'],
    [42.4, '42 s'],
    [60, '1 min'],
    [119.9, '2 min'],
    [3599.9, '1 h'],
    [260, '4 min 20 s'],
    [7500, '2 h 5 min'],
    [100_000, '1 d 4 h'],
    [NaN, '–'],
  ];
  for (const [seconds, text] of durations) {
    it(`${seconds} s is ${text}`, () => assert.equal(formatDuration(seconds), text));
  }

  it('writes the number of architectures, however many there are', () => {
    assert.equal(formatCount('864'), '864');
    assert.equal(formatCount('123456'), '123 456');
    assert.equal(formatCount('442368000'), '4.42·10⁸');
    assert.equal(formatCount('9'.repeat(300)), '9.99·10²⁹⁹');
  });

  it('shows values as they stand in the code', () => {
    const arm = { kind: 'arm' as const, texts: ['conv(x)', 'pool(\n  x)'] };
    assert.equal(formatValue(arm, 1), 'pool( x)');
    assert.equal(formatValue({ kind: 'subset', texts: ['a', 'b', 'c'], min: 1, max: 3 }, [0, 2]), '[a, c]');
    assert.equal(formatValue({ kind: 'optional' }, false), 'left out');
    assert.equal(formatValue({ kind: 'choice', options: [[3, 3]], ordered: false }, [3, 3]), '[3,3]');
    assert.equal(formatValue(undefined, null), 'null');
    assert.equal(formatValue(arm, 7), '7');
  });

  it('writes shapes without the batch axis', () => {
    assert.equal(formatShape([28, null, 1]), '28×?×1');
    assert.equal(formatShape([]), 'scalar');
  });
});
