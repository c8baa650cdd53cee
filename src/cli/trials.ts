/** `espalier trials STUDY [--importance]` */
import { findStudy } from '../search/project';
import { openStudy } from '../search/open';
import { duration, number, params, printJson, relative, trialJson, where } from './output';
import { table } from './table';

export async function trials(given: string, options: { json?: boolean }): Promise<void> {
  const study = await openStudy(findStudy(given));
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
    ...names.map((name) => (trial.values[name] === undefined ? '' : number(trial.values[name]))),
    trial.sameAs === undefined ? duration(trial.seconds ?? 0) : `as ${trial.sameAs}`,
    trial.error ? where(trial.error) : params(trial.params),
  ]);
  console.log(table(['trial', 'state', ...names, 'took', 'candidate'], rows));
  if (best.size > 0) console.log(names.length > 1 ? '* on the Pareto front' : '* the best');
  console.log(
    `${ended.length} trials of ${relative(header.file)}, ${header.count} architectures, strategy ${header.strategy}`,
  );
  if (progress.message) console.log(progress.message);
}
