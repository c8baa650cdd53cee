/** Scores by choice from the trials of a study. Pure. */
import type { Direction, Trial, Value, Variable } from '../../protocol/study';
import type { ChoiceScore } from './insight';
import { measure } from '../text';

/** Ranges into which numbers are put when a variable has more values than this. */
const BINS = 6;

/**
 * The best and the mean score of each choice of a variable, over completed trials in which it is active. Numbers with
 * many values are put into ranges of equal width (equal ratio for `log`). Scores that are not finite do not count.
 */
export function scoresByChoice(
  trials: readonly Trial[],
  variable: Variable,
  objective: string,
  direction: Direction,
): ChoiceScore[] {
  const group = grouping(variable);
  const found = new Map<string, { order: number; scores: number[] }>();
  for (const { state, params, values } of trials) {
    const value = Object.hasOwn(params, variable.label) ? params[variable.label] : undefined;
    const score = values[objective];
    if (state !== 'complete' || value === undefined || score === undefined || !Number.isFinite(score))
      continue;
    const { name, order } = group(value);
    const entry = found.get(name) ?? { order, scores: [] };
    entry.scores.push(score);
    found.set(name, entry);
  }
  const best = (scores: readonly number[]) =>
    scores.reduce((a, b) => (direction === 'maximize' ? Math.max(a, b) : Math.min(a, b)));
  return [...found]
    .sort(([, a], [, b]) => a.order - b.order)
    .map(([name, { scores }]) => ({
      name,
      trials: scores.length,
      best: best(scores),
      mean: scores.reduce((sum, score) => sum + score, 0) / scores.length,
    }));
}

type Group = (value: Value) => { readonly name: string; readonly order: number };

function grouping({ domain }: Variable): Group {
  switch (domain.kind) {
    case 'choice': {
      const options = domain.options.map((option) => JSON.stringify(option));
      return (value) => ({ name: show(value), order: options.indexOf(JSON.stringify(value)) });
    }
    case 'arm':
      return (value) => ({ name: domain.texts[Number(value)] ?? show(value), order: Number(value) });
    case 'subset':
      return (value) => {
        const kept = Array.isArray(value) ? value.length : 0;
        return { name: String(kept), order: kept };
      };
    case 'int':
      if ((domain.high - domain.low) / domain.step < BINS * 2)
        return (value) => ({ name: show(value), order: Number(value) });
      return ranges(domain);
    case 'float':
      return ranges(domain);
    case 'bool':
    case 'optional':
      return (value) => ({ name: show(value), order: Number(value) });
  }
}

function ranges({
  low,
  high,
  log,
}: {
  readonly low: number;
  readonly high: number;
  readonly log: boolean;
}): Group {
  const scale = log ? Math.log : (x: number) => x;
  const back = log ? Math.exp : (x: number) => x;
  const [from, to] = [scale(low), scale(high)];
  const width = (to - from) / BINS || 1;
  const edge = (bin: number) => measure(Number(back(from + bin * width).toPrecision(3)));
  return (value) => {
    const bin = Math.min(BINS - 1, Math.max(0, Math.floor((scale(Number(value)) - from) / width)));
    return { name: `${edge(bin)}–${edge(bin + 1)}`, order: bin };
  };
}

function show(value: Value): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
