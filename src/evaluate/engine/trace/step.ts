/**
 * A step function that is recorded and replayed. The first call with given shapes runs as it is; the second and third
 * are recorded and compared; from then on the recording runs. Whatever cannot be repeated exactly runs as it is for good.
 */
import type * as tf from '@tensorflow/tfjs';
import type { Device } from '../device';
import { byteLength, type DataId, type TensorInfo } from '../internals';
import type { Inspection } from './guard';
import type { Homes } from './homes';
import { noteSections } from './own/note';
import { played } from './own/play';
import { rehearse, type Deviation, type Stage } from './own/rehearsal';
import type { Place } from './own/places';
import type { Section } from './own/section';
import type { Watch } from './own/watch';
import { compileProgram, runOperations, type Program } from './program';
import type { Recorder } from './recorder';
import { difference, eachInput, type Recording } from './recording';

export type Step = (data: (tf.Tensor | null)[]) => tf.Tensor[];

export interface StepOptions {
  /** What the step depends on beside its data and the variables; with another key it is recorded anew. */
  key(): string;
  /** Looks at what the recording's JavaScript depends on. */
  inspect(): Inspection;
  /** JavaScript after each replay. */
  replayed(): void;
}

export interface TraceStatistics {
  recorded: number;
  replayed: number;
  /** Why steps are not replayed. */
  refused: string[];
}

/** Shapes that are remembered for a step (whole and last batch, mostly). */
const CACHED = 6;
/** How often a step may change before it is not recorded any more. */
const CHANGES = 16;

interface Entry {
  calls: number;
  slots: (tf.Tensor | null)[] | undefined;
  trace: Trace | undefined;
  program: Program | undefined;
  /** How the model was when it was last recorded. */
  inspection: Inspection | undefined;
  refused: boolean;
  changes: number;
}

/** A finished recording with what it holds on to. */
interface Trace {
  recording: Recording;
  outputs: TensorInfo[];
  assignments: { from: DataId; to: DataId; bytes: number }[];
  variables: tf.Variable[];
  /** Calls of the trial's own code. */
  sections: readonly Section[];
  /** The variables by the data that the recording knows them by. */
  byData?: Map<DataId, tf.Variable>;
  /** Data from outside the step that it reads. */
  outside: DataId[];
}

export class TracedStep {
  private readonly entries = new Map<string, Entry>();

  constructor(
    private readonly device: Device,
    private readonly recorder: Recorder,
    private readonly homes: Homes,
    private readonly watch: Watch,
    private readonly statistics: TraceStatistics,
    private readonly step: Step,
    private readonly options: StepOptions,
  ) {}

  run(data: (tf.Tensor | null)[]): tf.Tensor[] {
    const entry = this.entryFor(data);
    if (entry.refused) return this.step(data);
    if (entry.program) {
      if (this.canReplay(entry)) {
        this.prepare(entry, data);
        return this.rehearse(entry, data) ?? this.replay(entry);
      }
      this.forget(entry);
      if (++entry.changes > CHANGES) return this.refuse(entry, 'it changes too often', data);
    }
    if (entry.calls++ === 0) return this.step(data);
    return this.record(entry, data);
  }

  dispose(): void {
    for (const entry of this.entries.values()) this.drop(entry);
    this.entries.clear();
  }

  private entryFor(data: (tf.Tensor | null)[]): Entry {
    const shapes = data.map((tensor) => (tensor ? `${tensor.dtype}${tensor.shape}` : '-')).join(';');
    const key = `${this.options.key()}|${shapes}`;
    let entry = this.entries.get(key);
    if (!entry) {
      const [oldest] = this.entries.keys();
      if (this.entries.size >= CACHED && oldest !== undefined) {
        this.drop(this.entries.get(oldest) as Entry);
        this.entries.delete(oldest);
      }
      entry = {
        calls: 0,
        slots: undefined,
        trace: undefined,
        program: undefined,
        inspection: undefined,
        refused: false,
        changes: 0,
      };
      this.entries.set(key, entry);
    }
    return entry;
  }

