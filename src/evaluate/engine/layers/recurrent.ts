/**
 * LSTM and GRU over the whole sequence as one kernel each way: one product for all inputs, one a step for the state,
 * and one for each weight's gradient at the end. Sequences, masks, both directions, missing biases and dropout included;
 * what is not (other activations, states from outside or handed out) is left to the stock layers. Dropout of inputs and
 * of states draws one mask a sequence, the same at each time (Gal & Ghahramani 2016), as the stock cells do.
 */
import type * as tf from '@tensorflow/tfjs';
import type { Device } from '../device';
import type { TensorInfo } from '../internals';
import type { TrialRandom } from '../random';
import { drops, dropMask } from './dropout';
import { fuse, type BaseLayer, type Weight } from './layer';

/** The activations of a cell of LSTM's kind. */
interface GatedCell {
  activation: object;
  recurrentActivation: object;
}
interface Cell extends GatedCell {
  units: number;
  useBias: boolean;
  dropout: number;
  recurrentDropout: number;
  dropoutFunc?: unknown;
  kernel: Weight;
  recurrentKernel: Weight;
  bias?: Weight;
}
interface RecurrentLayer extends BaseLayer {
  cell: Cell;
  stateful: boolean;
  goBackwards: boolean;
  returnSequences: boolean;
  returnState: boolean;
}

export type CellKind = 'Lstm' | 'Gru';
/** How many gates a cell has: the columns of its weights are that many times its units. */
export const GATES = { Lstm: 4, Gru: 3 } as const;

export interface SequenceAttributes {
  units: number;
  hard: boolean;
  sequences: boolean;
  backwards: boolean;
}

export function registerRecurrent(device: Device, random: TrialRandom): void {
  fuse<RecurrentLayer>(device.tf, 'LSTM', (layer, x, { training, mask, initialState }) =>
    run(device, random, 'Lstm', layer, x, mask, Boolean(training), Boolean(initialState)),
  );
  fuse<RecurrentLayer>(device.tf, 'GRU', (layer, x, { training, mask, initialState }) =>
    run(device, random, 'Gru', layer, x, mask, Boolean(training), Boolean(initialState)),
  );
}

const className = (activation: object): string =>
  (activation.constructor as unknown as { className: string }).className;

/** The activation of a cell's gates; undefined where the kernels do not have it, or that of its output. */
export function gateOf({
  activation,
  recurrentActivation,
}: GatedCell): 'sigmoid' | 'hardSigmoid' | undefined {
  const gate = className(recurrentActivation);
  const known = gate === 'sigmoid' || gate === 'hardSigmoid';
  return known && className(activation) === 'tanh' ? gate : undefined;
}

function run(
  device: Device,
  random: TrialRandom,
  kind: CellKind,
  layer: RecurrentLayer,
  x: tf.Tensor,
  masks: tf.Tensor | tf.Tensor[] | null | undefined,
  training: boolean,
  hasState: boolean,
): tf.Tensor | undefined {
  const { cell } = layer;
  const gate = gateOf(cell);
  if (!gate || cell.dropoutFunc || hasState || layer.stateful || layer.returnState || x.rank !== 3)
    return undefined;
  const mask = Array.isArray(masks) ? masks[0] : masks;
  if (x.dtype !== 'float32' || (mask && mask.rank !== 2)) return undefined;
  const [dropsInputs, dropsStates] = [cell.dropout, cell.recurrentDropout].map((rate) =>
    drops(rate, x, training),
  );
  // Where a time is masked, the stock GRU keeps the state as it was before dropping.
  if (dropsStates && kind === 'Gru' && mask) return undefined;
  const [batch, , width] = x.shape as [number, number, number];
  const state = random.stateFor(layer);
  const input = dropsInputs
    ? device.tf.mul(x, dropMask(device, [batch, 1, width], { rate: cell.dropout, state }))
    : x;
  const drop = dropsStates
    ? dropMask(device, [batch, cell.units], { rate: cell.recurrentDropout, state })
    : undefined;
  const attrs: SequenceAttributes = {
    units: cell.units,
    hard: gate === 'hardSigmoid',
    sequences: layer.returnSequences,
    backwards: layer.goBackwards,
  };
  return sequence(device, kind, cell, input, { mask: mask ?? undefined, drop }, attrs);
}

function sequence(
  device: Device,
  kind: CellKind,
  cell: Cell,
  x: tf.Tensor,
  { mask, drop }: { mask: tf.Tensor | undefined; drop: tf.Tensor | undefined },
  attrs: SequenceAttributes,
): tf.Tensor {
  const { tf } = device;
  const bias = cell.useBias && cell.bias ? cell.bias.read() : tf.zeros([GATES[kind] * cell.units]);
  // Time first, in the order of the recursion: [time, batch].
  const steps = mask && tf.cast(tf.notEqual(tf.transpose(mask), 0), 'float32');
  const ordered = steps && (attrs.backwards ? tf.reverse(steps, 0) : steps);
  const extra = { ...(ordered ? { mask: ordered } : {}), ...(drop ? { drop } : {}) };
  const whole = tf.customGrad((...args) => {
    const [input, kernel, recurrent, shift, save] = args as unknown as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.GradSaveFunc,
    ];
    const inputs = { x: input, kernel, recurrent, bias: shift, ...extra };
    const [value, xs, z, h, c, fed] = device.invoke(`Espalier${kind}`, inputs, { ...attrs }) as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.Tensor?,
    ];
    const kept: Record<string, tf.Tensor> = {
      kernel,
      recurrent,
      xs,
      z,
      h,
      c,
      ...extra,
      ...(fed ? { fed } : {}),
    };
    save(Object.values(kept));
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] => {
      const { kernel, ...others } = Object.fromEntries(
        Object.keys(kept).map((name, i) => [name, saved[i] as tf.Tensor]),
      );
      const inputs = { dy, ...others };
      const [dz, ...weights] = device.invoke(`Espalier${kind}Grad`, inputs, { ...attrs }) as [
        tf.Tensor,
        ...tf.Tensor[],
      ];
      // A kernel of its own, so that a recorded step can leave it out when nothing reads it.
      const [dx] = device.invoke(
        'EspalierSequenceInputGrad',
        { dz, kernel: kernel as tf.Tensor },
        { backwards: attrs.backwards },
      );
      return [dx as tf.Tensor, ...weights];
    };
    return { value, gradFunc };
  });
  return whole(x, cell.kernel.read(), cell.recurrentKernel.read(), bias);
}

/** `drop` scales the states [batch, units] before they enter the products; `fed` are the scaled ones. */
export type SequenceInputs = Record<'x' | 'kernel' | 'recurrent' | 'bias', TensorInfo> & {
  mask?: TensorInfo;
  drop?: TensorInfo;
};
export type SequenceGradientInputs = Record<'dy' | 'recurrent' | 'xs' | 'z' | 'h' | 'c', TensorInfo> & {
  mask?: TensorInfo;
  drop?: TensorInfo;
  fed?: TensorInfo;
};
