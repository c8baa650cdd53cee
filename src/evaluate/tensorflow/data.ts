/** What a loader may return, in the one form in which it is trained on; a validation part is split off when missing. */
import type * as tfjs from '@tensorflow/tfjs';
import { reason } from '../child/trial';
import { seededRandom } from '../child/random';

type Tensors = tfjs.Tensor | tfjs.Tensor[];
type Dataset = tfjs.data.Dataset<tfjs.TensorContainer>;

export interface Labelled {
  readonly xs: Tensors;
  readonly ys: Tensors;
}

export type TrainingData =
  | ({ readonly kind: 'tensors'; readonly validation?: Labelled; readonly test?: Labelled } & Labelled)
  | {
      readonly kind: 'dataset';
      readonly dataset: Dataset;
      readonly validation?: Labelled | Dataset;
      readonly test?: Labelled | Dataset;
    };

/** The part of the data that is kept for validation when none is given. */
const validationPart = 0.2;

/**
 * From `{ xs, ys, validation | validationData, test }`, `[xs, ys]`, `{ train, validation, test }` or a dataset of tf.data.
 * @throws when it is none of these.
 */
export function prepareData(tf: typeof tfjs, loaded: unknown): TrainingData {
  const given = isRecord(loaded) && !isDataset(loaded) ? loaded : {};
  const train = given.train ?? loaded;
  const validation = given.validation ?? given.validationData ?? given.val;
  const parts = {
    ...(validation !== undefined && { validation: part(tf, validation, 'validation') }),
    ...(given.test !== undefined && { test: part(tf, given.test, 'test') }),
  };
  const data = part(tf, train, 'training');
  if (isDataset(data))
    return { kind: 'dataset', ...splitDataset(data, parts.validation !== undefined), ...parts };
  const labelledParts = parts as { validation?: Labelled; test?: Labelled };
  return { kind: 'tensors', ...(parts.validation ? data : split(tf, data)), ...labelledParts };
}

function part(tf: typeof tfjs, value: unknown, what: string): Labelled | Dataset {
  if (isDataset(value)) return value;
  const [xs, ys] = Array.isArray(value)
    ? (value as unknown[])
    : isRecord(value)
      ? [value.xs ?? value.x, value.ys ?? value.y ?? value.labels]
      : [];
  if (xs === undefined || ys === undefined) {
    throw reason(
      `The loader's ${what} data is not understood: return { xs, ys, validation, test } with tensors, ` +
        '[xs, ys], or a dataset of tf.data that yields { xs, ys }',
    );
  }
  const labels = [tensors(tf, ys)].flat().map((tensor) => tensor.toFloat());
  // The losses of TensorFlow.js take numbers of type float32 only.
  return { xs: tensors(tf, xs), ys: labels.length === 1 ? labels[0]! : labels };
}

function tensors(tf: typeof tfjs, value: unknown): Tensors {
  if (value instanceof tf.Tensor) return value;
  if (Array.isArray(value) && value.every((item) => item instanceof tf.Tensor)) return value as tfjs.Tensor[];
  return tf.tensor(value as tfjs.TensorLike);
}

/** A fixed shuffle, so that every trial of every process has the same split, then the last part for validation. */
function split(tf: typeof tfjs, { xs, ys }: Labelled): Labelled & { validation: Labelled } {
  const count = [xs].flat()[0]!.shape[0]!;
  const order = Int32Array.from({ length: count }, (_, i) => i);
  const random = seededRandom(count);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  const kept = Math.max(1, Math.floor(count * (1 - validationPart)));
  const take = (tensors: Tensors, from: number, to: number): Tensors => {
    const picked = [tensors]
      .flat()
      .map((tensor) => tf.gather(tensor, tf.tensor1d(order.slice(from, to), 'int32')));
    return Array.isArray(tensors) ? picked : picked[0]!;
  };
  return {
    xs: take(xs, 0, kept),
    ys: take(ys, 0, kept),
    validation: { xs: take(xs, kept, count), ys: take(ys, kept, count) },
  };
}

/** The last batches for validation, when the dataset knows how many it has. */
function splitDataset(dataset: Dataset, hasValidation: boolean): { dataset: Dataset; validation?: Dataset } {
  const { size } = dataset as unknown as { size: number | null };
  if (hasValidation || !size || !Number.isFinite(size) || size < 2) return { dataset };
  const kept = Math.max(1, Math.floor(size * (1 - validationPart)));
  return { dataset: dataset.take(kept), validation: dataset.skip(kept) };
}

function isDataset(value: unknown): value is Dataset {
  return isRecord(value) && typeof value.forEachAsync === 'function' && typeof value.iterator === 'function';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Every tensor of the data; undefined when part of it is a dataset, whose tensors cannot be listed. */
export function tensorsOf(data: TrainingData): tfjs.Tensor[] | undefined {
  if (data.kind === 'dataset') return undefined;
  const parts = [data, data.validation, data.test].filter((part) => part !== undefined);
  if (parts.some((part) => !('xs' in part))) return undefined;
  return parts.flatMap(({ xs, ys }) => [xs, ys].flat());
}
