/** What is used of TensorFlow.js's layers beyond its declared types: the nodes by which layers are connected. */
import type * as tfjs from '@tensorflow/tfjs';
import type { Shape } from './interface';

export type Layer = tfjs.layers.Layer;

/** One application of a layer to tensors. */
export interface LayerNode {
  readonly outboundLayer: Layer;
  readonly inboundLayers: readonly Layer[];
  readonly inputTensors: readonly tfjs.SymbolicTensor[];
  readonly outputTensors: readonly tfjs.SymbolicTensor[];
}

interface Container {
  readonly nodesByDepth?: Readonly<Record<string, readonly LayerNode[]>>;
  /** A Sequential keeps its layers in a model of its own. */
  readonly model?: tfjs.LayersModel;
}

/** A model's applications of layers, inputs first; undefined while it is not built. */
export function layerNodes(model: tfjs.LayersModel): LayerNode[] | undefined {
  const nodesByDepth = (functional(model) as unknown as Container | undefined)?.nodesByDepth;
  if (!nodesByDepth) return undefined;
  const depths = Object.keys(nodesByDepth).map(Number);
  return depths.sort((a, b) => b - a).flatMap((depth) => nodesByDepth[depth]!);
}

/** The model that holds the connections: a Sequential's inner one. */
export function functional(model: tfjs.LayersModel): tfjs.LayersModel | undefined {
  return 'add' in model ? (model as unknown as Container).model : model;
}

export function isModel(layer: Layer): layer is tfjs.LayersModel {
  return 'layers' in layer && Array.isArray((layer as tfjs.LayersModel).layers);
}

/** A tensor's shape without the batch axis. */
export function exampleShape(tensor: { shape: readonly (number | null)[] }): Shape {
  return tensor.shape.slice(1).map((size) => (typeof size === 'number' && size >= 0 ? size : null));
}

/** Layers whose declared output shape is wrong in TensorFlow.js (no batch axis, another axis for the channels). */
const misdeclared: Readonly<Record<string, (layer: Layer, input: Shape) => Shape>> = {
  Resizing: (layer, input) => {
    const { height, width } = layer as unknown as { height: number; width: number };
    return [height, width, input.at(-1) ?? null];
  },
  RandomWidth: (_, input) => [input.at(-3) ?? null, null, input.at(-1) ?? null],
};

/** The shape of what a layer gives for one example. */
export function outputShape(
  layer: Layer,
  tensor: { shape: readonly (number | null)[] },
  inputs: readonly Shape[],
): Shape {
  const declared = misdeclared[layer.getClassName()];
  return declared && inputs[0] ? declared(layer, inputs[0]) : exampleShape(tensor);
}

/** The number of elements; undefined when an axis is not fixed. */
export function elements(shape: Shape | undefined): number | undefined {
  if (shape === undefined) return undefined;
  return shape.reduce<number | undefined>((product, size) => times(product, size), 1);
}

/** The product; undefined when a factor is not known. */
export function times(...factors: readonly (number | null | undefined)[]): number | undefined {
  let product = 1;
  for (const factor of factors) {
    if (factor === null || factor === undefined) return undefined;
    product *= factor;
  }
  return product;
}

export function plus(...terms: readonly (number | undefined)[]): number | undefined {
  return terms.some((term) => term === undefined)
    ? undefined
    : terms.reduce<number>((sum, term) => sum + term!, 0);
}
