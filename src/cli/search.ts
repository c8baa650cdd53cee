/** `espalier search FILE` */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { findNode } from '../evaluate/node';
import type { SearchOptions } from '../protocol/search';
import { acceptTrial } from '../search/accept';
import { findStudy } from '../search/project';
import { startSearch, type SearchHandle } from '../search/run';
import { messageOf, UserError } from '../study/errors';
import type { Trial } from '../study/trial';
import { unifiedDiff } from './diff';
import { cell, printJson, relative, scores, trialLine } from './output';
import { createReporter, type Reporter } from './reporter';
import { table } from './table';

type Options = Omit<SearchOptions, 'file'> & { readonly json?: boolean };

export async function search(file: string, { json, ...options }: Options): Promise<void> {
  const reporter = createReporter(json ?? false);
  const node = await findNode();
  const handle = await startSearch(
    { ...options, ...(options.resume && options.study ? { study: findStudy(options.study) } : {}), file },
    {
      update: (update) => reporter.update(update),
      log: (trial, line) => {
        if (trial === undefined) reporter.remark(line);
      },
    },
    { script: path.join(__dirname, 'evaluator.js'), node: node.path },
  );
  reporter.begin(handle.search.snapshot());
  const interrupted = stopOnInterrupt(handle, reporter);
  await handle.finished;
  reporter.end();
  await conclude(handle, json ?? false, interrupted());
}

/** The first Ctrl-C stops cleanly, the second one at once. */
function stopOnInterrupt({ search, finished }: SearchHandle, reporter: Reporter): () => boolean {
  let asked = false;
  const stop = () => {
    if (asked) process.exit(130);
    asked = true;
    reporter.remark('Stopping: what is finished is kept (again to end at once).');
    void search.stop('Stopped. Go on with --resume.');
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  void finished.finally(() => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(signal, stop);
  });
  return () => asked;
}

/** The best or the Pareto set, and the diff. Throws a {@link UserError} when the search came to nothing. */
async function conclude({ search, study }: SearchHandle, json: boolean, interrupted: boolean): Promise<void> {
  const { header, progress, trials } = search.snapshot();
  if (json) {
    const { done, best, state, message } = progress;
    printJson({ event: 'done', trials: done, best, study, state, message });
  } else {
    console.log(`\n${progress.message ?? ''} Study: ${relative(study)}`);
    const best = progress.best.flatMap((number) => trials.find((trial) => trial.number === number) ?? []);
    const written = trials.find(({ number }) => number === 0);
    if (best[0] && best.length === 1) await printBest(best[0], written, search.snapshot().header);
    else if (best.length > 1)
      printFront(
        best,
        header.objectives.map(({ name }) => name),
      );
  }
  if (progress.state === 'failed') throw new UserError(progress.message ?? 'The search failed.');
  if (progress.best.length === 0 && !interrupted)
    throw new UserError(`No candidate was completed. See espalier trials ${relative(study)}.`);
}

type Header = ReturnType<SearchHandle['search']['snapshot']>['header'];

async function printBest(best: Trial, written: Trial | undefined, header: Header): Promise<void> {
  console.log(`\nBest: ${trialLine(best, header)}`);
  if (best.number === 0) {
    console.log('No candidate beat the code as written.');
    return;
  }
  if (written?.state === 'complete') console.log(`As written: ${scores(written, header.objectives)}`);
  console.log(
    `\n${await diffOf(best, header)}\nespalier apply ${relative(header.study)} best   writes it into the code`,
  );
}

function printFront(front: readonly Trial[], names: readonly string[]): void {
  const rows = front.map((trial) => [
    String(trial.number),
    ...names.map((name) => cell(trial.values[name])),
    trial.number === 0 ? 'as written' : '',
  ]);
  console.log(`\nPareto set:\n${table(['trial', ...names, ''], rows)}`);
  console.log('\nespalier apply STUDY TRIAL --diff   shows what one changes');
}

async function diffOf(trial: Trial, header: Header): Promise<string> {
  try {
    const changes = await acceptTrial(header, trial.params, false, (file) => readFile(file, 'utf8'));
    return changes.map(({ file, before, after }) => unifiedDiff(relative(file), before, after)).join('');
  } catch (error) {
    return `${messageOf(error)}\n`;
  }
}
