/**
 * Weight sharing: a candidate begins with what earlier ones have learnt and leaves what it learns to later ones, so that
 * all of a search's candidates train one supernet, each its own path (Pham et al. 2018, ENAS; Guo et al. 2020, single
 * path one-shot). A weight is known by its layer's class and by which of that class the layer is.
 */
import type * as tfjs from '@tensorflow/tfjs';
import { functional, isModel, type Layer } from '../layers';
import { put, take } from './box';
import { readBox, writeBox } from './store';

interface Slot {
  readonly key: string;
  readonly weight: tfjs.LayerVariable;
  /** How many axes, from the first, are the window of a convolution. */
  readonly centred: number;
}

/** Begins with the supernet's weights, where it has some. */
export function inheritWeights(tf: typeof tfjs, model: tfjs.LayersModel, folder: string): void {
  for (const { key, weight, centred } of slots(model)) {
    const box = readBox(folder, key);
    const shape = weight.shape as number[];
    if (box?.shape.length !== shape.length) continue;
    const initial = weight.read().dataSync() as Float32Array;
    const inherited = tf.tensor(take(box, shape, initial, centred), shape);
    weight.write(inherited);
    inherited.dispose();
  }
}

/** Leaves what was learnt in the supernet. Throws when the disk is full. */
export function keepWeights(model: tfjs.LayersModel, folder: string): void {
  for (const { key, weight, centred } of slots(model)) {
    const values = weight.read().dataSync() as Float32Array;
    writeBox(folder, key, put(readBox(folder, key), weight.shape as number[], values.slice(), centred));
  }
}

/** Layers whose units are interchangeable by position, so that a smaller one can be part of a larger. */
const sliced = [
  ...['Dense', 'Conv1D', 'Conv2D', 'Conv3D', 'Conv2DTranspose', 'SeparableConv2D', 'DepthwiseConv2D'],
  ...['Embedding', 'BatchNormalization', 'LayerNormalization'],
];

/** After these a unit's number depends on the sizes of all axes before. */
const flattening = ['Flatten', 'Reshape', 'Permute', 'RepeatVector'];

function slots(model: tfjs.LayersModel): Slot[] {
  const counts = new Map<string, number>();
  const found: Slot[] = [];
  for (const layer of leaves(model)) {
    const type = layer.getClassName();
    const number = counts.get(type) ?? 0;
    counts.set(type, number + 1);
    const exact = !sliced.includes(type) || followsFlattening(layer);
    layer.weights.forEach((weight, i) => {
      if (weight.dtype !== 'float32') return;
      const name = weight.originalName.split('/').at(-1)!.replace(/\W/g, '_');
      const size = exact ? `.${weight.shape.join('x')}` : '';
      const centred = /Conv/.test(type) && /^(depthwise_)?kernel/.test(name) ? weight.shape.length - 2 : 0;
      found.push({ key: `${type}.${number}.${i}.${name}${size}`, weight, centred });
    });
  }
  return found;
}

function leaves(model: tfjs.LayersModel): Layer[] {
  return (functional(model) ?? model).layers.flatMap((layer) => (isModel(layer) ? leaves(layer) : [layer]));
}

/** Perhaps through layers that keep the units where they are. */
function followsFlattening(layer: Layer): boolean {
  const before = layer.inboundNodes.flatMap(({ inboundLayers }) => inboundLayers);
  return before.some((previous) => {
    const type = previous.getClassName();
    return (
      flattening.includes(type) || (/Dropout$|^Activation$|LU$/.test(type) && followsFlattening(previous))
    );
  });
}
