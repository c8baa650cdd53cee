/**
 * A search space compiled for arithmetic: a point is one number a variable (see `scale.ts`), NaN where the variable is
 * inactive. Operators work on these codes; people and journals see points.
 */
import type { Condition, Point, SearchSpace, Value, Variable } from './space';
import { scaleOf, type Scale } from './scale';
import { hasElement } from './subset';
import type { Random } from './random';

/** One code a variable, in the order of the space; NaN: inactive, or a value that the domain does not have. */
export type Codes = Float64Array;

type Test = (codes: Codes) => boolean;

export class CodedSpace {
  readonly variables: readonly Variable[];
  readonly scales: readonly Scale[];
  /** The variables that the activity of each depends on. */
  readonly parents: readonly (readonly number[])[];
  /** Whether any variable depends on another. */
  readonly conditional: boolean;
  private readonly positions: ReadonlyMap<string, number>;
  private readonly tests: readonly (Test | undefined)[];

  /** @throws RangeError for a subset of more than 52 elements */
  constructor(readonly space: SearchSpace) {
    this.variables = space.variables;
    this.scales = space.variables.map((variable) => scaleOf(variable.domain));
    this.positions = new Map(space.variables.map((variable, index) => [variable.label, index]));
    this.tests = space.variables.map((variable) => this.activity(variable));
    this.parents = space.variables.map((variable) => this.parentsOf(variable));
    this.conditional = this.tests.some((test) => test !== undefined);
  }

  get length(): number {
    return this.variables.length;
  }

  position(label: string): number | undefined {
    return this.positions.get(label);
  }

  /** Whether the variable is active, given the codes of those before it. */
  isActive(variable: number, codes: Codes): boolean {
    const test = this.tests[variable];
    return test === undefined || test(codes);
  }

  /** Clears what is inactive and lets `fill` give a code to what is active without one, in place. */
  settle(codes: Codes, fill: (variable: number) => number): Codes {
    for (let i = 0; i < codes.length; i++) {
      if (!this.isActive(i, codes)) codes[i] = NaN;
      else if (Number.isNaN(codes[i])) codes[i] = fill(i);
    }
    return codes;
  }

  /** As `settle`, drawing what is missing. */
  complete(codes: Codes, random: Random): Codes {
    return this.settle(codes, (i) => (this.scales[i] as Scale).sample(random));
  }

  /** The codes of a point; values outside a domain become the nearest code, or NaN where nothing is near. */
  encode(point: Point): Codes {
    return Float64Array.from(this.variables, ({ label }, i) => {
      const value = point[label];
      if (value === undefined) return NaN;
      const scale = this.scales[i] as Scale;
      return scale.code(value) ?? scale.nearest(value) ?? NaN;
    });
  }

  decode(codes: Codes): Point {
    const point: Record<string, Value> = {};
    this.variables.forEach(({ label }, i) => {
      const code = codes[i] as number;
      if (!Number.isNaN(code)) point[label] = (this.scales[i] as Scale).value(code);
    });
    return point;
  }

  /** Whether a condition on this variable holds for the code (NaN: never). */
  holds(condition: Condition, position: number, code: number): boolean {
    return !Number.isNaN(code) && compileCondition(condition, this.scales[position] as Scale)(code);
  }

  private activity(variable: Variable): Test | undefined {
    const lists = variable.activeWhen;
    if (lists.length === 0 || lists.some((list) => list.length === 0)) return undefined;
    const compiled = lists.map((list) => list.map((condition) => this.test(condition)));
    const [first] = compiled;
    if (first && compiled.length === 1 && first.length === 1) return first[0];
    return (codes) => compiled.some((list) => list.every((test) => test(codes)));
  }

  /** A condition on a label that the space does not have is taken to hold. */
  private test(condition: Condition): Test {
    const parent = this.positions.get(condition.label);
    if (parent === undefined) return () => true;
    const accepts = compileCondition(condition, this.scales[parent] as Scale);
    return (codes) => {
      const code = codes[parent] as number;
      return code === code && accepts(code);
    };
  }

  private parentsOf(variable: Variable): number[] {
    const found = new Set<number>();
    for (const condition of variable.activeWhen.flat()) {
      const parent = this.positions.get(condition.label);
      if (parent !== undefined) found.add(parent);
    }
    return [...found];
  }
}

function compileCondition(condition: Condition, scale: Scale): (code: number) => boolean {
  switch (condition.is) {
    case 'including':
      return (code) => scale.nature === 'subset' && hasElement(code, condition.index);
    case 'above':
      return (code) => Number(scale.value(code)) > condition.bound;
    case 'one of': {
      const codes = new Set(condition.values.map((value) => scale.code(value)));
      return (code) => codes.has(code);
    }
  }
}
