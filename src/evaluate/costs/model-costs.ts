/** What a model costs, as far as its graph says it. */
import type * as tfjs from '@tensorflow/tfjs';
import type { Graph, Measures } from '../interface';

const bytesPerNumber = 4;

/** params; size: bytes of the weights as float32; flops: multiply-accumulates of one example, when all are known. */
export function modelCosts(_model: tfjs.LayersModel, graph: Graph): Measures {
  const known = graph.flops !== undefined && !graph.partial;
  return {
    params: graph.params,
    size: graph.params * bytesPerNumber,
    ...(known && { flops: graph.flops }),
  };
}
