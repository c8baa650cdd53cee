/** What the person's imports of `@tensorflow/…` give: one instance, with the parts that only tfjs-node has. */
import type * as tfjs from '@tensorflow/tfjs';
import type { TrialContext } from '../child/tensorflow-interface';
import type { FileFunctions } from './files';
import type { Instance } from './instance';
import { missingFunctions, nodeFunctions } from './node-functions';
import type { Sources } from './sources';

export interface Facade {
  exports(specifier: string): unknown;
  /** Models that the program made. */
  readonly models: readonly tfjs.LayersModel[];
  /** Forgets what belongs to a trial. */
  end(): void;
}

/** Models of one trial that are remembered. */
const mostModels = 20;

export function createFacade(
  { tf, isNative }: Instance,
  sources: Sources,
  { fileSystem, loadLayersModel, loadGraphModel }: FileFunctions,
  current: () => TrialContext | undefined,
): Facade {
  const backend = tf.getBackend();
  let models: tfjs.LayersModel[] = [];
  const remember = <T extends tfjs.LayersModel>(model: T): T => {
    if (models.length < mostModels) models.push(model);
    return model;
  };
  const facade = {
    ...tf,
    model: (args: Parameters<typeof tfjs.model>[0]) => remember(tf.model(args)),
    sequential: (args?: tfjs.SequentialArgs) => remember(tf.sequential(args)),
    layers: noted(tf.layers, sources),
    loadLayersModel,
    loadGraphModel,
    io: { ...tf.io, fileSystem },
    node: {
      ...(isNative ? (tf as unknown as { node: object }).node : missingFunctions()),
      ...nodeFunctions(current),
    },
    setBackend: (name: string) => {
      if (name !== backend)
        current()?.say(`tf.setBackend('${name}') is left out: candidates run on ${backend}`);
      return Promise.resolve(true);
    },
  };
  Object.defineProperty(facade, '__esModule', { value: true });
  Object.defineProperty(facade, 'default', { value: facade, enumerable: false });
  const data = interop({ ...tf.data });
  const backendModule = interop(backendFunctions());
  return {
    exports(specifier) {
      if (specifier.startsWith('@tensorflow/tfjs-data')) return data;
      if (specifier.startsWith('@tensorflow/tfjs-backend-')) return backendModule;
      return facade;
    },
    get models() {
      return models;
    },
    end() {
      models = [];
    },
  };
}

/** The layer functions, each of which remembers where it was called. */
function noted(layers: typeof tfjs.layers, sources: Sources): typeof tfjs.layers {
  const wrap = (name: string, make: unknown): unknown => {
    // Those with a capital are classes to be extended.
    if (typeof make !== 'function' || /^[A-Z]/.test(name)) return make;
    return (...args: unknown[]) => {
      const layer = (make as (...args: unknown[]) => object)(...args);
      sources.note(layer);
      return layer;
    };
  };
  return Object.fromEntries(
    Object.entries(layers).map(([name, make]) => [name, wrap(name, make)]),
  ) as unknown as typeof tfjs.layers;
}

/** The settings of backend packages: the backend is chosen already. */
function backendFunctions(): Record<string, unknown> {
  const nothing = (): void => undefined;
  return { setWasmPath: nothing, setWasmPaths: nothing, setThreadsCount: nothing, getThreadsCount: () => 1 };
}

function interop<T extends object>(exports: T): T {
  Object.defineProperty(exports, '__esModule', { value: true });
  return Object.defineProperty(exports, 'default', { value: exports, enumerable: false });
}
