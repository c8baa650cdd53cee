/** What may be asked of points without knowing how they are coded. */
import type { Point, SearchSpace, Value } from './space';
import { CodedSpace } from './coded';
import { neighbours } from './neighbours';
import { Random } from './random';
import { sample } from './sample';
import type { Scale } from './scale';

/** Equal for points with equal values, whatever the order of their labels. */
export function pointKey(point: Point): string {
  return JSON.stringify(
    Object.keys(point)
      .sort()
      .map((label) => [label, point[label]]),
  );
}

/** The code as written: defaults of the variables that are active under them. */
export function defaultPoint(space: SearchSpace): Point {
  return completePoint(space, {});
}

/**
 * A point of this space from one that is partial or of another space: unknown labels and inactive variables are
 * dropped, values outside a domain become the nearest one, and what is missing is as written.
 */
export function repairPoint(space: SearchSpace, point: Point): Point {
  const coded = new CodedSpace(space);
  const given: Record<string, Value> = {};
  coded.variables.forEach(({ label }, i) => {
    const scale = coded.scales[i] as Scale;
    const value = Object.hasOwn(point, label) ? point[label] : undefined;
    const code = value === undefined ? undefined : scale.code(value);
    const near = value === undefined || code !== undefined ? undefined : scale.nearest(value);
    if (code !== undefined) given[label] = value as Value;
    else if (near !== undefined) given[label] = scale.value(near);
  });
  return completePoint(space, given);
}

/** Adds the defaults of what is active and missing, drops what is inactive. Values are kept as they are. */
export function completePoint(space: SearchSpace, point: Point): Point {
  const coded = new CodedSpace(space);
  const codes = new Float64Array(coded.length).fill(NaN);
  const complete: Record<string, Value> = {};
  coded.variables.forEach((variable, i) => {
    if (!coded.isActive(i, codes)) return;
    const value = Object.hasOwn(point, variable.label) ? (point[variable.label] as Value) : variable.default;
    const scale = coded.scales[i] as Scale;
    complete[variable.label] = value;
    codes[i] = scale.code(value) ?? scale.nearest(value) ?? NaN;
  });
  return complete;
}

/** Whether the point has exactly the active variables, each with a value of its domain. */
export function isValidPoint(space: SearchSpace, point: Point): boolean {
  const coded = new CodedSpace(space);
  const codes = coded.encode(point);
  const labels = new Set(Object.keys(point));
  return (
    coded.variables.every(({ label }, i) => {
      const active = coded.isActive(i, codes);
      return (
        active === labels.delete(label) && (!active || coded.scales[i]?.code(point[label]) !== undefined)
      );
    }) && labels.size === 0
  );
}

/** A random point, from a seed. */
export function samplePoint(space: SearchSpace, seed: number): Point {
  const coded = new CodedSpace(space);
  return coded.decode(sample(coded, new Random(seed)));
}

/** Points that differ in one variable (and in what that activates, which is drawn from the seed). */
export function neighbouringPoints(space: SearchSpace, point: Point, seed = 0): Point[] {
  const coded = new CodedSpace(space);
  return neighbours(coded, coded.encode(point), new Random(seed)).map((codes) => coded.decode(codes));
}
