/** What one call of the trial's code did: the kernels it ran and the constants it made, in order. */
import type * as tf from '@tensorflow/tfjs';
import { isDeepStrictEqual } from 'node:util';
import type { DataType, TensorFlow, TypedArray } from '../../internals';
import type { Place } from './places';

/** Inputs as a kernel is given them: by name, or a list. */
export type KernelInputs = Record<string, tf.Tensor | null | undefined>;

export type RunKernel = (inputs: KernelInputs) => tf.Tensor | tf.Tensor[];

export interface KernelEvent {
  readonly kind: 'kernel';
  readonly name: string;
  readonly inputs: KernelInputs;
  readonly attrs: Record<string, unknown> | undefined;
  readonly outputs: readonly tf.Tensor[];
  /** The outputs were given as a list. */
  readonly listed: boolean;
  readonly run: RunKernel;
}
export interface ConstantEvent {
  readonly kind: 'constant';
  readonly values: TypedArray;
  readonly shape: number[];
  readonly dtype: DataType;
  readonly output: tf.Tensor;
}
/** A variable given a new value; never part of a recording. */
export interface AssignEvent {
  readonly kind: 'assign';
  readonly variable: tf.Variable;
  readonly value: tf.Tensor;
}
export type Event = KernelEvent | ConstantEvent | AssignEvent;

export interface Section {
  readonly place: Place;
  readonly args: unknown[];
  readonly events: Event[];
  /** Operations of the recording before the section, and after each of its events. */
  readonly operations: number[];
  result: unknown;
}

/** The value with each of its tensors replaced. Anything that holds no tensors for sure throws `NotPlain`. */
export function mapTensors(tf: TensorFlow, value: unknown, change: (tensor: tf.Tensor) => unknown): unknown {
  if (value instanceof tf.Tensor) return change(value);
  if (Array.isArray(value)) return value.map((item) => mapTensors(tf, item, change));
  if (typeof value === 'function') throw new NotPlain();
  if (value === null || typeof value !== 'object') return value;
  if (Object.getPrototypeOf(value) !== Object.prototype) throw new NotPlain();
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapTensors(tf, item, change)]));
}

export class NotPlain extends Error {
  override message = 'code of the trial is given, or gives, more than tensors and plain values';
}

export function mapInputs(inputs: KernelInputs, change: (tensor: tf.Tensor) => tf.Tensor): KernelInputs {
  const entries = Object.entries(inputs).map(([key, input]) => [key, input && change(input)] as const);
  if (Array.isArray(inputs)) return entries.map(([, input]) => input) as unknown as KernelInputs;
  return Object.fromEntries(entries);
}

/** Equal in structure, with the very same tensors. */
export function sameTensors(tf: TensorFlow, a: unknown, b: unknown): boolean {
  const [left, right]: [tf.Tensor[], tf.Tensor[]] = [[], []];
  const note = (list: tf.Tensor[]) => (tensor: tf.Tensor) => `tensor ${list.push(tensor)}`;
  try {
    const same = isDeepStrictEqual(mapTensors(tf, a, note(left)), mapTensors(tf, b, note(right)));
    return same && left.every((tensor, i) => tensor === right[i]);
  } catch {
    return false;
  }
}
