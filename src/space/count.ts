/**
 * How many points a space has, exactly, with conditions. Variables that hang together through conditions are counted
 * by dynamic programming over what later conditions can see of earlier values; groups that do not multiply. A float
 * counts as a grid of 33 values.
 */
import type { Condition, SearchSpace } from './space';
import { CodedSpace } from './coded';
import type { Scale } from './scale';
import { choose } from './subset';

export function countPoints(space: SearchSpace): bigint {
  return countCoded(new CodedSpace(space));
}

export function countCoded(space: CodedSpace): bigint {
  return components(space).reduce((product, component) => product * countComponent(space, component), 1n);
}

/** The sets of variables that conditions join. */
function components(space: CodedSpace): number[][] {
  const leader = space.variables.map((_, i) => i);
  const find = (i: number): number => (leader[i] === i ? i : (leader[i] = find(leader[i] as number)));
  space.parents.forEach((parents, i) => parents.forEach((parent) => (leader[find(i)] = find(parent))));
  const groups = new Map<number, number[]>();
  leader.forEach((_, i) => groups.set(find(i), [...(groups.get(find(i)) ?? []), i]));
  return [...groups.values()];
}

/** Where a condition of a later variable looks at an earlier one. */
interface Look {
  readonly condition: Condition;
  readonly by: number;
}

function countComponent(space: CodedSpace, component: readonly number[]): bigint {
  if (component.length === 1) return (space.scales[component[0] as number] as Scale).size;
  const order = childrenEarly(space, component);
  const step = new Map(order.map((variable, index) => [variable, index]));
  const looks = looksAt(space, component);
  let states = new Map<string, { readonly codes: Float64Array; readonly ways: bigint }>();
  states.set('', { codes: new Float64Array(space.length).fill(NaN), ways: 1n });
  order.forEach((variable, now) => {
    const classes = valueClasses(space, variable, looks.get(variable) ?? []);
    const open = order.slice(0, now + 1).filter((earlier) => isOpen(earlier, now));
    const next: typeof states = new Map();
    for (const { codes, ways } of states.values()) {
      const branches = space.isActive(variable, codes) ? classes : [{ code: NaN, size: 1n }];
      for (const { code, size } of branches) {
        const grown = codes.slice();
        grown[variable] = code;
        const key = open.map((i) => grown[i]).join();
        const before = next.get(key)?.ways ?? 0n;
        next.set(key, { codes: grown, ways: before + ways * size });
      }
    }
    states = next;
  });
  return [...states.values()].reduce((sum, { ways }) => sum + ways, 0n);

  function isOpen(earlier: number, now: number): boolean {
    return (looks.get(earlier) ?? []).some(({ by }) => (step.get(by) as number) > now);
  }
}

/** An order with parents first and each child as soon as its parents are there, so that few values are in sight. */
function childrenEarly(space: CodedSpace, component: readonly number[]): number[] {
  const order: number[] = [];
  const placed = new Set<number>();
  const place = (variable: number) => {
    placed.add(variable);
    order.push(variable);
    for (const child of component) {
      const parents = space.parents[child] as readonly number[];
      const ready = parents.length > 0 && parents.every((parent) => placed.has(parent));
      if (!placed.has(child) && ready) place(child);
    }
  };
  for (const variable of component) {
    if (!placed.has(variable)) place(variable);
  }
  return order;
}

function looksAt(space: CodedSpace, component: readonly number[]): Map<number, Look[]> {
  const looks = new Map<number, Look[]>();
  for (const by of component) {
    for (const condition of space.variables[by]?.activeWhen.flat() ?? []) {
      const parent = space.position(condition.label);
      if (parent !== undefined) looks.set(parent, [...(looks.get(parent) ?? []), { condition, by }]);
    }
  }
  return looks;
}

/** Values that no condition tells apart, counted once: a code that stands for them and how many there are. */
function valueClasses(
  space: CodedSpace,
  variable: number,
  looks: readonly Look[],
): { code: number; size: bigint }[] {
  const scale = space.scales[variable] as Scale;
  const classes = new Map<string, { code: number; size: bigint }>();
  for (const { code, size } of representatives(scale, space, variable, looks)) {
    const truth = looks.map(({ condition }) => (space.holds(condition, variable, code) ? 1 : 0)).join('');
    const known = classes.get(truth);
    if (known) known.size += size;
    else classes.set(truth, { code, size });
  }
  return [...classes.values()];
}

const enumerable = 4096n;

function representatives(
  scale: Scale,
  space: CodedSpace,
  variable: number,
  looks: readonly Look[],
): Iterable<{ code: number; size: bigint }> {
  if (looks.length === 0)
    return [{ code: scale.nature === 'subset' ? 0 : scale.fromUnit(0), size: scale.size }];
  if (scale.size <= enumerable) return Array.from(scale.all(), (code) => ({ code, size: 1n }));
  const domain = space.variables[variable]?.domain;
  if (domain?.kind === 'subset') return subsetParts(domain.texts.length, domain.min, domain.max, looks);
  return intervals(scale, looks);
}

/** A long scale cut where a condition may change: at bounds, and around single values. */
function intervals(scale: Scale, looks: readonly Look[]): { code: number; size: bigint }[] {
  const cuts = new Set<number>([0, scale.levels]);
  const cut = (value: unknown) => {
    const code = scale.nearest(value);
    if (code !== undefined)
      for (const at of [code - 1, code, code + 1]) cuts.add(Math.min(scale.levels, Math.max(0, at)));
  };
  for (const { condition } of looks) {
    if (condition.is === 'above') cut(condition.bound);
    if (condition.is === 'one of') condition.values.forEach(cut);
  }
  const sorted = [...cuts].sort((a, b) => a - b);
  return sorted.slice(1).map((end, i) => ({
    code: sorted[i] as number,
    size: BigInt(end) - BigInt(sorted[i] as number),
  }));
}

/** Subsets of many elements by which of the elements that conditions look at they keep. */
function subsetParts(
  count: number,
  min: number,
  max: number,
  looks: readonly Look[],
): { code: number; size: bigint }[] {
  const seen = [
    ...new Set(looks.flatMap(({ condition }) => (condition.is === 'including' ? [condition.index] : []))),
  ];
  const parts: { code: number; size: bigint }[] = [];
  for (let pattern = 0; pattern < 2 ** seen.length; pattern++) {
    const kept = seen.filter((_, bit) => Math.floor(pattern / 2 ** bit) % 2 === 1);
    let size = 0n;
    for (let more = Math.max(0, min - kept.length); more <= max - kept.length; more++) {
      size += choose(count - seen.length, more);
    }
    parts.push({ code: kept.reduce((mask, index) => mask + 2 ** index, 0), size });
  }
  return parts;
}
