/** Notes what the trial's own code does while a step is recorded. */
import type * as tf from '@tensorflow/tfjs';
import type { Device } from '../../device';
import type { DataType, TypedArray } from '../../internals';
import type { Recording } from '../recording';
import { intercepted, type Place } from './places';
import { mapTensors, NotPlain, type Event, type KernelInputs, type RunKernel, type Section } from './section';
import type { Attributes, Watch, Watcher } from './watch';

/** Runs the step; gives the calls of own code in it, in order. The recording is refused where they cannot be rehearsed. */
export function noteSections<T>(
  device: Device,
  watch: Watch,
  recording: Recording,
  places: readonly Place[],
  step: () => T,
): { sections: Section[]; result: T } {
  const sections: Section[] = [];
  const result = intercepted(
    places,
    (place, args, call) => {
      // Within another call of own code it is a part of that one.
      if (watch.watching) return call();
      const section = begin(device, recording, place, args);
      sections.push(section);
      const note = new Note(device, watch, recording, section);
      recording.keepMemory(true);
      try {
        section.result = watch.during(note, call);
      } finally {
        recording.keepMemory(false);
      }
      plain(recording, () => mapTensors(device.tf, section.result, (tensor) => tensor));
      return section.result;
    },
    step,
  );
  return { sections, result };
}

function begin({ tf }: Device, recording: Recording, place: Place, args: unknown[]): Section {
  if (recording.operations.some(({ kind }) => kind === 'effect'))
    recording.refuse('code of the trial runs after the weights have changed');
  // A copy, since the code may change what it is given.
  const copy = plain(recording, () =>
    mapTensors(tf, args, (tensor) => {
      recording.pin(tensor.dataId);
      return tensor;
    }),
  ) as unknown[] | undefined;
  return {
    place,
    args: copy ?? [],
    events: [],
    operations: [recording.operations.length],
    result: undefined,
  };
}

function plain<T>(recording: Recording, make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    recording.refuse((error instanceof NotPlain ? error : new NotPlain()).message);
    return undefined;
  }
}

class Note implements Watcher {
  constructor(
    private readonly device: Device,
    private readonly watch: Watch,
    private readonly recording: Recording,
    private readonly section: Section,
  ) {}

  kernel(name: string, inputs: KernelInputs, attrs: Attributes, run: RunKernel): tf.Tensor | tf.Tensor[] {
    if (!this.watch.isKnown(name)) this.recording.refuse(`kernel ${name} or its gradient is the trial's own`);
    const given = plain(this.recording, () => structuredClone(attrs));
    const result = this.watch.unseen(() => run(inputs));
    // The list of inputs is copied, since it may be the code's own.
    const own = (Array.isArray(inputs) ? [...inputs] : { ...inputs }) as KernelInputs;
    this.push({ kind: 'kernel', name, inputs: own, attrs: given, outputs: [result].flat(), listed: Array.isArray(result), run}); // prettier-ignore
    return result;
  }

  constant(values: TypedArray, shape: number[], dtype: DataType): tf.Tensor {
    const { engine } = this.device;
    const output = this.watch.unseen(() => engine.makeTensor(values, shape, dtype));
    if (ArrayBuffer.isView(values)) {
      this.push({ kind: 'constant', values: values.slice(), shape: [...shape], dtype, output });
    } else {
      this.recording.refuse('code of the trial makes tensors of text');
    }
    return output;
  }

  read(): void {
    this.recording.refuse('the step reads or writes tensor data in JavaScript');
  }

  keep(): void {
    this.recording.refuse('a tensor outlives the step');
  }

  assign(): void {
    this.recording.refuse('code of the trial assigns a variable');
  }

  variable(initial: tf.Tensor): tf.Tensor {
    this.recording.refuse('the step makes a variable');
    return initial;
  }

  gradients<T>(inputs: T): T {
    this.recording.refuse('code of the trial takes gradients or has its own');
    return inputs;
  }

  private push(event: Event): void {
    this.section.events.push(event);
    this.section.operations.push(this.recording.operations.length);
  }
}
