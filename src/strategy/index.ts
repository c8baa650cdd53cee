import { AskTell, type Algorithm } from './ask-tell';
import { OptionError, Options, type OptionInfo } from './options';
import { GaussianProcessSearch } from './gp';
import { RandomSearch } from './random-search';
import { RegularizedEvolution } from './regularized-evolution';
import type { Strategy, StrategyOptions } from './strategy';

export { OptionError, type OptionInfo } from './options';
export * from './stopping';

/** A strategy as people choose it. */
export interface StrategyInfo {
  readonly name: string;
  /** One line. */
  readonly description: string;
  readonly options: readonly OptionInfo[];
}

interface Entry extends StrategyInfo {
  create(options: Options, given: StrategyOptions): Algorithm;
}

const entries: readonly Entry[] = [
  {
    name: 'random',
    description: 'Random search: the baseline that every other strategy has to beat.',
    options: [],
    create: () => new RandomSearch(),
  },
  {
    name: 'regularized-evolution',
    description: 'Aging evolution by single mutations: cheap, robust, good with thousands of trials.',
    options: [
      { name: 'population', type: 'integer', min: 2, default: 50, description: 'How many trials live.' },
      {
        name: 'sample',
        type: 'integer',
        min: 1,
        default: 10,
        description: 'How many compete to be a parent.',
      },
    ],
    create: (options) => new RegularizedEvolution(options.number('population'), options.number('sample')),
  },
  {
    name: 'gp',
    description:
      'Bayesian optimisation with a Gaussian process that shares what it learns among variables of a kind.',
    options: [
      {
        name: 'startup',
        type: 'integer',
        min: 2,
        default: 8,
        description: 'Trials before the model is used.',
      },
      { name: 'cap', type: 'integer', min: 16, default: 128, description: 'Trials that the model keeps.' },
    ],
    create: (options) => new GaussianProcessSearch(options.number('startup'), options.number('cap')),
  },
];

/** Every strategy that `createStrategy` knows, the default first. */
export const strategies: readonly StrategyInfo[] = entries;
export const strategyNames: readonly string[] = entries.map(({ name }) => name);

/**
 * A strategy by its name.
 * @throws OptionError when the name is unknown or an option is wrong; its message may be shown to people
 */
export function createStrategy(name: string, options: StrategyOptions): Strategy {
  const entry = entries.find((known) => known.name === name);
  if (!entry)
    throw new OptionError(`There is no strategy '${name}'. There are: ${strategyNames.join(', ')}.`);
  const read = new Options(`strategy ${name}`, entry.options, options.options);
  return new AskTell(name, entry.create(read, options), options);
}
