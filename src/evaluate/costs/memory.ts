/** Memory that one example's forward pass needs for activations. */
import type { Graph } from '../interface';
import { elements } from '../layers';

const bytesPerNumber = 4;

/**
 * Peak bytes of float32 activations when layers run in order and each output is freed after its last reader; undefined
 * when a shape is not fixed. Scratch memory of kernels is not counted.
 */
export function peakActivations({ nodes, edges }: Graph): number | undefined {
  const sizes = nodes.map(({ shape }) => elements(shape));
  if (sizes.some((size) => size === undefined)) return undefined;
  const last = nodes.map(({ id }) =>
    Math.max(id, ...edges.filter(({ from }) => from === id).map(({ to }) => to)),
  );
  const isOutput = nodes.map(({ id }) => !edges.some(({ from }) => from === id));
  let live = 0;
  let peak = 0;
  for (const { id } of nodes) {
    live += sizes[id]!;
    peak = Math.max(peak, live);
    nodes.forEach((node) => {
      if (node.id <= id && last[node.id] === id && !isOutput[node.id]) live -= sizes[node.id]!;
    });
  }
  return peak * bytesPerNumber;
}
