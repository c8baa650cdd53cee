/** Calls in strips leave in memory what the calls one after the other leave there. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { DataId, TensorInfo } from '../../../../src/evaluate/engine/internals';
import {
  recordable,
  type NativeFunction,
  type NativeFunctions,
} from '../../../../src/evaluate/engine/native';
import type { Operation } from '../../../../src/evaluate/engine/trace/recording';
import { interleave } from '../../../../src/evaluate/engine/trace/strips';

/** Native functions over memory of plain numbers, by the signatures that they have in assembly/. */
class Machine {
  readonly memory = new Float64Array(2048);
  readonly native: NativeFunctions;
  calls = 0;

  constructor() {
    this.memory.forEach((_, i) => (this.memory[i] = ((i * 7919) % 2003) / 1000));
    const { memory } = this;
    const unary = (f: (x: number) => number) => (x: number, o: number, n: number) => {
      this.calls++;
      for (let i = 0; i < n; i++) memory[o / 4 + i] = f(memory[x / 4 + i] as number);
    };
    const functions = {
      reluForward: unary((x) => Math.max(x - 1, 0)),
      tanhForward: unary(Math.tanh),
      tanhGradient: (dy: number, y: number, o: number, n: number) => {
        for (let i = 0; i < n; i++) {
          const [d, v] = [memory[dy / 4 + i], memory[y / 4 + i]] as [number, number];
          memory[o / 4 + i] = d * (1 - v * v);
        }
      },
      addRow: (x: number, rows: number, columns: number, b: number) => {
        for (let i = 0; i < rows * columns; i++) memory[x / 4 + i]! += memory[b / 4 + (i % columns)] as number;
      },
      sumColumns: (
        x: number, rows: number, columns: number, o: number, scale: number, block: number, more: number,
      ) => {
        for (let c = 0; c < columns && !more; c++) memory[o / 4 + c] = 0;
        for (let from = 0; from < rows; from += block)
          for (let c = 0; c < columns; c++) {
            let sum = 0;
            for (let r = from; r < Math.min(rows, from + block); r++) sum += memory[x / 4 + r * columns + c] as number;
            memory[o / 4 + c]! += sum;
          }
        for (let c = 0; c < columns; c++) memory[o / 4 + c]! *= scale;
      },
    }; // prettier-ignore
    this.native = recordable(functions as unknown as NativeFunctions, {});
  }

  run(operations: readonly Operation[]): number[] {
    for (const { calls } of operations) for (const { fn, args } of calls) fn(...(args as number[]));
    return [...this.memory];
  }
}

interface Data extends TensorInfo {
  at: number;
}
const device = { address: (info: TensorInfo) => (info as Data).at };
const size = ({ shape }: TensorInfo): number => shape.reduce((a, b) => a * b, 1);
/** Nothing lies at address 0, which stands for what is not there. */
const data = (at: number, ...shape: number[]): Data => ({
  dataId: {} as DataId,
  shape,
  dtype: 'float32',
  at: at * 4,
});

function operation(
  fn: NativeFunction,
  args: number[],
  reads: Data[],
  writes: Data[],
  kind: 'kernel' | 'effect' = 'kernel',
): Operation {
  const inputs = Object.fromEntries(reads.map((info, i) => [i, info]));
  return {
    name: 'any', inputs, listed: false, outputs: writes, attrs: {}, calls: [{ fn, args }], usesHeap: false,
    run: () => [], kind,
  }; // prettier-ignore
}

/** Small enough that whatever can be cut is. */
const limits = { strip: 64, least: 0 };

