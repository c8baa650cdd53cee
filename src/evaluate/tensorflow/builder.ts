/** Modules that train nothing themselves: they export a model's builder and a loader of data. */
import type * as tfjs from '@tensorflow/tfjs';
import type { TrialContext } from '../child/tensorflow-interface';
import { reason } from '../child/trial';
import { canonicalMeasures } from '../measures';
import { compileByData } from './compile-by-data';
import { loadShared } from './data-cache';
import { prepareData, type TrainingData } from './data';
import type { Instance } from './instance';

const builderNames = ['build', 'buildModel', 'createModel', 'makeModel', 'model'];
const loaderNames = ['load', 'loadData', 'data', 'getData'];

/** As many as the code of a module that asks for none is trained for. */
const defaultEpochs = 10;

/** Builds and trains what a module exports; false when it exports no builder. */
export async function train(instance: Instance, exports: unknown, context: TrialContext): Promise<boolean> {
  const { message, trial } = context;
  const builder = findExport(exports, message.model, builderNames);
  if (!builder) return false;
  const loader = findExport(exports, message.data, loaderNames);
  if (!loader) {
    throw reason(
      `The program exports a model builder (${builder.name}) but no data: export a function named ` +
        'load, loadData or data, or mark one with /** @nas data */',
    );
  }
  const data = await loadShared(instance, loader, context, (loaded) => prepareData(instance.tf, loaded));
  instance.seed(message.seed);
  const model = (await callOrTake(builder.value)) as tfjs.LayersModel | undefined;
  if (typeof model?.fit !== 'function') {
    throw reason(`${builder.name} gave no model: it has to return (a promise of) a tf.LayersModel`);
  }
  compileByData(instance.tf, model, data);
  await fit(model, data, message.epochs ?? defaultEpochs);
  if (message.test && data.test) trial.setMeasures(await scoreTest(model, data.test));
  return true;
}

export interface Exported {
  readonly name: string;
  readonly value: unknown;
}

/** The marked export, else the first of the usual names, from the module or its default export. */
function findExport(
  exports: unknown,
  marked: string | undefined,
  names: readonly string[],
): Exported | undefined {
  for (const holder of [exports, (exports as { default?: unknown } | undefined)?.default]) {
    if ((typeof holder !== 'object' && typeof holder !== 'function') || holder === null) continue;
    for (const name of marked === undefined ? names : [marked]) {
      const value = (holder as Record<string, unknown>)[name];
      if (value !== undefined && value !== null) return { name, value };
    }
  }
  return undefined;
}

/** What an export gives: itself, or what it returns. */
export async function callOrTake(value: unknown): Promise<unknown> {
  return typeof value === 'function' ? await (value as () => unknown)() : await value;
}

async function fit(model: tfjs.LayersModel, data: TrainingData, epochs: number): Promise<void> {
  if (data.kind === 'dataset') {
    const { dataset, validation } = data;
    await model.fitDataset(dataset as tfjs.data.Dataset<tfjs.TensorContainer>, {
      epochs,
      ...(validation && { validationData: validation as never }),
    });
    return;
  }
  const { xs, ys, validation } = data;
  await model.fit(xs, ys, {
    epochs,
    ...(validation && { validationData: [validation.xs, validation.ys] as never }),
  });
}

async function scoreTest(
  model: tfjs.LayersModel,
  test: NonNullable<TrainingData['test']>,
): Promise<Record<string, number>> {
  const scores = 'xs' in test ? model.evaluate(test.xs, test.ys) : await model.evaluateDataset(test as never);
  const values = [scores].flat().map((score) => score.dataSync()[0]!);
  return testMeasures(model, values);
}

/** The scores of `evaluate` as `test_loss`, `test_accuracy`, … */
export function testMeasures(model: tfjs.LayersModel, values: readonly number[]): Record<string, number> {
  return canonicalMeasures(
    Object.fromEntries(values.map((value, i) => [`test_${model.metricsNames[i] ?? i}`, value])),
  );
}
