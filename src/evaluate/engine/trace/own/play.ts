/** Runs a step with calls of the trial's own code replaced by what they did in the rehearsal. */
import type * as tf from '@tensorflow/tfjs';
import type { Device } from '../../device';
import type { DataType, TypedArray } from '../../internals';
import { intercepted, type Place } from './places';
import type { Deviation, Script } from './rehearsal';
import { mapInputs, mapTensors, type Event, type KernelInputs, type RunKernel } from './section';
import type { Attributes, Watch, Watcher } from './watch';

/** Calls after those that were rehearsed are made, and may use tensors that the rehearsal left behind. */
export function played<T>(
  device: Device,
  watch: Watch,
  places: readonly Place[],
  deviation: Deviation,
  step: () => T,
): T {
  const stage = new Player(device, watch, deviation);
  const { scripts } = deviation;
  let next = 0;
  let depth = 0;
  return intercepted(
    places,
    (_, args, call) => {
      const script = depth === 0 ? scripts[next++] : undefined;
      if (script?.events) return stage.play(script, args);
      depth++;
      try {
        return depth === 1 ? stage.make(call) : call();
      } finally {
        depth--;
      }
    },
    step,
  );
}

class Player implements Watcher {
  /** The step's tensors by the recorded ones (or those of the rehearsal) that scripts name. */
  private readonly actual = new Map<number, tf.Tensor>();

  constructor(
    private readonly device: Device,
    private readonly watch: Watch,
    private readonly deviation: Deviation,
  ) {}

  play({ args, events, result }: Script, given: unknown[]): unknown {
    const { tf } = this.device;
    const [named, tensors]: [tf.Tensor[], tf.Tensor[]] = [[], []];
    mapTensors(tf, args, (tensor) => named.push(tensor));
    mapTensors(tf, given, (tensor) => tensors.push(tensor));
    named.forEach((tensor, i) => this.actual.set(tensor.id, tensors[i] as tf.Tensor));
    for (const event of events ?? []) this.run(event);
    return mapTensors(tf, result, (tensor) => this.tensorOf(tensor));
  }

  /** Makes a call, in which the step's tensors take the place of the rehearsal's. */
  make(call: () => unknown): unknown {
    const result = this.watch.during(this, call);
    return mapTensors(this.device.tf, result, (tensor) => this.actualOf(tensor));
  }

  kernel(_: string, inputs: KernelInputs, _attrs: Attributes, run: RunKernel): tf.Tensor | tf.Tensor[] {
    const actual = mapInputs(inputs, (tensor) => this.actualOf(tensor));
    return this.watch.unseen(() => run(actual));
  }

  constant(values: TypedArray, shape: number[], dtype: DataType): tf.Tensor {
    return this.watch.unseen(() => this.device.engine.makeTensor(values, shape, dtype));
  }

  /** The rehearsal's tensors hold their values. */
  read(): void {}

  keep(tensor: tf.Tensor): void {
    this.deviation.detach(tensor);
  }

  assign(_: tf.Variable, value: tf.Tensor): void {
    this.deviation.detach(value);
  }

  variable(initial: tf.Tensor): tf.Tensor {
    return this.actualOf(initial);
  }

  gradients<T>(inputs: T): T {
    return mapTensors(this.device.tf, inputs, (tensor) => this.actualOf(tensor)) as T;
  }

  private run(event: Event): void {
    const { engine } = this.device;
    if (event.kind === 'constant') {
      this.actual.set(event.output.id, engine.makeTensor(event.values.slice(), event.shape, event.dtype));
    } else if (event.kind === 'assign') {
      event.variable.assign(this.tensorOf(event.value));
    } else {
      const inputs = mapInputs(event.inputs, (tensor) => this.tensorOf(tensor));
      const outputs = [event.run(inputs)].flat();
      event.outputs.forEach((output, i) => this.actual.set(output.id, outputs[i] as tf.Tensor));
    }
  }

  private actualOf(tensor: tf.Tensor): tf.Tensor {
    return this.actual.get(this.deviation.meaning(tensor).id) ?? tensor;
  }

  private tensorOf(named: tf.Tensor): tf.Tensor {
    return this.actual.get(named.id) ?? named;
  }
}
