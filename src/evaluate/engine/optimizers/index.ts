/** The stock optimizers whose steps are fused kernels. */
import type * as tf from '@tensorflow/tfjs';
import type { Device } from '../device';
import type { StepRecorder } from '../native';
import { registerAdam } from './adam';
import { registerDescent } from './descent';
import { registerRmsProp } from './rmsprop';

export function registerOptimizers(device: Device, recorder: StepRecorder): void {
  registerAdam(device, recorder);
  registerRmsProp(device, recorder);
  registerDescent(device, recorder);
}

/** Whether a replayed step reads the optimizer's settings anew and counts itself. */
export function isFused(optimizer: tf.Optimizer): boolean {
  const name = optimizer.getClassName();
  if (name === 'RMSProp') return !(optimizer as unknown as { centered: boolean }).centered;
  return name === 'Adam' || name === 'Momentum' || name === 'SGD';
}
