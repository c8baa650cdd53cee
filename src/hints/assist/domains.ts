/**
 * Sensible domains for a value, from the name of the argument that it is for, and where the name says nothing, from
 * the value. One table; every domain has the written value among its own.
 */
import type { Literal } from '../hint';
import { printLiteral } from '../literal';
import { doublingsAround, printNumber } from './numbers';
import {
  ACTIVATIONS,
  INITIALIZERS,
  INTERPOLATIONS,
  LOSSES,
  MERGE_MODES,
  OPTIMIZERS,
  PADDINGS,
} from './names';

/** A place in the code that holds a literal. */
export interface Place {
  /** The property, argument or variable: `filters`, `learningRate`, `turns` for the bound of a loop. */
  readonly name: string;
  /** The function that the value is given to, where there is one: `conv2d`, `adam`. */
  readonly call?: string;
  readonly value: Literal;
}

/** What the table knows of an argument: domains for a value, best first; none when the value is of another type. */
type Rule = (value: Literal, call: string | undefined) => readonly string[];

/** Domains as they are written in hints, best first. `known` is false when only the value's type spoke for them. */
export interface DomainAdvice {
  readonly domains: readonly string[];
  readonly known: boolean;
}

/** Domains for a place; none for what must not vary (shapes of the data, axes, names). */
export function adviseDomains({ name, call, value }: Place): DomainAdvice {
  if (FIXED.test(name)) return { domains: [], known: true };
  const rule = RULES.find(([names]) => names.test(name))?.[1];
  const domains = rule?.(value, call) ?? [];
  if (domains.length > 0) return { domains, known: true };
  return { domains: byType(value), known: false };
}

/** Options that a `choice` for a place may take beside those that it has, most likely first. */
export function adviseOptions(place: Place): readonly Literal[] {
  const names = NAMES.find(([pattern]) => pattern.test(place.name))?.[1];
  if (names && typeof place.value === 'string') return names;
  if (typeof place.value === 'number' && Number.isInteger(place.value) && place.value > 0)
    return KERNELS.test(place.name) ? [1, 2, 3, 5, 7] : doublingsAround(place.value, 3, 3);
  return typeof place.value === 'boolean' ? [true, false] : [];
}

/** A range of more whole numbers than this needs `log`. */
const MOST_PLAIN = 100_000;

/** Nothing that is a layer is repeated more often than this. */
const MOST_TURNS = 100;

/** What the data or other code decides. */
const FIXED =
  /^(?:inputShape|batchInputShape|inputDim|inputLength|shape|targetShape|axis|axes|dims|name|dtype|seed|dataFormat|returnSequences|returnState|goBackwards|stateful|trainable|noiseShape|maskZero|verbose|yieldEvery|numClasses|classes|from|metrics)$/;

const KERNELS = /^(?:kernelSize|poolSize|strides?|dilationRate|kernel|size)$/;

const NAMES: readonly (readonly [RegExp, readonly string[]])[] = [
  [/activation$/i, ACTIVATIONS],
  [/^(?:optimizer|optimiser)$/i, OPTIMIZERS],
  [/initializer$/i, INITIALIZERS],
  [/^padding$/, PADDINGS],
  [/^mergeMode$/, MERGE_MODES],
  [/^interpolation$/, INTERPOLATIONS],
  [/^loss$/i, LOSSES],
];

const RULES: readonly (readonly [names: RegExp, rule: Rule])[] = [
  [/^recurrentActivation$/, names(['sigmoid', 'hardSigmoid'])],
  [/activation$/i, names(['relu', 'elu', 'swish'], ['relu', 'elu', 'selu', 'swish', 'gelu', 'tanh'])],
  [/^(?:optimizer|optimiser)$/i, names(['adam', 'sgd', 'rmsprop'], OPTIMIZERS)],
  [/^biasInitializer$/, names(['zeros', 'ones'])],
  [/^recurrentInitializer$/, names(['orthogonal', 'glorotUniform'])],
  [/initializer$/i, names(['glorotUniform', 'heNormal'], INITIALIZERS.slice(0, 6))],
  [
    /^padding$/,
    (value, call) => names(PADDINGS, call === 'conv1d' ? [...PADDINGS, 'causal'] : PADDINGS)(value, call),
  ],
  [/^mergeMode$/, names(['concat', 'sum'], MERGE_MODES)],
  [/^interpolation$/, names(INTERPOLATIONS)],
  [/^loss$/i, names(LOSSES.slice(3, 5))],
  [
    /^(?:filters|units|outputDim|numFilters|hiddenUnits|hidden|width|channels|features|neurons|embedding(?:Dim|Size)?)$|(?:Filters|Units|Channels)$/,
    doublings,
  ],
  [/^batch(?:Size)?$|BatchSize$/, doublings],
  [/^depthMultiplier$/, whole([1, 2])],
  [/^(?:kernelSize|kernel)$/, sizes([3, 5], [1, 3, 5, 7])],
  [/^poolSize$/, sizes([2, 3])],
  [/^strides?$/, sizes([1, 2])],
  [/^dilationRate$/, sizes([1, 2], [1, 2, 4])],
  [/^size$/, sizes([2, 3])],
  [
    /^(?:rate|dropout|recurrentDropout|dropoutRate)$|(?:Dropout|DropoutRate)$/,
    within(0, 0.6, [0.1, 0.25, 0.5]),
  ],
  [/^(?:learningRate|lr|stepSize)$|LearningRate$/, decades],
  [/^(?:decay|weightDecay|epsilon|l1|l2)$/, decades],
  [/^momentum$/, within(0.8, 0.99, [0.9, 0.95, 0.99])],
  [/^(?:beta1|rho)$/, within(0.8, 0.95, [0.85, 0.9, 0.95])],
  [/^beta2$/, within(0.98, 0.9999, [0.99, 0.999, 0.9999])],
  [/^stddev$/, within(0.01, 0.5, [0.05, 0.1, 0.2])],
  [/^alpha$/, within(0.01, 0.3, [0.05, 0.1, 0.3])],
  [/^theta$/, within(0.1, 2, [0.5, 1, 1.5])],
  [/^validationSplit$/, within(0.1, 0.3, [0.1, 0.2, 0.3])],
  [/^(?:turns|depth|layers|blocks|numLayers|numBlocks|repeats?|stages|cells)$|(?:Layers|Blocks)$/, count],
  [/^(?:heads|numHeads)$/, whole([1, 2, 4, 8])],
  [/^epochs$/, (value) => (isCount(value) ? [choice(doublingsAround(value, 1, 1))] : [])],
  [/^(?:useBias|center|scale|shuffle|resetAfter|unitForgetBias|amsgrad|nesterov|centered)$/, flag],
];

