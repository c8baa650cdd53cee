/**
 * What a recorded step's JavaScript depended on: every setting of every layer, as it was. A callback may change one
 * between steps (a dropout rate by epoch, say), and the replay would not see it; the guard does.
 */
import type * as tf from '@tensorflow/tfjs';
import type { TensorFlow } from '../internals';
import type { Place } from './own/places';

/** Keys that say how a model was built and do not enter a step, or change with it as a matter of course. */
const BOOKKEEPING = new Set([
  'inboundNodes', 'outboundNodes', 'inputSpec', 'initialWeights', 'batchInputShape', '_trainableWeights',
  '_nonTrainableWeights', '_addedWeightNames', '_losses', '_updates', '_refCount', '_built', 'numConstants',
]); // prettier-ignore

/** Classes whose objects hold data, not settings: compared by identity, not looked into. */
const isData = (tf: TensorFlow, value: object): boolean =>
  value instanceof tf.Tensor || value instanceof tf.SymbolicTensor || 'constraint' in value;

/** Methods of a layer class of the trial that do not run in a step, and `call`, which is rehearsed. */
const REHEARSED = new Set([
  'constructor', 'call', 'build', 'computeOutputShape', 'getConfig', 'getClassName',
]); // prettier-ignore
/** Settings of such a layer that TensorFlow.js's own code reads in a step; its own `call` may change any other. */
const READ_BY_STOCK = ['supportsMasking', '_callHook', 'activityRegularizer', 'built'];

export interface Inspection {
  /** Why the model's step is not to be recorded. */
  readonly refusal?: string;
  /** Where the step calls code of the trial, to be rehearsed before each replay. */
  readonly own: readonly Place[];
  /** Whether everything is as it was when the model was inspected. */
  holds(): boolean;
}

/** Knows the classes that TensorFlow.js came with, and their methods as they were before any code of a trial ran. */
export class Inspector {
  private readonly stock = new Set<unknown>();
  private readonly methods = new Map<object, Record<string, unknown>>();

  constructor(private readonly tf: TensorFlow) {
    const { classNameMap } = tf.serialization.SerializationMap.getMap();
    for (const [constructor] of Object.values(classNameMap)) this.stock.add(constructor);
    for (const constructor of [tf.LayersModel, tf.Sequential]) this.stock.add(constructor);
    this.acceptMethods();
  }

  /** The methods of these classes as they are now count as TensorFlow.js's. */
  acceptMethods(): void {
    this.methods.clear();
    for (const constructor of this.stock) this.remember(constructor as { prototype: object });
  }

  isStock(object: object): boolean {
    return this.stock.has(object.constructor);
  }

  /** The method of a stock object that a trial has put its own in place of: on the object or on its class. */
  replacedMethod(object: object): string | undefined {
    const own = Object.entries(object).find(([, value]) => typeof value === 'function');
    if (own) return own[0];
    for (const prototype of prototypes(object)) {
      const known = this.methods.get(prototype) ?? {};
      const changed = Object.entries(methodsOf(prototype)).find(([name, method]) => known[name] !== method);
      if (changed) return changed[0];
    }
    return undefined;
  }

  /** The method of a layer class of the trial that a rehearsal of `call` does not cover. */
  overriddenMethod(layer: object): string | undefined {
    const chain = prototypes(layer);
    const base = chain.find((prototype) => this.methods.has(prototype));
    if (!base) return 'constructor';
    const replaced = this.replacedMethod(Object.create(base) as object);
    if (replaced) return replaced;
    const added = [layer, ...chain.slice(0, chain.indexOf(base))].flatMap((object) =>
      Object.entries(Object.getOwnPropertyDescriptors(object))
        .filter(([, { value, get }]) => object !== layer || typeof (value ?? get) === 'function')
        .map(([name]) => name),
    );
    return added.find((name) => name in base && !REHEARSED.has(name));
  }

  private remember({ prototype }: { prototype: object }): void {
    for (const object of [prototype, ...prototypes(prototype)]) {
      if (!this.methods.has(object)) this.methods.set(object, methodsOf(object));
    }
  }

  inspect(model: tf.LayersModel): Inspection {
    const walk = new Walk(this.tf, this);
    walk.model(model);
    const { objects, keys, values, own, refusal } = walk;
    return {
      refusal,
      own,
      holds: () => {
        for (let i = 0; i < objects.length; i++) {
          if (!Object.is((objects[i] as Settings)[keys[i] as string], values[i])) return false;
        }
        return true;
      },
    };
  }
}

/** The classes' prototypes that an object has its methods from. */
function prototypes(object: object): object[] {
  const parent = Object.getPrototypeOf(object) as object | null;
  return parent && parent !== Object.prototype ? [parent, ...prototypes(parent)] : [];
}