describe('engine: strips', () => {
  /** Both ways from the same memory; what is kept must agree. How many calls the strips make. */
  function check(make: (native: NativeFunctions) => Operation[], kept: Data[]): Operation[] {
    const [plain, cut] = [new Machine(), new Machine()];
    const expected = plain.run(make(plain.native));
    const ids = new Set(kept.map(({ dataId }) => dataId));
    const operations = interleave(device, make(cut.native), ids, limits);
    const found = cut.run(operations);
    for (const info of kept)
      for (let i = 0; i < size(info); i++) assert.equal(found[info.at / 4 + i], expected[info.at / 4 + i]);
    return operations;
  }
  const callsOf = (operations: Operation[]): number[] => operations.map(({ calls }) => calls.length);

  const [x, y, z] = [data(8, 64), data(100, 64), data(200, 64)];
  const tanh = (native: NativeFunctions, from: Data, to: Data): Operation =>
    operation(native.tanhForward, [from.at, to.at, size(from)], [from], [to]);

  it('takes turns, and keeps what nobody reads later in one place', () => {
    const operations = check((native) => [tanh(native, x, y), tanh(native, y, z)], [z]);
    const [first, second] = operations as [Operation, Operation];
    assert.equal(second.calls.length, 0);
    assert.equal(first.calls.length, 2 * 13);
    const places = first.calls.map(({ args }) => args[1] as number);
    assert.deepEqual(new Set(places.filter((_, i) => i % 2 === 0)), new Set([y.at]));
    assert.equal(new Set(places.filter((_, i) => i % 2 === 1)).size, 13);
  });

  it('keeps whole what is read later, or by others', () => {
    for (const kept of [[y, z], [z]]) {
      const stock: NativeFunction = () => undefined;
      const operations = check(
        (native) => [tanh(native, x, y), tanh(native, y, z), operation(stock, [], [y], [data(400, 1)])],
        kept,
      );
      assert.equal(new Set(operations[0]!.calls.map(({ args }) => args[1])).size, 2 * 13);
    }
  });

  it('sums by and by, in the blocks that the whole sum has', () => {
    const sum = data(500, 4);
    const make = (block: number) => (native: NativeFunctions) => [
      tanh(native, x, y),
      operation(native.sumColumns, [y.at, 16, 4, sum.at, 1, block, 0], [y], [sum]),
    ];
    assert.deepEqual(callsOf(check(make(4), [sum])), [2 * 4, 0]);
    // Blocks that rows do not come in, one block, and a mean, whose factor comes last.
    assert.deepEqual(callsOf(check(make(5), [sum])), [1, 1]);
    assert.deepEqual(callsOf(check(make(16), [sum])), [1, 1]);
    const mean = (native: NativeFunctions) => [
      tanh(native, x, y),
      operation(native.sumColumns, [y.at, 16, 4, sum.at, 1 / 16, 4, 0], [y], [sum]),
    ];
    assert.deepEqual(callsOf(check(mean, [sum])), [1, 1]);
  });

  it('does not read again and again what takes most of a strip', () => {
    const make = (columns: number) => (native: NativeFunctions) => {
      const row = data(600, columns);
      return [
        tanh(native, x, y),
        operation(native.addRow, [y.at, 64 / columns, columns, row.at], [y, row], [y]),
      ];
    };
    assert.deepEqual(callsOf(check(make(8), [y])), [2 * 8, 0]);
    assert.deepEqual(callsOf(check(make(16), [y])), [1, 1]);
  });

  it('lets others go first only where they touch nothing', () => {
    const [row, other] = [data(600, 4), data(700, 4)];
    const stock = (native: NativeFunctions, from: Data, to: Data): Operation => {
      const copy: NativeFunction = () => native.tanhForward(from.at, to.at, size(to));
      return operation(copy, [], [from], [to]);
    };
    const make = (from: Data, to: Data) => (native: NativeFunctions) => [
      tanh(native, x, y),
      stock(native, from, to),
      tanh(native, y, z),
    ];
    assert.deepEqual(callsOf(check(make(row, other), [z, other])), [1, 2 * 13, 0]);
    assert.deepEqual(callsOf(check(make(y, other), [z, other])), [1, 1, 1]);
    assert.deepEqual(callsOf(check(make(row, data(x.at / 4 + 3, 4)), [z])), [1, 1, 1]);
  });

  it('leaves what lies across each other, and effects, where they are', () => {
    const across = data(80, 64);
    assert.deepEqual(
      callsOf(check((native) => [tanh(native, y, x), tanh(native, x, across)], [across])),
      [1, 1],
    );
    const make = (native: NativeFunctions) => [
      tanh(native, x, y),
      operation(() => undefined, [], [], [], 'effect'),
      tanh(native, y, z),
    ];
    assert.deepEqual(callsOf(check(make, [z])), [1, 1, 1]);
  });

  it('gives the same for any program, wherever its data lies', () => {
    const step = fc.record({
      kind: fc.constantFrom('relu', 'tanh', 'gradient', 'row', 'sum', 'stock', 'view'),
      one: fc.nat(), two: fc.nat(), place: fc.nat(31), keep: fc.boolean(), block: fc.constantFrom(2, 4, 8),
    }); // prettier-ignore
    fc.assert(
      fc.property(fc.array(step, { minLength: 2, maxLength: 12 }), (steps) => {
        // Data and when it is read last, so that places are used again.
        const program = plan(steps);
        check((native) => program.operations(native), program.kept);
      }),
      { numRuns: 300 },
    );
  });
});

