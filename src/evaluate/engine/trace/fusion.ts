/**
 * Passes over memory that a recorded step saves: a rectifier after a bias is computed with it, one after batch
 * normalization too, forward and backward, an activation's gradient with that of the max pooling behind it, and what is
 * added to a matrix product (a shortcut, the gradient by another way), or the rectifier's gradient behind it, while its
 * rows are in the cache. The bits are the same, since each element is computed by the same operations in the same order.
 */
import type { Device } from '../device';
import { byteLength, type DataId, type TensorInfo } from '../internals';
import { nameOf } from '../native';
import { takesActivation } from '../kernels/pooling';
import { eachInput, type Operation } from './recording';

/** Positions in the arguments of the native functions (assembly/elementwise, normalization, pooling, finished-product.ts). */
const BIAS = { out: 1, rectify: 5 } as const;
const GATE = { x: 1 } as const;
const FORWARD = { beta: 4, y: 6, rectify: 11 } as const;
const BACKWARD = { dy: 1, beta: 11 } as const;
const PRODUCT = { out: 9, other: 12, gate: 13 } as const;
const POOL = { dx: 3, activationFromEnd: 1 } as const;
/** Gradients of activations that pooling's can be computed with: their numbers there. */
const ACTIVATIONS: Readonly<Record<string, number>> = {
  EspalierReluGrad: 1,
  EspalierTanhGrad: 2,
  EluGrad: 3,
};

/** The operations with those that could be joined joined. `kept`: data that is read after them. */
export function fuseOperations(
  device: Device,
  operations: readonly Operation[],
  kept: ReadonlySet<DataId>,
): Operation[] {
  // First, since the gradient of a rectifier then reads what the pooling behind it reads.
  const rectified = joined(device, operations, kept, (fusion, operation, i) => {
    if (operation.name === 'Add') fusion.fuseBias(operation, i);
  });
  return joined(device, rectified, kept, (fusion, operation, i) => {
    if (operation.name === 'EspalierBatchNorm') fusion.fuseNorm(operation, i);
    if (operation.name === 'MaxPoolGrad') fusion.fusePool(operation, i);
    if (isProduct(operation)) fusion.fuseProduct(operation, i);
  });
}

/** The operations after `join` saw each of them. */
function joined(
  device: Device,
  operations: readonly Operation[],
  kept: ReadonlySet<DataId>,
  join: (fusion: Fusion, operation: Operation, index: number) => void,
): Operation[] {
  const fusion = new Fusion(device, operations, kept);
  operations.forEach((operation, i) => join(fusion, operation, i));
  return operations
    .filter((operation) => !fusion.dropped.has(operation))
    .map((operation) => fusion.replaced.get(operation) ?? operation);
}

class Fusion {
  readonly dropped = new Set<Operation>();
  readonly replaced = new Map<Operation, Operation>();
  private readonly readers = new Map<DataId, number[]>();
  /** Data that is read after the operation that recorded its last reading. */
  private readonly held: { info: TensorInfo; from: number; to: number }[] = [];

  constructor(
    private readonly device: Device,
    private readonly operations: readonly Operation[],
    private readonly kept: ReadonlySet<DataId>,
  ) {
    operations.forEach((operation, i) => {
      // Views of the same data (reshapes) compute nothing.
      if (operation.calls.length === 0 && !operation.usesHeap && operation.kind === 'kernel') return;
      for (const { dataId } of eachInput(operation.inputs)) {
        const list = this.readers.get(dataId);
        if (list) list.push(i);
        else this.readers.set(dataId, [i]);
      }
    });
  }

  /** The bias at `index`, when all that reads the sum is one rectifier and its gradients, which read its output as well. */
  fuseBias(bias: Operation, index: number): void {
    const [sum] = bias.outputs as [TensorInfo];
    if (this.kept.has(sum.dataId) || !isOneCall(bias)) return;
    const call = bias.calls[0]!;
    if (nameOf(call.fn) !== 'addRowRelu' || call.args[BIAS.rectify] !== 0) return;
    const readers = this.readers.get(sum.dataId) ?? [];
    const [relu, ...others] = readers.filter((i) => this.at(i).name === 'Relu');
    if (relu === undefined || others.length > 0 || !isOneCall(this.at(relu))) return;
    const [rectified] = this.at(relu).outputs as [TensorInfo];
    if (!this.isFree(rectified, index, relu - 1, sum.dataId)) return;
    const gates = readers.filter((i) => i !== relu);
    const areGates = gates.every((gate) => {
      const { name, inputs } = this.at(gate);
      if (name !== 'EspalierReluGrad' || !isOneCall(this.at(gate))) return false;
      const { dy, x } = inputs as Record<'dy' | 'x', TensorInfo>;
      const isOfSum = x.dataId === sum.dataId && dy.dataId !== sum.dataId;
      return isOfSum && this.staysAs(rectified, relu + 1, gate - 1);
    });
    if (!areGates) return;
    const at = this.device.address(rectified);
    const changes = { [BIAS.out]: at, [BIAS.rectify]: 1 };
    this.replace(bias, call.fn, changes, { outputs: [rectified] });
    this.dropped.add(this.at(relu));
    for (const gate of gates) {
      const operation = this.at(gate);
      const inputs = { ...operation.inputs, x: rectified };
      this.replace(operation, operation.calls[0]!.fn, { [GATE.x]: at }, { inputs });
    }
  }

