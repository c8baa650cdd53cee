/** The stock layers whose `call` is replaced by fused kernels. */
import type { Device } from '../device';
import type { TrialRandom } from '../random';
import { registerActivationClasses } from './activation';
import { registerBatchNormalization } from './batchNormalization';
import { registerConvLstm } from './convLstm';
import { registerDropout } from './dropout';
import { registerLayerNormalization } from './layerNormalization';
import { registerNoise } from './noise';
import { registerRecurrent } from './recurrent';

export function registerLayers(device: Device, random: TrialRandom): void {
  registerActivationClasses(device);
  registerBatchNormalization(device);
  registerLayerNormalization(device);
  registerConvLstm(device);
  registerRecurrent(device, random);
  registerDropout(device, random);
  registerNoise(device, random);
}
