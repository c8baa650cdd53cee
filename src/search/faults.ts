/** Which choices cannot be together: candidates are sampled and tried, and what fails is narrowed down. Pure. */
import { completePoint, pointKey, samplePoint } from '../space/points';
import type { Domain, Point, SearchSpace, Value } from '../space/space';

/** The fewest choices that were found to fail, on top of the code as written. */
export interface Fault<Failure> {
  readonly params: Point;
  readonly failure: Failure;
}

export interface Faults<Failure> {
  /** Candidates that were tried. */
  readonly tried: number;
  /** The code as written fails, so that nothing is to be blamed on a choice. */
  readonly asWritten?: Failure;
  readonly faults: readonly Fault<Failure>[];
}

export interface FaultSearch<Failure> {
  /** What goes wrong with a candidate; undefined when nothing does, or when that cannot be told. */
  attempt(point: Point): Promise<Failure | undefined>;
  /** Asked before each attempt: whether to go on. */
  goOn(tried: number): boolean;
  /** Candidates that are drawn at random, beside one for each choice on its own. */
  readonly samples: number;
  readonly seed: number;
}

/**
 * Tries the code as written, each choice (or bound of a range) on its own, then random candidates. A candidate that
 * fails is brought back to the code as written choice by choice, as long as it still fails (one-minimal, as in
 * Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", 2002).
 */
export async function findFaults<Failure>(
  space: SearchSpace,
  search: FaultSearch<Failure>,
): Promise<Faults<Failure>> {
  const known = new Map<string, Failure | undefined>();
  const faults: Fault<Failure>[] = [];
  /** The failure of a candidate with these choices on top of the code as written. */
  const attempt = async (choices: Point): Promise<Failure | undefined> => {
    const point = completePoint(space, choices);
    const key = pointKey(point);
    if (!known.has(key)) {
      if (!search.goOn(known.size)) return undefined;
      known.set(key, await search.attempt(point));
    }
    return known.get(key);
  };
  const asWritten = await attempt({});
  if (asWritten !== undefined) return { tried: known.size, asWritten, faults };
  for (const choices of [...single(space), ...sampled(space, search)]) {
    if (faults.some(({ params }) => includes(choices, params))) continue;
    const failure = await attempt(choices);
    if (failure !== undefined) faults.push(await narrow(choices, failure, attempt));
  }
  return { tried: known.size, faults };
}

async function narrow<Failure>(
  choices: Point,
  failure: Failure,
  attempt: (choices: Point) => Promise<Failure | undefined>,
): Promise<Fault<Failure>> {
  let fault: Fault<Failure> = { params: choices, failure };
  for (const label of Object.keys(choices)) {
    const { [label]: _, ...fewer } = fault.params;
    const still = await attempt(fewer);
    if (still !== undefined) fault = { params: fewer, failure: still };
  }
  return fault;
}

/** Each variable of the code as written with another of its values. */
function single(space: SearchSpace): Point[] {
  const written = completePoint(space, {});
  return space.variables.flatMap(({ label, domain }) =>
    Object.hasOwn(written, label)
      ? telling(domain)
          .filter((value) => !same(value, written[label]))
          .map((value) => ({ [label]: value }))
      : [],
  );
}

function sampled(space: SearchSpace, { samples, seed }: { samples: number; seed: number }): Point[] {
  const defaults = new Map(space.variables.map((variable) => [variable.label, variable.default]));
  return Array.from({ length: samples }, (_, index) => {
    const point = Object.entries(samplePoint(space, seed + index));
    return Object.fromEntries(point.filter(([label, value]) => !same(value, defaults.get(label))));
  });
}

/** Values of a domain that are likely to tell something: each of few, the bounds of many. */
function telling(domain: Domain): Value[] {
  switch (domain.kind) {
    case 'choice':
      return [...domain.options];
    case 'arm':
      return domain.texts.map((_, index) => index);
    case 'bool':
    case 'optional':
      return [true, false];
    case 'int':
    case 'float':
      return [domain.low, domain.high];
    case 'subset':
      // The others come by sampling.
      return [domain.texts.map((_, index) => index).slice(0, domain.max)];
  }
}

function includes(choices: Point, fault: Point): boolean {
  return Object.entries(fault).every(([label, value]) => same(choices[label], value));
}

function same(a: Value | undefined, b: Value | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
