/** How long a training step of the model at hand takes, to choose between backends. */
import type * as tfjs from '@tensorflow/tfjs';
import { firstBatch, type FitCall } from './first-batch';

/** The first steps compile, allocate and are recorded. */
const warmUp = 5;
const measured = 8;

/** Milliseconds of one step on the call's first batch: the least of several, since noise only adds. */
export async function measureStep(model: tfjs.LayersModel, call: FitCall): Promise<number> {
  const [xs, ys] = await firstBatch(call);
  let least = Infinity;
  for (let i = 0; i < warmUp + measured; i++) {
    const began = performance.now();
    await model.trainOnBatch(xs as tfjs.Tensor, ys as tfjs.Tensor);
    if (i >= warmUp) least = Math.min(least, performance.now() - began);
  }
  return least;
}
