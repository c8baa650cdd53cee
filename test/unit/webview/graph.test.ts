import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Graph, GraphNode } from '../../../src/protocol/study';
import { countChanges, diffGraphs } from '../../../webview/model/graph-diff';
import { foldable, foldGraph } from '../../../webview/model/graph-fold';
import { layoutGraph } from '../../../webview/model/graph-layout';
import { nodeDescription } from '../../../webview/model/node-text';

type Layer = [type: string, config?: GraphNode['config'], line?: number];

/** Layers in a row. */
function chain(...layers: Layer[]): Graph {
  const nodes = layers.map(([type, config = {}, line], id): GraphNode => ({
    id,
    name: `${type}_${id}`,
    type,
    config,
    shape: [8],
    params: 1,
    ...(line !== undefined && { source: { file: '/m.js', line } }),
  }));
  const edges = nodes.slice(1).map((_, i) => ({ from: i, to: i + 1, shape: [8] }));
  return { key: JSON.stringify(layers), nodes, edges, params: 0, trainableParams: 0, partial: false };
}

describe('differences of networks', () => {
  const written = chain(
    ['Input'],
    ['Conv2D', { filters: 32, kernelSize: [3, 3] }, 4],
    ['Dropout', { rate: 0.25 }, 6],
    ['Dense', { units: 10 }, 7],
  );

  it('are none between equals', () => {
    assert.deepEqual(countChanges(diffGraphs(written, written)), {
      same: 4,
      changed: 0,
      added: 0,
      removed: 0,
    });
    assert.deepEqual(countChanges(diffGraphs(written)), { same: 4, changed: 0, added: 0, removed: 0 });
  });

  it('name the arguments that changed', () => {
    const graph = chain(
      ['Input'],
      ['Conv2D', { filters: 64, kernelSize: [5, 5] }, 4],
      ['Dropout', { rate: 0.25 }, 6],
      ['Dense', { units: 10 }, 7],
    );
    const diff = diffGraphs(graph, written);
    assert.deepEqual(countChanges(diff), { same: 3, changed: 1, added: 0, removed: 0 });
    assert.deepEqual(diff.nodes[1]?.differences, [
      { name: 'filters', was: '32', is: '64' },
      { name: 'kernelSize', was: '3×3', is: '5×5' },
    ]);
    assert.match(nodeDescription(diff.nodes[1]!), /Conv2D.*changed.*filters was 32, is 64.*line 4/);
  });

  it('show layers that were left out, where they stood', () => {
    const graph = chain(
      ['Input'],
      ['Conv2D', { filters: 32, kernelSize: [3, 3] }, 4],
      ['Dense', { units: 10 }, 7],
    );
    const diff = diffGraphs(graph, written);
    assert.deepEqual(countChanges(diff), { same: 3, changed: 0, added: 0, removed: 1 });
    const removed = diff.nodes.find(({ change }) => change === 'removed');
    assert.equal(removed?.node.type, 'Dropout');
    const around = diff.edges.filter(({ change }) => change === 'removed').map(({ from, to }) => [from, to]);
    assert.deepEqual(around, [
      ['1', removed.key],
      [removed.key, '2'],
    ]);
  });

  it('tell an exchanged layer from one that is new by its line', () => {
    const graph = chain(
      ['Input'],
      ['SeparableConv2D', { filters: 32 }, 4],
      ['Dropout', { rate: 0.25 }, 6],
      ['Dense', { units: 10 }, 7],
    );
    const diff = diffGraphs(graph, written);
    assert.deepEqual(diff.nodes[1]?.differences, [{ name: 'layer', was: 'Conv2D', is: 'SeparableConv2D' }]);
    assert.equal(countChanges(diff).changed, 1);
  });

  it('account for every layer of both, without circles', () => {
    const layer = fc.tuple(fc.constantFrom('A', 'B', 'C'), fc.record({ n: fc.integer({ min: 0, max: 2 }) }));
    const layers = fc.array(layer, { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(layers, layers, (one, two) => {
        const ours = chain(...one);
        const theirs = chain(...two);
        const diff = diffGraphs(ours, theirs);
        const { same, changed, added, removed } = countChanges(diff);
        assert.equal(same + changed + added, ours.nodes.length);
        if (ours.key !== theirs.key) assert.equal(same + changed + removed, theirs.nodes.length);
        const keys = new Set(diff.nodes.map(({ key }) => key));
        for (const { from, to } of diff.edges) assert.ok(keys.has(from) && keys.has(to));
        // The layout is only top-down when nothing runs in a circle.
        const sizes = { width: 50, height: 20 };
        const place = layoutGraph({
          nodes: diff.nodes.map(({ key }) => ({ key, ...sizes })),
          edges: diff.edges.map((edge) => ({ from: edge.from, to: edge.to, width: 10, height: 10 })),
        });
        const top = new Map(diff.nodes.map(({ key }, i) => [key, place.nodes[i]!.y]));
        for (const { from, to } of diff.edges) assert.ok(top.get(from)! < top.get(to)!);
      }),
      { numRuns: 60 },
    );
  });
});

describe('blocks that repeat', () => {
  const block: Layer[] = [
    ['Conv2D', { filters: 8 }, 4],
    ['BatchNormalization', {}, 5],
  ];
  const types = (graph: { nodes: readonly { node: GraphNode }[] }) =>
    graph.nodes.map(({ node }) => node.type);

  it('are one box with the sum of their costs, connected as they were', () => {
    const diff = diffGraphs(chain(['Input'], ...block, ...block, ...block, ['Dense']));
    const folded = foldGraph(diff);
    assert.deepEqual(types(folded), ['Input', '3 × 2 layers', 'Dense']);
    assert.equal(folded.nodes[1]!.node.params, 6);
    const keys = folded.nodes.map(({ key }) => key);
    assert.deepEqual(
      folded.edges.map(({ from, to }) => [keys.indexOf(from), keys.indexOf(to)]),
      [
        [0, 1],
        [1, 2],
      ],
    );
  });

  it('are opened by their first layer', () => {
    const diff = diffGraphs(chain(['Input'], ...block, ...block, ['Dense']));
    const [key] = foldable(diff);
    assert.deepEqual(types(foldGraph(diff, new Set([key!]))), types(diff));
  });

  it('stay open where layers differ from each other or from the code as written, or are few', () => {
    const other = chain(['Input'], ...block, ['Conv2D', { filters: 9 }, 4], ['BatchNormalization', {}, 5]);
    assert.deepEqual(foldable(diffGraphs(other)), []);
    const twice = chain(['Input'], ...block, ...block);
    assert.deepEqual(foldable(diffGraphs(twice, chain(['Input'], ...block))), []);
    assert.deepEqual(foldable(diffGraphs(chain(['Dense'], ['Dense'], ['Dense']))), []);
  });

  it('lose no layer and make no cycle, whatever the network', () => {
    const networks = fc.array(fc.constantFrom<Layer>(['A'], ['B'], ['C']), { minLength: 1, maxLength: 24 });
    fc.assert(
      fc.property(networks, (layers) => {
        const diff = diffGraphs(chain(...layers));
        const folded = foldGraph(diff);
        const all = folded.nodes.flatMap((node) => node.fold?.nodes ?? [node]).map(({ key }) => key);
        assert.deepEqual([...all].sort(), diff.nodes.map(({ key }) => key).sort());
        assert.equal(folded.edges.length, folded.nodes.length - 1);
      }),
    );
  });
});
