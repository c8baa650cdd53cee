/** The bundle with TensorFlow.js: loads the chosen one and takes over its training. */
import { keepListeners } from '../child/process-guard';
import type { TensorFlow, TensorFlowBundle, TrialContext } from '../child/tensorflow-interface';
import type { EvaluatorSettings } from '../messages';
import { train } from './builder';
import { createFacade } from './facade';
import { describeLargest, takeOverFit } from './fit';
import { takeOverEvaluate } from './evaluate';
import { takeOverFiles } from './files';
import { Sources } from './sources';
import type { Instance } from './instance';
import { keptTensors } from './kept-tensors';
import { nativeInstance } from './native';

export async function loadTensorFlow(settings: EvaluatorSettings): Promise<TensorFlow> {
  // The WASM backend's own listeners would end the process at an error that nobody catches.
  const restoreListeners = keepListeners();
  const { backend, directory = process.cwd() } = settings;
  const instance = backend === 'embedded' ? await embedded(settings) : nativeInstance(backend, directory);
  restoreListeners();
  const { tf } = instance;
  let context: TrialContext | undefined;
  const current = (): TrialContext | undefined => context;
  const sources = new Sources(tf, current);
  const fits = takeOverFit(instance, sources, current);
  takeOverEvaluate(tf, current);
  const files = takeOverFiles(tf, current);
  const facade = createFacade(instance, sources, files, current);
  instance.acceptMethods();
  return {
    description: `${instance.description}, Node ${process.versions.node}`,
    exports: (specifier) => facade.exports(specifier),
    tensors: keptTensors(instance),
    begin(next) {
      context = next;
      instance.seed(next.message.seed);
    },
    train: (exports, next) => train(instance, exports, next),
    finish: (next) => describeLargest(facade.models, next, sources),
    get step() {
      return fits.step;
    },
    end() {
      context = undefined;
      fits.end();
      facade.end();
      sources.forget();
      instance.reset();
    },
  };
}

async function embedded({ wasmDirectory }: EvaluatorSettings): Promise<Instance> {
  // Not loaded beside a native one: both would share the global registry of kernels.
  const { createEngine } = await import('../engine');
  const engine = await createEngine({ wasmDirectory });
  const { refused } = engine.trace;
  let told = 0;
  return {
    tf: engine.tf,
    isNative: false,
    description: engine.backend.description,
    acceptMethods: () => engine.acceptMethods(),
    newRefusals: () => {
      const found = refused.slice(told);
      told = refused.length;
      return found;
    },
    seed: (seed) => engine.seed(seed),
    reset: () => {
      // Those of a fit that never returned are not the next trial's.
      told = refused.length;
      engine.reset();
    },
    share: (make) => engine.share(make),
  };
}

({ loadTensorFlow }) satisfies TensorFlowBundle;
