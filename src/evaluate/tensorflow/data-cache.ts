/** Data that trials of the same source share: loaded once in the life of the process. */
import { statSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import type { TrialContext } from '../child/tensorflow-interface';
import type { Point } from '../../space/space';
import { callOrTake, type Exported } from './builder';
import { tensorsOf, type TrainingData } from './data';
import type { Instance } from './instance';

interface Entry {
  readonly source: string;
  /** The hints that were evaluated until the data was there, with their values: the data depends on no others. */
  readonly values: Point;
  readonly data: TrainingData;
}

/** The newest last. */
let entries: Entry[] = [];
/** Data sets that are kept at once, of sources or values that differ. */
const most = 2;

/** Data is the same in every trial, whatever the trial's own seed and the process it runs in. */
const dataSeed = 20250101;

/**
 * What the loader gives, from an earlier trial when its source and the hints that it depends on are the same. It draws
 * from a fixed seed.
 */
export async function loadShared(
  instance: Instance,
  loader: Exported,
  context: TrialContext,
  prepare: (loaded: unknown) => TrainingData,
): Promise<TrainingData> {
  const { trial, message } = context;
  const source = sourceVersion(loader.name, context);
  const known = entries.find((entry) => entry.source === source && agrees(entry.values, message.point));
  if (known) {
    trial.used(Object.keys(known.values));
    return known.data;
  }
  instance.seed(dataSeed);
  const data = prepare(await callOrTake(loader.value));
  const tensors = tensorsOf(data);
  if (tensors && source !== undefined) {
    instance.share(() => tensors);
    const values = Object.fromEntries(trial.usedLabels.map((label) => [label, message.point[label]!]));
    keep({ source, values, data }, instance);
  }
  return data;
}

function keep(entry: Entry, instance: Instance): void {
  entries.push(entry);
  for (const old of entries.slice(0, -most)) instance.tf.dispose(tensorsOf(old.data) ?? []);
  entries = entries.slice(-most);
}

function agrees(values: Point, point: Point): boolean {
  return Object.entries(values).every(([label, value]) => isDeepStrictEqual(point[label], value));
}

/** Which versions of which files the data comes from; undefined when that cannot be told. */
function sourceVersion(loader: string, { trial, message }: TrialContext): string | undefined {
  try {
    const versions = trial.loadedFiles().map((file) => {
      const { mtimeMs, size } = statSync(file);
      return [file, mtimeMs, size];
    });
    return JSON.stringify([message.entry, loader, versions]);
  } catch {
    return undefined;
  }
}
