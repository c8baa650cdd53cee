/** What failed, by cause, and which choices fail most. */
import type { Trial, TrialError, Variable } from '../../src/protocol/study';
import { formatValue } from './format';
import { variableScale } from './variable-scale';

export interface FailureGroup {
  /** The first of its trials' errors, which stands for all. */
  readonly error: TrialError;
  readonly trials: readonly Trial[];
  /** Choices that all of them have in common though other trials have others. */
  readonly common: readonly { readonly variable: Variable; readonly text: string }[];
}

/** Failures whose message (but for its numbers) and place are the same are of one cause; the most frequent first. */
export function failureGroups(
  trials: readonly Trial[],
  variables: readonly Variable[],
): readonly FailureGroup[] {
  const groups = new Map<string, Trial[]>();
  for (const trial of trials) {
    if (trial.state !== 'failed') continue;
    const { message = '', file = '', line } = trial.error ?? {};
    const key = JSON.stringify([message.replace(/\d+(\.\d+)?/g, '#'), file, line]);
    const group = groups.get(key);
    if (group) group.push(trial);
    else groups.set(key, [trial]);
  }
  const sound = trials.filter(({ state }) => state !== 'failed' && state !== 'waiting');
  return [...groups.values()]
    .map((failed) => ({
      error: failed[0]!.error ?? { message: 'It gave no reason.' },
      trials: failed,
      common: commonChoices(failed, sound, variables),
    }))
    .sort((a, b) => b.trials.length - a.trials.length);
}

/** Values that all failures share and that at most half of the trials that did not fail have. */
function commonChoices(
  failed: readonly Trial[],
  sound: readonly Trial[],
  variables: readonly Variable[],
): FailureGroup['common'] {
  if (failed.length < 2) return [];
  return variables.flatMap((variable) => {
    const { label, domain } = variable;
    const value = failed[0]!.params[label];
    const key = JSON.stringify(value);
    const has = ({ params }: Trial) => JSON.stringify(params[label]) === key;
    if (value === undefined || !failed.every(has)) return [];
    return 2 * sound.filter(has).length <= sound.length
      ? [{ variable, text: formatValue(domain, value) }]
      : [];
  });
}

export interface ChoiceFailures {
  readonly variable: Variable;
  readonly text: string;
  readonly failed: number;
  readonly of: number;
}

/** Numbers are told apart in so many ranges of equal count. */
const ranges = 4;

/** Of each choice (of numbers, of each range) how many trials failed; the most often failing first. */
export function failuresByChoice(
  trials: readonly Trial[],
  variables: readonly Variable[],
): readonly ChoiceFailures[] {
  const known = trials.filter(({ state }) => state !== 'running' && state !== 'waiting');
  return variables
    .flatMap((variable) => choicesOf(variable, known))
    .filter(({ failed }) => failed > 0)
    .sort((a, b) => b.failed / b.of - a.failed / a.of || b.failed - a.failed);
}

function choicesOf(variable: Variable, trials: readonly Trial[]): ChoiceFailures[] {
  const scale = variableScale(variable);
  const placed = trials.flatMap((trial) => {
    // A candidate that failed may not have come so far as to evaluate everything.
    const place = scale.place({ ...trial, evaluated: undefined });
    return place === undefined ? [] : [{ trial, place }];
  });
  placed.sort((a, b) => a.place - b.place);
  const groups: { text: string; trials: Trial[] }[] = [];
  const distinct = new Set(placed.map(({ place }) => place)).size;
  if (scale.names || distinct <= 8) {
    for (const { trial, place } of placed) {
      const text = scale.text(place);
      const last = groups.at(-1);
      if (last?.text === text) last.trials.push(trial);
      else groups.push({ text, trials: [trial] });
    }
  } else {
    for (let i = 0; i < ranges; i++) {
      const part = placed.slice((i * placed.length) / ranges, ((i + 1) * placed.length) / ranges);
      const [first, last] = [part[0], part.at(-1)];
      if (first && last)
        groups.push({
          text: `${scale.text(first.place)} … ${scale.text(last.place)}`,
          trials: part.map(({ trial }) => trial),
        });
    }
  }
  return groups.map(({ text, trials: some }) => ({
    variable,
    text,
    failed: some.filter(({ state }) => state === 'failed').length,
    of: some.length,
  }));
}
