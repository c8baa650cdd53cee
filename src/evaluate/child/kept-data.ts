/** Data that outlives a trial: tensors, arrays, and lists and records of them. Each trial gets a copy of its own. */
import type { KeptTensors } from './tensorflow-interface';

export interface KeptData {
  /** As the value was: tensors share their numbers with the kept ones, all else is copied. */
  copy(): unknown;
  dispose(): void;
}

/** Fewer numbers are not data that takes time to load. */
const fewest = 1000;
/** Lists, records and arrays in one value. */
const mostObjects = 100_000;
/** Lists of numbers that are longer are not asked for names beside their elements. */
const longestAsked = 64;

type Copier = (copies: Map<Copier, unknown>) => unknown;

class NotData extends Error {}

/** Undefined for what is not data, or holds little. */
export function keepData(root: unknown, tensors: KeptTensors | undefined): KeptData | undefined {
  const kept: unknown[] = [];
  const copiers = new Map<object, Copier>();
  let numbers = 0;

  const copierOf = (value: unknown): Copier => {
    if (isPlain(value)) return () => value;
    if (typeof value === 'function') throw new NotData();
    const object = value as object;
    const known = copiers.get(object);
    if (known) return known;
    if (copiers.size >= mostObjects) throw new NotData();
    const copier: Copier = (copies) => {
      if (!copies.has(copier)) copies.set(copier, copy(copies, copier));
      return copies.get(copier);
    };
    // What stands within itself finds its copier here.
    copiers.set(object, copier);
    const copy = copyOf(object);
    return copier;
  };

  const copyOf = (object: object): ((copies: Map<Copier, unknown>, self: Copier) => unknown) => {
    if (tensors?.is(object)) {
      const tensor = tensors.keep(object);
      kept.push(tensor);
      numbers += tensors.size(object);
      return () => tensors.copy(tensor);
    }
    if (isTypedArray(object)) {
      numbers += object.length;
      const array = object.slice();
      return () => array.slice();
    }
    if (Object.getOwnPropertySymbols(object).length > 0) throw new NotData();
    if (Array.isArray(object)) return copyOfList(object);
    const prototype = Object.getPrototypeOf(object) as object | null;
    if (prototype !== Object.prototype && prototype !== null) throw new NotData();
    const members = Object.entries(object).map(([name, member]) => [name, copierOf(member)] as const);
    return (copies, self) => {
      const record = Object.create(prototype) as Record<string, unknown>;
      copies.set(self, record);
      for (const [name, member] of members) record[name] = member(copies);
      return record;
    };
  };

  const copyOfList = (list: unknown[]): ((copies: Map<Copier, unknown>, self: Copier) => unknown) => {
    if (Object.getPrototypeOf(list) !== Array.prototype) throw new NotData();
    const isFlat = list.every(isPlain);
    if ((!isFlat || list.length <= longestAsked) && Object.keys(list).length !== list.length)
      throw new NotData();
    if (isFlat) {
      numbers += list.length;
      const own = list.slice();
      return () => own.slice();
    }
    const elements = list.map(copierOf);
    return (copies, self) => {
      const copy: unknown[] = [];
      copies.set(self, copy);
      for (const element of elements) copy.push(element(copies));
      return copy;
    };
  };

  const dispose = (): void => kept.forEach((tensor) => tensors!.dispose(tensor));
  try {
    const copier = copierOf(root);
    if (numbers >= fewest) return { copy: () => copier(new Map()), dispose };
  } catch (error) {
    if (!(error instanceof NotData)) throw error;
  }
  dispose();
  return undefined;
}

function isPlain(value: unknown): boolean {
  return (
    value === null || (typeof value !== 'object' && typeof value !== 'function' && typeof value !== 'symbol')
  );
}

type TypedArray = Float32Array | BigInt64Array;

function isTypedArray(value: object): value is TypedArray {
  return ArrayBuffer.isView(value) && !(value instanceof DataView) && !Buffer.isBuffer(value);
}
