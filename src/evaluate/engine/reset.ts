/** The end of a trial: whatever its code left behind is freed, so that the next one starts as the first did. */
import type * as tf from '@tensorflow/tfjs';
import type { Device } from './device';
import type { DataId, EngineState, TensorFlow } from './internals';

/**
 * Frees all data on the backend and forgets all variables and open scopes, except the tensors in `shared`. A tensor of
 * an ended trial that is disposed later is not known any more, and nothing happens.
 */
export function releaseTrial(
  device: Device,
  live: ReadonlySet<DataId>,
  shared: ReadonlySet<tf.Tensor>,
): void {
  const { engine, backend } = device;
  const keep = new Set([...shared].map((tensor) => tensor.dataId));
  for (const id of [...live]) if (!keep.has(id)) backend.disposeData(id, true);
  engine.state = freshState(engine.state, shared);
}

/** A state of TensorFlow.js in which only the shared tensors exist. */
export function freshState(old: EngineState, shared: ReadonlySet<tf.Tensor>): EngineState {
  const fresh = new (old.constructor as new () => EngineState)();
  for (const id of new Set([...shared].map((tensor) => tensor.dataId))) {
    const info = old.tensorInfo.get(id);
    if (!info) continue;
    fresh.tensorInfo.set(id, info);
    fresh.numDataBuffers++;
    fresh.numBytes += info.bytes;
  }
  fresh.numTensors = shared.size;
  return fresh;
}

/**
 * Automatic layer names count up over the life of a process (conv2d_Conv2D1, …), and the counters cannot be reached.
 * Gives those names from own counters instead, which `restart` sets back. Names that were given are left alone.
 */
export function reproduceLayerNames(tf: TensorFlow): { restart(): void } {
  const counts = new Map<string, number>();
  const unnamed = new WeakSet<object>();
  const prototype = tf.layers.Layer.prototype as unknown as NamedLayer;
  const { getClassName } = prototype;
  // The constructors ask for the class name just before they make up a name, and only then.
  prototype.getClassName = function () {
    if (!assigned.has(this)) unnamed.add(this);
    return getClassName.call(this);
  };
  const assigned = new WeakMap<object, string | null | undefined>();
  Object.defineProperty(prototype, 'name', {
    configurable: true,
    get(this: object) {
      return assigned.get(this);
    },
    set(this: NamedLayer, name: string | null | undefined) {
      const former = assigned.get(this);
      // A model without a name sets none, then makes one up; a sequential one makes up a second one.
      const again = assigned.has(this) && !former;
      const made = unnamed.delete(this) || again || /^sequential_\d+$/.test(name ?? '');
      assigned.set(this, name && made ? renumber(name, counts) : name);
    },
  });
  return { restart: () => counts.clear() };
}

interface NamedLayer {
  name: string | null | undefined;
  getClassName(): string;
}

/** The made-up name with its number replaced by the next one of this trial. */
function renumber(name: string, counts: Map<string, number>): string {
  const stem = name.replace(/\d+$/, '');
  const count = (counts.get(stem) ?? 0) + 1;
  counts.set(stem, count);
  return `${stem}${count}`;
}
