/** How much each layer weighs in its network. */
import type { FoldedNode } from './graph-fold';

export type HeatBy = 'none' | 'params' | 'flops';

/** Shares of the whole, 0 to 1, in the order of the nodes; layers that are not in the network have none. */
export function heatShares(nodes: readonly FoldedNode[], by: HeatBy): readonly (number | undefined)[] {
  if (by === 'none') return nodes.map(() => undefined);
  const values = nodes.map(({ node, change }) => (change === 'removed' ? 0 : (node[by] ?? 0)));
  const total = values.reduce((sum, value) => sum + value, 0);
  return values.map((value) => (total > 0 ? value / total : 0));
}

/** `12 %`, `<1 %`. */
export const shareText = (share: number): string =>
  share === 0 ? '' : share < 0.01 ? '<1 %' : `${Math.round(share * 100)} %`;
