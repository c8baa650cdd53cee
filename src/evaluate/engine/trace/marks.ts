/**
 * Max pooling that marks where each largest value came from, where its gradient alone needs its input again: that is four
 * times as large as the marks, need not outlive the pooling, and mostly need not exist but strip by strip (strips.ts).
 */
import type { Device } from '../device';
import type { DataId, TensorInfo } from '../internals';
import { takesActivation } from '../kernels/pooling';
import { eachInput, type Operation } from './recording';

/** The operations with marks, and the data of these, which belongs to the caller. `kept`: data that is read after them. */
export function markMaxima(
  device: Device,
  operations: readonly Operation[],
  kept: ReadonlySet<DataId>,
): { operations: Operation[]; marks: TensorInfo[] } {
  const marks: TensorInfo[] = [];
  const replaced = new Map<Operation, Operation>();
  for (const gradient of operations) {
    if (gradient.name !== 'MaxPoolGrad' || gradient.calls.length !== 1 || gradient.usesHeap) continue;
    const { input, output, dy } = gradient.inputs as Record<'input' | 'output' | 'dy', TensorInfo>;
    if (kept.has(input.dataId) || !takesActivation(device, input.shape, gradient.attrs)) continue;
    const readers = operations.filter(({ inputs, calls, usesHeap, kind }) => {
      const computes = calls.length > 0 || usesHeap || kind === 'effect';
      return computes && eachInput(inputs).some(({ dataId }) => dataId === input.dataId);
    });
    const pool = readers.find(
      ({ name, outputs }) => name === 'MaxPool' && outputs[0]?.dataId === output.dataId,
    );
    if (!pool || readers.length !== 2 || pool.calls.length !== 1 || pool.usesHeap || replaced.has(pool))
      continue;
    const mark = device.output(output.shape, 'int32');
    marks.push(mark);
    const at = device.address(mark);
    const { native } = device;
    const [x, y, ...sizes] = (pool.calls[0] as Operation['calls'][0]).args;
    replaced.set(pool, {
      ...pool,
      outputs: [...pool.outputs, mark],
      calls: [{ fn: native.maxPool2x2Marked, args: [x, y, at, ...sizes] }],
    });
    const [, ...others] = (gradient.calls[0] as Operation['calls'][0]).args;
    replaced.set(gradient, {
      ...gradient,
      inputs: { mark, output, dy },
      calls: [{ fn: native.maxPool2x2FromMarks, args: [at, ...others] }],
    });
  }
  return { operations: operations.map((operation) => replaced.get(operation) ?? operation), marks };
}