/** Names: the written one first, then the usual ones; with `more`, a longer list as well. */
function names(usual: readonly string[], more?: readonly string[]): Rule {
  return (value) => {
    if (typeof value !== 'string') return [];
    const lists = [usual, ...(more ? [more] : [])].map((list) => withValue(list, value));
    return distinct(lists.filter((list) => list.length > 1).map(choice));
  };
}

function doublings(value: Literal): readonly string[] {
  if (!isCount(value)) return [];
  const low = Math.max(1, Math.round(value / 4));
  const high = value * 4;
  return distinct([
    choice(doublingsAround(value, 1, 1)),
    choice(doublingsAround(value, 2, 2)),
    ...(low > 1 ? [`int(${low}, ${high}) log`] : [`int(1, ${Math.max(4, high)})`]),
  ]);
}

/** Small whole numbers, or pairs of them where the code has a list. */
function sizes(usual: readonly number[], more?: readonly number[]): Rule {
  return (value) => {
    const lists = [usual, ...(more ? [more] : [])];
    if (isCount(value)) return distinct(lists.map((list) => choice(sorted([...list, value]))));
    if (!Array.isArray(value) || !value.every(isCount) || value.length === 0) return [];
    const items: readonly Literal[] = value;
    const isSquare = items.every((item) => item === items[0]);
    return distinct(
      lists.map((list) => {
        const all = isSquare ? sorted([...list, items[0] as number]) : list;
        const squares: Literal[] = all.map((size) => items.map(() => size));
        return choice(isSquare ? squares : [items, ...squares]);
      }),
    );
  };
}

function whole(usual: readonly number[]): Rule {
  return (value) => (isCount(value) ? [choice(sorted([...usual, value]))] : []);
}

/** A range, widened where the value lies outside, and a few numbers of it. */
function within(low: number, high: number, usual: readonly number[]): Rule {
  return (value) => {
    if (typeof value !== 'number' || !Number.isFinite(value)) return [];
    const bounds = [Math.min(low, value), Math.max(high, value)].map(exact).join(', ');
    return [`float(${bounds})`, choice(sorted([...usual, value]))];
  };
}

/** A decade to each side, on a logarithmic scale. */
function decades(value: Literal): readonly string[] {
  if (typeof value !== 'number' || !(value > 0) || !Number.isFinite(value)) return [];
  const three = [value / 10, value, value * 10].map((number) => Number(number.toPrecision(12)));
  const [low, written, high] = three as [number, number, number];
  if (!(low > 0) || !Number.isFinite(high)) return [];
  return [
    `float(${exact(low)}, ${exact(high)}) log`,
    ...(written === value ? [choice([low, written, high])] : []),
  ];
}

/** How often something is repeated. */
function count(value: Literal): readonly string[] {
  if (!isCount(value)) return [];
  if (value > MOST_TURNS) return [];
  return [`int(1, ${Math.max(4, value * 2)})`, `int(${Math.max(1, value - 1)}, ${value + 1})`];
}

function flag(value: Literal): readonly string[] {
  return typeof value === 'boolean' ? ['bool'] : [];
}

function byType(value: Literal): readonly string[] {
  if (typeof value === 'boolean') return ['bool'];
  if (isCount(value))
    return distinct([
      choice(doublingsAround(value, 1, 1)),
      `int(1, ${value * 2})${value * 2 > MOST_PLAIN ? ' log' : ''}`,
    ]);
  if (typeof value !== 'number') return [];
  if (Number.isInteger(value)) {
    if (value === 0) return ['int(0, 4)'];
    return Math.abs(value) * 2 < MOST_PLAIN ? [`int(${value * 2}, 0)`] : [];
  }
  if (value / 2 === 0 || !Number.isFinite(value * 2)) return [];
  const [low, high] = [value / 2, value * 2].map(exact);
  return value > 0 ? [`float(${low}, ${high})`, `float(${low}, ${high}) log`] : [`float(${high}, ${low})`];
}

function isCount(value: Literal): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 && value < 2 ** 40;
}

/** All digits, for bounds that must not lose the value. */
function exact(value: number): string {
  const short = printNumber(value);
  return Number(short) === value ? short : printLiteral(value);
}

function choice(options: readonly Literal[]): string {
  return `choice(${options.map((option) => (typeof option === 'number' ? exact(option) : printLiteral(option))).join(', ')})`;
}

function withValue(list: readonly string[], value: string): string[] {
  return list.includes(value) ? [...list] : [value, ...list];
}

function sorted(numbers: readonly number[]): number[] {
  return [...new Set(numbers)].sort((a, b) => a - b);
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)].filter((text) => !/^choice\([^,]*\)$/.test(text));
}
