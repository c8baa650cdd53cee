/** The content address of a graph: equal for graphs that differ only in names and in the order of their nodes. */
import { createHash } from 'node:crypto';
import type { Graph, GraphNode } from './interface';

/** Layers whose result does not depend on the order of their inputs. */
const commutative = new Set(['Add', 'Multiply', 'Average', 'Maximum', 'Minimum']);

type Hashes = readonly string[];

/**
 * A hash of each node with all that leads to it and all that follows it, sorted, so that isomorphic graphs agree. The
 * one a layer is shared in and the one with two equal layers differ in their nodes' parameters.
 */
export function graphKey(graph: Pick<Graph, 'nodes' | 'edges'>): string {
  const labels = graph.nodes.map(label);
  const before = inputs(graph);
  const up = spread(labels, before, (i, hashes) =>
    commutative.has(graph.nodes[i]!.type) ? [...hashes].sort() : hashes,
  );
  const after = outputs(graph, before);
  const down = spread(labels, after, (_, hashes) => [...hashes].sort());
  return hash(graph.nodes.map((_, i) => hash([up[i]!, down[i]!])).sort());
}

interface Link {
  readonly node: number;
  /** Which input of the receiving layer it is; 0 where the order does not matter. */
  readonly place: number;
}

function inputs({ nodes, edges }: Pick<Graph, 'nodes' | 'edges'>): Link[][] {
  const index = new Map(nodes.map(({ id }, i) => [id, i]));
  const links: Link[][] = nodes.map(() => []);
  for (const { from, to } of edges) {
    const list = links[index.get(to)!]!;
    list.push({
      node: index.get(from)!,
      place: commutative.has(nodes[index.get(to)!]!.type) ? 0 : list.length,
    });
  }
  return links;
}

function outputs({ nodes }: Pick<Graph, 'nodes'>, before: readonly Link[][]): Link[][] {
  const links: Link[][] = nodes.map(() => []);
  before.forEach((list, to) => {
    for (const { node, place } of list) links[node]!.push({ node: to, place });
  });
  return links;
}

/** Each node's label hashed with those of its links, and theirs; the graph has no circles. */
function spread(
  labels: Hashes,
  links: readonly (readonly Link[])[],
  order: (node: number, hashes: Hashes) => Hashes,
): Hashes {
  const known: string[] = [];
  const of = (node: number): string =>
    (known[node] ??= hash([
      labels[node]!,
      ...order(
        node,
        links[node]!.map(({ node: next, place }) => `${place}:${of(next)}`),
      ),
    ]));
  return labels.map((_, node) => of(node));
}

function label({ type, config, shape, params }: GraphNode): string {
  const sorted = Object.entries(config).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([type, sorted, shape, params]);
}

function hash(parts: Hashes): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}
