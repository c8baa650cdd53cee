/** `espalier trials STUDY [--importance]` */
import { findStudy } from '../search/project';
import { openStudy } from '../search/open';
import type { StudySnapshot } from '../protocol/study';
import { importanceIn } from '../study/importance';
import { cell, duration, params, printJson, relative, trialJson, where } from './output';
import { table } from './table';

interface TrialsOptions {
  readonly json?: boolean;
  /** How much each variable matters, in place of the trials. */
  readonly importance?: boolean;
}

export async function trials(given: string, options: TrialsOptions): Promise<void> {
  const study = await openStudy(findStudy(given));
  if (options.importance) return importances(study.snapshot, options);
  const { header, progress, trials } = study.snapshot;
  const ended = trials.filter(({ state }) => state !== 'waiting' && state !== 'running');
  if (options.json) {
    for (const trial of ended) printJson(trialJson(trial));
    return;
  }
  const best = new Set(progress.best);
  const names = header.objectives.map(({ name }) => name);
  const rows = ended.map((trial) => [
    `${trial.number}${best.has(trial.number) ? ' *' : ''}`,
    trial.state,
    ...names.map((name) => cell(trial.values[name])),
    trial.sameAs === undefined ? duration(trial.seconds ?? 0) : `as ${trial.sameAs}`,
    trial.error ? where(trial.error) : params(trial.params, header.variables),
  ]);
  console.log(table(['trial', 'state', ...names, 'took', 'candidate'], rows));
  if (best.size > 0) console.log(names.length > 1 ? '* on the Pareto front' : '* the best');
  console.log(
    `${ended.length} trials of ${relative(header.file)}, ${header.count} architectures, strategy ${header.strategy}`,
  );
  if (progress.message) console.log(progress.message);
}

function importances(snapshot: StudySnapshot, { json }: TrialsOptions): void {
  for (const { name } of snapshot.header.objectives) {
    const found = importanceIn(snapshot, name);
    if (json) {
      for (const { label, share } of found) printJson({ event: 'importance', objective: name, label, share });
      continue;
    }
    if (found.length === 0) {
      console.log(`Too few candidates completed, or all equal in ${name}, to say what matters for it.`);
      continue;
    }
    const rows = found.map(({ label, share }) => [
      label,
      `${Math.round(100 * share)} %`,
      '▇'.repeat(Math.round(30 * share)),
    ]);
    console.log(table([`matters for ${name}`, 'share', ''], rows));
  }
}
