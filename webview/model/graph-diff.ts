/** What differs between two networks: an alignment of their layers in topological order. */
import type { Graph, GraphNode } from '../../src/protocol/study';
import { formatShape } from './format';

export type NodeChange = 'same' | 'changed' | 'added' | 'removed';

/** One argument of a layer (or its class) that differs. */
export interface Difference {
  readonly name: string;
  readonly was: string;
  readonly is: string;
}

export interface DiffNode {
  /** Unique in the diff. */
  readonly key: string;
  readonly node: GraphNode;
  readonly change: NodeChange;
  /** Of a changed layer. */
  readonly differences: readonly Difference[];
}

export interface DiffEdge {
  readonly from: string;
  readonly to: string;
  readonly shape: readonly (number | null)[];
  readonly change: 'same' | 'added' | 'removed';
}

/** Both networks in one: the candidate's layers, and those of the other that it has not (`removed`). */
export interface GraphDiff {
  readonly nodes: readonly DiffNode[];
  readonly edges: readonly DiffEdge[];
}

/**
 * Aligns the layers of both graphs in topological order so that the sum of similarities is greatest (Needleman and
 * Wunsch 1970, without a penalty for gaps). O(n·m). Without `base`, every layer is `same`.
 */
export function diffGraphs(graph: Graph, base?: Graph): GraphDiff {
  if (!base || base.key === graph.key) return unchanged(graph);
  const ours = topological(graph);
  const theirs = topological(base);
  const pairs = align(ours, theirs);
  const partner = new Map(pairs.map(([our, their]) => [our.id, their]));
  const keys = new Map(theirs.map((node) => [node.id, `-${node.id}`]));
  for (const [our, their] of pairs) keys.set(their.id, String(our.id));
  const nodes = [
    ...ours.map((node) => diffNode(node, partner.get(node.id))),
    ...theirs
      .filter((node) => keys.get(node.id) === `-${node.id}`)
      .map((node): DiffNode => ({ key: `-${node.id}`, node, change: 'removed', differences: [] })),
  ];
  return { nodes, edges: diffEdges(graph, base, keys) };
}

/** How many layers differ, by the kind of difference. */
export function countChanges({ nodes }: GraphDiff): Readonly<Record<NodeChange, number>> {
  const counts = { same: 0, changed: 0, added: 0, removed: 0 };
  for (const { change } of nodes) counts[change] += 1;
  return counts;
}

function unchanged(graph: Graph): GraphDiff {
  return {
    nodes: graph.nodes.map((node) => ({ key: String(node.id), node, change: 'same', differences: [] })),
    edges: graph.edges.map(({ from, to, shape }) => ({
      from: String(from),
      to: String(to),
      shape,
      change: 'same',
    })),
  };
}

function diffNode(node: GraphNode, was: GraphNode | undefined): DiffNode {
  const key = String(node.id);
  if (!was) return { key, node, change: 'added', differences: [] };
  const differences = nodeDifferences(was, node);
  return { key, node, change: differences.length > 0 ? 'changed' : 'same', differences };
}

function nodeDifferences(was: GraphNode, is: GraphNode): Difference[] {
  if (was.type !== is.type) return [{ name: 'layer', was: was.type, is: is.type }];
  const names = new Set([...Object.keys(was.config), ...Object.keys(is.config)]);
  return [...names]
    .map((name) => ({ name, was: configText(was.config[name]), is: configText(is.config[name]) }))
    .filter((difference) => difference.was !== difference.is);
}

/** An argument of a layer as text; lists of equal numbers as `3×3`. */
export function configText(value: GraphNode['config'][string] | undefined): string {
  if (value === undefined) return 'none';
  if (Array.isArray(value)) return formatShape(value);
  if (typeof value === 'number') return String(Number(value.toPrecision(5)));
  return String(value);
}

function diffEdges(graph: Graph, base: Graph, keys: ReadonlyMap<number, string>): DiffEdge[] {
  const name = (from: string, to: string) => `${from}>${to}`;
  const before = new Map(
    base.edges.map(({ from, to, shape }) => {
      const edge = { from: keys.get(from) ?? '', to: keys.get(to) ?? '', shape };
      return [name(edge.from, edge.to), edge];
    }),
  );
  const edges: DiffEdge[] = [];
  const present = new Set<string>();
  for (const { from, to, shape } of graph.edges) {
    const id = name(String(from), String(to));
    present.add(id);
    edges.push({ from: String(from), to: String(to), shape, change: before.has(id) ? 'same' : 'added' });
  }
  for (const [id, edge] of before) {
    // Between layers that are still there, a connection that is gone says no more than those that came instead.
    const gone = edge.from.startsWith('-') || edge.to.startsWith('-');
    if (gone && !present.has(id)) edges.push({ ...edge, change: 'removed' });
  }
  return edges;
}

/** The layers so that each stands after those that it follows (Kahn); the order given breaks ties. */
function topological({ nodes, edges }: Graph): GraphNode[] {
  const waiting = new Map(nodes.map(({ id }) => [id, 0]));
  const next = new Map<number, number[]>();
  for (const { from, to } of edges) {
    waiting.set(to, (waiting.get(to) ?? 0) + 1);
    next.set(from, [...(next.get(from) ?? []), to]);
  }
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const ready = nodes.filter(({ id }) => waiting.get(id) === 0).map(({ id }) => id);
  const sorted: GraphNode[] = [];
  for (let id = ready.shift(); id !== undefined; id = ready.shift()) {
    sorted.push(byId.get(id)!);
    const freed: number[] = [];
    for (const to of next.get(id) ?? []) {
      const left = (waiting.get(to) ?? 0) - 1;
      waiting.set(to, left);
      if (left === 0) freed.push(to);
    }
    // Depth first, so that a branch stays together.
    ready.unshift(...freed);
  }
  return sorted;
}

/** How alike two layers are; 0: not the same layer in any sense. */
function likeness(a: GraphNode, b: GraphNode): number {
  const sameSource =
    a.source !== undefined &&
    b.source !== undefined &&
    a.source.file === b.source.file &&
    a.source.line === b.source.line;
  if (a.type !== b.type) return sameSource ? 1 : 0;
  const names = new Set([...Object.keys(a.config), ...Object.keys(b.config)]);
  let equal = 0;
  for (const name of names) if (configText(a.config[name]) === configText(b.config[name])) equal += 1;
  return 2 + (sameSource ? 2 : 0) + (names.size > 0 ? equal / names.size : 1);
}

/** The pairs of the best alignment, in order. */
function align(ours: readonly GraphNode[], theirs: readonly GraphNode[]): [GraphNode, GraphNode][] {
  const width = theirs.length + 1;
  const best = new Float64Array((ours.length + 1) * width);
  const similar = (i: number, j: number): number => likeness(ours[i]!, theirs[j]!);
  for (let i = ours.length - 1; i >= 0; i--) {
    for (let j = theirs.length - 1; j >= 0; j--) {
      const like = similar(i, j);
      const both = like > 0 ? like + best[(i + 1) * width + j + 1]! : 0;
      best[i * width + j] = Math.max(both, best[(i + 1) * width + j]!, best[i * width + j + 1]!);
    }
  }
  const pairs: [GraphNode, GraphNode][] = [];
  for (let i = 0, j = 0; i < ours.length && j < theirs.length;) {
    const here = best[i * width + j]!;
    const like = similar(i, j);
    if (like > 0 && here === like + best[(i + 1) * width + j + 1]!) pairs.push([ours[i++]!, theirs[j++]!]);
    else if (here === best[(i + 1) * width + j]!) i++;
    else j++;
  }
  return pairs;
}
