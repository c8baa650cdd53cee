/** RMSProp (Tieleman & Hinton 2012) with momentum as one pass over each weight; centered, the stock optimizer runs. */
import type { Device } from '../device';
import type { StepRecorder } from '../native';
import { fuseOptimizer, type Moment, type Optimizer } from './update';

interface RmsProp extends Optimizer {
  learningRate: number;
  decay: number;
  momentum: number;
  epsilon: number;
  centered: boolean;
  accumulatedMeanSquares: (Moment | undefined)[];
  accumulatedMoments: (Moment | undefined)[];
}

export function registerRmsProp(device: Device, recorder: StepRecorder): void {
  fuseOptimizer(
    device,
    recorder,
    device.tf.RMSPropOptimizer.prototype as unknown as RmsProp,
    ({ centered, accumulatedMeanSquares, accumulatedMoments }) =>
      centered
        ? undefined
        : [
            [accumulatedMeanSquares, 'rms'],
            [accumulatedMoments, 'momentum'],
          ],
    ({ learningRate, decay, momentum, epsilon }, { value, gradient, moments }) => {
      const addresses = [value, ...moments, gradient].map((tensor) => device.address(tensor));
      device.native.rmspropStep(...addresses, value.size, learningRate, decay, 1 - decay, momentum, epsilon);
    },
  );
}
