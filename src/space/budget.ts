/** Whether a budget is enough for a space. */
import type { Diagnostic, Range } from '../hints/hint';
import type { HintedFile } from '../hints/language';
import type { SearchSpace, Variable } from './space';
import { countPoints } from './count';
import { scaleOf } from './scale';

/** Trials of a search that neither trials nor time bound. */
export const defaultTrials = 100;

/** Of values in an order, so many tell how the score goes along the range. */
const mostOrdered = 3;
/** Variables that are named as the largest. */
const named = 3;

/**
 * Trials without which a search cannot tell which choices matter: as many as a model of main effects has unknowns (one
 * for each value of each variable beside its first, and one). Never more than there are points.
 */
export function trialsFor(space: SearchSpace): number {
  const effects = space.variables.reduce((sum, variable) => sum + values(variable) - 1, 1);
  const points = countPoints(space);
  return points < BigInt(effects) ? Number(points) : effects;
}

/** Advice where the trials of a program's search block (or those that are set, or the default) are too few. */
export function budgetAdvice(
  files: readonly HintedFile[],
  space: SearchSpace,
  setTrials?: number,
): readonly Diagnostic[] {
  const source = files.find(({ config }) => config !== undefined);
  const { budget, strategy } = source?.config?.value ?? {};
  const trials = setTrials ?? budget?.trials ?? (budget?.time === undefined ? defaultTrials : undefined);
  if (!source?.config || trials === undefined || space.variables.length === 0) return [];
  const needed = trialsFor(space);
  const points = countPoints(space);
  const isGrid = strategy?.name === 'grid';
  if (isGrid ? BigInt(trials) >= points : trials >= needed) return [];
  const largest = [...space.variables].sort((a, b) => values(b) - values(a)).slice(0, named);
  const list = largest.map((variable) => `'${variable.label}' (${values(variable)})`).join(', ');
  const message = isGrid
    ? `A grid of ${points.toLocaleString('en')} architectures is not finished in ${trials} trials, and what comes last is never tried. Let another strategy choose, such as auto.`
    : `${trials} trials are too few for ${space.variables.length} variables to tell which choices matter. Allow at least ${needed}, or give these fewer values: ${list}.`;
  const range = trialsRange(source.text, source.config.range);
  return [{ file: source.file, range, severity: 'information', code: 'large-space', message }];
}

/** Values that a search has to tell apart. */
function values({ domain }: Variable): number {
  const { nature, levels } = scaleOf(domain);
  if (nature === 'continuous') return mostOrdered;
  // Each element of a subset is there or not.
  if (nature === 'subset') return levels + 1;
  return nature === 'categorical' ? levels : Math.min(levels, mostOrdered);
}

/** The number after `trials:` in a search block, else the block's first line. */
function trialsRange(text: string, { start, end }: Range): Range {
  const block = text.slice(start, end);
  const found = /\btrials\s*:\s*(\d+)/.exec(block);
  if (found) {
    const to = start + found.index + found[0].length;
    return { start: to - found[1]!.length, end: to };
  }
  const line = block.search(/\r?\n/);
  return { start, end: line < 0 ? end : start + line };
}
