/** How large the boxes and labels of a network are, in the fonts of the moment. */
import type { DiffEdge } from '../model/graph-diff';
import type { FoldedGraph, FoldedNode } from '../model/graph-fold';
import { heatShares, shareText, type HeatBy } from '../model/heat';
import type { LayoutRequest } from '../model/graph-layout';
import { formatShape } from '../model/format';
import { nodeLines, paramsText } from '../model/node-text';

export const lineHeight = 16;
export const padding = { x: 10, y: 6 };
/** Room for the sign at the left of a box. */
export const signWidth = 14;

export interface NodeBox {
  readonly node: FoldedNode;
  /** Share of the network's parameters or operations; absent: not asked for. */
  readonly heat?: number;
  readonly lines: readonly { readonly text: string; readonly changed: boolean }[];
  readonly params: string;
  readonly width: number;
  readonly height: number;
}

/** The boxes of all layers. */
export function nodeBoxes({ nodes }: FoldedGraph, by: HeatBy): readonly NodeBox[] {
  const measure = textMeasure();
  const shares = heatShares(nodes, by);
  return nodes.map((node, i) => {
    const heat = shares[i];
    const { summary, changes } = nodeLines(node);
    const lines = [
      ...summary.map((text) => ({ text, changed: false })),
      ...changes.map((text) => ({ text, changed: true })),
    ];
    const params = heat === undefined ? paramsText(node.node) : shareText(heat);
    const head = measure(node.node.type, true) + (params === '' ? 0 : measure(params) + 16);
    const widest = Math.max(head, ...lines.map(({ text }) => measure(text)));
    const sign = node.change === 'same' ? 0 : signWidth;
    return {
      node,
      ...(heat !== undefined && { heat }),
      lines,
      params,
      width: Math.ceil(Math.max(88, widest + 2 * padding.x + sign)),
      height: (1 + lines.length) * lineHeight + 2 * padding.y,
    };
  });
}

export const edgeText = ({ shape }: DiffEdge): string => formatShape(shape);

export function layoutRequest({ edges }: FoldedGraph, boxes: readonly NodeBox[]): LayoutRequest {
  const measure = textMeasure();
  return {
    nodes: boxes.map(({ node, width, height }) => ({ key: node.key, width, height })),
    edges: edges.map((edge) => ({
      from: edge.from,
      to: edge.to,
      width: Math.ceil(measure(edgeText(edge)) + 4),
      height: lineHeight,
    })),
  };
}

/** The width of a text in pixels, in the panel's font at the size of the graph. */
function textMeasure(): (text: string, bold?: boolean) => number {
  const family = getComputedStyle(document.body).fontFamily;
  const context = document.createElement('canvas').getContext('2d');
  return (text, bold) => {
    if (!context) return text.length * 7;
    context.font = `${bold ? '600 ' : ''}12px ${family}`;
    return context.measureText(text).width;
  };
}
