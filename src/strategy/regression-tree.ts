import type { Codes, CodedSpace } from '../space/coded';
import type { Random } from '../space/random';
import { hasElement } from '../space/subset';

/** A randomised regression tree (Breiman 2001, "Random Forests"): grown on a bootstrap sample, a few variables a split. */
export type Tree =
  { readonly value: number } | { readonly split: Split; readonly yes: Tree; readonly no: Tree };

/** Inactive variables (NaN) go to `no`, but for the split that asks just for them. */
interface Split {
  readonly variable: number;
  readonly kind: 'below' | 'equal' | 'including' | 'inactive';
  readonly at: number;
}

/** Bounds the time of a tree; that trees see different rows makes up for it. */
const largestSample = 500;

export function growTree(
  space: CodedSpace,
  points: readonly Codes[],
  targets: Float64Array,
  random: Random,
): Tree {
  const drawn = Math.min(points.length, largestSample);
  const rows = Array.from({ length: drawn }, () => random.integer(points.length));
  const tried = Math.max(1, Math.ceil((space.length * 5) / 6));
  return grow(rows, 0);

  function grow(members: readonly number[], depth: number): Tree {
    const mean = members.reduce((sum, row) => sum + (targets[row] as number), 0) / members.length;
    if (members.length < 4 || depth > 24) return { value: mean };
    const best = bestSplit(members);
    if (!best) return { value: mean };
    const yes = members.filter((row) => goesLeft(best, points[row] as Codes));
    const no = members.filter((row) => !goesLeft(best, points[row] as Codes));
    return { split: best, yes: grow(yes, depth + 1), no: grow(no, depth + 1) };
  }

  function bestSplit(members: readonly number[]): Split | undefined {
    let best: Split | undefined;
    let bestGain = 1e-12;
    const variables = random.shuffle(space.variables.map((_, i) => i)).slice(0, tried);
    for (const split of variables.flatMap((variable) => splitsOf(variable, members))) {
      const gain = gainOf(split, members);
      if (gain > bestGain) [best, bestGain] = [split, gain];
    }
    return best;
  }

  /** Between-group sum of squares, in units of one target. */
  function gainOf(split: Split, members: readonly number[]): number {
    let count = 0;
    let left = 0;
    let all = 0;
    for (const row of members) {
      const target = targets[row] as number;
      all += target;
      if (!goesLeft(split, points[row] as Codes)) continue;
      count++;
      left += target;
    }
    const rest = members.length - count;
    if (count === 0 || rest === 0) return 0;
    return (left / count - (all - left) / rest) ** 2 * count * (rest / members.length);
  }

  function splitsOf(variable: number, members: readonly number[]): Split[] {
    const codes = members.map((row) => points[row]?.[variable] as number);
    const known = [...new Set(codes.filter((code) => !Number.isNaN(code)))].sort((a, b) => a - b);
    const splits: Split[] =
      known.length > 0 && codes.some((code) => Number.isNaN(code))
        ? [{ variable, kind: 'inactive', at: 0 }]
        : [];
    const scale = space.scales[variable];
    if (scale?.nature === 'categorical') {
      if (known.length > 1) for (const at of known) splits.push({ variable, kind: 'equal', at });
    } else if (scale?.nature === 'subset') {
      for (let at = 0; at < scale.levels; at++) splits.push({ variable, kind: 'including', at });
    } else {
      const cuts = known.slice(1).map((code, i) => (code + (known[i] as number)) / 2);
      for (const at of cuts.length > 16 ? random.shuffle(cuts).slice(0, 16) : cuts) {
        splits.push({ variable, kind: 'below', at });
      }
    }
    return splits;
  }
}

export function predictTree(tree: Tree, point: Codes): number {
  let node = tree;
  while (!('value' in node)) node = goesLeft(node.split, point) ? node.yes : node.no;
  return node.value;
}

function goesLeft({ variable, kind, at }: Split, point: Codes): boolean {
  const code = point[variable] as number;
  switch (kind) {
    case 'below':
      return code < at;
    case 'equal':
      return code === at;
    case 'including':
      return !Number.isNaN(code) && hasElement(code, at);
    case 'inactive':
      return Number.isNaN(code);
  }
}
