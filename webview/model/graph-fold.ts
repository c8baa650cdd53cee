/** Blocks of layers that repeat one after the other, drawn as one box. */
import { configText, type DiffEdge, type DiffNode, type GraphDiff } from './graph-diff';

/** Several equal blocks in a row. */
export interface Fold {
  /** All layers, block by block. */
  readonly nodes: readonly DiffNode[];
  readonly times: number;
  /** Layers of one block. */
  readonly period: number;
}

export interface FoldedNode extends DiffNode {
  readonly fold?: Fold;
}

export interface FoldedGraph {
  readonly nodes: readonly FoldedNode[];
  readonly edges: readonly DiffEdge[];
}

/** Fewer layers than that are seen at a glance anyway. */
const fewest = 4;
const longestBlock = 40;

/**
 * Folds the runs of equal blocks (same layers, shapes, differences and connections among them), but for those named in
 * `open` by the key of their first layer. A run is contiguous in the topological order, so nothing becomes a cycle.
 */
export function foldGraph(diff: GraphDiff, open: ReadonlySet<string> = new Set()): FoldedGraph {
  const order = topological(diff);
  const runs = findRuns(order, diff.edges).filter(({ nodes }) => !open.has(nodes[0]!.key));
  if (runs.length === 0) return diff;
  const home = new Map<string, string>();
  const folded = new Map<string, FoldedNode>();
  for (const run of runs) {
    const node = boxOf(run);
    for (const { key } of run.nodes) home.set(key, node.key);
    folded.set(run.nodes[0]!.key, node);
  }
  const nodes = order.flatMap((node): FoldedNode[] => {
    const box = folded.get(node.key);
    return box ? [box] : home.has(node.key) ? [] : [node];
  });
  return { nodes, edges: joined(diff.edges, home) };
}

/** Keys of the first layers of all runs, folded or not. */
export const foldable = (diff: GraphDiff): readonly string[] =>
  findRuns(topological(diff), diff.edges).map(({ nodes }) => nodes[0]!.key);

function boxOf({ nodes, times, period }: Fold): FoldedNode {
  const [first, last] = [nodes[0]!, nodes.at(-1)!];
  const sum = (of: (node: DiffNode) => number | undefined) =>
    nodes.reduce((total, node) => total + (of(node) ?? 0), 0);
  return {
    key: `fold-${first.key}`,
    node: {
      ...first.node,
      name: `${first.node.name} … ${last.node.name}`,
      type: `${times} × ${period === 1 ? first.node.type : `${period} layers`}`,
      config: {},
      shape: last.node.shape,
      params: sum(({ node }) => node.params),
      flops: sum(({ node }) => node.flops),
    },
    change: first.change,
    differences: [],
    fold: { nodes, times, period },
  };
}

function joined(edges: readonly DiffEdge[], home: ReadonlyMap<string, string>): readonly DiffEdge[] {
  const seen = new Set<string>();
  return edges.flatMap((edge) => {
    const [from, to] = [home.get(edge.from) ?? edge.from, home.get(edge.to) ?? edge.to];
    const name = `${from}>${to}`;
    if (from === to || seen.has(name)) return [];
    seen.add(name);
    return [{ ...edge, from, to }];
  });
}

/** From left to right, at each place the run that covers most; of equals, the one with the shorter block. */
function findRuns(order: readonly DiffNode[], edges: readonly DiffEdge[]): readonly Fold[] {
  const texts = signatures(order, edges);
  const runs: Fold[] = [];
  for (let at = 0; at < order.length;) {
    let best = { times: 1, period: 1 };
    for (let period = 1; period <= Math.min(longestBlock, (order.length - at) >> 1); period++) {
      const times = repeats(texts, at, period);
      if (times > 1 && times * period > best.times * best.period) best = { times, period };
    }
    const length = best.times * best.period;
    if (best.times > 1 && length >= fewest) {
      runs.push({ nodes: order.slice(at, at + length), ...best });
      at += length;
    } else at += 1;
  }
  return runs;
}

function repeats(texts: readonly string[], at: number, period: number): number {
  let end = at + period;
  while (end < texts.length && texts[end] === texts[end - period]) end++;
  return Math.floor((end - at) / period);
}

/** Equal for layers that are equal and follow layers at the same distances before them. */
function signatures(order: readonly DiffNode[], edges: readonly DiffEdge[]): readonly string[] {
  const place = new Map(order.map(({ key }, i) => [key, i]));
  const before = order.map((): string[] => []);
  for (const { from, to, change } of edges) {
    const [start, end] = [place.get(from), place.get(to)];
    if (start !== undefined && end !== undefined) before[end]!.push(`${end - start}${change}`);
  }
  return order.map(({ node, change, differences }, i) =>
    JSON.stringify([
      node.type,
      Object.entries(node.config).map(([name, value]) => [name, configText(value)]),
      node.shape,
      node.params,
      node.source,
      change,
      differences,
      before[i]!.sort(),
    ]),
  );
}

/** Each layer after those that it follows; depth first, so that a branch stays together. */
function topological({ nodes, edges }: GraphDiff): readonly DiffNode[] {
  const waiting = new Map(nodes.map(({ key }) => [key, 0]));
  const next = new Map<string, string[]>();
  for (const { from, to } of edges) {
    waiting.set(to, (waiting.get(to) ?? 0) + 1);
    next.set(from, [...(next.get(from) ?? []), to]);
  }
  const byKey = new Map(nodes.map((node) => [node.key, node]));
  const ready = nodes.filter(({ key }) => waiting.get(key) === 0).map(({ key }) => key);
  const sorted: DiffNode[] = [];
  for (let key = ready.shift(); key !== undefined; key = ready.shift()) {
    const node = byKey.get(key);
    if (node) sorted.push(node);
    const freed: string[] = [];
    for (const to of next.get(key) ?? []) {
      const left = (waiting.get(to) ?? 0) - 1;
      waiting.set(to, left);
      if (left === 0) freed.push(to);
    }
    ready.unshift(...freed);
  }
  // What stands in a cycle (two graphs in one may have one) is drawn too.
  return sorted.length === nodes.length
    ? sorted
    : [...sorted, ...nodes.filter((node) => !sorted.includes(node))];
}
