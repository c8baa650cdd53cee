/**
 * Points as numbers for kernels: each variable by its nature, and for each group of variables of the same nature what
 * they choose together, so that what is learnt of an operation in one place tells about it in all others.
 */
import type { Codes, CodedSpace } from '../../space/coded';
import type { Scale } from '../../space/scale';
import { mostlyNumbers } from '../../space/shift';
import { hasElement } from '../../space/subset';

/** Ordered variables of up to so many levels are thermometers: steps between levels may differ. */
const thermometer = 8;

/** A normal prior of a parameter (the logarithm of a weight). */
export interface Prior {
  readonly mean: number;
  readonly deviation: number;
}

interface Block {
  readonly offset: number;
  readonly width: number;
  readonly form: 'one-hot' | 'thermometer' | 'position' | 'bits';
  readonly scale: number;
}

/** Where the shapes of a number's effect are. */
interface Effect {
  readonly variable: number;
  readonly offset: number;
}

interface Group {
  readonly members: readonly number[];
  readonly offset: number;
  readonly block: Block;
}

/** What a feature is to a kernel. */
export const Role = {
  /** How far apart points are, in choices and whole numbers of few levels. */
  Level: 0,
  /** How far apart they are in a number on a long scale, in spaces of such numbers. */
  Number: 1,
  /** A shape that the effect of such a number may have, whatever the others are. */
  Shape: 2,
} as const;
export type Role = (typeof Role)[keyof typeof Role];
export const roles = [Role.Level, Role.Number, Role.Shape] as const;

/**
 * Shapes of the effect of a number: cosines of so many half waves over its scale. Few, as the kernel beside them learns
 * what is finer.
 */
const shapes = 4;

export class FeatureMap {
  /** How many features. */
  readonly length: number;
  /** Parameters that each feature's log weight is the sum of. */
  readonly parts: readonly (readonly number[])[];
  readonly priors: readonly Prior[];
  /**
   * Whether at least half the variables are numbers on long scales: functions of those are mostly smooth, and values
   * tell more than order.
   */
  readonly smooth: boolean;
  /** Each feature's role; shapes are the last. */
  readonly roles: Uint8Array;
  readonly firstShape: number;
  private readonly blocks: readonly Block[];
  private readonly groups: readonly Group[];
  private readonly effects: readonly Effect[];

  constructor(private readonly space: CodedSpace) {
    let offset = 0;
    const place = (variable: number, members: number): Block => {
      const block = blockOf(space.scales[variable] as Scale, offset, members);
      offset += block.width;
      return block;
    };
    this.blocks = space.variables.map((_, i) => place(i, 1));
    this.groups = groupsOf(space).map((members) => {
      const block = place(members[0] as number, members.length);
      return { members, offset: block.offset, block };
    });
    this.smooth = mostlyNumbers(space);
    const numbers = this.smooth ? this.blocks.flatMap(({ form }, i) => (form === 'position' ? [i] : [])) : [];
    const first = (this.firstShape = offset);
    this.effects = numbers.map((variable, i) => ({ variable, offset: first + i * shapes }));
    this.length = first + numbers.length * shapes;
    [this.parts, this.priors] = layout(this.blocks, this.groups, this.effects, this.length);
    this.roles = new Uint8Array(this.length).fill(Role.Shape, first);
    for (const block of [...this.blocks, ...this.groups.map(({ block }) => block)]) {
      if (this.smooth && block.form === 'position') this.roles[block.offset] = Role.Number;
    }
  }

  /** The features of a point, written into `out` from `at`. An inactive variable has none. */
  write(codes: Codes, out: Float64Array, at: number): void {
    out.fill(0, at, at + this.length);
    for (let i = 0; i < codes.length; i++) this.add(i, codes[i] as number, this.blocks[i] as Block, out, at);
    for (const { members, block } of this.groups) {
      for (const i of members) this.add(i, codes[i] as number, block, out, at);
    }
    for (const { variable, offset } of this.effects) {
      const code = codes[variable] as number;
      if (code !== code) continue;
      const turn = Math.PI * (this.space.scales[variable] as Scale).unit(code);
      for (let k = 0; k < shapes; k++) out[at + offset + k] = Math.cos((k + 1) * turn);
    }
  }