  /** The normalization at `index`, when all that reads its output is one rectifier, and that one's gradient. */
  fuseNorm(norm: Operation, index: number): void {
    const [y] = norm.outputs as [TensorInfo];
    if (this.kept.has(y.dataId) || !isOneCall(norm)) return;
    const readers = this.readers.get(y.dataId) ?? [];
    const forward = readers.filter((i) => this.at(i).name === 'Relu');
    const backward = readers.filter((i) => this.at(i).name === 'EspalierReluGrad');
    const [relu] = forward;
    const [gate] = backward;
    if (relu === undefined || gate === undefined || readers.length !== 2) return;
    const [rectified] = this.at(relu).outputs as [TensorInfo];
    if (!isOneCall(this.at(relu)) || !this.isFree(rectified, index, relu - 1, y.dataId)) return;
    const gradient = this.gradientAfter(gate, norm);
    if (gradient === undefined || !this.staysAs(norm.inputs.beta as TensorInfo, index, gradient)) return;
    const { native } = this.device;
    const address = (info: TensorInfo): number => this.device.address(info);
    const call = norm.calls[0]!;
    const forwardChanges = { [FORWARD.y]: address(rectified), [FORWARD.rectify]: 1 };
    const outputs = [rectified, ...norm.outputs.slice(1)];
    this.replace(norm, native.batchNormForward, forwardChanges, { outputs });
    this.dropped.add(this.at(relu));
    const dy = this.at(gate).inputs.dy as TensorInfo;
    const { beta } = norm.inputs;
    const backwardChanges = {
      [BACKWARD.dy]: address(dy),
      [BACKWARD.beta]: call.args[FORWARD.beta] as number,
    };
    const inputs = { ...this.at(gradient).inputs, dy, beta };
    this.replace(this.at(gradient), native.batchNormGradient, backwardChanges, { inputs });
    this.dropped.add(this.at(gate));
    this.held.push({ info: dy, from: gate, to: gradient });
  }

  /** The gradient of pooling at `index`, when all that reads its output is the gradient of the activation before. */
  fusePool(pool: Operation, index: number): void {
    const [dx] = pool.outputs as [TensorInfo];
    const [gate, ...others] = this.readers.get(dx.dataId) ?? [];
    if (gate === undefined || others.length > 0 || this.kept.has(dx.dataId) || !isOneCall(pool)) return;
    const gradient = this.at(gate);
    const number = ACTIVATIONS[gradient.name];
    if (number === undefined || !isOneCall(gradient)) return;
    const { dy, x, y = x } = gradient.inputs as Partial<Record<'dy' | 'x' | 'y', TensorInfo>>;
    const input = pool.inputs.input as TensorInfo;
    if (dy?.dataId !== dx.dataId || y?.dataId !== input.dataId) return;
    if (gradient.name !== 'EspalierReluGrad' && !takesActivation(this.device, input.shape, pool.attrs))
      return;
    const [out] = gradient.outputs as [TensorInfo];
    if (!this.isFree(out, index, gate - 1, dx.dataId)) return;
    const { fn, args } = pool.calls[0]!;
    const changes = {
      [POOL.dx]: this.device.address(out),
      [args.length - POOL.activationFromEnd]: number,
    };
    this.replace(pool, fn, changes, { outputs: [out] });
    this.dropped.add(gradient);
  }

  /** The product at `index`, when all that reads its output is a sum with what is there before it, or a rectifier's gradient. */
  fuseProduct(product: Operation, index: number): void {
    const [y] = product.outputs as [TensorInfo];
    const [next, ...others] = this.readers.get(y.dataId) ?? [];
    if (next === undefined || others.length > 0 || this.kept.has(y.dataId)) return;
    const reader = this.at(next);
    // Joined with a normalization already, which reads the product itself.
    if (this.dropped.has(reader)) return;
    const other = partner(reader, y);
    const [out] = reader.outputs as [TensorInfo];
    if (!other || !this.staysAs(other, index, next - 1) || this.overlap(out, other)) return;
    if (!this.isFree(out, index, next - 1, y.dataId)) return;
    const { fn, args } = product.calls[0]!;
    if (args[PRODUCT.other] !== 0) return;
    const changes = {
      [PRODUCT.out]: this.device.address(out),
      [PRODUCT.other]: this.device.address(other),
      [PRODUCT.gate]: Number(reader.name === 'EspalierReluGrad'),
    };
    this.replace(product, fn, changes, { inputs: { ...product.inputs, other }, outputs: [out] });
    this.dropped.add(reader);
  }