interface Choice {
  kind: string;
  one: number;
  two: number;
  place: number;
  keep: boolean;
  block: number;
}

/** Operations that read what earlier ones wrote and write where nothing lies that is still read. */
function plan(choices: readonly Choice[]): {
  operations: (native: NativeFunctions) => Operation[];
  kept: Data[];
} {
  const inputs = [data(1000, 16, 4), data(1200, 16, 4), data(1400, 4)] as const;
  const [, , row] = inputs;
  const all: Data[] = [inputs[0], inputs[1]];
  interface Planned {
    choice: Choice;
    reads: Data[];
    writes: Data;
  }
  // What is read first, then, from the end, what may lie where.
  const planned: Planned[] = choices.map((choice) => {
    const wide = all.filter((info) => size(info) === 64);
    const [a, b] = [wide[choice.one % wide.length], wide[choice.two % wide.length]] as [Data, Data];
    const writes = choice.kind === 'sum' ? data(0, 4) : data(0, 16, 4);
    const reads = choice.kind === 'gradient' || choice.kind === 'stock' ? [a, b] : [a];
    if (choice.kind === 'view') return { choice, reads, writes: a };
    all.push(writes);
    return { choice, reads, writes };
  });
  const kept = planned
    .filter(({ choice }, i) => choice.keep || i === planned.length - 1)
    .map(({ writes }) => writes);
  planned.forEach(({ choice, writes, reads }, i) => {
    if (choice.kind === 'view') return;
    const later = planned.slice(i + 1).flatMap((other) => other.reads);
    const made = planned.slice(0, i).map((other) => other.writes);
    const live = [...made.filter((info) => later.includes(info) || kept.includes(info)), ...reads];
    // Also between the places, so that data can lie across what was there.
    let place = 8 + choice.place * 8;
    const isTaken = (): boolean =>
      live.some(({ at, ...info }) => at / 4 < place + size(writes) && place < at / 4 + size(info as Data));
    while (isTaken()) place = place >= 900 ? 8 : place + 8;
    (writes as { at: number }).at = place * 4;
  });
  const operations = (native: NativeFunctions): Operation[] =>
    planned.flatMap(({ choice, reads, writes }) => {
      const [a, b = a] = reads as [Data, Data?];
      const n = size(a);
      if (choice.kind === 'relu') return operation(native.reluForward, [a.at, writes.at, n], [a], [writes]);
      if (choice.kind === 'tanh') return operation(native.tanhForward, [a.at, writes.at, n], [a], [writes]);
      if (choice.kind === 'gradient')
        return operation(native.tanhGradient, [a.at, b.at, writes.at, n], [a, b], [writes]);
      if (choice.kind === 'view') return { ...operation(() => undefined, [], [a], [a]), calls: [] };
      if (choice.kind === 'sum')
        return operation(native.sumColumns, [a.at, 16, 4, writes.at, 1, choice.block, 0], [a], [writes]);
      if (choice.kind === 'row') {
        // Two calls, the second one in place.
        const both = operation(native.tanhForward, [a.at, writes.at, n], [a, row], [writes]);
        both.calls.push({ fn: native.addRow, args: [writes.at, 16, 4, row.at] });
        return both;
      }
      const stock: NativeFunction = () => native.tanhGradient(a.at, b.at, writes.at, n);
      return operation(stock, [], [a, b], [writes]);
    });
  return { operations, kept };
}