  private add(variable: number, code: number, block: Block, out: Float64Array, at: number): void {
    if (code !== code) return;
    const start = at + block.offset;
    const amount = block.scale;
    switch (block.form) {
      case 'one-hot':
        out[start + code]! += amount;
        return;
      case 'thermometer':
        for (let level = 0; level < code; level++) out[start + level]! += amount;
        return;
      case 'position':
        out[start]! += amount * (this.space.scales[variable] as Scale).unit(code);
        return;
      case 'bits':
        for (let bit = 0; bit < block.width; bit++) if (hasElement(code, bit)) out[start + bit]! += amount;
    }
  }
}

/** Variables with the same group and the same domain, where there are several. */
export function groupsOf(space: CodedSpace): number[][] {
  const groups = new Map<string, number[]>();
  space.variables.forEach(({ group, domain }, i) => {
    const key = JSON.stringify([group, domain]);
    groups.set(key, [...(groups.get(key) ?? []), i]);
  });
  return [...groups.values()].filter((members) => members.length > 1);
}

function blockOf(scale: Scale, offset: number, members: number): Block {
  const { nature, levels } = scale;
  const share = 1 / Math.sqrt(members);
  if (nature === 'categorical')
    return { offset, width: levels, form: 'one-hot', scale: share * Math.SQRT1_2 };
  if (nature === 'subset') return { offset, width: levels, form: 'bits', scale: share * Math.SQRT1_2 };
  if (nature === 'ordered' && levels <= thermometer && members === 1) {
    return { offset, width: levels - 1, form: 'thermometer', scale: 1 / Math.sqrt(Math.max(1, levels - 1)) };
  }
  return { offset, width: 1, form: 'position', scale: share };
}

const priors = {
  categorical: { mean: -2.5, deviation: 1 },
  /** Of few levels. */
  ordered: { mean: -0.5, deviation: 1 },
  /** Of numbers: how fast a function of them may change differs from problem to problem more than among them. */
  position: { mean: 1, deviation: 0.8 },
  positions: { mean: 0, deviation: 2 },
  group: { mean: -2.5, deviation: 1 },
  choice: { mean: 0, deviation: 0.7 },
  /** Of the slowest shape; those of more waves are expected to matter less. */
  shape: { mean: -1, deviation: 1 },
};

/**
 * log w = w_variable + u_(group, choice); for what a group chooses together h_group + u. The group shares u. Numbers on
 * long scales: w_variable + one that all of them share; shapes of their effects: w_variable + s_shape.
 */
function layout(
  blocks: readonly Block[],
  groups: readonly Group[],
  effects: readonly Effect[],
  length: number,
): [readonly (readonly number[])[], readonly Prior[]] {
  const found: Prior[] = [];
  const parts: number[][] = Array.from({ length }, () => []);
  const add = (prior: Prior) => found.push(prior) - 1;
  const choices = new Map<number, readonly number[]>();
  for (const { members, block } of groups) {
    const shared =
      block.form === 'position' ? [] : Array.from({ length: block.width }, () => add(priors.choice));
    const own = add(priors.group);
    for (let f = 0; f < block.width; f++) {
      parts[block.offset + f] = shared.length > 0 ? [own, shared[f] as number] : [own];
    }
    for (const member of members) choices.set(member, shared);
  }
  let positions: number | undefined;
  blocks.forEach((block, i) => {
    if (block.form === 'position') {
      positions ??= add(priors.positions);
      parts[block.offset] = [add(priors.position), positions];
      return;
    }
    const ordered = block.form === 'thermometer';
    const own = add(ordered ? priors.ordered : priors.categorical);
    const shared = choices.get(i) ?? [];
    for (let f = 0; f < block.width; f++) {
      const choice = shared[f];
      parts[block.offset + f] = choice === undefined || ordered ? [own] : [own, choice];
    }
  });
  const spectrum = Array.from({ length: effects.length > 0 ? shapes : 0 }, (_, k) =>
    add({ ...priors.shape, mean: priors.shape.mean - 2 * Math.log(k + 1) }),
  );
  for (const { variable, offset } of effects) {
    const own = parts[(blocks[variable] as Block).offset]?.[0] as number;
    spectrum.forEach((shape, k) => (parts[offset + k] = [own, shape]));
  }
  return [parts, found];
}
