import assert from 'node:assert/strict';
import fc from 'fast-check';
import { assignSlots } from '../../../webview/model/slots';

const rows = fc.uniqueArray(fc.nat(40), { maxLength: 20 });

describe('the places of rows in the document', () => {
  it('are one for each row, from 0 without a gap', () => {
    fc.assert(
      fc.property(fc.array(rows, { maxLength: 6 }), (windows) => {
        let slots: ReadonlyMap<number, number> = new Map();
        for (const numbers of windows) {
          slots = assignSlots(slots, numbers);
          const places = numbers.map((number) => slots.get(number)!).sort((a, b) => a - b);
          assert.deepEqual(
            places,
            numbers.map((_, i) => i),
          );
        }
      }),
    );
  });

  it('stay while a row is in sight', () => {
    const before = assignSlots(new Map(), [4, 3, 2, 1]);
    const after = assignSlots(before, [5, 4, 3, 2]);
    assert.deepEqual(
      [4, 3, 2].map((number) => after.get(number)),
      [0, 1, 2],
    );
    assert.equal(after.get(5), 3);
  });
});
