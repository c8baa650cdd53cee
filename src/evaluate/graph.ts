/** The graph of a live model: its layers as they are applied, nested models taken apart. */
import type * as tfjs from '@tensorflow/tfjs';
import { layerMacs } from './costs/layer-costs';
import { graphKey } from './graph-key';
import type { Graph, GraphNode } from './interface';
import { layerConfig } from './layer-config';
import {
  elements,
  exampleShape,
  functional,
  isModel,
  layerNodes,
  outputShape,
  type Layer,
  type LayerNode,
} from './layers';

type Source = (layer: object) => { file: string; line: number } | undefined;
type Edge = Graph['edges'][number];

/**
 * Layers, connections, shapes, parameters and multiply-accumulates. `source` says where a layer was made. Undefined
 * for a model that is not built yet.
 */
export function modelGraph(model: tfjs.LayersModel, source: Source = () => undefined): Graph | undefined {
  if (!layerNodes(model)) return undefined;
  const builder = new GraphBuilder(source);
  builder.add(model, new Map(), '');
  const { nodes, edges } = builder;
  const known = nodes.filter(({ flops }) => flops !== undefined);
  const trainable = model.trainableWeights.map(({ shape }) => elements(shape) ?? 0);
  return {
    key: graphKey({ nodes, edges }),
    nodes,
    edges,
    params: model.countParams(),
    trainableParams: trainable.reduce((sum, count) => sum + count, 0),
    ...(known.length > 0 && { flops: known.reduce((sum, { flops }) => sum + flops!, 0) }),
    partial: known.length < nodes.length,
  };
}

/** Which node of the graph makes a tensor, by the tensor's id. */
type Producers = Map<number, number>;

class GraphBuilder {
  readonly nodes: GraphNode[] = [];
  readonly edges: Edge[] = [];
  private readonly counted = new Set<Layer>();

  constructor(private readonly source: Source) {}

  /** Adds a model's layers; `producers` has the nodes that its inputs come from, when it is nested. */
  add(model: tfjs.LayersModel, producers: Producers, prefix: string): void {
    for (const node of layerNodes(model) ?? []) {
      if (node.outputTensors.every(({ id }) => producers.has(id))) continue;
      const layer = node.outboundLayer;
      const inner = isModel(layer) ? functional(layer) : undefined;
      if (inner) this.addNested(inner, node, producers, `${prefix}${layer.name}/`);
      else this.addLayer(node, producers, prefix);
    }
  }

  private addNested(inner: tfjs.LayersModel, node: LayerNode, producers: Producers, prefix: string): void {
    const within: Producers = new Map();
    inner.inputs.forEach(({ id }, i) => within.set(id, producers.get(node.inputTensors[i]!.id)!));
    this.add(inner, within, prefix);
    node.outputTensors.forEach(({ id }, i) => producers.set(id, within.get(inner.outputs[i]!.id)!));
  }

  private addLayer(node: LayerNode, producers: Producers, prefix: string): void {
    const layer = node.outboundLayer;
    const id = this.nodes.length;
    const isInput = node.inboundLayers.length === 0;
    const inputs = isInput ? [] : node.inputTensors.map(exampleShape);
    const outputs = node.outputTensors.map((tensor) => outputShape(layer, tensor, inputs));
    const flops = layerMacs(layer, inputs, outputs);
    const source = this.source(layer);
    this.nodes.push({
      id,
      name: prefix + layer.name,
      type: layer.getClassName(),
      config: layerConfig(layer),
      shape: outputs[0] ?? [],
      // Weights that are used again are not counted again.
      params: this.counted.has(layer) ? 0 : layer.countParams(),
      ...(flops !== undefined && { flops }),
      ...(source && { source }),
    });
    this.counted.add(layer);
    for (const tensor of isInput ? [] : node.inputTensors) {
      this.edges.push({ from: producers.get(tensor.id)!, to: id, shape: exampleShape(tensor) });
    }
    for (const tensor of node.outputTensors) producers.set(tensor.id, id);
  }
}
