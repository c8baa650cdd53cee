import { AskTell, type Algorithm } from './ask-tell';
import { Auto } from './auto';
import { Bohb } from './bohb';
import { GaussianProcessSearch } from './gp';
import { GridSearch } from './grid-search';
import { LocalSearch } from './local-search';
import { Nsga2 } from './nsga2';
import { OptionError, Options, type OptionInfo } from './options';
import { PredictorSearch } from './predictor';
import { QuasiRandomSearch } from './quasi-random';
import { RandomSearch } from './random-search';
import { RegularizedEvolution } from './regularized-evolution';
import { Reinforce } from './reinforce';
import { Tpe } from './tpe';
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

const startup: OptionInfo = {
  name: 'startup',
  type: 'integer',
  min: 2,
  default: 8,
  description: 'Trials before the model is used.',
};

const entries: readonly Entry[] = [
  {
    name: 'auto',
    description: 'Chooses by space, budget and what it has seen, and says what it chose.',
    options: [],
    create: (_, given) => new Auto(given),
  },
  {
    name: 'random',
    description: 'Random search: the baseline that every other strategy has to beat.',
    options: [],
    create: () => new RandomSearch(),
  },
  {
    name: 'grid',
    description: 'Every combination in order.',
    options: [
      {
        name: 'levels',
        type: 'integer',
        min: 2,
        default: 5,
        description: 'Values of a float or a long scale.',
      },
    ],
    create: (options) => new GridSearch(options.number('levels')),
  },
  {
    name: 'quasi-random',
    description: 'Evenly spread points: the scrambled Halton sequence.',
    options: [],
    create: () => new QuasiRandomSearch(),
  },
  {
    name: 'local-search',
    description: 'The first better neighbour, random restarts at local optima.',
    options: [],
    create: () => new LocalSearch(),
  },
  {
    name: 'regularized-evolution',
    description: 'Aging evolution by single mutations: cheap, robust, good with thousands of trials.',
    options: [
      { name: 'population', type: 'integer', min: 2, default: 20, description: 'How many trials live.' },
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
    name: 'tpe',
    description: 'Where good trials are dense in relation to the rest; one objective or several.',
    options: [
      { ...startup, default: 10 },
      { name: 'candidates', type: 'integer', min: 1, default: 64, description: 'Points drawn at each ask.' },
    ],
    create: (options) => new Tpe(options.number('startup'), options.number('candidates')),
  },
  {
    name: 'gp',
    description:
      'Bayesian optimisation with a Gaussian process that shares what it learns among variables of a kind.',
    options: [
      startup,
      { name: 'cap', type: 'integer', min: 16, default: 128, description: 'Trials that the model keeps.' },
    ],
    create: (options) => new GaussianProcessSearch(options.number('startup'), options.number('cap')),
  },
  {
    name: 'predictor',
    description:
      'An ensemble of networks predicts, Thompson sampling chooses among mutations of the best (BANANAS).',
    options: [
      { ...startup, default: 10 },
      { name: 'ensemble', type: 'integer', min: 2, default: 5, description: 'How many networks.' },
    ],
    create: (options) => new PredictorSearch(options.number('startup'), options.number('ensemble')),
  },
  {
    name: 'reinforce',
    description: 'Reinforcement learning: a policy over choices with baseline and entropy bonus.',
    options: [
      {
        name: 'rate',
        type: 'number',
        min: 0.001,
        default: 0.3,
        description: 'How far the policy moves a trial.',
      },
      {
        name: 'entropy',
        type: 'number',
        min: 0,
        default: 0.05,
        description: 'How strongly it stays undecided.',
      },
    ],
    create: (options) => new Reinforce(options.number('rate'), options.number('entropy')),
  },
  {
    name: 'nsga2',
    description: 'Genetic algorithm for one objective or several, ranked by fronts and hypervolume.',
    options: [
      {
        name: 'population',
        type: 'integer',
        min: 4,
        default: 12,
        description: 'How many trials have children.',
      },
      {
        name: 'crossover',
        type: 'number',
        min: 0,
        max: 1,
        default: 0.9,
        description: 'Share of children of two parents.',
      },
    ],
    create: (options) => new Nsga2(options.number('population'), options.number('crossover')),
  },
  {
    name: 'bohb',
    description: 'TPE on the furthest step that enough trials reached; run it with stop: hyperband.',
    options: [{ ...startup, default: 10 }],
    create: (options) => new Bohb(options.number('startup')),
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
