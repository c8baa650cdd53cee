/** Bias and activation of the fused kernels, and the activations whose stock kernels cannot be used. */
import type { Device } from '../device';
import { sizeOf, type TensorInfo } from '../internals';
import { sharedAxes } from './broadcast';

export interface FusedAttributes {
  activation?: string;
  leakyreluAlpha?: number;
}

/** Kernels by the name that fused operations give an activation. */
const ACTIVATION_KERNELS: Readonly<Record<string, string>> = {
  relu: 'Relu',
  relu6: 'Relu6',
  elu: 'Elu',
  prelu: 'Prelu',
  leakyrelu: 'LeakyRelu',
  sigmoid: 'Sigmoid',
};

/** activation(out + bias). Takes `out` over: the result is it, changed in place, or a new buffer and `out` is freed. */
export function fusedOutput(
  device: Device,
  out: TensorInfo,
  inputs: Record<string, TensorInfo | undefined>,
  { activation = 'linear', leakyreluAlpha }: FusedAttributes,
): TensorInfo {
  const { bias, preluActivationWeights: alpha } = inputs;
  let result = out;
  const rectified = activation === 'relu';
  if (bias && isRow(bias, out)) {
    addRow(device, out, bias, rectified);
    if (rectified) return out;
  } else if (bias) {
    result = device.run('Add', { a: out, b: bias });
    device.free(out);
  }
  if (activation === 'linear') return result;
  const size = sizeOf(result.shape);
  if (rectified) {
    device.native.reluInPlace(device.address(result), size);
    return result;
  }
  const kernel = ACTIVATION_KERNELS[activation];
  if (!kernel) throw new Error(`Activation "${activation}" is not known to fused operations.`);
  const activated = device.run(kernel, { x: result, alpha }, { alpha: leakyreluAlpha });
  device.free(result);
  return activated;
}

const isRow = (bias: TensorInfo, out: TensorInfo): boolean => sizeOf(bias.shape) === out.shape.at(-1);

/** out + bias, rectified or not, in place. */
function addRow(device: Device, out: TensorInfo, bias: TensorInfo, rectify: boolean): void {
  const columns = sizeOf(bias.shape);
  const rows = sizeOf(out.shape) / columns;
  const [at, row] = [device.address(out), device.address(bias)];
  if (rectify) device.native.addRowRelu(at, at, rows, columns, row, 1);
  else device.native.addRow(at, rows, columns, row);
}

/** Self-normalizing networks' α and λ (Klambauer et al. 2017). */
export const SELU_ALPHA = 1.6732632423543772;
export const SELU_SCALE = 1.0507009873554805;

export function registerActivations(device: Device): void {
  const { native } = device;
  const elementwise = (name: string, run: (x: number, out: number, size: number) => void): void =>
    device.override(name, (stock) => (args) => {
      const x = args.inputs.x as TensorInfo;
      if (x.dtype !== 'float32') return stock(args);
      const out = device.output(x.shape);
      run(device.address(x), device.address(out), sizeOf(x.shape));
      return out;
    });
  elementwise('Relu', native.reluForward);
  elementwise('Tanh', native.tanhForward);
  elementwise('Exp', native.expForward);
  elementwise('Erf', native.erfForward);
  elementwise('Softplus', native.softplusForward);
  // The stock ones go number by number; on V8 13 and later each takes 150 ns there.
  elementwise('Sqrt', (x, out, size) => native.rootForward(x, out, size, 0));
  elementwise('Rsqrt', (x, out, size) => native.rootForward(x, out, size, 1));
  device.override('LeakyRelu', (stock) => (args) => {
    const x = args.inputs.x as TensorInfo;
    return x.dtype === 'float32' ? leaky(device, x, x, args.attrs.alpha as number) : stock(args);
  });
  device.register('EspalierLeakyReluGrad', ({ inputs, attrs }) =>
    leaky(device, inputs.dy as TensorInfo, inputs.x as TensorInfo, attrs.alpha as number),
  );
  elementwise('Elu', (x, out, size) => native.eluForward(x, out, size, 1, 1));
  elementwise('Selu', (x, out, size) => native.eluForward(x, out, size, SELU_ALPHA, SELU_SCALE));

  device.override('Softmax', (stock) => (args) => {
    const logits = args.inputs.logits as TensorInfo;
    const columns = logits.shape.at(-1) ?? 1;
    if (logits.dtype !== 'float32' || sizeOf(logits.shape) === 0) return stock(args);
    const out = device.output(logits.shape);
    const rows = sizeOf(logits.shape) / columns;
    native.softmaxForward(device.address(logits), rows, columns, device.address(out), device.gemmWorkspace);
    return out;
  });
  device.register('EspalierSoftmaxGrad', ({ inputs }) => {
    const { dy, y } = inputs as { dy: TensorInfo; y: TensorInfo };
    const columns = y.shape.at(-1) ?? 1;
    const out = device.output(y.shape);
    const addresses = [dy, y].map((info) => device.address(info));
    const rows = sizeOf(y.shape) / columns;
    native.softmaxGradient(...addresses, rows, columns, device.address(out), device.gemmWorkspace);
    return out;
  });

  const gradient = (name: string, run: (dy: number, y: number, out: number, size: number) => void): void => {
    device.register(name, ({ inputs }) => {
      const { dy, y } = inputs as { dy: TensorInfo; y: TensorInfo };
      const out = device.output(y.shape);
      run(device.address(dy), device.address(y), device.address(out), sizeOf(y.shape));
      return out;
    });
  };
  gradient('EspalierTanhGrad', native.tanhGradient);
  gradient('EspalierSigmoidGrad', native.sigmoidGradient);
  gradient('EluGrad', (dy, y, out, size) => native.eluGradient(dy, y, out, size, 1, 1));
  gradient('EspalierSeluGrad', (dy, y, out, size) =>
    native.eluGradient(dy, y, out, size, SELU_ALPHA, SELU_SCALE),
  );
  // The stock kernel keeps packed slopes by tensor id, so that slopes changed in place read stale.
  device.register('Prelu', ({ inputs }) => prelu(device, inputs.x as TensorInfo, inputs.alpha as TensorInfo));
}

/** `v` where x is above 0, else v·alpha. */
function leaky(device: Device, v: TensorInfo, x: TensorInfo, alpha: number): TensorInfo {
  const out = device.output(x.shape);
  const addresses = [v, x, out].map((info) => device.address(info));
  device.native.leaky(...addresses, sizeOf(x.shape), alpha);
  return out;
}

function prelu(device: Device, x: TensorInfo, alpha: TensorInfo): TensorInfo {
  const axes = sharedAxes(x.shape, x.shape, alpha.shape);
  if (!axes) {
    const shape = [...new Array<number>(x.shape.length - alpha.shape.length).fill(1), ...alpha.shape];
    const reps = x.shape.map((length, axis) => length / (shape[axis] as number));
    const slopes = device.run('Tile', { x: device.reshaped(alpha, shape) }, { reps });
    const out = prelu(device, x, slopes);
    device.free(slopes);
    return out;
  }
  const out = device.output(x.shape);
  const addresses = [x, alpha, out].map((info) => device.address(info));
  device.native.preluForward(...addresses, ...axes.lengths, ...axes.b);
  return out;
}
