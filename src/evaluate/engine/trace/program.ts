/** A recording turned into a function: what nothing reads is left out, what is left are calls with constant arguments. */
import type * as tf from '@tensorflow/tfjs';
import type { Device } from '../device';
import { byteLength, type DataId, type Kernel, type KernelArguments, type TensorInfo } from '../internals';
import { fuseOperations } from './fusion';
import { markMaxima } from './marks';
import { eachInput, type Inputs, type Operation, type Recording } from './recording';
import { interleave } from './strips';

/** Kernels that change something beside their outputs: the generator's state. */
const EFFECTFUL = new Set(['EspalierDropout', 'EspalierNormal']);

/** Address of the generator that the kernel draws from. */
export const stateOf = (name: string, attrs: Record<string, unknown> | undefined): number | undefined =>
  EFFECTFUL.has(name) ? (attrs?.state as number) : undefined;

/** A variable that the step assigned: its new data is copied home. */
export interface Assignment {
  readonly from: DataId;
  readonly to: DataId;
  readonly bytes: number;
}

export interface ProgramParts {
  readonly recording: Recording;
  readonly outputs: readonly TensorInfo[];
  readonly assignments: readonly Assignment[];
  /** Variables by the data that the recording knows them by. */
  readonly variables: ReadonlyMap<DataId, tf.Variable>;
}

export interface Program {
  run(): void;
  readonly calls: number;
  /** Operations that nothing read. */
  readonly dropped: number;
  /** Gives back memory that the recording did not have. */
  dispose(): void;
}

export function compileProgram(device: Device, parts: ProgramParts): Program {
  const live = liveOperations(parts);
  const kept = new Set([
    ...parts.outputs.map(({ dataId }) => dataId),
    ...parts.assignments.map(({ from }) => from),
  ]);
  const { operations: marked, marks } = markMaxima(device, fuseOperations(device, live, kept), kept);
  const operations = interleave(device, marked, kept);
  const steps: Step[] = [];
  for (const operation of operations) steps.push(...stepsOf(device, operation, parts.variables));
  for (const { from, to, bytes } of parts.assignments) {
    const [source, target] = [from, to].map(
      (id) => device.backend.dataIdMap.get(id).memoryOffset as number,
    ) as [number, number];
    steps.push({ fn: device.copyBytes, args: [target, source, bytes] });
  }
  const dropped = parts.recording.operations.length - live.length;
  return { run: link(steps), calls: steps.length, dropped, dispose: () => device.free(...marks) };
}

/** Runs the first so many operations, also those that nothing reads. Tells of each generator before it advances. */
export function runOperations(
  device: Device,
  { recording, variables }: Pick<ProgramParts, 'recording' | 'variables'>,
  count: number,
  draws: (state: number) => void,
): void {
  for (const operation of recording.operations.slice(0, count)) {
    const state = stateOf(operation.name, operation.attrs);
    if (state !== undefined) draws(state);
    for (const { fn, args } of stepsOf(device, operation, variables)) fn(...args);
  }
}

interface Step {
  fn: (...args: number[]) => unknown;
  args: readonly number[];
}

/** Operations whose outputs reach the outputs of the step, an assignment or an effect. */
function liveOperations({ recording, outputs, assignments }: ProgramParts): Operation[] {
  const read = new Set<DataId>([
    ...outputs.map((output) => output.dataId),
    ...assignments.map(({ from }) => from),
  ]);
  const live: Operation[] = [];
  for (const operation of [...recording.operations].reverse()) {
    const { kind, name, inputs } = operation;
    const needed =
      kind === 'effect' || EFFECTFUL.has(name) || operation.outputs.some(({ dataId }) => read.has(dataId));
    if (!needed) continue;
    for (const input of eachInput(inputs)) read.add(input.dataId);
    live.push(operation);
  }
  return live.reverse();
}

function stepsOf(device: Device, operation: Operation, variables: ReadonlyMap<DataId, tf.Variable>): Step[] {
  if (operation.kind === 'effect') return [{ fn: operation.run as () => void, args: [] }];
  if (operation.usesHeap) return [{ fn: rerun(device, operation, variables), args: [] }];
  return operation.calls.map(({ fn, args }) => ({ fn, args: args.map((value) => Number(value ?? 0)) }));
}

/** Runs the kernel as a whole and copies its outputs to where the recording has them. */
function rerun(
  device: Device,
  operation: Operation,
  variables: ReadonlyMap<DataId, tf.Variable>,
): () => void {
  const { backend } = device;
  const { attrs, outputs } = operation;
  // A variable's data may get another id (a snapshot took it), so it is asked for each time.
  const current = (info: TensorInfo): TensorInfo => {
    const variable = variables.get(info.dataId);
    return variable ? { ...info, dataId: variable.dataId } : info;
  };
  const inputsNow = (): Inputs =>
    Object.fromEntries(
      Object.entries(operation.inputs).map(([key, input]) => [
        key,
        Array.isArray(input) ? input.map(current) : input && current(input),
      ]),
    );
  return () => {
    const inputs = operation.listed ? Object.values(inputsNow()) : inputsNow();
    const args = { inputs, attrs, backend } as unknown as KernelArguments;
    const results = [(operation.run as Kernel)(args)].flat();
    results.forEach((result, i) => {
      const target = outputs[i] as TensorInfo;
      if (result.dataId === target.dataId) return;
      device.copyBytes(device.address(target), device.address(result), byteLength(result));
      device.free(result);
    });
  };
}

/** One function that makes all calls. Generated, so that each call has constant arguments; a loop where that is forbidden. */
function link(steps: readonly Step[]): () => void {
  const names = steps.map((_, i) => `f${i}`);
  const calls = steps.map(({ args }, i) => `f${i}(${args.map(literal).join(',')});`);
  const source = `const [${names.join(',')}] = fns; return () => { ${calls.join('\n')} };`;
  try {
    const make = new Function('fns', source) as (fns: readonly Step['fn'][]) => () => void;
    return make(steps.map(({ fn }) => fn));
  } catch {
    return () => {
      for (const { fn, args } of steps) fn(...args);
    };
  }
}

const literal = (value: number): string => (Object.is(value, -0) ? '-0' : String(value));
