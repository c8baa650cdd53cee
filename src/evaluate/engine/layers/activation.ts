/**
 * Swish (Ramachandran et al. 2017) and GELU (Hendrycks & Gimpel 2016) as one kernel each way, where the stock activations
 * are up to five, and a dozen for the gradient.
 */
import type * as tf from '@tensorflow/tfjs';
import type { Device } from '../device';
import { sizeOf, type TensorInfo } from '../internals';

interface Activation {
  apply(x: tf.Tensor, alpha?: number): tf.Tensor;
}

export function registerActivationClasses(device: Device): void {
  const { tf, native } = device;
  const kernels = {
    swish: ['Swish', native.swishForward, native.swishGradient],
    gelu: ['Gelu', native.geluForward, native.geluGradient],
  } as const;
  const classes = tf.serialization.SerializationMap.getMap().classNameMap;
  for (const [className, [name, forward, backward]] of Object.entries(kernels)) {
    device.register(`Espalier${name}`, ({ inputs }) => {
      const x = inputs.x as TensorInfo;
      const out = device.output(x.shape);
      forward(device.address(x), device.address(out), sizeOf(x.shape));
      return out;
    });
    device.register(`Espalier${name}Grad`, ({ inputs }) => {
      const { dy, x } = inputs as { dy: TensorInfo; x: TensorInfo };
      const out = device.output(x.shape);
      backward(device.address(dy), device.address(x), device.address(out), sizeOf(x.shape));
      return out;
    });
    tf.registerGradient({
      kernelName: `Espalier${name}`,
      inputsToSave: ['x'],
      gradFunc: (dy, [x]) => ({
        x: () =>
          device.engine.runKernel(`Espalier${name}Grad`, {
            dy: dy as tf.Tensor,
            x: x as tf.Tensor,
          }) as tf.Tensor,
      }),
    });
    const prototype = classes[className]?.[0]?.prototype as unknown as Activation;
    const stock = prototype.apply;
    prototype.apply = function (x, alpha = 1) {
      if (x.dtype !== 'float32' || alpha !== 1 || tf.getBackend() !== 'wasm')
        return stock.call(this, x, alpha);
      return device.engine.runKernel(`Espalier${name}`, { x }) as tf.Tensor;
    };
  }
}
