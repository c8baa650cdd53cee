import { OptionError, Options, type OptionInfo } from '../options';
import type { StoppingRule } from '../strategy';
import { AshaRule } from './asha';
import { ExtrapolationRule } from './extrapolation';
import { HyperbandRule } from './hyperband';
import { MedianRule } from './median';
import { PatienceRule } from './patience';
import { ThresholdRule } from './threshold';

export interface StoppingOptions {
  /** The last step of a full trial (epochs), where it is known. */
  readonly maxSteps?: number;
  readonly seed: number;
  /** Which objectives are maximised as people see them; bounds that people write are turned accordingly. */
  readonly maximized?: readonly boolean[];
  /** As the person wrote them. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** A stopping rule as people choose it. */
export interface StoppingInfo {
  readonly name: string;
  /** One line. */
  readonly description: string;
  readonly options: readonly OptionInfo[];
}

interface Entry extends StoppingInfo {
  create(options: Options, given: StoppingOptions): StoppingRule;
}

const first: OptionInfo = {
  name: 'first',
  type: 'number',
  min: 1,
  default: 1,
  description: 'The step at which trials are first compared.',
};
const factor: OptionInfo = {
  name: 'factor',
  type: 'number',
  min: 1.1,
  default: 3,
  description: 'One of so many trials goes on at each comparison; the steps between grow by the same factor.',
};

const none: StoppingRule = { name: 'none', report: () => 'continue', end: () => {} };

const entries: readonly Entry[] = [
  { name: 'none', description: 'Every trial runs to its end.', options: [], create: () => none },
  {
    name: 'median',
    description: 'Ends trials that are worse than the median of completed ones at the same step.',
    options: [
      {
        name: 'startup',
        type: 'integer',
        min: 1,
        default: 5,
        description: 'Completed trials before any is ended.',
      },
      { name: 'warmup', type: 'integer', min: 0, default: 1, description: 'Steps that every trial may run.' },
    ],
    create: (options) => new MedianRule(options.number('startup'), options.number('warmup')),
  },
  {
    name: 'asha',
    description: 'Asynchronous successive halving: the best third goes on at steps 1, 3, 9, …',
    options: [first, factor],
    create: (options) => new AshaRule(options.number('first'), options.number('factor')),
  },
  {
    name: 'hyperband',
    description: 'Successive halving that starts early for some trials and late for others.',
    options: [
      first,
      factor,
      {
        name: 'steps',
        type: 'integer',
        min: 1,
        description: 'Steps of a full trial; the budget of epochs by default.',
      },
    ],
    create: (options, { maxSteps = 27, seed }) =>
      new HyperbandRule(
        options.number('first'),
        options.number('factor'),
        options.number('steps', maxSteps),
        seed,
      ),
  },
  {
    name: 'patience',
    description: 'Ends trials that no longer improve.',
    options: [
      { name: 'patience', type: 'integer', min: 1, default: 5, description: 'Steps without improvement.' },
      { name: 'delta', type: 'number', min: 0, default: 0, description: 'What counts as an improvement.' },
    ],
    create: (options) => new PatienceRule(options.number('patience'), options.number('delta')),
  },
  {
    name: 'threshold',
    description: 'Ends trials that are worse than a bound.',
    options: [
      {
        name: 'worst',
        type: 'number',
        description: 'The bound, in the units of the first objective; required.',
      },
      { name: 'from', type: 'integer', min: 1, default: 1, description: 'The first step that is judged.' },
    ],
    create: (options, { maximized }) => {
      const worst = options.optionalNumber('worst');
      if (worst === undefined)
        throw new OptionError('Stopping rule threshold needs a bound: { name: threshold, worst: 0.5 }.');
      return new ThresholdRule(maximized?.[0] ? -worst : worst, options.number('from'));
    },
  },
  {
    name: 'extrapolation',
    description: 'Ends trials whose learning curve is not going to reach the best.',
    options: [
      {
        name: 'steps',
        type: 'integer',
        min: 1,
        description: 'Steps of a full trial; the budget of epochs by default.',
      },
      { name: 'minimum', type: 'integer', min: 3, default: 4, description: 'Reports before a forecast.' },
      {
        name: 'doubt',
        type: 'number',
        min: 0.001,
        max: 0.5,
        default: 0.05,
        description: 'The chance that is given up.',
      },
    ],
    create: (options, { maxSteps }) => {
      const steps = options.optionalNumber('steps') ?? maxSteps;
      if (steps === undefined) {
        throw new OptionError(
          'Stopping rule extrapolation needs the steps of a full trial: set epochs in the budget, or steps.',
        );
      }
      return new ExtrapolationRule(steps, options.number('minimum'), options.number('doubt'));
    },
  },
];

/** Every stopping rule that `createStoppingRule` knows. */
export const stoppingRules: readonly StoppingInfo[] = entries;
export const stoppingRuleNames: readonly string[] = entries.map(({ name }) => name);

/**
 * A stopping rule by its name.
 * @throws OptionError when the name is unknown or an option is wrong; its message may be shown to people
 */
export function createStoppingRule(name: string, given: StoppingOptions): StoppingRule {
  const entry = entries.find((known) => known.name === name);
  if (!entry) {
    throw new OptionError(`There is no stopping rule '${name}'. There are: ${stoppingRuleNames.join(', ')}.`);
  }
  return entry.create(new Options(`stopping rule ${name}`, entry.options, given.options), given);
}