  private canReplay({ trace, inspection }: Entry): boolean {
    return (
      (inspection as Inspection).holds() &&
      (trace as Trace).variables.every((variable) => !variable.isDisposed)
    );
  }

  private prepare({ trace, slots }: Entry, data: (tf.Tensor | null)[]): void {
    this.fill(slots as (tf.Tensor | null)[], data);
    for (const variable of (trace as Trace).variables) this.homes.settle(variable);
  }

  /** Nothing when the trial's own code does what it did; else the step has been run as it is. */
  private rehearse(entry: Entry, data: (tf.Tensor | null)[]): tf.Tensor[] | undefined {
    const { trace } = entry;
    const { sections, recording } = trace as Trace;
    if (sections.length === 0) return undefined;
    const variables = this.variablesOf(trace as Trace);
    const dataOf = (id: DataId): DataId => variables.get(id)?.dataId ?? id;
    const run: Stage['run'] = (count, draws) =>
      runOperations(this.device, { recording, variables }, count, draws);
    let deviated = false;
    try {
      return rehearse(this.device, this.watch, { sections, dataOf, run }, (deviation) => {
        deviated = true;
        return this.deviate(entry, deviation, data);
      });
    } finally {
      // Only now, since tensors of the rehearsal lie in the recording's memory.
      if (deviated) this.changed(entry);
    }
  }

  /** Runs the step as it is, with what the trial's code did in the rehearsal. */
  private deviate(entry: Entry, deviation: Deviation, data: (tf.Tensor | null)[]): tf.Tensor[] {
    const { own } = entry.inspection as Inspection;
    deviation.restore();
    return played(this.device, this.watch, own, deviation, () => this.step(data));
  }

  private changed(entry: Entry): void {
    if (++entry.changes > CHANGES) this.note(entry, 'it changes too often');
    else this.forget(entry);
  }

  private variablesOf(trace: Trace): Map<DataId, tf.Variable> {
    return (trace.byData ??= new Map(
      trace.variables.map((variable) => [this.homes.dataIdOf(variable), variable]),
    ));
  }

  private replay({ trace, program }: Entry): tf.Tensor[] {
    (program as Program).run();
    this.statistics.replayed++;
    this.options.replayed();
    return this.copies((trace as Trace).outputs);
  }

  private record(entry: Entry, data: (tf.Tensor | null)[]): tf.Tensor[] {
    const former = entry.inspection;
    const inspection = this.options.inspect();
    if (inspection.refusal) return this.refuse(entry, inspection.refusal, data);
    entry.inspection = inspection;
    entry.slots ??= data.map((tensor) => tensor && this.slotLike(tensor));
    this.fill(entry.slots, data);
    const { trace, result } = this.trace(entry.slots, inspection.own);
    const before = entry.trace;
    entry.trace = trace;
    const reason = trace.recording.refusal ?? this.instability(inspection, former, before, trace);
    if (before) this.release(before);
    if (reason) this.note(entry, reason);
    else if (before) {
      const variables = this.variablesOf(trace);
      entry.program = compileProgram(this.device, { ...trace, variables });
      this.statistics.recorded++;
    }
    return result;
  }

  /** Why a step would not be the same a third time. */
  private instability(
    now: Inspection,
    former: Inspection | undefined,
    before: Trace | undefined,
    trace: Trace,
  ): string | undefined {
    if (!now.holds() || (before && !former?.holds())) return "a layer's state changes in the step";
    return before && difference(before.recording, trace.recording);
  }

