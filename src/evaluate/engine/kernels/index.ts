/** All kernels of the engine. */
import type { Device } from '../device';
import { registerActivations } from './activations';
import { registerComparison } from './comparison';
import { registerConvolution } from './convolution';
import { registerDepthwise } from './depthwise';
import { registerEinsum } from './einsum';
import { registerElementwise } from './elementwise';
import { registerImage } from './image';
import { registerMatMul } from './matmul';
import { registerMovement } from './movement';
import { registerPooling } from './pooling';
import { registerReductions } from './reductions';
import { registerSequences } from './sequence';
import { registerVolume } from './volume';

export function registerKernels(device: Device): void {
  registerMovement(device);
  registerElementwise(device);
  registerComparison(device);
  registerActivations(device);
  registerReductions(device);
  registerMatMul(device);
  registerConvolution(device);
  registerDepthwise(device);
  registerPooling(device);
  registerEinsum(device);
  registerSequences(device);
  registerVolume(device);
  registerImage(device);
}
