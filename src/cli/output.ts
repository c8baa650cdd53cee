/** How results are printed: JSON lines with stable fields, and words for people. */
import path from 'node:path';
import { elementText } from '../hints/domain';
import type { Domain, Objective, StudyHeader, Value } from '../protocol/study';
import type { Point } from '../space/space';
import type { Trial } from '../study/trial';

/** One JSON object a line. */
export function printJson(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** A trial as scripts rely on it; more fields may be added. */
export function trialJson(trial: Trial) {
  const {
    number,
    state,
    params,
    values,
    seconds,
    error,
    measures,
    epochs,
    seed,
    backend,
    evaluated,
    sameAs,
  } = trial;
  return {
    event: 'trial',
    number,
    state,
    params,
    values,
    seconds,
    error,
    measures,
    epochs,
    seed,
    backend,
    evaluated,
    sameAs,
  };
}

/** A path as it is shortest from where the person is. */
export function relative(file: string): string {
  const short = path.relative(process.cwd(), file);
  return short === '' || short.startsWith(`..${path.sep}..`) ? file : short;
}

/** At most five significant digits. */
export function number(value: number): string {
  if (Number.isInteger(value)) return String(value);
  return String(Number(value.toPrecision(5)));
}

/** A value in a table: nothing where there is none. */
export const cell = (value: number | undefined): string => (value === undefined ? '' : number(value));

export function duration(seconds: number): string {
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return seconds < 10 ? `${seconds.toFixed(1)} s` : `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`;
  return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
}

export function scores(trial: Trial, objectives: readonly Objective[]): string {
  return objectives
    .flatMap(({ name }) =>
      trial.values[name] === undefined ? [] : [`${name} ${number(trial.values[name])}`],
    )
    .join(', ');
}

/** What is needed of a study to print its trials. */
export type Named = Pick<StudyHeader, 'objectives' | 'variables'>;

/** `filters 32, act "relu", join tf.layers.add()`. */
export function params(point: Point, variables: Named['variables']): string {
  const domains = new Map(variables.map(({ label, domain }) => [label, domain]));
  return Object.entries(point)
    .map(([label, value]) => `${label} ${valueText(domains.get(label), value)}`)
    .join(', ');
}

/** A value as it stands in the code: elements of a list by their text, which may be long. */
export function valueText(domain: Domain | undefined, value: Value): string {
  const length = domain?.kind === 'subset' ? 20 : 32;
  const element = elementText(domain, value, (text) => shortened(text, length));
  return element ?? (typeof value === 'number' ? number(value) : JSON.stringify(value));
}

/** Code on one line, of so many characters at most. */
export function shortened(text: string, length: number): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > length ? `${line.slice(0, length - 1)}…` : line;
}

/** One line for a trial that ended. */
export function trialLine(trial: Trial, { objectives, variables }: Named): string {
  const head = `#${trial.number}`.padEnd(6);
  const took = trial.sameAs === undefined ? duration(trial.seconds ?? 0) : `same as #${trial.sameAs}`;
  if (trial.state === 'failed')
    return `${head}failed: ${trial.error ? where(trial.error) : 'unknown'} (${took})`;
  const values = scores(trial, objectives);
  const note = trial.state === 'complete' ? '' : `${trial.state}${values ? ', ' : ''}`;
  return `${head}${note}${values} (${took})  ${params(trial.params, variables)}`;
}

/** `file:line: message`, the first line only. */
export function where({ message, file, line }: NonNullable<Trial['error']>): string {
  const place = file === undefined ? '' : `${relative(file)}${line === undefined ? '' : `:${line}`}: `;
  return `${place}${message.split('\n')[0] ?? ''}`;
}