function methodsOf(prototype: object): Record<string, unknown> {
  const methods = Object.entries(Object.getOwnPropertyDescriptors(prototype));
  return Object.fromEntries(methods.map(([name, { value, get }]) => [name, value ?? get]));
}

type Settings = Record<string, unknown>;

/** Goes through a model and notes each setting it meets, once. */
class Walk {
  readonly objects: Settings[] = [];
  readonly keys: string[] = [];
  readonly values: unknown[] = [];
  readonly own: Place[] = [];
  refusal: string | undefined;
  private readonly seen = new Set<object>();

  constructor(
    private readonly tf: TensorFlow,
    private readonly inspector: Inspector,
  ) {}

  model(model: tf.LayersModel): void {
    if (!this.inspector.isStock(model)) this.refuse(`${model.getClassName()} is a model class of its own`);
    for (const method of ['call', 'apply', 'makeTrainFunction'])
      if (Object.hasOwn(model, method)) this.refuse(`the model has a ${method} of its own`);
    for (const layer of model.layers) this.layer(layer);
    const { lossFunctions, optimizer } = model as unknown as {
      lossFunctions: object;
      optimizer: tf.Optimizer;
    };
    if (lossFunctions) this.settings(lossFunctions);
    if (!this.inspector.isStock(optimizer)) this.refuse('the optimizer is of a class of its own');
    this.methods(optimizer, 'the optimizer', ['applyGradients', 'computeGradients', 'minimize']);
    this.note(model as unknown as Settings, 'lossFunctions');
  }

  private layer(layer: tf.layers.Layer): void {
    if (layer instanceof this.tf.LayersModel) return this.nested(layer);
    const { name, constructor } = layer;
    if (!this.inspector.isStock(layer)) return this.ownLayer(layer);
    if ((constructor as unknown as { className: string }).className === 'RandomWidth')
      this.refuse(`layer ${name} is random`);
    const settings = layer as unknown as Settings;
    if (settings._callHook) this.refuse(`layer ${name} has a call hook`);
    this.note(settings, '_callHook');
    this.settings(layer);
  }

  /** Its `call` is rehearsed; what else runs in a step has to be stock. */
  private ownLayer(layer: tf.layers.Layer): void {
    if (this.seen.has(layer)) return;
    this.seen.add(layer);
    const overridden = this.inspector.overriddenMethod(layer);
    if (overridden) this.refuse(`layer ${layer.name} is of a class of its own, with another ${overridden}`);
    const settings = layer as unknown as Settings;
    // The functions behind them cannot be told apart.
    if (layer.losses.length > 0) this.refuse(`layer ${layer.name} of a class of its own adds losses`);
    if (settings._callHook) this.refuse(`layer ${layer.name} has a call hook`);
    for (const key of READ_BY_STOCK) this.note(settings, key);
    this.own.push({ holder: layer, key: 'call' });
  }

  private nested(model: tf.LayersModel): void {
    if (!this.inspector.isStock(model)) this.refuse(`${model.name} is a model class of its own`);
    for (const layer of model.layers) this.layer(layer);
  }

  /** All settings of an object, and of the objects among them. */
  private settings(object: object): void {
    if (this.seen.has(object)) return;
    this.seen.add(object);
    const serializable = typeof (object as { getConfig?: unknown }).getConfig === 'function';
    if (serializable) {
      if (!this.inspector.isStock(object)) this.refuse(`${object.constructor.name} is a class of its own`);
      const { name } = object as { name?: string };
      this.methods(object, name ? `layer ${name}` : object.constructor.name, ['call', 'apply']);
    }
    for (const [key, value] of Object.entries(object)) {
      if (BOOKKEEPING.has(key) || key.endsWith('Initializer')) continue;
      this.note(object as Settings, key);
      if (value === null || typeof value !== 'object' || isData(this.tf, value)) continue;
      if (value instanceof this.tf.LayersModel) this.nested(value);
      else this.settings(value);
    }
  }

  /** The methods have to be stock ones now, and the named ones the same at each replay. */
  private methods(object: object, what: string, names: readonly string[]): void {
    const replaced = this.inspector.replacedMethod(object);
    if (replaced) this.refuse(`${what} has another ${replaced} than TensorFlow.js's`);
    for (const name of names) if (name in object) this.note(object as Settings, name);
  }

  private note(object: Settings, key: string): void {
    this.objects.push(object);
    this.keys.push(key);
    this.values.push(object[key]);
  }

  private refuse(reason: string): void {
    this.refusal ??= reason;
  }
}
