/** Takes over at `fit` and `fitDataset`: the budget's epochs, reports, early ends, and costs before and after. */
import type * as tfjs from '@tensorflow/tfjs';
import { measureLatency } from '../costs/latency';
import { graphCosts } from '../costs/graph-costs';
import { modelGraph } from '../graph';
import { canonicalMeasures } from '../measures';
import { measureProxies } from '../proxies';
import { inheritWeights, keepWeights } from '../shared-weights';
import type { TrialContext } from '../child/tensorflow-interface';
import { reason, type Place, type Trial } from '../child/trial';
import { explain } from './explain';
import type { Instance } from './instance';
import { firstBatch, type FitCall } from './first-batch';
import { measureStep } from './probe';
import type { Sources } from './sources';

type FitArgs = tfjs.ModelFitArgs | tfjs.ModelFitDatasetArgs<tfjs.TensorContainer>;
type Fit = (this: tfjs.LayersModel, ...args: unknown[]) => Promise<tfjs.History>;

export interface TakenOver {
  /** Milliseconds of a training step, when this trial was a probe. */
  readonly step: number | undefined;
  end(): void;
}

/** Marks the arguments of a fit that is taken over already: a Sequential's calls its inner model's. */
const taken = Symbol('taken over');

/** A promise that leaves the code that awaits it where it is; it and its tensors go with the trial. */
const never = (): Promise<never> => new Promise(() => undefined);

export function takeOverFit(
  instance: Instance,
  sources: Sources,
  current: () => TrialContext | undefined,
): TakenOver {
  const { tf } = instance;
  let step: number | undefined;
  const wrap = (fit: Fit, kind: FitCall['kind']): Fit => {
    const argument = kind === 'fit' ? 2 : 1;
    return async function (...args) {
      const context = current();
      const options = { ...(args[argument] as FitArgs | undefined) } as FitArgs & { [taken]?: true };
      if (!context || options[taken]) return fit.apply(this, args);
      if (context.trial.over) return never();
      if (context.message.probe) {
        const place = context.callSite();
        try {
          step = await measureStep(this, fitCall(kind, args));
        } catch (error) {
          context.trial.blame(error, place);
          throw explain(error);
        }
        context.trial.decide({ state: 'complete' });
        return never();
      }
      const place = context.callSite();
      try {
        await prepare(tf, this, context, sources, fitCall(kind, args));
      } catch (error) {
        context.trial.blame(error, place);
        throw explain(error);
      }
      if (context.trial.over) return never();
      const run = new FitRun(instance, this, context, place);
      args[argument] = { ...run.args(options), [taken]: true };
      return run.around(() => fit.apply(this, args));
    };
  };
  for (const model of [tf.LayersModel, tf.Sequential]) {
    const prototype = model.prototype as unknown as { fit: Fit; fitDataset: Fit };
    prototype.fit = wrap(prototype.fit, 'fit');
    prototype.fitDataset = wrap(prototype.fitDataset, 'fitDataset');
  }
  return {
    get step() {
      return step;
    },
    end() {
      step = undefined;
    },
  };
}

function fitCall(kind: FitCall['kind'], [first, second, third]: readonly unknown[]): FitCall {
  if (kind === 'fitDataset') return { kind, dataset: first as tfjs.data.Dataset<tfjs.TensorContainer> };
  return { kind, xs: first, ys: second, batchSize: (third as tfjs.ModelFitArgs | undefined)?.batchSize };
}

/** The graph and costs of a model that no fit trains: the largest that the program made. */
export function describeLargest(
  models: readonly tfjs.LayersModel[],
  context: TrialContext,
  sources: Sources,
): void {
  const { trial } = context;
  if (trial.hasGraph || trial.over) return;
  const graphs = models.flatMap((model) => modelGraph(model, (layer) => sources.of(layer)) ?? []);
  if (graphs.length === 0) return;
  const largest = graphs.reduce((a, b) => (b.params > a.params ? b : a));
  trial.setGraph(largest);
  trial.setMeasures(graphCosts(largest));
}