  /** Records one run on the slots. The result is the caller's; all else belongs to the trace. */
  private trace(slots: (tf.Tensor | null)[], own: readonly Place[]): { trace: Trace; result: tf.Tensor[] } {
    const { engine, tf, backend } = this.device;
    const variables = Object.values(engine.registeredVariables).filter(
      ({ isDisposed, dtype }) => !isDisposed && dtype !== 'string',
    );
    for (const variable of variables) this.homes.enter(variable);
    let recorded: { recording: Recording; result: { sections: Section[]; result: tf.Tensor[] } };
    try {
      recorded = this.recorder.record((recording) =>
        noteSections(this.device, this.watch, recording, own, () => tf.tidy(() => this.step(slots))),
      );
    } catch (error) {
      for (const variable of variables) this.homes.leave(variable);
      throw error;
    }
    const { recording } = recorded;
    const { sections, result } = recorded.result;
    const outputs = result.map(({ dataId, shape, dtype }) => ({ dataId, shape: [...shape], dtype }));
    const trace: Trace = { recording, outputs, assignments: [], variables: [], sections, outside: [] };
    const copies = this.copies(outputs);
    tf.dispose(result);
    const known = new Set(variables);
    const created = Object.values(engine.registeredVariables).some((variable) => !known.has(variable));
    if (created) recording.refuse('the step makes a variable');
    this.settleVariables(trace, variables);
    for (const id of [...recording.leftovers]) {
      recording.refuse('a tensor outlives the step');
      recording.evict(id);
    }
    for (const id of trace.outside) backend.incRef(id);
    return { trace, result: copies };
  }

  /** Variables that the step assigned or read belong to the trace; what it read beside them is kept alive. */
  private settleVariables(trace: Trace, variables: readonly tf.Variable[]): void {
    const read = new Set<DataId>();
    for (const { inputs } of trace.recording.operations)
      for (const { dataId } of eachInput(inputs)) read.add(dataId);
    for (const { dataId } of trace.outputs) read.add(dataId);
    const outside = new Set([...read].filter((id) => !this.recorder.madeBy(id, trace.recording)));
    for (const variable of variables) {
      if (variable.isDisposed) {
        trace.recording.refuse('the step disposes of a variable');
        this.homes.leave(variable);
        continue;
      }
      const home = this.homes.dataIdOf(variable);
      outside.delete(home);
      if (variable.dataId !== home) {
        trace.assignments.push({ from: variable.dataId, to: home, bytes: byteLength(variable) });
        this.homes.bringBack(variable);
      } else if (!read.has(home)) {
        this.homes.leave(variable);
        continue;
      }
      trace.variables.push(variable);
    }
    trace.outside.push(...outside);
  }

  private slotLike(tensor: tf.Tensor): tf.Tensor {
    const { engine } = this.device;
    return engine.keep(engine.makeTensorFromTensorInfo(this.device.output(tensor.shape, tensor.dtype)));
  }

  private fill(slots: (tf.Tensor | null)[], data: (tf.Tensor | null)[]): void {
    slots.forEach((slot, i) => {
      const tensor = data[i];
      if (slot && tensor)
        this.device.copyBytes(this.device.address(slot), this.device.address(tensor), byteLength(slot));
    });
  }

  private copies(infos: readonly TensorInfo[]): tf.Tensor[] {
    return infos.map((info) => {
      const out = this.device.output(info.shape, info.dtype);
      this.device.copyBytes(this.device.address(out), this.device.address(info), byteLength(info));
      return this.device.engine.makeTensorFromTensorInfo(out);
    });
  }

  private refuse(entry: Entry, reason: string, data: (tf.Tensor | null)[]): tf.Tensor[] {
    this.note(entry, reason);
    return this.step(data);
  }

  private note(entry: Entry, reason: string): void {
    this.forget(entry);
    entry.refused = true;
    this.statistics.refused.push(reason);
  }

  /** Back to a step that was not recorded. */
  private forget(entry: Entry): void {
    if (entry.trace) this.release(entry.trace);
    entry.trace = undefined;
    entry.program?.dispose();
    entry.program = undefined;
    entry.inspection = undefined;
    entry.calls = 1;
  }

  private release(trace: Trace): void {
    trace.recording.dispose();
    for (const variable of trace.variables) this.homes.leave(variable);
    for (const id of trace.outside) this.device.backend.disposeData(id);
  }

  private drop(entry: Entry): void {
    this.forget(entry);
    for (const slot of entry.slots ?? []) slot?.dispose();
  }
}
