/**
 * The cell of ConvLSTM (Shi et al. 2015) with one convolution for all four gates, where the stock one has four, and one
 * kernel for what follows. With dropout, other activations or channels first the stock cell runs.
 */
import type * as tf from '@tensorflow/tfjs';
import type { Device } from '../device';
import { sizeOf, type TensorInfo } from '../internals';
import { layerPrototype, type BaseLayer, type Weight } from './layer';
import { gateOf } from './recurrent';

interface ConvLstmCell extends BaseLayer {
  activation: object;
  recurrentActivation: object;
  dropout: number;
  recurrentDropout: number;
  useBias: boolean;
  dataFormat: string;
  padding: string;
  kernel: Weight;
  recurrentKernel: Weight;
  bias?: Weight;
  inputConv(x: tf.Tensor, kernel: tf.Tensor, bias: tf.Tensor | null, padding: string): tf.Tensor;
  recurrentConv(h: tf.Tensor, kernel: tf.Tensor): tf.Tensor;
}

export function registerConvLstm(device: Device): void {
  registerCell(device);
  const { tf } = device;
  const prototype = layerPrototype<ConvLstmCell>(tf, 'ConvLSTM2DCell');
  const stock = prototype.call;
  prototype.call = function (inputs, options) {
    const gate = gateOf(this);
    const drops = this.dropout > 0 || this.recurrentDropout > 0;
    if (!gate || drops || this.dataFormat === 'channelsFirst' || tf.getBackend() !== 'wasm')
      return stock.call(this, inputs, options);
    return tf.tidy(() => {
      const [x, h, c] = inputs as [tf.Tensor, tf.Tensor, tf.Tensor];
      const bias = this.useBias && this.bias ? this.bias.read() : null;
      const zx = this.inputConv(x, this.kernel.read(), bias, this.padding);
      const zh = this.recurrentConv(h, this.recurrentKernel.read());
      const hard = gate === 'hardSigmoid';
      const [output, cell] = device.invoke('EspalierLstmCell', { zx, zh, c }, { hard });
      return [output, output, cell] as tf.Tensor[];
    });
  };
}

/**
 * What enters the gates from the input and from the state, zx and zh[…, 4·units], and the cell state → output, next cell
 * state, and the gates' outputs, which the gradient needs.
 */
function registerCell(device: Device): void {
  const { native } = device;
  device.register('EspalierLstmCell', ({ inputs, attrs }) => {
    const { zx, zh, c } = inputs as Record<'zx' | 'zh' | 'c', TensorInfo>;
    const [output, cell, gates] = [c, c, zx].map(({ shape }) => device.output(shape)) as [
      TensorInfo,
      TensorInfo,
      TensorInfo,
    ];
    const addresses = [zx, zh, gates, c, cell, output].map((info) => device.address(info));
    native.lstmCell(...addresses, ...rowsOf(c), Number(attrs.hard));
    return [output, cell, gates];
  });
  device.register('EspalierLstmCellGrad', ({ inputs, attrs }) => {
    const { c, cell, gates, dOutput, dNext } = inputs as Record<
      'c' | 'cell' | 'gates' | 'dOutput' | 'dNext',
      TensorInfo
    >;
    const [dz, dCell] = [gates, c].map(({ shape }) => device.output(shape)) as [TensorInfo, TensorInfo];
    const addresses = [gates, c, cell, dOutput, dNext, dz, dCell].map((info) => device.address(info));
    native.lstmCellGradient(...addresses, ...rowsOf(c), Number(attrs.hard));
    return [dz, dCell];
  });
  device.tf.registerGradient({
    kernelName: 'EspalierLstmCell',
    inputsToSave: ['c'],
    outputsToSave: [false, true, true],
    gradFunc: (dy, saved, attrs) => {
      const [dOutput, dNext] = dy as tf.Tensor[] as [tf.Tensor, tf.Tensor];
      const [c, cell, gates] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
      // Both at once: asked for one by one, each would compute the other too.
      const [dz, dc] = device.invoke('EspalierLstmCellGrad', { c, cell, gates, dOutput, dNext }, attrs);
      return { zx: () => dz, zh: () => dz, c: () => dc } as Record<string, () => tf.Tensor>;
    },
  });
}

/** How many positions there are, and units at each. */
function rowsOf({ shape }: TensorInfo): [rows: number, units: number] {
  const units = shape.at(-1) as number;
  return [sizeOf(shape) / units, units];
}