/** What is known before training; the trial is over when a bound on it is passed, or nothing else is asked for. */
async function prepare(
  tf: typeof tfjs,
  model: tfjs.LayersModel,
  { trial, message }: TrialContext,
  sources: Sources,
  call: FitCall,
): Promise<void> {
  const graph = modelGraph(model, (layer) => sources.of(layer));
  // A model that is not built is told so by fit itself.
  if (!graph) return;
  trial.setGraph(graph);
  trial.setMeasures(graphCosts(graph));
  if (endOutside(trial, message.bounds)) return;
  trial.setMeasures(await measureProxies(tf, model, message.measures ?? [], () => firstBatch(call)));
  if (endOutside(trial, message.bounds)) return;
  if (message.untrained) trial.decide({ state: 'complete' });
}

/** Ends a trial that has passed a bound, as far as it is measured. */
function endOutside(trial: Trial, bounds: TrialContext['message']['bounds']): boolean {
  const passed = bounds.find(({ measure, comparison, bound }) => {
    const value = trial.measured(measure);
    return value !== undefined && !(comparison === '<=' ? value <= bound : value >= bound);
  });
  if (passed) trial.decide({ state: 'infeasible' });
  return passed !== undefined;
}

/** One call of fit. */
class FitRun {
  private epoch = 0;

  constructor(
    private readonly instance: Instance,
    private readonly model: tfjs.LayersModel,
    private readonly context: TrialContext,
    private readonly place: Place | undefined,
  ) {}

  /** The person's arguments with the budget's epochs, silence, and a callback of ours after theirs. */
  args(options: FitArgs): FitArgs {
    const { context } = this;
    const { tf } = this.instance;
    const { epochs } = context.message;
    const given = [options.callbacks ?? []].flat();
    const yieldEvery = (options as tfjs.ModelFitArgs).yieldEvery;
    const theirs = given.map((callback) =>
      callback instanceof tf.CustomCallback || callback instanceof tf.Callback
        ? callback
        : new tf.CustomCallback(callback as tfjs.CustomCallbackArgs, yieldEvery),
    );
    const ours = new tf.CustomCallback(
      { onEpochEnd: (_, logs) => this.onEpochEnd(logs), nextFrameFunc: () => this.breathe() },
      yieldEvery,
    );
    const initial = (options as tfjs.ModelFitArgs).initialEpoch ?? 0;
    return {
      ...options,
      ...(epochs !== undefined && { epochs: initial + epochs }),
      verbose: 0,
      callbacks: [...theirs, ours] as unknown as tfjs.CustomCallbackArgs[],
    };
  }

  /** Lets messages in between batches; a trial that was decided by one of them goes no further. */
  private async breathe(): Promise<void> {
    await this.instance.tf.nextFrame();
    if (this.context.trial.over) await never();
  }

  private async onEpochEnd(logs: tfjs.Logs | undefined): Promise<void> {
    const { trial } = this.context;
    this.epoch++;
    const measures = canonicalMeasures(logs ?? {});
    const broken = Object.entries(measures).find(
      ([name, value]) => /loss$/.test(name) && !Number.isFinite(value),
    );
    if (broken) {
      const [name, value] = broken;
      trial.fail(
        reason(`The ${name} is ${value} after epoch ${this.epoch}: the training does not converge`),
        this.place,
      );
      return never();
    }
    if ((await trial.epoch(measures)) === 'stop') this.model.stopTraining = true;
  }

  async around(fit: () => Promise<tfjs.History>): Promise<tfjs.History> {
    const { trial, message } = this.context;
    const { tf } = this.instance;
    // Further fits of a script may be of other parts of the data, or of another model.
    const shared = trial.hasResult || trial.fits > 0 ? undefined : message.sharedWeights;
    trial.fits++;
    try {
      if (shared !== undefined) inheritWeights(tf, this.model, shared);
      const history = await fit();
      if (trial.over) return await never();
      trial.trained();
      if (shared !== undefined) keepWeights(this.model, shared);
      const latency = measureLatency(tf, this.model, message.measures?.includes('latency') ?? false);
      if (latency !== undefined) trial.setMeasures({ latency });
      return history;
    } catch (error) {
      trial.blame(error, this.place);
      throw explain(error);
    } finally {
      trial.fits--;
      this.sayRefusals();
    }
  }

  private sayRefusals(): void {
    for (const refusal of new Set(this.instance.newRefusals()))
      this.context.say(
        `training steps are not replayed from a recording, which would be quicker: ${refusal}`,
      );
  }
}
