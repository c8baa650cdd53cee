/**
 * Before a recorded step is replayed, the trial's own code in it runs once more as a rehearsal: its kernels are not
 * computed but compared with the recorded ones, and answered with stand-ins. When all is as it was, the replay is what
 * the step would have been. As soon as something differs, or values are read, the recording runs up to there, so that
 * the stand-ins hold the true values, and the rest of the call is computed. In both cases the code ran as often as in a
 * step that is not recorded, with what else it did; the step then runs with what it did in its place (play.ts).
 */
import type * as tf from '@tensorflow/tfjs';
import { isDeepStrictEqual } from 'node:util';
import type { Device } from '../../device';
import { byteLength, type DataId, type DataType, type TypedArray } from '../../internals';
import { STATE_WORDS } from '../../random';
import { stateOf } from '../program';
import { functionAt } from './places';
import {
  mapInputs,
  mapTensors,
  sameTensors,
  type Event,
  type KernelInputs,
  type RunKernel,
  type Section,
} from './section';
import type { Attributes, Watch, Watcher } from './watch';

/** What the rehearsal needs to know of the recorded step. */
export interface Stage {
  readonly sections: readonly Section[];
  /** Where a recorded tensor's data is now: a variable's may have moved. */
  dataOf(id: DataId): DataId;
  /** Runs the first so many operations of the recording; `draws` is told of each generator before it advances. */
  run(operations: number, draws: (state: number) => void): void;
}

/** A call that went another way: what it did instead, up to its end. Without events it is to be made again. */
export interface Script {
  readonly args: unknown[];
  readonly events: readonly Event[] | undefined;
  readonly result: unknown;
}

/** Scripts of the calls up to the first that went another way. */
export interface Deviation {
  readonly scripts: Script[];
  /** Puts back what the code assigned and generators that advanced: that is done again at its place. */
  restore(): void;
  /** The tensor as scripts name it; the code may have put one aside for a later call. */
  meaning(tensor: tf.Tensor): tf.Tensor;
  /** Gives a tensor of the rehearsal that is to outlive it data of its own. */
  detach(tensor: tf.Tensor): void;
}

/** Thrown into code that takes gradients of its own, which a rehearsal cannot give. */
class Unrehearsable extends Error {}

/**
 * Rehearses all calls, or up to the first that goes another way: then runs `step`, while the rehearsal's tensors still
 * live, and gives its result. Nothing when all went as recorded.
 */
export function rehearse(
  device: Device,
  watch: Watch,
  stage: Stage,
  step: (deviation: Deviation) => tf.Tensor[],
): tf.Tensor[] | undefined {
  const rehearsal = new Rehearsal(device, watch, stage);
  let result: tf.Tensor[] | undefined;
  try {
    device.tf.tidy(() => {
      const deviation = onTape(device, () => rehearsal.all());
      result = deviation && step(deviation);
      return result ?? [];
    });
  } finally {
    rehearsal.forgetStandIns();
  }
  return result;
}

/** Some operations ask whether gradients are taken, and in the step they are. */
function onTape<T>({ engine }: Device, run: () => T): T {
  engine.startTape();
  try {
    return run();
  } finally {
    engine.endTape();
    if (engine.state.gradientDepth === 0) engine.state.activeTape = null;
  }
}

class Rehearsal implements Watcher {
  /** The recorded tensor that a stand-in stands for. */
  private readonly recorded = new Map<number, tf.Tensor>();
  private readonly standInData = new Set<DataId>();
  private readonly assigned: { variable: tf.Variable; before: tf.Tensor }[] = [];
  private readonly states = new Map<number, Uint8Array>();
  private section!: Section;
  /** Events of the section that have happened as recorded. */
  private done = 0;
  /** What happened since it did not; undefined until then. */
  private since: Event[] | undefined;
  private impossible = false;

  constructor(
    private readonly device: Device,
    private readonly watch: Watch,
    private readonly stage: Stage,
  ) {}

  all(): Deviation | undefined {
    const scripts: Script[] = [];
    for (const section of this.stage.sections) {
      const result = this.call(section);
      const { args, events } = section;
      if (this.impossible) scripts.push({ args, events: undefined, result: undefined });
      else if (!this.since) scripts.push({ args, events, result });
      else scripts.push({ args, events: [...events.slice(0, this.done), ...this.since], result });
      if (this.impossible || this.since) return this.deviation(scripts);
    }
    return undefined;
  }

  private deviation(scripts: Script[]): Deviation {
    return {
      scripts,
      restore: () => this.restore(),
      meaning: (tensor) => this.meaning(tensor),
      detach: (tensor) => this.detach(tensor),
    };
  }

  /** Gives the result in terms of recorded tensors. */
  private call(section: Section): unknown {
    const { tf } = this.device;
    this.section = section;
    this.done = 0;
    const { holder, key } = section.place;
    const self = typeof key === 'number' ? undefined : holder;
    const args = mapTensors(tf, section.args, (tensor) => this.standIn(tensor)) as unknown[];
    try {
      const given = this.watch.during(this, () => functionAt({ holder, key }).apply(self, args));
      if (this.impossible) return undefined;
      const result = mapTensors(tf, given, (tensor) => this.meaning(tensor));
      const complete = this.done === section.events.length && sameTensors(tf, result, section.result);
      if (!complete) this.deviate();
      return result;
    } catch (error) {
      if (this.impossible) return undefined;
      throw error;
    }
  }

