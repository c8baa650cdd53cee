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
  registerGates(device);
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
      const z = tf.add(
        this.inputConv(x, this.kernel.read(), bias, this.padding),
        this.recurrentConv(h, this.recurrentKernel.read()),
      );
      const [output, cell] = device.invoke('EspalierLstmGates', { z, c }, { hard: gate === 'hardSigmoid' });
      return [output, output, cell] as tf.Tensor[];
    });
  };
}

/** What enters the gates, z[…, 4·units], and the cell state → output and next cell state. */
function registerGates(device: Device): void {
  const { native } = device;
  device.register('EspalierLstmGates', ({ inputs, attrs }) => {
    const { z, c } = inputs as { z: TensorInfo; c: TensorInfo };
    const [gates, output, cell] = [z, c, c].map(({ shape }) => device.output(shape)) as [
      TensorInfo,
      TensorInfo,
      TensorInfo,
    ];
    run(device, { z, c, gates, output, cell }, attrs.hard as boolean);
    device.free(gates);
    return [output, cell];
  });
  device.register('EspalierLstmGatesGrad', ({ inputs, attrs }) => {
    const { z, c, dOutput, dNext } = inputs as Record<'z' | 'c' | 'dOutput' | 'dNext', TensorInfo>;
    // The gates are made again: kept, they would be an output more, whose gradient is zeros. And made for each of the
    // two gradients: TensorFlow.js asks for them one by one and frees what else was made on the way.
    const [dz, output, cell, dCell] = [z, c, c, c].map(({ shape }) => device.output(shape)) as [
      TensorInfo,
      TensorInfo,
      TensorInfo,
      TensorInfo,
    ];
    const hard = attrs.hard as boolean;
    run(device, { z, c, gates: dz, output, cell }, hard);
    native.copyBytes(device.address(dCell), device.address(dNext), sizeOf(c.shape) * 4);
    const addresses = [dz, c, cell, dOutput, output, dCell].map((info) => device.address(info));
    native.lstmStepGradient(...addresses, ...rowsOf(c), Number(hard), 0);
    const [wanted, other] = attrs.of === 'z' ? [dz, dCell] : [dCell, dz];
    device.free(output, cell, other);
    return wanted;
  });
  device.tf.registerGradient({
    kernelName: 'EspalierLstmGates',
    inputsToSave: ['z', 'c'],
    gradFunc: (dy, [z, c], attrs) => {
      const [dOutput, dNext] = dy as tf.Tensor[] as [tf.Tensor, tf.Tensor];
      const inputs = { z: z as tf.Tensor, c: c as tf.Tensor, dOutput, dNext };
      const gradient = (of: 'z' | 'c') => (): tf.Tensor =>
        device.engine.runKernel('EspalierLstmGatesGrad', inputs, { ...attrs, of }) as tf.Tensor;
      return { z: gradient('z'), c: gradient('c') };
    },
  });
}

/** How many positions there are, and units at each. */
function rowsOf({ shape }: TensorInfo): [rows: number, units: number] {
  const units = shape.at(-1) as number;
  return [sizeOf(shape) / units, units];
}

function run(
  device: Device,
  { z, c, gates, output, cell }: Record<'z' | 'c' | 'gates' | 'output' | 'cell', TensorInfo>,
  hard: boolean,
): void {
  const [pGates, pC, pCell, pOutput] = [gates, c, cell, output].map((info) => device.address(info)) as [
    number,
    number,
    number,
    number,
  ];
  device.native.copyBytes(pGates, device.address(z), sizeOf(z.shape) * 4);
  device.native.lstmStep(pGates, pC, pC, pCell, pOutput, ...rowsOf(c), Number(hard), 0);
}
