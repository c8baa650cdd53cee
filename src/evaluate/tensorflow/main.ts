/** The bundle with TensorFlow.js: loads the chosen one and takes over its training. */
import { createEngine } from '../engine';
import { keepListeners } from '../child/process-guard';
import type { TensorFlow, TensorFlowBundle, TrialContext } from '../child/tensorflow-interface';
import type { EvaluatorSettings } from '../messages';
import { train } from './builder';
import { createFacade } from './facade';
import { takeOverFit } from './fit';
import { takeOverEvaluate } from './evaluate';
import { registerFiles } from './files';
import { Sources } from './sources';
import type { Instance } from './instance';

export async function loadTensorFlow(settings: EvaluatorSettings): Promise<TensorFlow> {
  // The WASM backend's own listeners would end the process at an error that nobody catches.
  const restoreListeners = keepListeners();
  const instance = await embedded(settings);
  restoreListeners();
  const { tf } = instance;
  let context: TrialContext | undefined;
  const current = (): TrialContext | undefined => context;
  const sources = new Sources(tf, current);
  const fits = takeOverFit(instance, sources, current);
  takeOverEvaluate(tf, current);
  registerFiles(tf, current);
  const facade = createFacade(tf, sources, current);
  return {
    description: instance.description,
    exports: (specifier) => facade.exports(specifier),
    begin(next) {
      context = next;
      instance.seed(next.message.seed);
    },
    train: (exports, next) => train(instance, exports, next),
    get step() {
      return fits.step;
    },
    end() {
      context = undefined;
      fits.end();
      sources.forget();
      instance.reset();
    },
  };
}

async function embedded({ wasmDirectory }: EvaluatorSettings): Promise<Instance> {
  const engine = await createEngine({ wasmDirectory });
  return {
    tf: engine.tf,
    description: engine.backend.description,
    seed: (seed) => engine.seed(seed),
    reset: () => engine.reset(),
    share: (make) => engine.share(make),
  };
}

({ loadTensorFlow }) satisfies TensorFlowBundle;
