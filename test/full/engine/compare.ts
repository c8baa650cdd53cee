/** Runs the cases on the engine and, in a process of its own, on TensorFlow.js's unpatched cpu backend. */
import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Engine } from '../../../src/evaluate/engine/index';
import { layerCases } from './cases/layers';
import { operationCases } from './cases/operations';
import { Random, type Case, type TensorFlow } from './cases/random';
import { trainingCases } from './cases/training';

export const allCases: readonly Case[] = [...operationCases, ...layerCases, ...trainingCases];

/** Values of the tensors of one run, or the message of what it threw. */
export type Result = { shape: number[]; values: Float32Array }[] | { error: string };

/** Seeds that a case is run with. */
export const seedsOf = (name: string, count: number): number[] => {
  let hash = 7;
  for (const letter of name) hash = (Math.imul(hash, 31) + letter.charCodeAt(0)) >>> 0;
  return Array.from({ length: count }, (_, i) => (hash + i * 7919) >>> 0);
};

export async function runCase(tf: TensorFlow, item: Case, seed: number): Promise<Result> {
  tf.engine().startScope();
  try {
    const tensors = await item.run(tf, new Random(seed));
    return tensors.map((tensor) => ({ shape: tensor.shape, values: Float32Array.from(tensor.dataSync()) }));
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  } finally {
    tf.engine().endScope();
  }
}

/** What the reference says: the results of a case, or that there are no more. */
export type ReferenceMessage = { name: string; results: Result[] } | 'done';

/** Results of the reference by case name, one a seed. */
export function reference(names: readonly string[], count: number): Promise<Map<string, Result[]>> {
  return new Promise((resolve, reject) => {
    const child = fork(path.join(__dirname, 'reference.ts'), {
      execArgv: ['--import=tsx'],
      serialization: 'advanced',
    });
    const results = new Map<string, Result[]>();
    child.on('message', (message: ReferenceMessage) => {
      if (message !== 'done') return void results.set(message.name, message.results);
      child.disconnect();
      resolve(results);
    });
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`The reference ended early with ${code}.`)));
    child.send({ names, count });
  });
}

/** The largest difference of all tensors, relative to the largest value of the tensor (at least 0.01). */
export function difference(ours: Result, theirs: Result): number {
  // Where the stock code cannot, there is nothing to compare with.
  if ('error' in theirs) return 0;
  if ('error' in ours) throw new Error(`only the engine throws: ${ours.error}`);
  if (ours.length !== theirs.length) throw new Error(`${ours.length} tensors instead of ${theirs.length}`);
  let worst = 0;
  ours.forEach((tensor, i) => {
    const expected = theirs[i] as (typeof theirs)[number];
    if (tensor.shape.join() !== expected.shape.join()) {
      throw new Error(`tensor ${i} has shape [${tensor.shape}] instead of [${expected.shape}]`);
    }
    worst = Math.max(worst, relative(tensor.values, expected.values));
  });
  return worst;
}

function relative(values: Float32Array, expected: Float32Array): number {
  let [error, scale] = [0, 0.01];
  expected.forEach((want, i) => {
    const got = values[i] as number;
    if (Object.is(want, got) || (Number.isNaN(want) && Number.isNaN(got))) return;
    const distance = Math.abs(want - got);
    error = Number.isNaN(distance) ? Infinity : Math.max(error, distance);
    scale = Math.max(scale, Math.abs(want));
  });
  return error / scale;
}

/** Exports of TensorFlow.js that a model is trained with. */
export function exportsOf(tf: TensorFlow): string[] {
  const names = (group: string, object: object): string[] =>
    Object.keys(object).map((name) => `${group}.${name}`);
  const classes = tf.serialization.SerializationMap.getMap().classNameMap;
  const activations = Object.keys(classes).filter((name) => isActivation(classes[name]?.[0]));
  return [
    ...names('layers', tf.layers),
    ...names('train', tf.train),
    ...names('tf.losses', tf.losses),
    ...lossNames().map((name) => `losses.${name}`),
    ...names('metrics', tf.metrics),
    ...names('regularizers', tf.regularizers),
    ...names('constraints', tf.constraints),
    ...names('initializers', tf.initializers),
    ...activations.map((name) => `activations.${name}`),
  ];
}

/** The losses that `compile` knows by name; the library does not export them, but its source lists them. */
function lossNames(): string[] {
  const file = require
    .resolve('@tensorflow/tfjs-layers/package.json')
    .replace('package.json', 'dist/losses.js');
  const list = /lossesMap = \{([^}]*)\}/.exec(readFileSync(file, 'utf8'))?.[1] ?? '';
  const names = list.split(',').flatMap((name) => name.trim().split(':')[0] || []);
  if (names.length === 0) throw new Error(`no list of losses in ${file}`);
  return names;
}

/** Activations are the registered classes that are neither layers nor anything with a superclass of its own. */
function isActivation(constructor: unknown): boolean {
  const parent = Object.getPrototypeOf((constructor as { prototype: object }).prototype) as {
    constructor: { name: string };
  };
  return parent.constructor.name === 'Activation';
}

export type { Case, Engine };
