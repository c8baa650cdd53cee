/** `espalier apply STUDY TRIAL|best [--strip] [--diff]` */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { acceptTrial, writeChanges } from '../search/accept';
import { findStudy } from '../search/project';
import { openStudy } from '../search/open';
import { unifiedDiff } from './diff';
import { printJson, relative } from './output';
import { trialOf } from './show';

export async function apply(
  given: string,
  trial: string,
  options: { json?: boolean; strip?: boolean; diff?: boolean },
): Promise<void> {
  const study = await openStudy(findStudy(given));
  const { trial: chosen } = await trialOf(study, trial);
  const { root } = study.settings;
  const changes = await acceptTrial(study.snapshot.header, chosen.params, options.strip ?? false, (file) =>
    readFile(file, 'utf8'),
  );
  const files = changes.map(({ file, before, after }) => ({
    file,
    diff: unifiedDiff(path.relative(root, file), before, after),
  }));
  if (!options.diff) await writeChanges(changes);
  if (options.json) printJson({ files });
  else if (options.diff) process.stdout.write(files.map(({ diff }) => diff).join(''));
  else if (files.length === 0) console.log(`The code is trial ${chosen.number} already.`);
  else console.log(`Trial ${chosen.number} written to ${files.map(({ file }) => relative(file)).join(', ')}`);
}