  /** The normalization's gradient, when it alone reads what the rectifier's gives, and can read what that one reads. */
  private gradientAfter(gate: number, norm: Operation): number | undefined {
    const { inputs, outputs } = this.at(gate);
    const [passed] = outputs as [TensorInfo];
    const [gradient, ...others] = this.readers.get(passed.dataId) ?? [];
    if (gradient === undefined || others.length > 0 || this.kept.has(passed.dataId)) return undefined;
    const operation = this.at(gradient);
    if (operation.name !== 'EspalierBatchNormGrad' || !isOneCall(operation) || !isOneCall(this.at(gate)))
      return undefined;
    const { dy, mean } = operation.inputs as Record<'dy' | 'mean', TensorInfo>;
    if (dy.dataId !== passed.dataId || mean.dataId !== norm.outputs[1]?.dataId) return undefined;
    const upstream = inputs.dy as TensorInfo;
    const [dx, ...sums] = operation.outputs as [TensorInfo, ...TensorInfo[]];
    const between = this.operations.slice(gate + 1, gradient).flatMap(({ outputs }) => outputs);
    const intact = [...between, ...sums].every((info) => !this.overlap(info, upstream));
    // Element by element, it may be overwritten in its own place.
    const inPlace = this.device.address(dx) === this.device.address(upstream);
    return intact && (inPlace || !this.overlap(dx, upstream)) ? gradient : undefined;
  }

  /** Whether no operation from one to the other writes there. */
  private staysAs(info: TensorInfo, from: number, to: number): boolean {
    return this.operations.slice(from, to + 1).every(({ kind, calls, usesHeap, outputs }) => {
      if (kind === 'effect') return false;
      return (calls.length === 0 && !usesHeap) || outputs.every((output) => !this.overlap(output, info));
    });
  }

  /** Whether nothing that these operations read or write lies where `info` will be, but the data that is left out. */
  private isFree(info: TensorInfo, from: number, to: number, except: DataId): boolean {
    const isHeld = this.held.some(
      (other) => from <= other.to && other.from <= to && this.overlap(other.info, info),
    );
    if (isHeld) return false;
    return this.operations.slice(from, to + 1).every(({ inputs, outputs }) => {
      const touched = [...eachInput(inputs), ...outputs].filter(({ dataId }) => dataId !== except);
      return touched.every((other) => !this.overlap(other, info));
    });
  }

  private overlap(a: TensorInfo, b: TensorInfo): boolean {
    const [from, other] = [this.device.address(a), this.device.address(b)];
    return from < other + byteLength(b) && other < from + byteLength(a);
  }

  private replace(
    operation: Operation,
    fn: Operation['calls'][0]['fn'],
    changes: Record<number, number>,
    touched: Partial<Pick<Operation, 'inputs' | 'outputs'>>,
  ): void {
    const args = [...(operation.calls[0] as Operation['calls'][0]).args];
    for (const [i, value] of Object.entries(changes)) args[Number(i)] = value;
    this.replaced.set(operation, { ...operation, ...touched, calls: [{ fn, args }] });
  }

  private at(index: number): Operation {
    return this.operations[index] as Operation;
  }
}

/** What a product y is added to or, where the reader is a rectifier's gradient, looks at, one element for each of y. */
function partner({ name, inputs, outputs }: Operation, y: TensorInfo): TensorInfo | undefined {
  const { a, b, dy, x } = inputs as Partial<Record<string, TensorInfo>>;
  const [one, two] = name === 'Add' ? [a, b] : name === 'EspalierReluGrad' ? [dy, x] : [];
  const other = one?.dataId === y.dataId ? two : name === 'Add' && two?.dataId === y.dataId ? one : undefined;
  const alike =
    other && [other, outputs[0] as TensorInfo].every((info) => byteLength(info) === byteLength(y));
  return alike && other.dtype === 'float32' ? other : undefined;
}

/** Whether it is one product, of a dense layer or of a convolution of single pixels, which can be finished otherwise. */
const isProduct = (operation: Operation): boolean =>
  isOneCall(operation) && nameOf(operation.calls[0]!.fn) === 'finishedGemm';

const isOneCall = ({ calls, usesHeap }: Operation): boolean => calls.length === 1 && !usesHeap;
