import assert from 'node:assert/strict';
import type { Point } from '../../../src/space/space';
import { SameCandidates } from '../../../src/study/same';
import type { Trial } from '../../../src/study/trial';

const trial = (
  number: number,
  params: Point,
  graph?: string,
  evaluated = Object.keys(params).sort(),
): Trial => ({
  number,
  state: 'complete',
  params,
  values: {},
  measures: {},
  evaluated,
  ...(graph === undefined ? {} : { graph }),
});

describe('same candidates', () => {
  it('agree on what the earlier one evaluated', () => {
    const same = new SameCandidates();
    same.add(trial(0, { depth: 1, a: 1, b: 2 }, undefined, ['a', 'depth']));
    same.add(trial(1, { depth: 2, a: 1, b: 2 }));
    assert.equal(same.ofPoint({ depth: 1, a: 1, b: 3 }), 0);
    assert.equal(same.ofPoint({ depth: 1, a: 1 }), 0);
    assert.equal(same.ofPoint({ depth: 1, a: 2, b: 2 }), undefined);
    assert.equal(same.ofPoint({ depth: 2, a: 1, b: 3 }), undefined);
    assert.equal(same.ofPoint({ depth: 2, a: 1 }), undefined);
  });

  it('does not take a failure for a result', () => {
    const same = new SameCandidates();
    same.add({ ...trial(0, { a: 1 }), state: 'failed', evaluated: [] });
    assert.equal(same.ofPoint({ a: 1 }), undefined);
  });

  it('shares a graph only between candidates that differ in what acts on the graph', () => {
    const same = new SameCandidates();
    const candidate = { left: 'conv', right: 'none', lr: 0.1 };
    same.add(trial(0, candidate, 'g0'));
    // Not yet seen to act on the graph.
    assert.equal(same.ofGraph({ left: 'none', right: 'conv', lr: 0.1 }, 'g0'), undefined);
    same.add(trial(1, { ...candidate, left: 'none' }, 'g1'));
    same.add(trial(2, { ...candidate, right: 'conv' }, 'g2'));
    same.add(trial(3, { ...candidate, lr: 0.2 }, 'g0'));
    assert.equal(same.ofGraph({ left: 'none', right: 'conv', lr: 0.1 }, 'g0'), 0);
    assert.equal(same.ofGraph({ left: 'none', right: 'conv', lr: 0.2 }, 'g0'), 3);
    assert.equal(same.ofGraph({ left: 'none', right: 'conv', lr: 0.3 }, 'g0'), undefined);
    assert.equal(same.ofGraph({ left: 'none', right: 'conv', lr: 0.1 }, 'g9'), undefined);
  });
});
