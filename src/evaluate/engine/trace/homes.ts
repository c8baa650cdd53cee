/**
 * The one place where a variable's data lies as long as recorded steps use it. Code between steps may give a variable
 * other data (setWeights), or hold on to what it has (a snapshot): before each replay the variable is brought home, and
 * a snapshot keeps its values somewhere else.
 */
import type * as tf from '@tensorflow/tfjs';
import type { Device } from '../device';
import { bytesPerElement, type DataId } from '../internals';

interface Home {
  /** Holds a reference to the data, so that it is never freed. */
  handle: tf.Tensor;
  /** How many recorded steps use it. */
  users: number;
}

/** References that a variable at home has: its own and the handle's. */
const OWN_REFERENCES = 2;

export class Homes {
  private homes = new Map<tf.Variable, Home>();

  constructor(private readonly device: Device) {}

  has(variable: tf.Variable): boolean {
    return this.homes.has(variable);
  }

  /** One more recorded step uses the variable, which is at home now. */
  enter(variable: tf.Variable): void {
    let home = this.homes.get(variable);
    if (!home) {
      home = { handle: this.device.engine.keep(variable.clone()), users: 0 };
      this.homes.set(variable, home);
    }
    home.users++;
    this.settle(variable);
  }

  /** A recorded step does not use it any more. */
  leave(variable: tf.Variable): void {
    const home = this.homes.get(variable);
    if (!home || --home.users > 0) return;
    this.homes.delete(variable);
    home.handle.dispose();
  }

  dataIdOf(variable: tf.Variable): DataId {
    return (this.homes.get(variable) as Home).handle.dataId;
  }

  /** Brings the variable home with the values it has, and whoever else holds its data gets a copy elsewhere. */
  settle(variable: tf.Variable): void {
    this.bringBack(variable);
    if (this.device.backend.refCount(variable.dataId) > OWN_REFERENCES) this.moveSnapshots(variable);
  }

  bringBack(variable: tf.Variable): void {
    const { handle } = this.homes.get(variable) as Home;
    if (variable.dataId === handle.dataId) return;
    this.copy(this.device.address(variable), this.device.address(handle), variable);
    variable.assign(handle);
  }

  /** Forgets all, without freeing: at the end of a trial the data is freed anyway. */
  clear(): void {
    this.homes.clear();
  }

  /**
   * The data id that snapshots share is given memory elsewhere, and the variable a new id for its home. Native calls
   * name a tensor by number, and that number stays with the home.
   */
  private moveSnapshots(variable: tf.Variable): void {
    const { backend, engine } = this.device;
    const home = this.homes.get(variable) as Home;
    const record = backend.dataIdMap.get(variable.dataId);
    const { id: number, memoryOffset: address, shape, dtype } = record;
    const elsewhere = this.device.output(shape, dtype);
    const other = backend.dataIdMap.get(elsewhere.dataId);
    this.copy(address as number, other.memoryOffset as number, variable);
    [record.id, record.memoryOffset] = [other.id, other.memoryOffset];
    // The fresh id takes over the home. It was registered by the backend, so that its bookkeeping holds.
    [other.id, other.memoryOffset] = [number, address];
    const fresh = engine.makeTensorFromTensorInfo(elsewhere);
    const handle = engine.keep(fresh.clone());
    variable.assign(fresh);
    fresh.dispose();
    home.handle.dispose();
    home.handle = handle;
  }

  private copy(from: number, to: number, { size, dtype }: tf.Variable): void {
    this.device.wasm.HEAPU8.copyWithin(to, from, from + size * bytesPerElement(dtype));
  }
}
