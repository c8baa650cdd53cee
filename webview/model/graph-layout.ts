/** Places the layers of a network top-down (dagre: Gansner et al. 1993). */
import { graphlib, layout } from '@dagrejs/dagre';

export interface LayoutRequest {
  readonly nodes: readonly { readonly key: string; readonly width: number; readonly height: number }[];
  /** Width and height of the label that stands on the edge. */
  readonly edges: readonly {
    readonly from: string;
    readonly to: string;
    readonly width: number;
    readonly height: number;
  }[];
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface GraphLayout {
  readonly width: number;
  readonly height: number;
  /** Top left corners, in the order of the request. */
  readonly nodes: readonly Point[];
  /** In the order of the request; `label` is the middle of the label. */
  readonly edges: readonly { readonly points: readonly Point[]; readonly label: Point }[];
}

const margin = 12;

export function layoutGraph(request: LayoutRequest): GraphLayout {
  const graph = new graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'TB', nodesep: 24, edgesep: 12, ranksep: 14, marginx: margin, marginy: margin });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { key, width, height } of request.nodes) graph.setNode(key, { width, height });
  request.edges.forEach(({ from, to, width, height }, i) => {
    graph.setEdge(from, to, { width, height, labelpos: 'r', labeloffset: 6 }, String(i));
  });
  layout(graph);
  const size = graph.graph() as { width?: number; height?: number };
  return {
    width: Math.ceil(size.width ?? 0),
    height: Math.ceil(size.height ?? 0),
    nodes: request.nodes.map(({ key, width, height }) => {
      const { x, y } = graph.node(key) as Point;
      return { x: x - width / 2, y: y - height / 2 };
    }),
    edges: request.edges.map(({ from, to }, i) => {
      const edge = graph.edge(from, to, String(i)) as { points: Point[]; x?: number; y?: number };
      const middle = edge.points[edge.points.length >> 1] ?? { x: 0, y: 0 };
      return { points: edge.points, label: { x: edge.x ?? middle.x, y: edge.y ?? middle.y } };
    }),
  };
}
