/** A study as a table, to be read by other programs. Pure. */
import type { Trial } from '../protocol/study';
import type { StudyModel } from './study-model';

/** One row a trial: number, state, objectives, variables, other measures, seconds, error. RFC 4180. */
export function studyCsv(study: StudyModel): string {
  const trials = ended(study);
  const objectives = study.header.objectives.map(({ name }) => name);
  const labels = study.header.variables.map(({ label }) => label);
  const measures = [...new Set(trials.flatMap((trial) => Object.keys(trial.measures)))].filter(
    (name) => !objectives.includes(name),
  );
  const head = ['number', 'state', ...objectives, ...labels, ...measures, 'seconds', 'sameAs', 'error'];
  const rows = trials.map((trial) => [
    trial.number,
    trial.state,
    ...objectives.map((name) => trial.values[name]),
    ...labels.map((label) => trial.params[label]),
    ...measures.map((name) => trial.measures[name]),
    trial.seconds,
    trial.sameAs,
    trial.error?.message,
  ]);
  return [head, ...rows].map((row) => row.map(cell).join(',')).join('\r\n') + '\r\n';
}

/** What the study is about and its trials. Paths are left out: they are those of one machine. */
export function studyJson(study: StudyModel): string {
  const { name, objectives, constraints, strategy, stop, seed, count, variables } = study.header;
  const trials = ended(study).map(({ error, ...trial }) => ({
    ...trial,
    ...(error ? { error: error.message } : {}),
  }));
  const about = { name, objectives, constraints, strategy, stop, seed, count, variables };
  return JSON.stringify({ ...about, best: study.progress.best, trials }, null, 2) + '\n';
}

function ended(study: StudyModel): readonly Trial[] {
  return study.all
    .filter(({ state }) => state !== 'running' && state !== 'waiting')
    .sort((a, b) => a.number - b.number);
}

function cell(value: unknown): string {
  if (value === undefined) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
