/**
 * Operations that follow each other row by row (or image by image) are made in strips: all of them on some rows, then on
 * the next, so that what one writes is still in the cache when the next reads it. Each call computes what it would, in
 * the order that it would; what is only read within the group is not even kept whole: each strip of it lies where the
 * first one does. (Loop tiling over a chain of operators, as in depth-first execution of networks.)
 */
import type { Device } from '../device';
import { byteLength, type DataId } from '../internals';
import { eachInput, type NativeCall, type Operation } from './recording';
import { sliceOf, slicedCall, type Region, type SlicedCall } from './slices';

/** Bytes that the operations of a group touch. */
interface Limits {
  /** In one strip, at most where rows allow it. */
  readonly strip: number;
  /** Altogether: what is smaller stays in the cache anyway. */
  readonly least: number;
}
/** For a second-level cache of 1 MiB and more: from 256 KiB to 1 MiB a strip, times differ by less than 5 %. */
const LIMITS: Limits = { strip: 384 * 1024, least: 1024 * 1024 };

/** The operations with those that can be made in strips together in one place. `kept`: data that is read after them. */
export function interleave(
  device: Pick<Device, 'address'>,
  operations: readonly Operation[],
  kept: ReadonlySet<DataId>,
  limits: Limits = LIMITS,
): Operation[] {
  const readers = new Map<DataId, Set<Operation>>();
  for (const operation of operations) {
    for (const { dataId } of eachInput(operation.inputs)) {
      const set = readers.get(dataId);
      if (set) set.add(operation);
      else readers.set(dataId, new Set([operation]));
    }
  }
  /** Whether all that reads it is in the group. */
  const isInner = (id: DataId, group: ReadonlySet<Operation>): boolean =>
    !kept.has(id) && [...(readers.get(id) ?? [])].every((reader) => group.has(reader));

  const result: Operation[] = [];
  let group = new Group(device, limits);
  for (const operation of operations) {
    if (group.take(operation)) continue;
    if (group.mayPrecede(operation)) {
      result.push(operation);
      continue;
    }
    result.push(...group.close(isInner));
    group = new Group(device, limits);
    if (!group.take(operation)) result.push(operation);
  }
  return [...result, ...group.close(isInner)];
}

/** Operations that can be made in strips together. */
class Group {
  private readonly operations: Operation[] = [];
  private readonly calls: SlicedCall[] = [];
  private regions: readonly Region[] = [];
  /** Strips that all calls can be cut into: a common divisor of their numbers of rows, in whole grains. */
  private units = 0;

  constructor(
    private readonly device: Pick<Device, 'address'>,
    private readonly limits: Limits,
  ) {}

  /** Adds the operation where all its calls can be made in strips with those before. */
  take(operation: Operation): boolean {
    if (operation.kind === 'effect' || operation.usesHeap) return false;
    const calls: SlicedCall[] = [];
    const regions = [...this.regions];
    let { units } = this;
    for (const nativeCall of operation.calls) {
      const call = slicedCall(nativeCall);
      if (!call || call.rows % call.grain !== 0) return false;
      units = greatestDivisor(units, call.rows / call.grain);
      // One strip of everything is no strip.
      if (units < 2 || !call.regions.every((region) => goesWith(region, regions))) return false;
      calls.push(call);
      regions.push(...call.regions);
    }
    // Large weights would be read, and packed, anew for each strip.
    if (distinctBytes(regions.filter(({ sliced }) => !sliced)) > this.limits.strip / 2) return false;
    this.units = units;
    this.regions = regions;
    this.operations.push(operation);
    this.calls.push(...calls);
    return true;
  }

  /** Whether the operation can be made before those of the group, though it comes after them. */
  mayPrecede(operation: Operation): boolean {
    if (operation.kind === 'effect' || operation.usesHeap || this.calls.length === 0) return false;
    const part = (writes: boolean) => (info: Operation['outputs'][0]) => {
      const [address, bytes] = [this.device.address(info), byteLength(info)];
      return { at: 0, address, bytes, writes, sliced: false };
    };
    const touched = [...eachInput(operation.inputs).map(part(false)), ...operation.outputs.map(part(true))];
    return touched.every((region) => goesWith(region, this.regions));
  }

  /** The operations, the first of them with the calls of all where strips are worth it. */
  close(isInner: (id: DataId, group: ReadonlySet<Operation>) => boolean): Operation[] {
    const { operations, calls, units } = this;
    const bytes = distinctBytes(this.regions);
    const strip = Math.max(1, Math.floor((units * this.limits.strip) / bytes));
    const [first, ...others] = operations;
    if (calls.length < 2 || bytes < this.limits.least || strip >= units || !first) return operations;
    const still = this.innerAddresses(isInner);
    const sliced: NativeCall[] = [];
    for (let unit = 0; unit < units; unit += strip) {
      const count = Math.min(strip, units - unit);
      for (const call of calls) {
        const rows = call.rows / units;
        sliced.push({ fn: call.call.fn, args: sliceOf(call, unit * rows, count * rows, still) });
      }
    }
    return [{ ...first, calls: sliced }, ...others.map((operation) => ({ ...operation, calls: [] }))];
  }

  /** Where data lies that the group writes and nothing else reads, and whose memory nothing else in it uses. */
  private innerAddresses(isInner: (id: DataId, group: ReadonlySet<Operation>) => boolean): Set<number> {
    const group = new Set(this.operations);
    const inner = new Set<number>();
    for (const { outputs } of this.operations)
      for (const info of outputs) {
        const [address, bytes] = [this.device.address(info), byteLength(info)];
        const touching = this.regions.filter((region) => overlap(region, { address, bytes }));
        const isAlone = touching.every(
          (region) => region.sliced && region.address === address && region.bytes === bytes,
        );
        // An output may also be a view of what was there before.
        const isMade = touching[0]?.writes;
        if (isMade && isAlone && this.isOnlyOutputAt(address) && isInner(info.dataId, group))
          inner.add(address);
      }
    return inner;
  }

  /** Whether it is the memory of one piece of data alone, rather than of one after another. */
  private isOnlyOutputAt(address: number): boolean {
    const ids = this.operations.flatMap(({ inputs, outputs }) => [...eachInput(inputs), ...outputs])
      .filter((info) => this.device.address(info) === address)
      .map(({ dataId }) => dataId); // prettier-ignore
    return new Set(ids).size === 1;
  }
}

/** Whether strips of it and of the others can take turns. */
const goesWith = (region: Region, others: readonly Region[]): boolean =>
  others.every((other) => {
    if (!(region.writes || other.writes) || !overlap(region, other)) return true;
    const isSame = region.address === other.address && region.bytes === other.bytes;
    return region.sliced && other.sliced && isSame;
  });

const overlap = (a: Pick<Region, 'address' | 'bytes'>, b: Pick<Region, 'address' | 'bytes'>): boolean =>
  a.address < b.address + b.bytes && b.address < a.address + a.bytes;

/** Bytes of all places, each counted once. */
const distinctBytes = (regions: readonly Region[]): number =>
  [...new Map(regions.map(({ address, bytes }) => [address, bytes])).values()].reduce((sum, n) => sum + n, 0);

/** The greatest common divisor; of 0 and a number, the number. */
function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}
