/** Runs a step with calls of the trial's own code replaced by what they did in the rehearsal. */
import type * as tf from '@tensorflow/tfjs';
import type { Device } from '../../device';
import { intercepted, type Place } from './places';
import type { Script } from './rehearsal';
import { mapInputs, mapTensors, type Event } from './section';

export function played<T>(
  device: Device,
  places: readonly Place[],
  scripts: readonly Script[],
  step: () => T,
): T {
  const stage = new Player(device);
  let next = 0;
  let depth = 0;
  return intercepted(
    places,
    (_, args, call) => {
      const script = depth === 0 ? scripts[next++] : undefined;
      if (script?.events) return stage.play(script, args);
      depth++;
      try {
        return call();
      } finally {
        depth--;
      }
    },
    step,
  );
}

class Player {
  /** The step's tensors by the recorded ones (or those of the rehearsal) that scripts name. */
  private readonly actual = new Map<number, tf.Tensor>();

  constructor(private readonly device: Device) {}

  play({ args, events, result }: Script, given: unknown[]): unknown {
    const { tf } = this.device;
    const [named, tensors]: [tf.Tensor[], tf.Tensor[]] = [[], []];
    mapTensors(tf, args, (tensor) => named.push(tensor));
    mapTensors(tf, given, (tensor) => tensors.push(tensor));
    named.forEach((tensor, i) => this.actual.set(tensor.id, tensors[i] as tf.Tensor));
    for (const event of events ?? []) this.run(event);
    return mapTensors(tf, result, (tensor) => this.tensorOf(tensor));
  }

  private run(event: Event): void {
    const { engine } = this.device;
    if (event.kind === 'constant') {
      this.actual.set(event.output.id, engine.makeTensor(event.values.slice(), event.shape, event.dtype));
    } else if (event.kind === 'assign') {
      event.variable.assign(this.tensorOf(event.value));
    } else {
      const inputs = mapInputs(event.inputs, (tensor) => this.tensorOf(tensor));
      const outputs = [engine.runKernel(event.name, inputs, event.attrs)].flat();
      event.outputs.forEach((output, i) => this.actual.set(output.id, outputs[i] as tf.Tensor));
    }
  }

  private tensorOf(named: tf.Tensor): tf.Tensor {
    return this.actual.get(named.id) ?? named;
  }
}
