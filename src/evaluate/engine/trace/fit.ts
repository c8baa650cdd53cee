/** Puts recorded steps under `fit`, `fitDataset` and `trainOnBatch`, which all train by the model's train function. */
import type * as tf from '@tensorflow/tfjs';
import type { Device } from '../device';
import type { Homes } from './homes';
import { Inspector, type Inspection } from './guard';
import { functionAt, type Place } from './own/places';
import { Watch } from './own/watch';
import type { Recorder } from './recorder';
import { isFused } from '../optimizers';
import { TracedStep, type Step, type TraceStatistics } from './step';

interface TrainableModel {
  makeTrainFunction(): Step;
  dispose(): unknown;
  optimizer: tf.Optimizer & { incrementIterations(): void };
  lossFunctions: unknown[];
  /** Each with the number of the output that it is of. */
  metricsTensors: [unknown, number][];
  collectedTrainableWeights: { id: number }[];
}

export class TracedTraining {
  /** Off: steps run as they are. What was recorded stays for when it is on again. */
  enabled = true;
  readonly statistics: TraceStatistics = { recorded: 0, replayed: 0, refused: [] };
  private readonly steps = new Map<object, { traced: TracedStep; latest: Step }>();
  /** The losses and metrics of models that are not stock. */
  private readonly own = new WeakMap<object, ReadonlySet<unknown>>();
  private readonly watch: Watch;
  private readonly inspector: Inspector;

  constructor(
    private readonly device: Device,
    private readonly recorder: Recorder,
    private readonly homes: Homes,
  ) {
    this.watch = new Watch(device);
    this.inspector = new Inspector(device.tf);
    this.hookModels();
  }

  /** The model gets another loss, optimizer or set of metrics. */
  compiled(model: object, own: ReadonlySet<unknown>): void {
    this.own.set(model, own);
  }

  release(model: object): void {
    this.steps.get(model)?.traced.dispose();
    this.steps.delete(model);
  }

  releaseAll(): void {
    for (const model of [...this.steps.keys()]) this.release(model);
  }

  /** @see Inspector.acceptMethods */
  acceptMethods(): void {
    this.inspector.acceptMethods();
  }

  private hookModels(): void {
    const { releaseOf, stepOf } = { releaseOf: this.release.bind(this), stepOf: this.stepOf.bind(this) };
    const prototype = this.device.tf.LayersModel.prototype as unknown as TrainableModel;
    const { makeTrainFunction, dispose } = prototype;
    prototype.makeTrainFunction = function () {
      return stepOf(this, makeTrainFunction.call(this));
    };
    prototype.dispose = function () {
      releaseOf(this);
      const { model } = this as unknown as { model?: object };
      if (model) releaseOf(model);
      return dispose.call(this);
    };
  }

  private inspect(model: TrainableModel): Inspection {
    const inspection = this.inspector.inspect(model as unknown as tf.LayersModel);
    const own = this.own.get(model) ?? new Set();
    const { lossFunctions, metricsTensors } = model;
    const losses = lossFunctions.map((_, key): Place => ({ holder: lossFunctions, key }));
    const metrics = metricsTensors.map((holder): Place => ({ holder, key: 0 }));
    const places = [...losses, ...metrics].filter((place) => own.has(functionAt(place)));
    const found = new Set<unknown>(places.map(functionAt));
    const lost = [...own].some((item) => !found.has(item));
    const refusal = lost ? 'a loss or metric is of an unknown kind' : undefined;
    return { ...inspection, refusal: inspection.refusal ?? refusal, own: [...inspection.own, ...places] };
  }

  /** The traced step of a model outlives the train functions that are made for each call. */
  private stepOf(model: TrainableModel, step: Step): Step {
    let entry = this.steps.get(model);
    if (entry) entry.latest = step;
    else {
      const created = { latest: step } as { traced: TracedStep; latest: Step };
      const run: Step = (data) => created.latest(data);
      created.traced = new TracedStep(
        this.device,
        this.recorder,
        this.homes,
        this.watch,
        this.statistics,
        run,
        {
          key: () => keyOf(model),
          inspect: () => this.inspect(model),
          replayed: () => {
            if (!isFused(model.optimizer)) model.optimizer.incrementIterations();
          },
        },
      );
      entry = created;
      this.steps.set(model, entry);
    }
    const { traced } = entry;
    return (data) => (this.enabled ? traced.run(data) : step(data));
  }
}

/** Weights that are trained, and the optimizer's settings where a step has them as constants. */
function keyOf({ optimizer, collectedTrainableWeights }: TrainableModel): string {
  const settings = isFused(optimizer) ? '' : JSON.stringify(optimizer.getConfig());
  return `${collectedTrainableWeights.map(({ id }) => id).join()}|${settings}`;
}