  kernel(name: string, inputs: KernelInputs, attrs: Attributes, run: RunKernel): tf.Tensor | tf.Tensor[] {
    const meant = mapInputs(inputs, (tensor) => this.meaning(tensor));
    const event = this.next();
    const same =
      event?.kind === 'kernel' &&
      event.name === name &&
      sameInputs(event.inputs, meant) &&
      isDeepStrictEqual(attrs, event.attrs);
    if (same) {
      this.done++;
      const outputs = event.outputs.map((output) => this.standIn(output));
      return event.listed ? outputs : (outputs[0] as tf.Tensor);
    }
    const since = this.deviate();
    const state = stateOf(name, attrs);
    if (state !== undefined) this.drawFrom(state);
    const result = this.compute(() => run(inputs));
    since.push({ kind: 'kernel', name, inputs: meant, attrs, outputs: [result].flat(), listed: Array.isArray(result), run }); // prettier-ignore
    return result;
  }

  constant(values: TypedArray, shape: number[], dtype: DataType): tf.Tensor {
    const event = this.next();
    const same =
      event?.kind === 'constant' &&
      event.dtype === dtype &&
      isDeepStrictEqual(shape, event.shape) &&
      sameBytes(values, event.values);
    if (same) {
      this.done++;
      return this.standIn(event.output);
    }
    const since = this.deviate();
    const output = this.compute(() => this.device.engine.makeTensor(values, shape, dtype));
    since.push({ kind: 'constant', values: values.slice(), shape: [...shape], dtype, output });
    return output;
  }

  read(): void {
    this.deviate();
  }

  keep(tensor: tf.Tensor): void {
    this.deviate();
    this.detach(tensor);
  }

  private detach(tensor: tf.Tensor): void {
    if (!this.recorded.has(tensor.id)) return;
    const copy = this.copy(tensor);
    const { engine } = this.device;
    engine.keep(copy);
    engine.disposeTensor(tensor);
    tensor.dataId = copy.dataId;
  }

  assign(variable: tf.Variable, value: tf.Tensor): void {
    const since = this.deviate();
    const before = this.watch.unseen(() => this.device.engine.keep(this.copy(variable)));
    this.assigned.push({ variable, before });
    since.push({ kind: 'assign', variable, value: this.meaning(value) });
    // The step assigns it at its place, with data of its own; until then the code sees the value.
    this.detach(value);
  }

  variable(initial: tf.Tensor): tf.Tensor {
    this.deviate();
    return this.copy(initial);
  }

  gradients(): never {
    // What earlier calls put aside has its values when this one is made again.
    this.deviate();
    this.impossible = true;
    throw new Unrehearsable('gradients within a recorded step');
  }

  /** Stand-ins share the recording's data, which TensorFlow.js is to know nothing of in between. */
  forgetStandIns(): void {
    const { engine, backend } = this.device;
    for (const id of this.standInData) engine.removeDataId(id, backend);
  }

  /** Remembers a generator as it was before the rehearsal. */
  private drawFrom(state: number): void {
    if (this.states.has(state)) return;
    this.states.set(state, this.device.wasm.HEAPU8.slice(state, state + 4 * STATE_WORDS));
  }

  private restore(): void {
    for (const [state, words] of this.states) this.device.wasm.HEAPU8.set(words, state);
    for (const { variable, before } of this.assigned.reverse()) {
      variable.assign(before);
      before.dispose();
    }
  }

  private next(): Event | undefined {
    return this.since ? undefined : this.section.events[this.done];
  }

  /** From here on the call computes. */
  private deviate(): Event[] {
    if (!this.since) {
      this.since = [];
      const count = this.section.operations[this.done] as number;
      this.watch.unseen(() => this.stage.run(count, (state) => this.drawFrom(state)));
    }
    return this.since;
  }

  private compute<T>(make: () => T): T {
    const { state } = this.device.engine;
    // Within a kernel nothing goes on the tape.
    state.kernelDepth++;
    try {
      return this.watch.unseen(make);
    } finally {
      state.kernelDepth--;
    }
  }

  private standIn(like: tf.Tensor): tf.Tensor {
    const { engine, backend } = this.device;
    const id = this.stage.dataOf(like.dataId);
    const record = backend.dataIdMap.get(id);
    // One reference stays, so that the recording's memory is not freed with the last stand-in.
    record.refCount = Math.max(1, record.refCount) + 1;
    if (!engine.state.tensorInfo.has(id)) this.standInData.add(id);
    const tensor = engine.makeTensorFromDataId(id, like.shape, like.dtype);
    this.recorded.set(tensor.id, like);
    return tensor;
  }

  private meaning(tensor: tf.Tensor): tf.Tensor {
    return this.recorded.get(tensor.id) ?? tensor;
  }

  private copy(tensor: tf.Tensor): tf.Tensor {
    const out = this.device.output(tensor.shape, tensor.dtype);
    this.device.copyBytes(this.device.address(out), this.device.address(tensor), byteLength(tensor));
    return this.device.engine.makeTensorFromTensorInfo(out);
  }
}

function sameInputs(a: KernelInputs, b: KernelInputs): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => key in b && a[key] === b[key]);
}

function sameBytes(a: unknown, b: TypedArray): boolean {
  if (!ArrayBuffer.isView(a) || a.byteLength !== b.byteLength) return false;
  return Buffer.compare(bytesOf(a), bytesOf(b)) === 0;
}

const bytesOf = (view: ArrayBufferView): Uint8Array =>
  new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
