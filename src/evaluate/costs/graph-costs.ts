/** What a model costs, as far as its graph says it before any training. */
import type { Graph, Measures } from '../interface';
import { peakActivations } from './memory';

const bytesPerNumber = 4;

/**
 * params; size: bytes of the weights as float32; flops: multiply-accumulates of one example, when those of every layer
 * are known; memory: peak bytes of one example's activations, when all shapes are.
 */
export function graphCosts(graph: Graph): Measures {
  const memory = peakActivations(graph);
  return {
    params: graph.params,
    size: graph.params * bytesPerNumber,
    ...(graph.flops !== undefined && !graph.partial && { flops: graph.flops }),
    ...(memory !== undefined && { memory }),
  };
}
