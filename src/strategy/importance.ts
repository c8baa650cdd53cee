/**
 * How much each variable matters to a result: functional analysis of variance (Hutter et al. 2014, "An Efficient
 * Approach for Assessing Hyperparameter Importance", fANOVA) of a forest of regression trees over finished trials.
 */
import { CodedSpace, type Codes } from '../space/coded';
import { Random } from '../space/random';
import { sample } from '../space/sample';
import type { Scale } from '../space/scale';
import type { SearchSpace } from '../space/space';
import { growTree, predictTree, type Tree } from './regression-tree';
import type { Observation } from './strategy';
import { Standing, trialOf } from './trial';

export interface Importance {
  readonly label: string;
  /** Share of what single variables explain of the variance; all sum to 1, or are 0. */
  readonly share: number;
}

export interface ImportanceOptions {
  /** Which objective; the first by default. */
  readonly objective?: number;
  readonly seed?: number;
}

const trees = 24;
/** Random completions over which what the variable does not say is averaged. */
const backgrounds = 120;
const levels = 16;

/**
 * Variables with their shares, the most important first. Only completed, feasible trials count. An inactive variable is
 * a level of its own to the trees, and its share is taken over points in which it is active: what it changes there, not
 * that it is there at all, which is its parent's doing. Fewer than four trials, or equal values, explain nothing.
 */
export function importance(
  space: SearchSpace,
  observations: readonly Observation[],
  options: ImportanceOptions = {},
): Importance[] {
  const { objective = 0, seed = 0 } = options;
  const coded = new CodedSpace(space);
  const objectives = observations.reduce((most, { values }) => Math.max(most, values.length), 1);
  const usable = observations
    .map((observation) => trialOf(observation, evaluatedCodes(coded, observation), objectives))
    .filter(({ standing, values }) => standing === Standing.Complete && Number.isFinite(values[objective]));
  const targets = Float64Array.from(usable, ({ values }) => values[objective] as number);
  if (usable.length < 4 || targets.every((value) => value === targets[0])) {
    return coded.variables.map(({ label }) => ({ label, share: 0 }));
  }
  const random = new Random(seed, 0.3125);
  const points = usable.map(({ codes }) => features(coded, codes));
  const forest = Array.from({ length: trees }, () => growTree(coded, points, targets, random));
  const explained = variances(coded, forest, random);
  const all = explained.reduce((sum, each) => sum + each, 0) || 1;
  return coded.variables
    .map(({ label }, i) => ({ label, share: (explained[i] as number) / all }))
    .sort((a, b) => b.share - a.share);
}

function evaluatedCodes(space: CodedSpace, { point, evaluated }: Observation): Codes {
  const codes = space.encode(point);
  if (evaluated === undefined) return codes;
  const labels = new Set(evaluated);
  return codes.map((code, i) => (labels.has(space.variables[i]?.label ?? '') ? code : NaN));
}

/** Numbers by their position on their scale, so that trees split where the scale is even. */
function features(space: CodedSpace, codes: Codes): Codes {
  return codes.map((code, i) => {
    const scale = space.scales[i];
    return scale && (scale.nature === 'ordered' || scale.nature === 'continuous') ? scale.unit(code) : code;
  });
}

/** Each variable's first-order variance over the whole, averaged over the trees. */
function variances(space: CodedSpace, forest: readonly Tree[], random: Random): Float64Array {
  const codes = Array.from({ length: backgrounds }, () => sample(space, random));
  const plain = codes.map((each) => features(space, each));
  const predict = (point: Codes) =>
    forest.reduce((sum, tree) => sum + predictTree(tree, point), 0) / forest.length;
  const total = variance(plain.map(predict));
  return Float64Array.from(space.variables, (_, i) => {
    const scale = space.scales[i];
    const active = codes.filter((each) => !Number.isNaN(each[i]));
    if (!scale || active.length < 2 || total === 0) return 0;
    const values = scale.size <= BigInt(levels) ? [...scale.all()] : someOf(scale, random);
    const marginals = values.map((value) => {
      const sum = active.reduce((all, each) => {
        const changed = each.slice();
        changed[i] = value;
        return all + predict(features(space, space.complete(changed, random)));
      }, 0);
      return sum / active.length;
    });
    return Math.min(1, (variance(marginals) / total) * (active.length / codes.length));
  });
}

/** Values that stand for a long scale: evenly spaced where it has an order. */
function someOf(scale: Scale, random: Random): number[] {
  const even = scale.nature === 'ordered' || scale.nature === 'continuous';
  return Array.from({ length: levels }, (_, i) =>
    even ? scale.fromUnit((i + 0.5) / levels) : scale.sample(random),
  );
}

function variance(values: readonly number[]): number {
  const mean = values.reduce((a, b) => a + b, 0) / Math.max(1, values.length);
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length);
}
