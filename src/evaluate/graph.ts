/** The graph of a live model. */
import type * as tfjs from '@tensorflow/tfjs';
import type { Graph } from './interface';

export function modelGraph(
  model: tfjs.LayersModel,
  source: (layer: object) => { file: string; line: number } | undefined,
): Graph {
  const nodes = model.layers.map((layer, id) => ({
    id,
    name: layer.name,
    type: layer.getClassName(),
    config: {},
    shape: [layer.outputShape].flat(),
    params: layer.countParams(),
    source: source(layer),
  }));
  return { nodes: nodes as never, edges: [], params: model.countParams(), trainableParams: 0, partial: true };
}
