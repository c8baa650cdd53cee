import assert from 'node:assert/strict';
import fc from 'fast-check';
import { hypervolumeSubset } from '../../../src/strategy/hypervolume-subset';
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

  it('the subset of the greatest hypervolume grows by the point that adds most', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 4 }).chain(points), (all) => {
        // Both ends of every objective are there, so that it is known how values are scaled.
        const objectives = all[0]?.length ?? 0;
        const ends = [new Array<number>(objectives).fill(0), new Array<number>(objectives).fill(6)];
        const front = [...all, ...ends];
        const reference = new Array<number>(objectives).fill(6.6);
        const volume = (chosen: readonly number[]) =>
          hypervolume(
            chosen.map((i) => front[i] ?? []),
            reference,
          );
        const chosen = hypervolumeSubset(front, 5);
        assert.equal(new Set(chosen).size, Math.min(5, front.length));
        chosen.forEach((_, step) => {
          const before = chosen.slice(0, step);
          const most = Math.max(...front.map((_, i) => volume([...before, i])));
          assert.ok(most - volume(chosen.slice(0, step + 1)) <= 1e-9 * most);
        });
      }),
    );
  });

  it('the subset of the greatest hypervolume bears infinities and objectives that never differ', () => {
    const front = [
      [Infinity, 0, 1],
      [2, 1, 1],
      [-Infinity, 3, 1],
      [1, 2, 1],
    ];
    assert.deepEqual(hypervolumeSubset(front, 9).sort(), [0, 1, 2, 3]);
    assert.deepEqual(hypervolumeSubset([], 3), []);
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
