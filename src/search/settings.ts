/** A search's settings: what the caller asks for, else the file's `@nas search` block, else defaults. */
import os from 'node:os';
import path from 'node:path';
import { physicalCores } from '../evaluate/cores';
import { canonicalMeasure } from '../evaluate/measures';
import type { Named, SearchConfig } from '../hints/config';
import type { SearchOptions } from '../protocol/search';
import { strategyNames } from '../strategy';
import { guessObjective } from '../study/objectives';
import { textDigest } from '../hints/digest';
import { defaultTrials } from '../space/budget';
import type { StudySettings } from '../study/settings';
import { version } from './version';
import { countOf, type HintedProgram } from './source';

/** Seconds of one trial. */
const defaultTrialTime = 3600;

export function searchSettings(program: HintedProgram, options: SearchOptions, study: string): StudySettings {
  const { config } = program;
  const workers = options.workers ?? config.workers ?? physicalCores();
  const stop = config.stop?.name === 'none' ? undefined : config.stop;
  const objectives = Object.entries(config.objectives ?? {}).map(([name, direction]) => ({
    name: canonicalMeasure(name),
    direction,
  }));
  return {
    name: path.basename(study, '.log'),
    file: program.file,
    entry: program.entry,
    root: program.root,
    variables: program.space.variables,
    sites: program.sites,
    count: countOf(program).toString(),
    hints: program.digests,
    sources: Object.fromEntries(program.files.map(({ file, text }) => [file, textDigest(text)])),
    objectives: objectives.length > 0 ? objectives : [guessObjective(program.metrics)],
    objectivesKnown: objectives.length > 0,
    constraints: (config.constraints ?? []).map((constraint) => ({
      ...constraint,
      measure: canonicalMeasure(constraint.measure),
    })),
    strategy: strategyOf(options, config),
    ...(stop ? { stop } : {}),
    seed: options.seed ?? config.seed ?? 1,
    budget: budgetOf(options, config),
    workers,
    ...(config.weights === 'shared' ? { weights: config.weights } : {}),
    limits: {
      seconds: config.limits?.time ?? defaultTrialTime,
      megabytes: config.limits?.memory ?? defaultMemory(workers),
    },
    backend: options.backend ?? config.backend ?? 'auto',
    versions: { espalier: version(), node: process.version },
  };
}

function strategyOf({ strategy }: SearchOptions, config: SearchConfig): Named {
  if (strategy === undefined || strategy === config.strategy?.name) return config.strategy ?? defaultStrategy;
  return { name: strategy, options: {} };
}

const defaultStrategy: Named = {
  name: strategyNames.includes('auto') ? 'auto' : 'regularized-evolution',
  options: {},
};

function budgetOf(options: SearchOptions, { budget = {} }: SearchConfig): StudySettings['budget'] {
  const time = options.time ?? budget.time;
  const trials = options.trials ?? budget.trials ?? (time === undefined ? defaultTrials : undefined);
  const epochs = options.epochs ?? budget.epochs;
  return {
    ...(trials === undefined ? {} : { trials }),
    ...(time === undefined ? {} : { time }),
    ...(epochs === undefined ? {} : { epochs }),
  };
}

/** Mebibytes: the workers together get three quarters of the machine, at most 8 GiB each. */
function defaultMemory(workers: number): number {
  return Math.max(512, Math.min(8192, Math.floor((os.totalmem() * 0.75) / workers / 2 ** 20)));
}
