import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  crowdingDistances,
  dominates,
  hypervolume,
  nonDominatedRanks,
  paretoFront,
  paretoOrder,
} from '../../../src/strategy/pareto';

const points = (objectives: number) =>
  fc.array(fc.array(fc.integer({ min: 0, max: 6 }), { minLength: objectives, maxLength: objectives }), {
    minLength: 1,
    maxLength: 14,
  });
const anyPoints = fc.integer({ min: 1, max: 4 }).chain(points);

describe('pareto', () => {
  it('the front is what none dominates, with equal points kept', () => {
    fc.assert(
      fc.property(anyPoints, (all) => {
        const expected = all.flatMap((p, i) => (all.some((q) => dominates(q, p)) ? [] : [i]));
        assert.deepEqual(paretoFront(all), expected);
      }),
    );
  });

  it('ranks are fronts peeled off one by one', () => {
    fc.assert(
      fc.property(anyPoints, (all) => {
        const ranks = nonDominatedRanks(all);
        let left = all.map((_, i) => i);
        for (let rank = 0; left.length > 0; rank++) {
          const front = left.filter((i) => !left.some((j) => dominates(all[j] ?? [], all[i] ?? [])));
          for (const i of front) assert.equal(ranks[i], rank);
          left = left.filter((i) => !front.includes(i));
        }
        const order = paretoOrder(all).map((i) => ranks[i] as number);
        assert.deepEqual(
          order,
          [...order].sort((a, b) => a - b),
        );
      }),
    );
  });

  it('hypervolume counts the unit cells that are dominated', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }).chain((n) => fc.tuple(fc.constant(n), points(n))),
        ([n, all]) => {
          let cells = 0;
          for (let cell = 0; cell < 5 ** n; cell++) {
            const corner = Array.from({ length: n }, (_, k) => Math.floor(cell / 5 ** k) % 5);
            if (all.some((p) => p.every((value, k) => value <= (corner[k] as number)))) cells++;
          }
          assert.equal(hypervolume(all, new Array<number>(n).fill(5)), cells);
        },
      ),
    );
  });

  it('the ends of a front are the loneliest, and infinities do no harm', () => {
    assert.deepEqual(
      crowdingDistances([
        [0, 4],
        [1, 2],
        [4, 0],
      ]),
      [Infinity, 2, Infinity],
    );
    assert.deepEqual(
      paretoFront([
        [Infinity, 0],
        [0, Infinity],
        [Infinity, Infinity],
      ]),
      [0, 1],
    );
    assert.equal(hypervolume([[-Infinity, 9]], [1, 1]), 0);
    assert.deepEqual(paretoFront([]), []);
  });
});
